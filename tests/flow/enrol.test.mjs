// SPDX-License-Identifier: Apache-2.0
// Joining at the screen: the code comes from fingers, a keyboard or a reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Central, Kiosk, Place, until } from "./lib.mjs";

const WAYS = {
	"typed on a keyboard": async (kiosk, code) => {
		await kiosk.say(`type ${code.slice(0, 3)}A`);
		await kiosk.say("key Backspace");
		await kiosk.say(`type ${code.slice(3).toLowerCase()}`);
		await kiosk.tap("enrol");
	},
	"typed, with Enter": async (kiosk, code) => {
		for (const letter of code)
			await kiosk.say(`key ${letter}`);
		await kiosk.say("key Return");
	},
	"read by a reader": (kiosk, code) => kiosk.say(`scan ${code}`),
	touched: async (kiosk, code) => {
		for (const letter of code)
			await kiosk.tap(`letter:${"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)}`);
		await kiosk.tap("enrol");
	},
};

test("a code joins a kiosk however it is put in", async (t) => {
	const place = new Place(t, "enrol");
	const central = await Central.make(place);
	await central.serve();
	for (const [i, [way, put]] of Object.entries(WAYS).entries())
		await t.test(way, async () => {
			const kiosk = Kiosk.make(place, { name: `kiosk${i}`, url: central.url, ca: central.tls.ca });
			const code = await central.code();
			await kiosk.start();
			await kiosk.at("enrol");
			await kiosk.say("scan 199044171150"); // a declaration is no code
			assert.deepEqual((await kiosk.nodes()).filter(({ id }) => id === "enrol").map(({ enabled }) => enabled), [false]);
			await put(kiosk, code);
			await kiosk.at("home");
			await kiosk.let_go();
		});
});

test("the role of the code decides, and both sides say that the configuration differs", async (t) => {
	const place = new Place(t, "role");
	const central = await Central.make(place);
	await central.serve();
	for (const [role, other, shown] of [["touch", "board", "home"], ["board", "touch", "board"]]) {
		const kiosk = Kiosk.make(place, { name: `joins-${role}`, role: other, url: central.url, ca: central.tls.ca });
		kiosk.enrol = await central.code(role);
		await kiosk.start();
		await kiosk.at(shown);
		assert.match(readFileSync(kiosk.child.log, "utf8"), new RegExp(`kiosk\\.role configured=${other} joined=${role}`));
		await until("the server says so", async () => (await central.command("doctor")).includes(`${role}-01 joined as ${role}, which decides what it shows; its configuration says ${other}`));
		await kiosk.let_go();
	}
});
