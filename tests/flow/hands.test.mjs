// SPDX-License-Identifier: Apache-2.0
// Nervous, clumsy and absent people: second taps, held keys, a reader used anywhere, another language half-way, and whoever walks away.
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { Central, Kiosk, Place, demo } from "./lib.mjs";
import { RED, agree, find, give } from "./visit.mjs";

const UNKNOWN = { number: "199999999990" };
const EMPTY = "Còn thiếu 12 chữ số";
const WALKED_AWAY = [61_000, 21_000]; // the warning, then the end

let kiosk;
before(async (t) => {
	const central = await Central.make(new Place(t, "hands"));
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	await central.serve();
	kiosk = await Kiosk.of(central);
	await kiosk.start();
	await kiosk.knows();
});

const where = async () => (await kiosk.say("place")).place;
const node = async (id) => (await kiosk.nodes()).find((one) => one.id === id);

// Two taps of a finger in the same spot, as fast as it can.
async function twice(id) {
	const { x, y, w, h } = await node(id), touch = `touch ${x + (w >> 1)} ${y + (h >> 1)}`;
	await Promise.all([kiosk.say(touch), kiosk.say(touch)]);
}

async function go_home() {
	for (let i = 0; i < 5 && await where() !== "home"; i++) {
		const ids = (await kiosk.nodes()).map(({ id }) => id);
		await kiosk.tap(["drop", "home", "close"].find((id) => ids.includes(id)));
	}
}

// Ways to every screen somebody may stand at.
const SCREENS = {
	find: async () => {
		await kiosk.tap("find");
		await kiosk.say("type 123");
	},
	proof: async () => {
		await kiosk.say(`scan ${RED.number}`);
		await kiosk.say("type 38");
	},
	declaration: () => find(kiosk, RED),
	trouble: async () => {
		await find(kiosk, RED);
		await kiosk.tap("trouble");
	},
	skip: async () => {
		await find(kiosk, RED);
		await kiosk.tap("skip");
	},
	phase: () => find(kiosk, UNKNOWN),
	ballot: async () => {
		await find(kiosk, RED);
		await agree(kiosk);
		await give(kiosk, [3]);
	},
	parties: async () => {
		await SCREENS.ballot();
		await kiosk.tap("add");
	},
	review: async () => {
		await SCREENS.ballot();
		await kiosk.tap("record");
	},
	leave: async () => {
		await SCREENS.ballot();
		await kiosk.tap("home");
	},
	unrated: async () => {
		await kiosk.tap("unrated");
		await kiosk.say(`type ${RED.number}`);
		await kiosk.tap("next");
		await kiosk.say(`type ${RED.tax4}`);
		await kiosk.tap("next");
	},
	help: async () => {
		await find(kiosk, RED);
		await kiosk.tap("help");
	},
	language: async () => {
		await SCREENS.ballot();
		await kiosk.tap("language");
	},
	accessibility: async () => {
		await find(kiosk, RED);
		await kiosk.tap("accessibility");
		await kiosk.tap("text:150");
	},
	"staff-pin": async () => {
		for (let i = 0; i < 5; i++)
			await kiosk.tap("header");
		await kiosk.say("type 123");
	},
	staff: async () => {
		for (let i = 0; i < 5; i++)
			await kiosk.tap("header");
		await kiosk.say("type 24682468");
	},
};

test("a reader leads to its declaration where nothing is lost by it, and a misread takes nothing away", async () => {
	const leads = new Set(["find", "proof", "declaration", "phase", "unrated"]);
	for (const [name, go] of Object.entries(SCREENS)) {
		await go_home();
		await go();
		const there = await where();
		assert.equal(there, name);
		await kiosk.say("scan ZZ12345678");
		assert.equal(await where(), there, name);
		await kiosk.say(`scan ${UNKNOWN.number}`);
		assert.equal(await where(), leads.has(name) ? "proof" : there, name);
	}
});

test("whoever walks away is warned on every screen, and leaves nothing behind", async () => {
	for (const [name, go] of Object.entries(SCREENS)) {
		await go_home();
		await kiosk.tap("lang-en");
		await go();
		await kiosk.say(`clock ${WALKED_AWAY[0]}`);
		assert.equal(await where(), "away", name);
		await kiosk.say(`clock ${WALKED_AWAY[1]}`);
		assert.equal(await where(), "home", name);
		const home = await kiosk.labels();
		assert.match(home, /Tra cứu và đánh giá tờ khai/, name); // the language of the house again
		await kiosk.tap("find");
		assert.equal((await node("next")).label, EMPTY, name);
		await kiosk.tap("home");
	}
});

test("a keypad with an Enter key, or a slow reader, needs no finger", async () => {
	await go_home();
	await kiosk.tap("find");
	await kiosk.say(`type ${RED.number.slice(0, 11)}`);
	await kiosk.say("key Return"); // too early
	assert.equal(await where(), "find");
	await kiosk.say(`type ${RED.number.slice(11)}`);
	await kiosk.say("key Return");
	assert.equal(await where(), "proof");
	await kiosk.say(`type ${RED.tax4.slice(0, 3)}`);
	await kiosk.say("key Return");
	assert.equal(await where(), "proof");
	await kiosk.say(`type ${RED.tax4.slice(3)}`);
	await kiosk.say("key Return");
	assert.equal(await where(), "declaration");
});

// Last: the declaration is rated then.
test("every button tapped twice, keys held, the language changed half-way: one step each, one ballot", async () => {
	await go_home();
	await twice("find");
	assert.equal(await where(), "find");
	assert.equal((await node("next")).label, EMPTY); // the second tap typed nothing
	await kiosk.say(`type ${"1".repeat(30)}`);
	assert.ok((await node("next")).enabled);
	for (let i = 0; i < 14; i++)
		await kiosk.say("key Backspace");
	assert.equal((await node("next")).label, EMPTY);
	assert.ok(!(await node("next")).enabled);
	await kiosk.say(`type ${RED.number.slice(0, 5)}`);
	await kiosk.tap("language");
	await kiosk.tap("lang-en");
	assert.equal((await node("next")).label, "Digits missing: 7");
	await kiosk.say(`type ${RED.number.slice(5)}`);
	await twice("next");
	assert.equal(await where(), "proof");
	await kiosk.say(`type ${RED.tax4}${RED.tax4}`);
	await twice("next");
	assert.equal(await where(), "declaration");
	await twice("rate");
	if (await where() === "phase") // the clock was moved: what is known is old
		await twice("after");
	assert.equal(await where(), "ballot");
	await give(kiosk, [4, 2]);
	await kiosk.tap("language");
	await kiosk.tap("lang-vi");
	await twice("record");
	assert.equal(await where(), "review");
	await kiosk.tap("unrated");
	assert.ok(!(await node("declaration:0")).enabled); // first what is being given
	await twice("back-to-review");
	assert.equal(await where(), "review");
	const { total } = await kiosk.stats();
	await twice("send");
	assert.equal(await where(), "receipt");
	assert.equal((await kiosk.stats()).total, total + 1);
	await twice("done");
	assert.equal(await where(), "home");
});
