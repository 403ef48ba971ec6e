// SPDX-License-Identifier: Apache-2.0
// The oracle itself: what it must accept, and what it must never let pass.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { History, check } from "./checker.mjs";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

// Three people: thanked, refused, cut off; the tables of a central that has the first.
function scene() {
	const history = new History();
	for (const [who, key, ...said] of [[1, "19900000001", "invoke", "ok"], [2, "19900000002", "invoke", "fail"], [3, "19900000003", "invoke"]])
		said.forEach((what) => history.note(what, who, key));
	const tables = { journal: [], ballots: [], apart: [], streams: [{ kiosk: "k", incarnation: "i", high: 0, head: "00".repeat(32) }] };
	return { history, tables };
}

function arrive(tables, number, tag) {
	const [stream] = tables.streams;
	const bytes = Buffer.from(JSON.stringify({ body: { subject: { declaration: `${number}0` }, receipt: { tag }, marks: [{}, {}] } }));
	const position = tables.journal.length + 1;
	stream.high = position;
	stream.head = sha256(Buffer.from(stream.head, "hex"), sha256(bytes)).toString("hex");
	tables.journal.push({ position, id: `id-${position}`, kiosk: "k", incarnation: "i", seq: position, kind: "ballot", verdict: "ok", code: "",
		hash: sha256(bytes).toString("hex"), bytes: bytes.toString("hex") });
	tables.ballots.push({ position, marks: 2 });
}

test("who was thanked is there once, who was cut off may be", () => {
	const { history, tables } = scene();
	arrive(tables, "19900000001", "a");
	assert.deepEqual(check(history, tables), []);
	arrive(tables, "19900000003", "b");
	assert.deepEqual(check(history, tables), []);
});

const FAULTS = {
	lost: [/lost/, () => {}],
	double: [/double/, (tables) => (arrive(tables, "19900000001", "a"), arrive(tables, "19900000001", "b"))],
	"double of one who was cut off": [/double/, (tables) => (arrive(tables, "19900000003", "b"), arrive(tables, "19900000003", "c"))],
	"refused and yet there": [/double/, (tables) => arrive(tables, "19900000002", "b")],
	"from nobody": [/nobody/, (tables) => arrive(tables, "19900000009", "b")],
	"half of its marks": [/marks/, (tables) => (arrive(tables, "19900000001", "a"), tables.ballots[0].marks--)],
	"journalled and never applied": [/marks/, (tables) => (arrive(tables, "19900000001", "a"), tables.ballots.pop())],
	"refused by central": [/refused/, (tables) => (arrive(tables, "19900000001", "a"), Object.assign(tables.journal[0], { verdict: "refused" }))],
	"other bytes": [/hash/, (tables) => (arrive(tables, "19900000001", "a"), (tables.journal[0].bytes += "20"))],
	"a gap": [/place/, (tables) => (arrive(tables, "19900000001", "a"), (tables.journal[0].seq = 2))],
	"kept apart": [/apart/, (tables) => (arrive(tables, "19900000001", "a"), tables.apart.push({ kiosk: "k", id: "x", code: "fork" }))],
};

for (const [name, [words, harm]] of Object.entries(FAULTS))
	test(`seen: ${name}`, () => {
		const { history, tables } = scene();
		harm(tables);
		assert.match(check(history, tables).join("\n"), words);
	});

test("of a copied disk, what lies apart is somewhere under its id, or health", () => {
	const { history, tables } = scene();
	const apart = (id, kind) => tables.apart.push({ kiosk: "k", id, code: "fork", bytes: Buffer.from(JSON.stringify({ kind })).toString("hex") });
	arrive(tables, "19900000001", "a");
	apart("id-1", "ballot");
	apart("x", "health");
	assert.deepEqual(check(history, tables, { is_copied: true }), []);
	apart("y", "ballot");
	assert.match(check(history, tables, { is_copied: true }).join("\n"), /apart: y/);
});
