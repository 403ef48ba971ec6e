// SPDX-License-Identifier: Apache-2.0
// Who connects to central and then falls silent in the middle of a handshake costs it nothing while he is waited for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import net from "node:net";
import { test } from "node:test";
import { Central, Place, sleep } from "../flow/lib.mjs";

const HALF_A_HELLO = Buffer.from([0x16, 3, 1, 2, 0, 1, 0]);
const WATCHED_MS = 1500;
const TICKS_MOST = 30; // of 10 ms; one that spins takes 150

// Processor time of a process, in ticks of 10 ms.
function ticks({ pid }) {
	const words = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
	return Number(words[11]) + Number(words[12]);
}

test("clients that stop within a handshake do not keep central busy", async (t) => {
	const central = await Central.make(new Place(t, "hostile"));
	await central.serve();
	const clients = [];
	t.after(() => clients.forEach((client) => client.destroy()));
	for (let i = 0; i < 8; i++) {
		const client = net.connect(central.port, "127.0.0.1").on("error", () => {});
		await new Promise((done) => client.once("connect", done));
		client.write(HALF_A_HELLO);
		clients.push(client);
	}
	await sleep(200);
	const before = ticks(central.child);
	await sleep(WATCHED_MS);
	const spent = ticks(central.child) - before;
	assert.ok(spent < TICKS_MOST, `${spent} ticks`);
	assert.equal((await central.get("/readyz")).status, 200);
});
