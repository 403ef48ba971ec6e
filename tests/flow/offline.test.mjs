// SPDX-License-Identifier: Apache-2.0
// Three days without the network, people rating all the while: the screens say how old their data is at each stage, and when the network
// is back every ballot arrives, in order, once. BIG=1: 2,250 people instead of 60, a third a day: more than 2,000 ballots.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, Kiosk, Place, demo, until } from "./lib.mjs";
import { History, check, tables_of } from "../faults/checker.mjs";

const COUNT = process.env.BIG ? 2250 : 60;
const MINUTE = 60_000;
const DAY_MS = 24 * 60 * MINUTE;

test("three days offline: the age is told at each stage, and every ballot arrives in order, once", async (t) => {
	const place = new Place(t, "offline");
	const central = await Central.make(place);
	await central.import(`${demo}/declarations-03TG-0942.csv`);
	await central.serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.knows();
	const began = Date.now();
	const stages = [];
	// Time passes; what the screens then say of the age of their data.
	const age = async (ms) => {
		await kiosk.say(`clock ${ms}`);
		await kiosk.at("home");
		const { age: stage } = await kiosk.stats();
		if (stages.at(-1) !== stage) {
			stages.push(stage);
			await kiosk.say("idle 10000");
			await kiosk.say(`shot ${place.file(`${stages.length}-${stage}.png`)}`);
		}
		return stage;
	};
	assert.equal(await age(0), "fresh");
	await central.stop();
	await until("the kiosk notices", async () => !(await kiosk.stats()).online);
	assert.equal(await age(3 * MINUTE), "dated");
	assert.equal(await age(15 * MINUTE), "amber");
	const history = place.file("history.jsonl");
	for (let day = 0; day < 3; day++) {
		await kiosk.people({ history, first: day * COUNT / 3, count: COUNT / 3, seed: 7 });
		assert.equal(await age(DAY_MS), "hidden");
	}
	const { pending } = await kiosk.stats();
	assert.ok(pending > COUNT / 2, `${pending} wait`);

	central.clock = "2026-11-26T10:30+07:00";
	await central.serve();
	await kiosk.say("clock 300000"); // past any back-off
	await kiosk.sent();
	await until("the data is fresh again", async () => (await age(0)) === "fresh");
	const given = History.read(history);
	assert.ok(given.count("ok") >= (process.env.BIG ? 2000 : COUNT / 2), `${given.count("ok")} ballots were thanked for`);
	assert.deepEqual(check(given, await tables_of(central)), []);
	const order = (await central.rows("SELECT seq FROM journal WHERE kiosk <> '' AND seq IS NOT NULL ORDER BY position")).map((row) => row.seq);
	assert.deepEqual(order, order.map((_, i) => i + 1), "every seq once, in order");
	t.diagnostic(`${COUNT} people, ${given.count("ok")} thanked, ${pending} waited; ${order.length} entries arrived in order, each once, no ballot ` +
		`twice; the screens said ${stages.join(", ")}; ${((Date.now() - began) / MINUTE).toFixed(1)} min`);
});
