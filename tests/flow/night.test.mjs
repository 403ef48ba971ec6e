// SPDX-License-Identifier: Apache-2.0
// What was rated at one kiosk leaves the lists of the others the next night, and not before: nobody sees from them when it was.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Central, Kiosk, Place, demo, until } from "./lib.mjs";
import { RED, rate } from "./visit.mjs";

const NIGHT = "2026-11-24T01:59:50+07:00"; // ten seconds before it

// What a trader who proves one declaration is told that he has not rated.
async function unrated(kiosk) {
	await kiosk.at("home");
	await kiosk.tap("unrated");
	await kiosk.say(`type ${RED.number}`);
	await kiosk.tap("next");
	await kiosk.say(`type ${RED.tax4}`);
	await kiosk.tap("next");
	await kiosk.at("unrated");
	const rows = (await kiosk.ids()).filter((id) => id.startsWith("declaration:")).length;
	await kiosk.tap("home");
	await kiosk.at("home");
	return rows;
}

test("rated at one kiosk it leaves the other's list at night, not by day", async (t) => {
	const place = new Place(t, "night");
	const central = await Central.make(place);
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	await central.serve();
	const here = await (await Kiosk.of(central, { name: "here" })).start();
	const there = await (await Kiosk.of(central, { name: "there" })).start();
	await here.knows();
	await there.knows();
	const all = await unrated(there);
	assert.ok(all >= 2);
	await rate(here, RED, [5, 4]);
	await here.sent();
	assert.equal(await unrated(here), all - 1);
	const { rows } = await there.stats();
	// The declaration is told anew by day: it passed the gate.
	const [header, ...lines] = readFileSync(join(demo, "declarations-03TG.csv"), "utf8").split("\n");
	await central.import(place.file("passed.csv", [header, ...lines.filter((line) => line.startsWith(RED.number)), ""].join("\n")));
	const passed = () => central.rows(`SELECT value FROM change WHERE kind = 'declaration' AND key = '${RED.identity}'`);
	assert.match((await passed())[0].value, /"status":"passed"/);
	assert.match((await passed())[0].value, /"rated":\[\]/);
	const later = ["199000999990", "199000999980"].map((number) => `${number},23/11/2026 09:30:00,9956066192,CÔNG TY RIVAKU,A11,03TG,2`);
	await central.import(place.file("later.csv", ["sotk,ngay_dk,ma_dv,ten_dv,ma_lh,mahq,luong", ...later, ""].join("\n")));
	await until("the other kiosk is told of what came after it", async () => (await there.stats()).rows > rows);
	assert.equal(await unrated(there), all);
	await central.stop();
	central.clock = NIGHT;
	await central.serve();
	await there.say("clock 300000"); // past any back-off
	await until("it left the list", async () => (await unrated(there)) === all - 1);
	assert.match((await passed())[0].value, /"rated":\["after"\]/);
});
