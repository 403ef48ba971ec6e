// SPDX-License-Identifier: Apache-2.0
// Only an answer that is exactly central's settles a ballot: whatever else is said in its place, before central has heard of the ballot or
// after, it arrives once. And one entry nobody can take holds up no other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, Kiosk, Place, until } from "../flow/lib.mjs";
import { check, tables_of } from "./checker.mjs";
import { Room } from "./room.mjs";
import { Portal } from "./portal.mjs";

const VERDICTS = "application/vnd.sao.verdicts+json";
const HTML = { "content-type": "text/html" };
const HOUR = 3_600_000;

const without_verdicts = (text) => JSON.stringify({ ...JSON.parse(text), verdicts: [] });
const of_another = (text) => text.replace(/"sha":\s*"([^"]{8})/g, '"sha":"AAAAAAAA');

// How a lie is made of what central said (or would have).
const LIES = {
	"200 and a page to log in": () => ({ status: 200, headers: HTML, body: "<html>Xin đăng nhập</html>" }),
	"200 and JSON of another type": (said) => ({ ...said, headers: { "content-type": "application/json" } }),
	"200 of the right type, cut short": (said) => ({ status: 200, headers: { "content-type": VERDICTS }, body: String(said.body).slice(0, -1) }),
	"200 of the right type, empty": () => ({ status: 200, headers: { "content-type": VERDICTS }, body: "" }),
	"201 of the right type": (said) => ({ status: 201, headers: { "content-type": VERDICTS }, body: said.body }),
	"204": () => ({ status: 204, headers: {}, body: "" }),
	"302 to a portal": () => ({ status: 302, headers: { location: "https://127.0.0.1/" }, body: "" }),
	"404": () => ({ status: 404, headers: HTML, body: "" }),
	"500": () => ({ status: 500, headers: HTML, body: "" }),
	"503 with Retry-After": () => ({ status: 503, headers: { "retry-after": "2" }, body: "" }),
	"a verdict on other bytes": (said) => ({ status: 200, headers: { "content-type": VERDICTS }, body: of_another(String(said.body)) }),
	"a verdict on nothing": (said) => ({ status: 200, headers: { "content-type": VERDICTS }, body: without_verdicts(String(said.body)) }),
};
const NEEDS_CENTRAL = new Set(["a verdict on other bytes", "a verdict on nothing", "200 and JSON of another type", "200 of the right type, cut short", "201 of the right type"]);

async function scene(t, name) {
	const central = await Central.make(new Place(t, name));
	await central.serve();
	const portal = await Portal.open(central);
	t.after(() => portal.close());
	const kiosk = Kiosk.make(central.place, { url: portal.url, ca: central.tls.ca });
	kiosk.enrol = await central.code();
	await kiosk.start();
	await kiosk.at("home");
	await kiosk.sent();
	return { central, portal, room: new Room(kiosk) };
}

test("whatever is said in the place of an answer, the ballot arrives once", async (t) => {
	const { central, portal, room } = await scene(t, "portal");
	for (const [name, lie] of Object.entries(LIES))
		for (const has_heard of NEEDS_CENTRAL.has(name) ? [true] : [false, true]) {
			let lied = 0;
			portal.answer = async (path, body, pass) => {
				if (path !== "/api/v1/entries" || lied++ > 0)
					return null;
				return lie(has_heard ? await pass() : null);
			};
			await room.rate();
			await until(`a lie: ${name}`, () => lied > 0);
			await room.press_until_sent();
			assert.ok(lied > 1, `${name} was believed`);
		}
	assert.deepEqual(check(room.history, await tables_of(central)), []);
});

test("one ballot that is refused as 400 is set aside; the others arrive, and it when it is taken", async (t) => {
	const { central, portal, room } = await scene(t, "poison");
	let poison = null, is_down = true;
	portal.answer = (path, body) => {
		if (path !== "/api/v1/entries")
			return null;
		if (is_down)
			return { status: 503, headers: {}, body: "" };
		const ballots = body.split("\n").filter((line) => line.includes('"ballot"'));
		poison ??= JSON.parse(ballots[2]).id;
		return body.includes(poison) ? { status: 400, headers: HTML, body: "" } : null;
	};
	for (let i = 0; i < 5; i++)
		await room.rate();
	is_down = false;
	await room.press_until_sent();
	const there = (await central.rows("SELECT id FROM journal WHERE kind = 'ballot'")).map((row) => row.id);
	assert.equal(there.length, 4);
	assert.ok(!there.includes(poison));
	assert.match(check(room.history, await tables_of(central)).join("\n"), /lost/, "the control: what is set aside is not there yet");
	portal.answer = null;
	await until("what was set aside is tried again", async () => {
		await room.kiosk.say(`clock ${HOUR}`);
		return (await central.rows("SELECT id FROM journal WHERE kind = 'ballot'")).length === 5;
	});
	assert.deepEqual(check(room.history, await tables_of(central)), []);
});
