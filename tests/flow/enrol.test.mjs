// SPDX-License-Identifier: Apache-2.0
// Joining at the screen: the code comes from fingers, a keyboard or a reader.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, Kiosk, Place } from "./lib.mjs";

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
