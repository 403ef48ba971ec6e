// SPDX-License-Identifier: Apache-2.0
// Three days without the network, people rating all the while: the screens say how old their data is at each stage, and when the network
// is back every ballot arrives, in order, once. BIG=1: 2,000 ballots instead of 60.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Central, Kiosk, Place, build, demo, run } from "./lib.mjs";
import { History, check, tables_of } from "../faults/checker.mjs";

const COUNT = process.env.BIG ? 2000 : 60;
const MINUTE = 60_000;
const DAY_MS = 24 * 60 * MINUTE;

test("three days offline: the age is told at each stage, and every ballot arrives in order, once", async (t) => {
	const place = new Place(t, "offline");
	const central = await Central.make(place);
	await central.import(`${demo}/declarations-03TG-0942.csv`);
	await central.serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.knows();
	await kiosk.tap("lang-en");
	const fresh = await kiosk.labels();
	await central.stop();

	const told = async (ms) => {
		await kiosk.say(`clock ${ms}`);
		await kiosk.at("home");
		return kiosk.labels();
	};
	await t.test("after three minutes the board still stands", async () => assert.ok((await told(3 * MINUTE)).length > 0));
	await told(15 * MINUTE);
	const history = place.file("history.jsonl");
	const people = (first, count) => run(join(build, "sao-room"), ["people", "--kiosk", kiosk.socket, "--export",
		join(demo, "declarations-03TG.csv"), "--history", history, "--first", String(first), "--count", String(count), "--seed", "7"]);
	for (let day = 0; day < 3; day++) {
		await people(day * COUNT / 3, COUNT / 3);
		await told(DAY_MS);
	}
	assert.notEqual(await kiosk.labels(), fresh);
	const { pending } = await kiosk.stats();
	assert.ok(pending > COUNT / 2, `${pending} wait`);

	central.clock = "2026-11-26T10:30+07:00";
	await central.serve();
	await kiosk.say("clock 300000"); // past any back-off
	await kiosk.sent();
	const given = History.read(history);
	assert.ok(given.count("ok") > COUNT / 2);
	assert.deepEqual(check(given, await tables_of(central)), []);
	const order = (await central.rows("SELECT seq FROM journal WHERE kiosk <> '' AND seq IS NOT NULL ORDER BY position")).map((row) => row.seq);
	assert.deepEqual(order, order.map((_, i) => i + 1), "every seq once, in order");
});
