// SPDX-License-Identifier: Apache-2.0
// What lives in tests/faults: harnesses that break what a kiosk and central stand on (power, processes, the network) while people rate,
// and the one oracle that judges what became of it. `make test` runs each small, `make faults` (BIG=1) whole.
//
// The oracle: a history of {what, key}, where `what` is "invoke" (Send was pressed), then "ok" (the receipt was shown), "fail" (the screen
// said it was not stored) or "unknown" (the kiosk died in between), against central's tables. `key` is the number of the declaration rated:
// every person in a history has one of his own. `ok` is there exactly once, `unknown` at most once, `fail` never, and nothing else is there.
import { createHash } from "node:crypto";

const CHAIN_START = Buffer.alloc(32);

// Central's tables as the oracle reads them: every entry of the journal with what became of it.
export async function read_tables(central) {
	const [journal, ballots, apart, streams] = await central.tables([
		"SELECT position, id, kiosk, incarnation, seq, kind, verdict, code, hex(hash) AS hash, hex(bytes) AS bytes FROM journal ORDER BY position",
		"SELECT b.position, b.identity, b.state, (SELECT count(*) FROM mark m WHERE m.position = b.position) AS marks FROM ballot b",
		"SELECT kiosk, id, code FROM apart",
		"SELECT kiosk, incarnation, high, hex(head) AS head FROM stream",
	]);
	return { journal, ballots, apart, streams };
}

export class History {
	constructor() {
		this.events = [];
	}
	note(what, key) {
		this.events.push({ what, key });
	}
	// The last word about each person; one who pressed Send and heard nothing more does not know.
	outcomes() {
		const said = new Map();
		for (const { what, key } of this.events)
			said.set(key, what === "invoke" ? "unknown" : what);
		return said;
	}
	count(what) {
		return [...this.outcomes().values()].filter((said) => said === what).length;
	}
}

const ALLOWED = { ok: [1, 1], unknown: [0, 1], fail: [0, 0] };

// Ballots by declaration: those people sent, each as often as its outcome allows, and no others.
function ballots_faults(outcomes, { journal, ballots }) {
	const faults = [];
	const found = new Map();
	const applied = new Map(ballots.map((ballot) => [ballot.position, ballot]));
	for (const entry of journal.filter(({ kind }) => kind === "ballot")) {
		const { body } = JSON.parse(Buffer.from(entry.bytes, "hex").toString("utf8"));
		const key = body.subject.declaration;
		found.set(key, (found.get(key) ?? 0) + 1);
		if (!outcomes.has(key))
			faults.push(`nobody sent ${key} (${entry.id})`);
		if (!["ok", "parked"].includes(entry.verdict))
			faults.push(`${key} was ${entry.verdict}: ${entry.code}`);
		const marks = applied.get(entry.position)?.marks;
		if (entry.verdict === "ok" && marks !== body.marks.length)
			faults.push(`${key} has ${marks ?? "no"} marks of ${body.marks.length}`);
	}
	for (const [key, outcome] of outcomes) {
		const [least, most] = ALLOWED[outcome];
		const times = found.get(key) ?? 0;
		if (times < least)
			faults.push(`lost: ${key} was thanked and is not there`);
		if (times > most)
			faults.push(`${most ? "double" : "refused, and yet there"}: ${key} is there ${times} times (${outcome})`);
	}
	return faults;
}

// The journal by itself: every entry is what its hash says, places are gapless from 1, the chain leads to its head, nothing is kept apart.
function journal_faults({ journal, apart, streams }) {
	const faults = apart.map(({ kiosk, id, code }) => `kept apart: ${id} of ${kiosk} (${code})`);
	const lives = new Map();
	for (const entry of journal) {
		const bytes = Buffer.from(entry.bytes, "hex");
		if (createHash("sha256").update(bytes).digest("hex") !== entry.hash.toLowerCase())
			faults.push(`${entry.id} is not what its hash says`);
		const life = `${entry.kiosk} ${entry.incarnation}`;
		lives.set(life, [...(lives.get(life) ?? []), entry]);
	}
	for (const { kiosk, incarnation, high, head } of streams) {
		const entries = (lives.get(`${kiosk} ${incarnation}`) ?? []).sort((one, two) => one.seq - two.seq);
		let chain = CHAIN_START;
		for (const [index, { seq, hash }] of entries.entries()) {
			if (seq !== index + 1)
				faults.push(`${kiosk} ${incarnation}: ${seq} stands at place ${index + 1}`);
			chain = createHash("sha256").update(chain).update(Buffer.from(hash, "hex")).digest();
		}
		if (high !== entries.length || chain.toString("hex") !== head.toLowerCase())
			faults.push(`${kiosk} ${incarnation}: high ${high} of ${entries.length}, or another chain`);
	}
	return faults;
}

// What is wrong, in words; nothing is [].
export function check(history, tables) {
	return [...ballots_faults(history.outcomes(), tables), ...journal_faults(tables)];
}
