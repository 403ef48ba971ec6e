// SPDX-License-Identifier: Apache-2.0
// The network goes at any byte of the exchange in which a ballot travels: it is at central once, always. `make test` cuts at a sample of
// bytes, BIG=1 at each.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Central, Kiosk, Place, demo, run, sleep } from "../flow/lib.mjs";
import { RED, agree, find, give, rate_room, send } from "../flow/visit.mjs";
import { History, check, tables_of } from "./checker.mjs";
import { CutProxy } from "./cutproxy.mjs";

const BIG = Boolean(process.env.BIG);
const FIVE = [5, 4, 3, 2, 1]; // rows of the waiting room
const PRESS_MS = 2100; // over the first back-off; each press doubles, to the longest there is
const PRESS_MOST = 300_000;
const PATIENCE_MS = BIG ? 1_800_000 : 90_000;

async function scene(t, name) {
	const place = new Place(t, name);
	const central = await Central.make(place);
	await central.import(`${demo}/declarations-03TG-0942.csv`);
	await central.serve();
	const proxy = await CutProxy.open(central.port);
	t.after(() => proxy.close());
	const kiosk = Kiosk.make(place, { url: proxy.url, ca: central.tls.ca });
	kiosk.enrol = await central.code();
	await kiosk.start();
	await kiosk.knows();
	await kiosk.sent();
	return { place, central, proxy, kiosk, history: new History(), people: 0 };
}

// Somebody rates the room and is thanked.
async function rate(scene) {
	const who = ++scene.people;
	scene.history.note("invoke", who, "waiting-room");
	await rate_room(scene.kiosk, FIVE);
	scene.history.note("ok", who);
}

// Moves the kiosk's clock over its back-off, once it has noticed that something failed, until `is_done`.
async function press_on(scene, is_done) {
	const end = Date.now() + PATIENCE_MS;
	for (let press = PRESS_MS; !(await is_done()); ) {
		assert.ok(Date.now() < end, `the kiosk does not try again: ${JSON.stringify(await scene.kiosk.stats())}`);
		if (!(await scene.kiosk.stats()).trouble) {
			await sleep(5);
			continue;
		}
		await scene.kiosk.say(`clock ${press}`);
		press = Math.min(2 * press, PRESS_MOST);
		await sleep(5);
	}
}

const has_sent = (scene) => async () => (await scene.kiosk.stats()).pending === 0;

// One person's ballot, cut after `at` bytes, then let through. False: the exchange was shorter.
async function cut_kept(scene, at, how) {
	let is_cut = false;
	scene.proxy.arm([{ at, how }]).then(() => (is_cut = true));
	await rate(scene);
	await press_on(scene, has_sent(scene));
	scene.proxy.disarm();
	return is_cut;
}

// As above, but the connection has to be made first.
async function cut_fresh(scene, at, how) {
	scene.proxy.drop();
	return cut_kept(scene, at, how);
}

// How long both exchanges are when nothing goes wrong; a connection made again is shorter than the first.
async function measure(scene) {
	const of = async (cut) => {
		await cut(scene, Infinity, "rst");
		return scene.proxy.measure();
	};
	await of(cut_fresh);
	return { kept: await of(cut_kept), fresh: await of(cut_fresh) };
}

const HOW = ["rst", "fin"];

// Offsets from..to: all of them, or their ends and some between.
function offsets(from, to, count) {
	if (BIG || to - from < count)
		return Array.from({ length: to - from + 1 }, (_, i) => from + i);
	return Array.from({ length: count }, (_, i) => Math.round(from + ((to - from) * i) / (count - 1)));
}

async function judge(t, scene, cuts) {
	await scene.kiosk.sent();
	const faults = check(scene.history, await tables_of(scene.central));
	t.diagnostic(JSON.stringify({ cuts, ballots: scene.people, losses_and_doubles: faults.length }));
	assert.deepEqual(faults, []);
}

// Side by side: one of them mostly waits.
describe("the network is cut", { concurrency: 2 }, () => {
	test("a connection that falls silent: given up after a while, and the ballot arrives once", async (t) => {
		const room = await scene(t, "silence");
		const { kept } = await measure(room);
		let cuts = 0;
		for (const at of BIG ? [1, 700, kept.request - 1, kept.request, kept.request + 1, kept.all - 1] : [kept.request])
			cuts += await cut_kept(room, at, "silence");
		assert.ok(cuts > 0);
		await judge(t, room, cuts);
	});

	test("a kept connection cut at any byte of the exchange: the ballot arrives once", async (t) => {
		const room = await scene(t, "cut");
		const { kept } = await measure(room);
		t.diagnostic(JSON.stringify(kept));
		let cuts = 0, tries = 0;
		for (const [from, to, count] of [[1, kept.request - 2, 6], [kept.request - 1, kept.request + 1, 3], [kept.request + 2, kept.all, 6]])
			for (const at of offsets(from, to, count)) {
				cuts += await cut_kept(room, at, HOW[at % 2]);
				tries++;
			}
		assert.ok(cuts > 0.9 * tries, `${cuts} cuts of ${tries}`);
		await judge(t, room, cuts);
	});

	test("a new connection cut at any byte of the answer: the ballot arrives once", async (t) => {
		const room = await scene(t, "cutnew");
		const { fresh } = await measure(room);
		t.diagnostic(JSON.stringify(fresh));
		let cuts = 0;
		const all = offsets(fresh.request - 1, fresh.all, 6);
		for (const at of all)
			cuts += await cut_fresh(room, at, HOW[at % 2]);
		assert.ok(cuts > 0.8 * all.length, `${cuts} cuts of ${all.length}`);
		await judge(t, room, cuts);
	});

	test("six marks, cut off at every byte before central has all of them: nothing, then all six, once", async (t) => {
		const room = await scene(t, "cutagain");
		const { fresh } = await measure(room);
		const who = ++room.people;
		const cuts = offsets(0, fresh.request - 1, 16).map((at) => ({ at, how: HOW[at % 2] }));
		let is_through = false;
		room.proxy.drop();
		room.proxy.arm(cuts).then(() => (is_through = true));
		room.history.note("invoke", who, RED.identity);
		await find(room.kiosk, RED);
		await agree(room.kiosk);
		await give(room.kiosk, [5, 4, 3, 2, 1, 5]);
		await send(room.kiosk);
		await room.kiosk.tap("done");
		room.history.note("ok", who);
		await press_on(room, async () => is_through);
		await press_on(room, has_sent(room));
		await judge(t, room, cuts.length);
	});

	test("control: a ballot taken out of the outbox before it was sent is missed", async (t) => {
		const room = await scene(t, "control");
		room.proxy.down(true);
		await rate(room);
		await room.kiosk.stop("SIGKILL");
		await run("sqlite3", [join(room.kiosk.folder, "outbox.db"), "DELETE FROM entry WHERE state = 0"]);
		room.proxy.down(false);
		await room.kiosk.start();
		await room.kiosk.sent();
		assert.match(check(room.history, await tables_of(room.central)).join("\n"), /lost/);
	});
});
