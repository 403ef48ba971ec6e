// SPDX-License-Identifier: Apache-2.0
// What lives in tests/faults: harnesses that break what a kiosk and central stand on (power, processes, the network) while people rate,
// and the one oracle that judges what became of it. `make test` runs each small, `make faults` (BIG=1) whole.
//
// The oracle: a history of what people did and were told, against central's tables. A person presses Send ("invoke"); then the receipt is
// shown ("ok"), or the screen says that nothing was stored ("fail"), or the kiosk is gone ("unknown"). What was rated is the key: the 11
// digits of a declaration, or a place. `ok` is there exactly once, `unknown` at most once, `fail` never, and nothing else is there.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const NOTHING = Buffer.alloc(32); // the chain before its first entry
const IDENTITY = 11;

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

export class History {
	constructor() {
		this.people = new Map(); // who: { key, what }
	}

	note(what, who, key) {
		const person = this.people.get(who) ?? { key };
		person.what = what === "invoke" ? "unknown" : what; // until he hears more
		this.people.set(who, person);
	}

	// As sao-room people --history writes it.
	static read(path) {
		const history = new History();
		for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
			const { what, person, number } = JSON.parse(line);
			history.note(what, person, number?.slice(0, IDENTITY));
		}
		return history;
	}

	count(what) {
		return [...this.people.values()].filter((person) => person.what === what).length;
	}

	// How often each key must and may be there.
	expected() {
		const expected = new Map();
		for (const { key, what } of this.people.values()) {
			const { least, most } = expected.get(key) ?? { least: 0, most: 0 };
			expected.set(key, { least: least + (what === "ok"), most: most + (what !== "fail") });
		}
		return expected;
	}
}

// What the oracle reads of central.
export async function tables_of(central) {
	const [journal, ballots, apart, streams] = await central.tables([
		"SELECT position, id, kiosk, incarnation, seq, kind, verdict, code, hex(hash) AS hash, hex(bytes) AS bytes FROM journal ORDER BY position",
		"SELECT b.position, (SELECT count(*) FROM mark m WHERE m.position = b.position) AS marks FROM ballot b",
		"SELECT kiosk, id, code, hex(bytes) AS bytes FROM apart",
		"SELECT kiosk, incarnation, high, hex(head) AS head FROM stream",
	]);
	return { journal, ballots, apart, streams };
}

const key_of = ({ subject }) => subject.declaration?.slice(0, IDENTITY) ?? subject.place ?? subject.dossier;

const body_of = (bytes) => JSON.parse(Buffer.from(bytes, "hex").toString("utf8"));
// The second copy of a ballot whose id is known: it has a place and no effect.
const is_second = (code) => code === "conflict";

// Ballots by what they rate: as many as people sent, each with all its marks, no receipt twice.
function ballot_faults(history, { journal, ballots }) {
	const faults = [];
	const found = new Map();
	const receipts = new Set();
	const applied = new Map(ballots.map(({ position, marks }) => [position, marks]));
	for (const { position, id, kind, verdict, code, bytes } of journal) {
		if (kind !== "ballot" || is_second(code))
			continue;
		const { body } = body_of(bytes);
		const key = key_of(body);
		found.set(key, (found.get(key) ?? 0) + 1);
		if (receipts.has(body.receipt.tag))
			faults.push(`double: the receipt of ${key} is there again as ${id}`);
		receipts.add(body.receipt.tag);
		if (verdict !== "ok" && verdict !== "parked")
			faults.push(`${key} was ${verdict}: ${code}`);
		if (verdict === "ok" && applied.get(position) !== body.marks.length)
			faults.push(`${key} has ${applied.get(position) ?? "no"} marks of ${body.marks.length}`);
	}
	const expected = history.expected();
	for (const [key, { least, most }] of expected) {
		const times = found.get(key) ?? 0;
		if (times < least)
			faults.push(`lost: ${key} was thanked ${least} times and is there ${times} times`);
		if (times > most)
			faults.push(`double: ${key} was sent ${most} times and is there ${times} times`);
	}
	for (const key of found.keys())
		if (!expected.has(key))
			faults.push(`nobody sent ${key}`);
	return faults;
}

// What lies apart: nothing, unless disks were copied or set back. Then nothing that is not journalled under the same id, health excepted.
function apart_faults({ journal, apart }, is_copied) {
	const known = new Set(journal.map(({ id }) => id));
	return apart.filter(({ id, bytes }) => !is_copied || (!known.has(id) && body_of(bytes).kind !== "health"))
		.map(({ kiosk, id, code }) => `kept apart: ${id} of ${kiosk} (${code})`);
}

// The journal by itself: every entry is what its hash says, places are gapless from 1, the chain leads to its head.
function journal_faults({ journal, streams }) {
	const faults = [];
	const lives = new Map();
	for (const entry of journal) {
		if (sha256(Buffer.from(entry.bytes, "hex")).toString("hex") !== entry.hash.toLowerCase())
			faults.push(`${entry.id} is not what its hash says`);
		const life = `${entry.kiosk} ${entry.incarnation}`;
		lives.set(life, [...(lives.get(life) ?? []), entry]);
	}
	for (const { kiosk, incarnation, high, head } of streams) {
		const entries = (lives.get(`${kiosk} ${incarnation}`) ?? []).sort((one, two) => one.seq - two.seq);
		const chain = entries.reduce((before, { hash }) => sha256(before, Buffer.from(hash, "hex")), NOTHING);
		entries.forEach(({ seq }, index) => seq === index + 1 || faults.push(`${kiosk} ${incarnation}: ${seq} stands at place ${index + 1}`));
		if (high !== entries.length || chain.toString("hex") !== head.toLowerCase())
			faults.push(`${kiosk} ${incarnation}: high ${high} of ${entries.length}, or another chain`);
	}
	return faults;
}

// What is wrong, in words; [] when nothing is. is_copied: a kiosk's disk was copied or set back in this history.
export function check(history, tables, { is_copied = false } = {}) {
	return [...ballot_faults(history, tables), ...apart_faults(tables, is_copied), ...journal_faults(tables)];
}
