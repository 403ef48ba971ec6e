// SPDX-License-Identifier: Apache-2.0
// The server's door, as those meet it who stand outside: is it ready, and what it answers to requests that are not as they must be.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Central, Place, build, run, top, until } from "./lib.mjs";

test("ready means that something can be committed now", async (t) => {
	const place = new Place(t, "ready");
	const central = await Central.make(place);
	const flag = place.file("disk-is-full");
	const shim = join(build, "full.so");
	await run("cc", ["-shared", "-fPIC", "-O1", "-o", shim, join(top, "tests/faults/full.c")]);
	await central.serve({ env: { LD_PRELOAD: shim, SAO_FULL: flag, SAO_FULL_UNDER: place.file("central"), ASAN_OPTIONS: "verify_asan_link_order=0" } });
	const many = await Promise.all(Array.from({ length: 50 }, () => central.get("/readyz"))); // most are told what is known
	assert.deepEqual([...new Set(many.map((answer) => answer.body))], ["ready\n"]);

	place.file("disk-is-full", "");
	const full = await until("it says that it is not", async () => {
		const answer = await central.get("/readyz");
		return answer.status !== 200 && answer;
	});
	assert.equal(full.status, 503);
	assert.match(full.body, /"error":"full"/);
	assert.equal((await central.get("/healthz")).status, 200);
	rmSync(flag);
	await until("it is again", async () => (await central.get("/readyz")).status === 200);
});
