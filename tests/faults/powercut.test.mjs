// SPDX-License-Identifier: Apache-2.0
// The power goes at any instant: what the kiosk had thanked for is on its disk.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { build, run } from "../flow/lib.mjs";

const CUTS = process.env.BIG ? 50_000 : 2_000;
const CONTROL_CUTS = 400;

async function cut(t, options) {
	// In memory where there is such a place: these files are written thousands of times and never kept.
	const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "sao-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const said = JSON.parse(await run(join(build, "tests/faults/powercut"), ["--folder", folder, ...words], { timeout: 1_200_000 }));
	t.diagnostic(JSON.stringify({ ...options, ...said }));
	return said;
}

// New dice every month, the same for everyone in it.
const seed = Math.floor(Date.now() / (30 * 86_400_000));

test("no cut of the power costs a thanked ballot", async (t) => {
	const { lost, unsound, strange, puts } = await cut(t, { cuts: CUTS, seed });
	assert.deepEqual({ lost, unsound, strange }, { lost: 0, unsound: 0, strange: 0 });
	assert.ok(puts >= 300);
});

for (const synchronous of ["normal", "off"])
	test(`control: with synchronous = ${synchronous} the losses are seen`, async (t) => {
		const { lost } = await cut(t, { cuts: CONTROL_CUTS, seed, synchronous });
		assert.ok(lost > CONTROL_CUTS / 10, `${lost} of ${CONTROL_CUTS}`);
	});
