// SPDX-License-Identifier: Apache-2.0
// From a finger on the glass to a row in central's tables, exactly once, on both databases; and what a visit keeps and forgets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, Kiosk, Place, demo } from "./lib.mjs";
import { RED, agree, find, give, rate, send } from "./visit.mjs";

const databases = { SQLite: "sqlite", ...(process.env.SAO_TEST_POSTGRES ? { PostgreSQL: process.env.SAO_TEST_POSTGRES } : {}) };

async function room(t, name, database = "sqlite") {
	const place = new Place(t, name);
	const central = await Central.make(place, { database });
	await central.import(`${demo}/declarations-03TG-0942.csv`);
	await central.serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.knows();
	return { place, central, kiosk };
}

for (const [name, database] of Object.entries(databases))
	test(`a ballot given on the glass is in the tables of ${name} exactly once`, async (t) => {
		const { central, kiosk } = await room(t, "ballot", database);
		await rate(kiosk, RED, [5, 4, 2]);
		await kiosk.sent();
		const ballots = await central.rows(`SELECT position, phase, proof, state FROM ballot WHERE identity = '${RED.identity}'`);
		assert.equal(ballots.length, 1);
		assert.deepEqual([ballots[0].phase, ballots[0].proof, ballots[0].state], ["after", "tax4", "counts"]);
		const marks = await central.rows(`SELECT stars FROM mark WHERE position = ${ballots[0].position} ORDER BY n`);
		assert.deepEqual(marks.map((mark) => mark.stars), [5, 4, 2]);
		assert.equal((await central.rows("SELECT 1 AS one FROM journal WHERE kind = 'ballot'")).length, 1);
	});

test("a double tap on Send is one ballot", async (t) => {
	const { central, kiosk } = await room(t, "double");
	await find(kiosk, RED);
	await agree(kiosk);
	await give(kiosk, [5]);
	await kiosk.tap("record");
	await kiosk.at("review");
	const button = (await kiosk.nodes()).find((node) => node.id === "send");
	const at = `${button.x + button.w / 2 | 0} ${button.y + button.h / 2 | 0}`;
	await Promise.all([kiosk.ask(`touch ${at}`), kiosk.ask(`touch ${at}`), kiosk.ask(`touch ${at}`)]);
	await kiosk.at("receipt");
	await kiosk.sent();
	assert.equal((await central.rows(`SELECT 1 AS one FROM ballot WHERE identity = '${RED.identity}'`)).length, 1);
	assert.equal((await central.rows("SELECT 1 AS one FROM journal WHERE kind = 'ballot'")).length, 1);
});

test("changing the language keeps what was entered", async (t) => {
	const { central, kiosk } = await room(t, "language");
	await find(kiosk, RED);
	await agree(kiosk);
	await give(kiosk, [5, 1]);
	await kiosk.tap("language");
	await kiosk.at("language");
	await kiosk.tap("lang-en");
	await kiosk.at("ballot");
	assert.match(await kiosk.labels(), /Record/);
	await send(kiosk);
	await kiosk.sent();
	const marks = await central.rows("SELECT stars FROM mark ORDER BY n");
	assert.deepEqual(marks.map((mark) => mark.stars), [5, 1]);
	assert.deepEqual((await central.rows("SELECT lang FROM ballot")).map((ballot) => ballot.lang), ["en"]);
});

test("who walks away leaves nothing behind", async (t) => {
	const { central, kiosk } = await room(t, "away");
	await find(kiosk, RED);
	await agree(kiosk);
	await give(kiosk, [1]);
	await kiosk.say("clock 61000");
	await kiosk.at("away");
	await kiosk.say("clock 21000");
	await kiosk.at("home");
	await kiosk.tap("find");
	await kiosk.at("find");
	const shown = await kiosk.labels();
	for (const secret of [RED.number, RED.tax4, "1990 0020 3580"])
		assert.ok(!shown.includes(secret), `${secret} is still there`);
	await kiosk.sent();
	assert.equal((await central.rows("SELECT 1 AS one FROM journal WHERE kind = 'ballot'")).length, 0);
});

test("who skips is counted and gives nothing", async (t) => {
	const { central, kiosk } = await room(t, "skip");
	await find(kiosk, RED);
	await kiosk.at("declaration");
	await kiosk.tap("skip");
	await kiosk.at("skip");
	await kiosk.tap("skip");
	await kiosk.sent();
	assert.equal((await central.rows("SELECT 1 AS one FROM ballot")).length, 0);
	assert.deepEqual((await central.rows("SELECT sum(skips) AS skips FROM skip_tally")).map((row) => Number(row.skips)), [1]);
});
