// SPDX-License-Identifier: Apache-2.0
// A full disk: nobody is thanked for what was not stored; with room again the same ballot is stored, once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, Kiosk, Place, disk_of } from "./lib.mjs";
import { give, rate_room } from "./visit.mjs";

test("on a full disk nobody is thanked; when there is room again the same ballot is stored once", async (t) => {
	const place = new Place(t, "full");
	const central = await Central.make(place);
	await central.serve();
	const kiosk = await Kiosk.of(central);
	const disk = await disk_of(kiosk.folder);
	await kiosk.start({ env: disk.env });
	await kiosk.at("home");
	await rate_room(kiosk, [4]);
	await kiosk.sent();

	disk.fill();
	// What was grown before the disk filled up may still be written into; then nothing.
	let thanked = 1;
	for (let refused = false; !refused; ) {
		await kiosk.tap("rate-room");
		await kiosk.at("ballot");
		await give(kiosk, [3]);
		await kiosk.tap("record");
		await kiosk.at("review");
		await kiosk.tap("send");
		await kiosk.say("idle 10000");
		const { place: at } = await kiosk.say("place");
		refused = at === "cannot-store";
		assert.ok(refused || at === "receipt", at);
		if (!refused) {
			thanked++;
			await kiosk.tap("done");
		}
		assert.ok(thanked < 500, "the disk is full and everybody is thanked");
	}
	disk.free();
	await kiosk.say("clock 11000");
	await kiosk.tap("again");
	await kiosk.at("receipt");
	thanked++;
	await kiosk.sent();
	assert.equal((await central.rows("SELECT 1 AS one FROM ballot")).length, thanked);
	assert.equal((await central.rows("SELECT 1 AS one FROM journal WHERE kind = 'ballot'")).length, thanked);
});
