// SPDX-License-Identifier: Apache-2.0
// A database server that hangs: central says it is not ready and ends when asked to; what was given on the glass meanwhile is not lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, Kiosk, Place, until } from "./lib.mjs";
import { rate_room } from "./visit.mjs";

const server = process.env.SAO_TEST_POSTGRES;

test("a PostgreSQL that hangs holds up neither the end of central nor, later, a ballot", { skip: !server && "SAO_TEST_POSTGRES" }, async (t) => {
	const place = new Place(t, "hang");
	const central = await Central.make(place, { database: server });
	await central.serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.at("home");
	const backends = (await central.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sao'")).map((row) => row.pid);
	assert.ok(backends.length > 1);
	const each = (signal) => backends.forEach((pid) => process.kill(pid, signal));
	each("SIGSTOP");
	try {
		await rate_room(kiosk, [4]);
		// Suspended behind the writer, until nothing more can come of it.
		const ready = () => central.get("/readyz").then((answer) => answer.status, () => "no answer");
		const first = ready();
		await until("503 from /readyz", async () => (await ready()) === 503);
		assert.equal(await central.stop(), 75);
		await first;
	} finally {
		each("SIGCONT");
	}
	await central.serve();
	await kiosk.sent();
	assert.equal((await central.rows("SELECT count(*) AS n FROM ballot"))[0].n, 1);
});
