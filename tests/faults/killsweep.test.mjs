// SPDX-License-Identifier: Apache-2.0
// The kiosk, then central, dies of SIGKILL at any system call that touches a file or a socket, again and again, while people rate; what
// stands for systemd's Restart=always starts it anew. In the end everybody who was thanked is at central, once.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Central, Kiosk, Place, end, run, sleep } from "../flow/lib.mjs";
import { check, tables_of } from "./checker.mjs";
import { Room } from "./room.mjs";

const BIG = Boolean(process.env.BIG);
const KIOSK_KILLS = BIG ? 500 : 12;
const CENTRAL_KILLS = BIG ? 200 : 6;
const LIVES_MOST = 4; // times the kills asked for: some lives end by themselves
const VISITS_MOST = 4; // in one life
const PRESS_MS = 5000;

// The call a thread dies at: any of those it makes in such a life, about. Central's reading is left out: while a TLS handshake is under way
// the HTTP library asks thousands of times, and every death would be there.
const FILES = "write,pwrite64,writev,fsync,fdatasync,ftruncate,rename,unlink";
const KIOSK = { calls: `${FILES},connect,sendto,sendmsg,recvfrom,recvmsg`, most: 100 };
const CENTRAL = { calls: `${FILES},accept4,sendto,sendmsg`, most: 120 };
const strace = ({ calls, most }) => ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`,
	"-e", `inject=${calls}:signal=KILL:when=${1 + Math.floor(Math.random() * most)}`];

// Who runs under a strace.
const traced = ({ pid }) => (existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean) : []);

const is_gone = (child) => child.exitCode !== null || child.signalCode !== null;

async function scene(t, name) {
	const place = new Place(t, name);
	const central = await Central.make(place);
	await central.serve();
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.at("home"); // enrolled
	await kiosk.sent();
	return { central, kiosk, room: new Room(kiosk) };
}

async function judge(t, { kiosk, central, room }, kills) {
	await kiosk.sent();
	const { history, people } = room;
	const faults = check(history, await tables_of(central));
	t.diagnostic(JSON.stringify({ kills, sent: people, thanked: history.count("ok"), cut_off: history.count("unknown"), faults: faults.length }));
	assert.deepEqual(faults, []);
	assert.ok(history.count("ok") > 0);
}

// One life of the kiosk; true: it was killed.
async function kiosk_lives({ kiosk, room }) {
	try {
		await kiosk.start({ launch: strace(KIOSK) });
		for (let visits = 0; visits < VISITS_MOST; visits++)
			await room.rate();
		await kiosk.say("quit");
	} catch (failed) {
		if (!/gone|ended|EPIPE|ECONNRESET/.test(failed.message))
			throw failed;
	}
	return (await kiosk.child.ended) === "SIGKILL";
}

test("the kiosk is killed at any call: nobody who was thanked is missing, nobody is there twice", async (t) => {
	const place = await scene(t, "killkiosk");
	let kills = 0;
	await place.kiosk.stop();
	for (let lives = 0; kills < KIOSK_KILLS; lives++) {
		assert.ok(lives < LIVES_MOST * KIOSK_KILLS, `${kills} kills in ${lives} lives`);
		kills += await kiosk_lives(place);
	}
	await place.kiosk.start();
	await place.room.rate();
	await judge(t, place, kills);
});

// One life of central, while people rate and the kiosk sends; true: it was killed.
async function central_lives({ central, kiosk, room }) {
	await central.serve({ launch: strace(CENTRAL) }).catch((failed) => assert.match(failed.message, /ended/));
	for (let visits = 0; visits < VISITS_MOST && !is_gone(central.child); visits++) {
		await room.rate();
		await kiosk.say(`clock ${PRESS_MS}`);
		while (!is_gone(central.child) && (await kiosk.stats()).pending > 0) {
			await kiosk.say(`clock ${PRESS_MS}`);
			await sleep(10);
		}
	}
	if (!is_gone(central.child))
		for (const pid of traced(central.child))
			process.kill(pid, "SIGTERM");
	return (await central.child.ended) === "SIGKILL";
}

test("central is killed at any call: everything it had answered for is there, the rest comes again, once", async (t) => {
	const place = await scene(t, "killcentral");
	let kills = 0;
	await place.central.stop();
	for (let lives = 0; kills < CENTRAL_KILLS; lives++) {
		assert.ok(lives < LIVES_MOST * CENTRAL_KILLS, `${kills} kills in ${lives} lives`);
		kills += await central_lives(place);
	}
	await place.central.serve();
	await place.kiosk.say("clock 300000");
	await judge(t, place, kills);
});

test("control: a disk that forgot one ballot between two lives is seen", async (t) => {
	const place = await scene(t, "killcontrol");
	await place.central.stop();
	await place.room.rate();
	await place.room.rate();
	await end(place.kiosk.child, "SIGKILL");
	await run("sqlite3", [join(place.kiosk.folder, "outbox.db"), "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)"]);
	await place.central.serve();
	await place.kiosk.start();
	await place.kiosk.sent();
	assert.match(check(place.room.history, await tables_of(place.central)).join("\n"), /lost/);
});
