// SPDX-License-Identifier: Apache-2.0
// The one oracle of the fault harnesses: what people were told (a history written by sao-room people) against central's journal and
// tables. "ok" is there once; "unknown" never or once; "fail" never; nothing is there that nobody gave.
import { readFileSync } from "node:fs";

export function history_read(file) {
	const people = new Map();
	for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
		const { what, person, number } = JSON.parse(line);
		const known = people.get(person) ?? { number };
		people.set(person, { number: number ?? known.number, end: what === "invoke" ? "unknown" : what });
	}
	return [...people.values()];
}

// held: Map of declaration number (first 11 digits) to how many ballots central has of it. Faults as texts; none is good.
export function check(people, held) {
	const faults = [];
	const given = new Set();
	for (const { number, end } of people) {
		const count = held.get(number.slice(0, 11)) ?? 0;
		given.add(number.slice(0, 11));
		if (end === "ok" && count !== 1)
			faults.push(`${number}: thanked, and central has it ${count} times`);
		if (end === "unknown" && count > 1)
			faults.push(`${number}: sent once, and central has it ${count} times`);
		if (end === "fail" && count !== 0)
			faults.push(`${number}: told it was not stored, and central has it ${count} times`);
	}
	for (const [number, count] of held)
		if (!given.has(number))
			faults.push(`${number}: central has ${count} that nobody gave`);
	return faults;
}
