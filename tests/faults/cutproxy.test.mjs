// SPDX-License-Identifier: Apache-2.0
// The network goes at any byte of the exchange in which a ballot travels: it is at central once, always. `make test` cuts at a sample of
// bytes, BIG=1 at each.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Central, Kiosk, Place, demo, run, until } from "../flow/lib.mjs";
import { RED, agree, find, give, send } from "../flow/visit.mjs";
import { check, tables_of } from "./checker.mjs";
import { CutProxy } from "./cutproxy.mjs";
import { Room } from "./room.mjs";

const BIG = Boolean(process.env.BIG);

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
	return { central, proxy, kiosk, room: new Room(kiosk) };
}

// One person's ballot, cut after `at` bytes, then let through. False: the exchange was shorter.
async function cut_kept(scene, at, how) {
	let is_cut = false;
	scene.proxy.arm([{ at, how }]).then(() => (is_cut = true));
	await scene.room.rate();
	await scene.room.press_until_sent();
	scene.proxy.disarm();
	return is_cut;
}

// As above, but the connection has to be made first.
async function cut_fresh(scene, at, how) {
	scene.proxy.drop();
	return cut_kept(scene, at, how);
}

// How long an exchange is when nothing goes wrong.
async function measure({ proxy, room }) {
	proxy.arm([{ at: Infinity }]);
	await room.rate();
	await until("the answer", async () => proxy.is_answered() && (await room.has_sent()));
	proxy.disarm();
	return proxy.measure();
}

// On a kept connection, and when it has to be made anew first; made again it is shorter than the first time.
async function measure_both(scene) {
	await measure(scene);
	const kept = await measure(scene);
	scene.proxy.drop();
	return { kept, fresh: await measure(scene) };
}

const HOW = ["rst", "fin"];

// Offsets from..to: all of them, or their ends and some between.
function offsets(from, to, count) {
	if (BIG || to - from < count)
		return Array.from({ length: to - from + 1 }, (_, i) => from + i);
	return Array.from({ length: count }, (_, i) => Math.round(from + ((to - from) * i) / (count - 1)));
}

async function judge(t, { kiosk, central, room }, cuts) {
	await kiosk.sent();
	const faults = check(room.history, await tables_of(central));
	t.diagnostic(JSON.stringify({ cuts, ballots: room.people, losses_and_doubles: faults.length }));
	assert.deepEqual(faults, []);
}

// Side by side: one of them mostly waits.
describe("the network is cut", { concurrency: 2 }, () => {
	test("a connection that falls silent: given up after a while, and the ballot arrives once", async (t) => {
		const place = await scene(t, "silence");
		const { kept } = await measure_both(place);
		let cuts = 0;
		for (const at of BIG ? [1, 700, kept.request - 1, kept.request, kept.request + 1, kept.all - 1] : [kept.request])
			cuts += await cut_kept(place, at, "silence");
		await judge(t, place, cuts);
		assert.ok(cuts > 0);
	});

	test("a kept connection cut at any byte of the exchange: the ballot arrives once", async (t) => {
		const place = await scene(t, "cut");
		const { kept } = await measure_both(place);
		t.diagnostic(JSON.stringify(kept));
		let cuts = 0, tries = 0;
		for (const [from, to, count] of [[1, kept.request - 2, 6], [kept.request - 1, kept.request + 1, 3], [kept.request + 2, kept.all, 6]])
			for (const at of offsets(from, to, count)) {
				cuts += await cut_kept(place, at, HOW[at % 2]);
				tries++;
			}
		await judge(t, place, cuts);
		assert.ok(cuts > 0.9 * tries, `${cuts} cuts of ${tries}`);
	});

	test("a new connection cut at any byte of the answer: the ballot arrives once", async (t) => {
		const place = await scene(t, "cutnew");
		const { fresh } = await measure_both(place);
		t.diagnostic(JSON.stringify(fresh));
		let cuts = 0;
		const all = offsets(fresh.request - 1, fresh.all, 6);
		for (const at of all)
			cuts += await cut_fresh(place, at, HOW[at % 2]);
		await judge(t, place, cuts);
		assert.ok(cuts > 0.8 * all.length, `${cuts} cuts of ${all.length}`);
	});

	test("six marks, cut off at every byte before central has all of them: nothing, then all six, once", async (t) => {
		const place = await scene(t, "cutagain");
		const { fresh } = await measure_both(place);
		const { room, kiosk, proxy } = place;
		const who = ++room.people;
		const cuts = offsets(0, fresh.request - 1, 16).map((at) => ({ at, how: HOW[at % 2] }));
		let is_through = false;
		proxy.drop();
		proxy.arm(cuts).then(() => (is_through = true));
		room.history.note("invoke", who, RED.identity);
		await find(kiosk, RED);
		await agree(kiosk);
		await give(kiosk, [5, 4, 3, 2, 1, 5]);
		await send(kiosk);
		await kiosk.tap("done");
		room.history.note("ok", who);
		await room.press_until(() => is_through);
		await room.press_until_sent();
		await judge(t, place, cuts.length);
	});

	test("control: a ballot taken out of the outbox before it was sent is missed", async (t) => {
		const { central, proxy, kiosk, room } = await scene(t, "control");
		proxy.down(true);
		await room.rate();
		await kiosk.stop("SIGKILL");
		await run("sqlite3", [join(kiosk.folder, "outbox.db"), "DELETE FROM entry WHERE state = 0"]);
		proxy.down(false);
		await kiosk.start();
		await kiosk.sent();
		assert.match(check(room.history, await tables_of(central)).join("\n"), /lost/);
	});
});
