// SPDX-License-Identifier: Apache-2.0
// What was thanked for arrives when central comes back from a backup or as another version, and when this kiosk was shut out and let in again.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { test } from "node:test";
import { Central, Kiosk, Place, demo, run, until } from "./lib.mjs";
import { RED, rate, rate_room } from "./visit.mjs";

async function room(t, name) {
	const place = new Place(t, name);
	const central = await Central.make(place);
	await central.import(`${demo}/declarations-03TG-0942.csv`);
	await central.serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.knows();
	return { place, central, kiosk };
}

const ballots = async (central) => (await central.rows("SELECT seq FROM journal WHERE kind = 'ballot' ORDER BY seq")).map((row) => row.seq);

test("central set back to an older copy gets again what it lacks, once", async (t) => {
	const { place, central, kiosk } = await room(t, "restored");
	await rate_room(kiosk, [4]);
	await kiosk.sent();
	const before = await ballots(central);
	const copy = place.file("older.db");
	await central.command("backup", copy);
	await rate(kiosk, RED, [5, 3]);
	await kiosk.sent();
	const all = await ballots(central);
	assert.equal(all.length, before.length + 1);
	await central.stop();
	await central.command("restore", copy);
	await central.serve();
	await kiosk.say("clock 300000"); // past any back-off
	await until("the ballot is back", async () => (await ballots(central)).length === all.length);
	assert.deepEqual(await ballots(central), all);
	assert.equal((await central.rows(`SELECT 1 AS one FROM ballot WHERE identity = '${RED.identity}'`)).length, 1);
	await kiosk.knows();
});

test("a kiosk shut out goes on collecting, and everything arrives when it is let in again", async (t) => {
	const { central, kiosk } = await room(t, "revoked");
	const [{ name }] = (await central.rows("SELECT DISTINCT kiosk AS name FROM journal"));
	await central.command("kiosk", "revoke", name, "--why", "test");
	await rate(kiosk, RED, [5]);
	await rate_room(kiosk, [2]);
	await kiosk.say("clock 300000");
	await until("the kiosk is told so", () => readFileSync(kiosk.child.log, "utf8").includes("trouble=sync.denied"));
	assert.ok((await kiosk.stats()).pending >= 2);
	assert.equal((await ballots(central)).length, 0);
	const said = await central.command("kiosk", "add", name, "--replace", "--yes", "--unit", "03TG", "--role", "touch");
	await kiosk.stop();
	kiosk.enrol = /\b[A-Z2-7]{8}\b/.exec(said)[0];
	await kiosk.start();
	await kiosk.sent();
	assert.equal((await ballots(central)).length, 2);
	const order = (await central.rows("SELECT seq FROM journal WHERE kiosk <> '' AND seq IS NOT NULL ORDER BY position")).map((row) => row.seq);
	assert.deepEqual(order, order.map((_, i) => i + 1), "every seq once, in order");
});

test("a kiosk that had another name before delivers as ever when central comes back from a backup", async (t) => {
	const { place, central, kiosk } = await room(t, "renamed");
	await rate_room(kiosk, [4]);
	await kiosk.sent();
	await kiosk.stop();
	rmSync(`${kiosk.folder}/kiosk.key`);
	kiosk.enrol = await central.code();
	await kiosk.start();
	await kiosk.knows();
	await rate_room(kiosk, [3]);
	await kiosk.sent();
	const copy = place.file("older.db");
	await central.command("backup", copy);
	await rate_room(kiosk, [2]);
	await kiosk.sent();
	const stars = async () => (await central.rows("SELECT stars FROM mark ORDER BY stars")).map((row) => row.stars);
	assert.deepEqual(await stars(), [2, 3, 4]);
	await central.stop();
	await central.command("restore", copy);
	await central.serve();
	await kiosk.say("clock 300000");
	await rate_room(kiosk, [1]);
	await kiosk.sent();
	assert.deepEqual(await stars(), [1, 2, 3, 4]);
	assert.equal((await central.rows("SELECT 1 AS one FROM journal WHERE kind = 'ballot'")).length, 4);
});

test("what an older server kept without understanding it is counted by the next, once", async (t) => {
	const { place, central, kiosk } = await room(t, "understood");
	await rate(kiosk, RED, [5, 3]);
	await rate_room(kiosk, [4]);
	await kiosk.sent();
	const results = () => central.tables(["SELECT * FROM ballot ORDER BY position", "SELECT * FROM mark ORDER BY position, n",
		"SELECT * FROM tally WHERE ballots <> 0 ORDER BY unit, party, ref, day, phase, level"]);
	const before = await results();
	assert.equal(before[0].length, 2);
	await central.stop();
	// As that server would have left them.
	await run("sqlite3", [place.file("central/central.db"), "BEGIN; DELETE FROM mark; DELETE FROM ballot; DELETE FROM tally;" +
		" UPDATE journal SET verdict = 'parked', code = 'schema' WHERE kind = 'ballot';" +
		" INSERT INTO parked (position, reason, ref) SELECT position, 'schema', '' FROM journal WHERE kind = 'ballot'; COMMIT"]);
	for (let start = 0; start < 2; start++) {
		await central.serve();
		await until("nothing is parked", async () => (await central.rows("SELECT count(*) AS count FROM parked"))[0].count === 0);
		assert.deepEqual(await results(), before);
		await central.stop();
	}
	assert.match(await central.command("doctor"), /ok +results/); // and a rebuild gives the same
});
