// SPDX-License-Identifier: Apache-2.0
// The server's door, as those meet it who stand outside: is it ready, and what it answers to requests that are not as they must be.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import net from "node:net";
import { test } from "node:test";
import { Central, Place, build, demo, disk_of, until } from "./lib.mjs";
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
	assert.match(await central.command("kiosk", "revoke", kiosk.id), new RegExp(`^${kiosk.id} is revoked: its key is void`));
	for (let i = 0; i < 5; i++)
		is_refused(await kiosk.get("/api/v1/feed"), 401, "signature");
	assert.match(readFileSync(central.child.log, "utf8"), new RegExp(`kiosk\\.revoke kiosk=${kiosk.id} `));
	assert.equal(readFileSync(central.child.log, "utf8").match(new RegExp(`kiosk\\.refused kiosk=${kiosk.id} key=revoked`, "g"))?.length, 1);
	// A list tells who was sent away from who has never come.
	await central.command("kiosk", "add", "later", "--unit", "03TG");
	assert.match(await central.command("kiosk", "list"), new RegExp(`${kiosk.id} [^\\n]*\\(revoked \\d{4}-\\d\\d-\\d\\d\\)`));
	assert.match(await central.command("kiosk", "list"), /^later [^\n]*\(has not joined\)/m);
	assert.match(await central.command("kiosk", "revoke", "later"), /^later had no valid key/);
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

// ---- heads that somebody on the way could read in another way ----

// Whether a head is exactly what RFC 9112 writes, with one host and at most one length.
function is_strict(head) {
	const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e]+) HTTP\/1\.([01])\r\n((?:[^\r\n]*\r\n)*)\r\n$/s.exec(head);
	if (!parts)
		return false;
	const counts = { host: 0, "content-length": 0, "transfer-encoding": 0 };
	for (const line of parts[4].split("\r\n").slice(0, -1)) {
		const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/s.exec(line);
		const name = field?.[1].toLowerCase();
		if (!field || (name === "content-length" && !/^\d+[ \t]*$/.test(field[2])))
			return false;
		if (name in counts)
			counts[name]++;
	}
	return counts["transfer-encoding"] === 0 && counts["content-length"] <= 1 && counts.host <= 1 && (counts.host === 1 || parts[3] === "0");
}

// Numbers that are the same in every run.
function* random(seed) {
	for (;;)
		yield (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
}

function bend(head, next) {
	const PIECES = [" ", "\t", "\r", "\n", "\r\n", "\r\n ", "\r\n\t", "\n ", "\0", ":", ",", ";", "\x0b", "\x0c", "\x7f", "\x01", "\x85", "\xa0", " :", ": ", "0", "+", "-", "0x", "e1",
		"Content-Length: 0\r\n", "content-length: 31\r\n", "Content-Length:\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n", "Transfer-Encoding:\x0bchunked\r\n",
		"Transfer-Encoding: identity\r\n", "X: a\r\n", "X: a\r\n b\r\n", "Host: other\r\n", "\r\n\r\n"];
	const pick = (count) => Math.floor(next() * count);
	for (let turns = 1 + pick(2); turns > 0; turns--) {
		const starts = [...head.matchAll(/\r\n/g)].map((found) => found.index + 2), piece = PIECES[pick(PIECES.length)];
		const at = piece.length > 6 ? starts[pick(starts.length - 1)] : pick(head.length);
		head = head.slice(0, at) + piece + head.slice(at + (pick(4) === 0 ? 1 : 0));
	}
	return head;
}

function say(port, text) {
	return new Promise((done) => {
		let heard = "";
		const line = net.connect(port, "127.0.0.1").setEncoding("latin1").on("data", (piece) => (heard += piece)).on("error", () => {});
		line.on("close", () => done(heard)).setTimeout(1000, () => line.destroy()); // it may wait for more of a body
		line.write(Buffer.from(text, "latin1"));
	});
}

test("2,000 bent heads: what is behind one that is not strictly a head is never taken for a request", async (t) => {
	const place = new Place(t, "heads");
	const central = await Central.make(place);
	const conf = place.file("plain.conf", `database = "${central.database}";\ncontrol = "${place.socket("plain-control")}";\nport = ${central.port};\n`);
	const child = place.start("plain", join(build, "sao-central"), ["--config", conf, "serve"]);
	const behind = "GET /phone.css HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
	await until("it serves", async () => (await say(central.port, behind)).startsWith("HTTP/1.1 200"));
	const bases = [["GET /healthz HTTP/1.1\r\nHost: h\r\nAccept: a, b\r\n\r\n", ""], ["POST /api/v1/enrol HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nAccept: */*\r\n\r\n", "{}"]];
	for (const [head, body] of bases)
		assert.match(await say(central.port, head + body + behind), /^HTTP\/1\.1 (200|400)[^]*text\/css/);

	const numbers = random(20261123), next = () => numbers.next().value;
	const vectors = [];
	while (vectors.length < 2000) {
		const [head, body] = bases[Math.floor(next() * bases.length)], bent = bend(head, next);
		// These two cannot be told from CR LF once the library has cut the lines; no proxy passes either on.
		if (bent.includes("\0\n") || bent.includes("\n:\n"))
			continue;
		// Empty lines may come first; what ends early leaves other bytes to be the next request, which must be strict for themselves.
		const plain = bent.replace(/^(\r?\n)+/, "");
		if (!is_strict(plain) && !is_strict(plain.slice(0, plain.indexOf("\r\n\r\n") + 4)))
			vectors.push(bent + body);
	}
	for (let at = 0; at < vectors.length; at += 50)
		await Promise.all(vectors.slice(at, at + 50).map(async (vector) => {
			const heard = await say(central.port, vector + behind);
			assert.doesNotMatch(heard, /text\/css/, JSON.stringify(vector));
			assert.doesNotMatch(heard, /^HTTP\/1\.1 200/, JSON.stringify(vector));
		}));
	assert.equal(child.exitCode, null);
});
