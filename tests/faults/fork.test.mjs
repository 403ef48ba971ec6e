// SPDX-License-Identifier: Apache-2.0
// A kiosk's disk is set back to an older copy, or lives twice: other ballots stand in places the server already knows. Those are told apart
// ("fork"), and every ballot somebody was thanked for is in the tables all the same, once.
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { test } from "node:test";
import { Central, Kiosk, Place } from "../flow/lib.mjs";
import { check, tables_of } from "./checker.mjs";
import { Room } from "./room.mjs";

const ROUNDS = process.env.BIG ? 20 : 1;
const MOST = 6; // ballots between two events
const OTHERS = 10_000; // people of the second disk

const some = (least = 1) => least + Math.floor(Math.random() * (MOST - least + 1));

async function scene(t, name) {
	const place = new Place(t, name);
	const central = await (await Central.make(place)).serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.at("home");
	kiosk.enrol = undefined; // its key is on the disk that is copied
	return { place, central, kiosk, room: new Room(kiosk), copy: place.file("copy") };
}

async function rate(room, count) {
	for (let i = 0; i < count; i++)
		await room.rate();
}

function copy_disk(from, to) {
	rmSync(to, { recursive: true, force: true });
	cpSync(from, to, { recursive: true });
}

// The disk as it was a while ago, and the server cannot be asked: ballots take places that others have.
async function set_back({ central, kiosk, room, copy }) {
	await kiosk.stop();
	copy_disk(kiosk.folder, copy);
	await kiosk.start();
	await rate(room, some());
	await room.press_until_sent();
	await kiosk.stop();
	await central.stop();
	copy_disk(copy, kiosk.folder);
	await kiosk.start();
	await rate(room, some());
}

async function judge(t, { central, room }, rounds) {
	const tables = await tables_of(central);
	const faults = check(room.history, tables, { is_copied: true });
	const forks = tables.apart.filter(({ code }) => code === "fork");
	t.diagnostic(JSON.stringify({ rounds, thanked: room.history.count("ok"), forks: forks.length, conflicts: tables.apart.length - forks.length,
		lives: tables.streams.length, faults: faults.length }));
	assert.deepEqual(faults, []);
	assert.ok(forks.length > 0, "no place was taken twice: nothing was tried");
	assert.match(await central.command("doctor").catch((failed) => failed.message), /ok +results/, "made again from the journal it is the same");
}

test("a disk set back while the server was away: every thanked ballot is there once", async (t) => {
	const all = await scene(t, "set-back");
	await rate(all.room, 1);
	await all.room.press_until_sent();
	for (let round = 0; round < ROUNDS; round++) {
		await set_back(all);
		await all.central.serve();
		await all.room.press_until_sent();
	}
	await judge(t, all, ROUNDS);
});

test("two disks of one kiosk, with a ballot that both hold: each is there once", async (t) => {
	const all = await scene(t, "copied");
	const twin = Kiosk.make(all.place, { name: "twin", url: all.central.url, ca: all.central.tls.ca });
	const others = Object.assign(new Room(twin), { history: all.room.history, people: OTHERS });
	const rooms = [all.room, others];
	await rate(all.room, 1);
	await all.room.press_until_sent();
	for (let round = 0; round < ROUNDS; round++) {
		await set_back(all);
		await all.kiosk.stop();
		copy_disk(all.kiosk.folder, twin.folder);
		await all.kiosk.start();
		await twin.start();
		await Promise.all(rooms.map((room) => rate(room, some())));
		await all.central.serve();
		await Promise.all(rooms.map((room) => room.press_until_sent()));
		await Promise.all(rooms.map((room) => rate(room, some())));
		await Promise.all(rooms.map((room) => room.press_until_sent()));
		await twin.stop();
	}
	await judge(t, all, ROUNDS);
});
