// SPDX-License-Identifier: Apache-2.0
// The server's door, as those meet it who stand outside: is it ready, and what it answers to requests that are not as they must be.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Central, Place, demo, disk_of, until } from "./lib.mjs";
import { Speaker } from "./speaker.mjs";

test("ready means that something can be committed now", async (t) => {
	const place = new Place(t, "ready");
	const central = await Central.make(place);
	const disk = await disk_of(place.file("central"));
	await central.serve({ env: disk.env });
	const many = await Promise.all(Array.from({ length: 50 }, () => central.get("/readyz"))); // most are told what is known
	assert.deepEqual([...new Set(many.map((answer) => answer.body))], ["ready\n"]);

	disk.fill();
	const full = await until("it says that it is not", async () => {
		const answer = await central.get("/readyz");
		return answer.status !== 200 && answer;
	});
	assert.equal(full.status, 503);
	assert.match(full.body, /"error":"full"/);
	assert.equal((await central.get("/healthz")).status, 200);
	disk.free();
	await until("it is again", async () => (await central.get("/readyz")).status === 200);
});

const status = async (answer) => (await answer).status;

test("who is not known is told the time and nothing else", async (t) => {
	const place = new Place(t, "known");
	const central = await Central.make(place);
	await central.serve();
	const kiosk = await Speaker.of(central), connector = await Speaker.of(central, "connector");
	const now = Date.parse("2026-11-23T09:42+07:00");
	const is_refused = (answer, code, why) => {
		assert.deepEqual([answer.status, answer.json.error], [code, why]);
		assert.ok(answer.json.now >= now && answer.json.now < now + 600_000, `${answer.json.now}`);
		assert.deepEqual(Object.keys(answer.json), ["error", "now"]);
	};
	is_refused(await kiosk.get("/api/v1/feed", { signed: false }), 401, "signature");
	for (const off of [-310, 310]) {
		kiosk.off_s = off;
		is_refused(await kiosk.get("/api/v1/feed"), 401, "clock");
	}
	kiosk.off_s = 280; // wrong, but near enough
	assert.equal(await status(kiosk.get("/api/v1/feed?limit=1")), 200);
	kiosk.off_s = 0;
	is_refused(await kiosk.entries(["{}"], { headers: { "Content-Digest": "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:" } }), 401, "signature");
	is_refused(await connector.entries(["{}"]), 403, "role");
	is_refused(await connector.get("/api/v1/feed"), 403, "role");
	is_refused(await kiosk.send("POST", "/api/v1/declarations", { body: "x", type: "text/csv" }), 403, "role");
	assert.equal(await status(kiosk.join("AAAAAAAA")), 403);
	assert.equal(await status(kiosk.send("POST", "/api/v1/enrol", { body: "{}", signed: false })), 400);
	for (const [method, target] of [["DELETE", "/api/v1/feed"], ["GET", "/metrics"], ["GET", "/control/kiosk"], ["POST", "/control/kiosk"], ["GET", "/api/v1/"]])
		assert.equal(await status(kiosk.send(method, target)), 404, `${method} ${target}`);
	await central.command("kiosk", "revoke", kiosk.id);
	is_refused(await kiosk.get("/api/v1/feed"), 401, "signature");
});

test("entries: 400 and 413 are for the framing alone; what a line says gets a verdict", async (t) => {
	const place = new Place(t, "framing");
	const central = await Central.make(place);
	await central.serve();
	const kiosk = await Speaker.of(central);
	const many = (count) => Array.from({ length: count }, (_, i) => `{"n":${i}}`);
	for (const [code, what, answer] of [
		[400, "nothing", kiosk.entries([])],
		[400, "no line end", kiosk.entries([], { body: "{}" })],
		[400, "an empty line", kiosk.entries(["", "{}"])],
		[400, "another type", kiosk.entries(["{}"], { type: "application/json" })],
		[413, "101 lines", kiosk.entries(many(101))],
		[413, "a byte over 256 KiB", kiosk.entries(["x".repeat(256 * 1024)])],
		[200, "100 lines", kiosk.entries(many(100))],
		[200, "256 KiB", kiosk.entries(["x".repeat(256 * 1024 - 1)])],
		[200, "no JSON", kiosk.entries(["garbage", "[1]", "{}"])],
	])
		assert.equal(await status(answer), code, what);
	const { headers, json } = await kiosk.entries(["rubbish"]);
	assert.equal(headers["content-type"], "application/vnd.sao.verdicts+json");
	assert.deepEqual(json.verdicts.map(({ id, verdict, code }) => [id, verdict, code]), [[null, "refused", "unreadable"]]);
	assert.equal(json.epoch, kiosk.epoch);
});

test("feed and snapshot: arguments in their ranges, a cursor of another time is gone, a snapshot known is not sent again", async (t) => {
	const place = new Place(t, "feed");
	const central = await Central.make(place);
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	await central.serve();
	const kiosk = await Speaker.of(central), board = await Speaker.of(central, "board");
	for (const query of ["after=-1", "after=abc", "after=", "after=0%00", "after=%zz", "after=99999999999999999999", "limit=0", "limit=-1", "limit=501", "wait=-1", "wait=26",
		"wait=1e3"])
		assert.equal(await status(kiosk.get(`/api/v1/feed?${query}`)), 400, query);
	assert.equal(await status(kiosk.get("/api/v1/feed?after=999999999")), 410);
	assert.equal(await status(kiosk.get("/api/v1/feed?epoch=another")), 410);
	const first = await kiosk.get(`/api/v1/feed?after=0&limit=5&wait=25&epoch=${kiosk.epoch}`);
	assert.equal(first.json.changes.length, 5);
	assert.equal(first.json.next, first.json.changes[4].n);

	const snapshot = await kiosk.get("/api/v1/snapshot");
	const { etag } = snapshot.headers;
	assert.match(etag, /^"[^"]+"$/);
	for (const list of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
		const again = await kiosk.get("/api/v1/snapshot", { headers: { "If-None-Match": list } });
		assert.deepEqual([again.status, again.body, again.headers.etag], [304, "", etag], list);
	}
	assert.equal(await status(kiosk.get("/api/v1/snapshot", { headers: { "If-None-Match": '"x"' } })), 200);
	assert.equal(await status(board.get("/api/v1/snapshot", { headers: { "If-None-Match": etag } })), 200); // a board is told less
	const end = await kiosk.get(`/api/v1/feed?after=${snapshot.json.next}`);
	assert.deepEqual([end.status, end.json.changes], [200, []]);
});

test("declarations: what cannot be taken is said, and the rest is taken", async (t) => {
	const place = new Place(t, "declarations");
	const central = await Central.make(place);
	await central.serve();
	const connector = await Speaker.of(central, "connector");
	const send = (body, type) => connector.send("POST", "/api/v1/declarations", { body, type });
	const header = await send("sotk\n1\n", "text/csv");
	assert.equal(header.status, 400);
	assert.match(header.json.why, /no column for: ngay_dk, ma_dv, ma_lh, mahq/);
	assert.equal(await status(send("sotk\n1\n", "text/html")), 400);
	const events = await send('{}\n{"sotk":"x"}\n', "application/jsonl");
	assert.deepEqual([events.status, events.json.events, events.json.rejected], [200, 2, 2]);
	const day = readFileSync(join(demo, "declarations-03TG-0942.csv"));
	assert.equal((await send(day, "text/csv; charset=utf-8")).json.new, 349);
	assert.deepEqual((({ new: fresh, changed, unchanged }) => [fresh, changed, unchanged])((await send(day, "text/csv")).json), [0, 0, 349]);
});
