// SPDX-License-Identifier: Apache-2.0
// The page behind the QR code of a thank-you: the digits a kiosk showed, asked of central over HTTPS as a phone does.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import { test } from "node:test";
import { Central, Kiosk, Place, demo, until } from "./lib.mjs";
import { RED, agree, find, give, send } from "./visit.mjs";

const HEADERS = {
	"x-content-type-options": "nosniff",
	"cache-control": "no-store",
	"content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'",
	"referrer-policy": "no-referrer",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"strict-transport-security": "max-age=31536000",
};
const UNKNOWN = "00000000000000000"; // 0 is the check digit of sixteen 0

function ask(central, method, path, { body, headers = {} } = {}) {
	return new Promise((done, failed) => {
		const asked = https.request(`${central.url}${path}`, { method, ca: readFileSync(central.tls.ca), agent: false, headers: {
			...(body === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded", Origin: central.url, "Content-Length": Buffer.byteLength(body) }),
			...headers } }, (answer) => {
			let text = "";
			answer.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => done({ status: answer.statusCode, headers: answer.headers, text }));
		});
		asked.on("error", failed).end(body);
	});
}

const look_up = (central, digits, headers) => ask(central, "POST", "/t?lang=en", { body: `digits=${encodeURIComponent(digits)}`, headers });

function headers_hold(answer) {
	for (const [name, value] of Object.entries(HEADERS))
		assert.equal(answer.headers[name], value, name);
	assert.equal(answer.headers["set-cookie"], undefined);
}

async function receipt(kiosk, declaration, stars) {
	await find(kiosk, declaration);
	await agree(kiosk);
	await give(kiosk, stars);
	await send(kiosk);
	const digits = (await kiosk.nodes()).find((node) => node.id === "digits").label.replaceAll(" ", "");
	assert.match(digits, /^\d{17}$/);
	await kiosk.tap("done");
	await kiosk.sent();
	return digits;
}

async function room(t, name) {
	const place = new Place(t, name);
	const central = await Central.make(place);
	await central.import(`${demo}/declarations-03TG-0942.csv`);
	await central.serve();
	return { place, central };
}

test("the digits of a thank-you say that the ballot is counted, until a better proven one is", async (t) => {
	const { central } = await room(t, "receipt");
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.knows();
	const digits = await receipt(kiosk, { number: RED.number }, [1]);
	const apart = await look_up(central, digits);
	assert.equal(apart.status, 200);
	assert.match(apart.text, /The ballot is counted apart/);
	assert.match(apart.text, /Held since 23\/11\/2026\./);
	assert.doesNotMatch(apart.text, /phone\.(?!css)|\{\{|09:4/);
	assert.ok(!apart.text.includes(RED.identity));
	headers_hold(apart);

	const better = await receipt(kiosk, RED, [4]);
	assert.match((await look_up(central, better)).text, /The ballot is counted</);
	assert.match((await look_up(central, digits)).text, /Another ballot is counted instead/);

	// One digit wrong, and the words are in the language asked for.
	const wrong = digits.slice(0, 5) + (Number(digits[5]) + 1) % 10 + digits.slice(6);
	const typo = await ask(central, "POST", "/t", { body: `digits=${wrong}`, headers: { "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8" } });
	assert.equal(typo.status, 400);
	assert.match(typo.text, /Mã chưa đúng/);

	const log = readFileSync(central.child.log, "utf8");
	for (const kept of [digits, wrong, digits.replace(/(.{4})(?=.)/g, "$1 ")])
		assert.ok(!log.includes(kept), "digits in the log");
});

test("a number central does not know yet: the ballot waits, and says so", async (t) => {
	const { central } = await room(t, "receipt-waits");
	const kiosk = await (await Kiosk.of(central)).start();
	await kiosk.knows();
	const digits = await receipt(kiosk, { number: "199000999990", tax4: "1234" }, [5]);
	assert.match((await look_up(central, digits)).text, /waits for its declaration/);
});

test("ten look-ups an hour, then a sentence; typing errors are not counted", async (t) => {
	const { central } = await room(t, "receipt-often");
	for (let i = 0; i < 3; i++)
		assert.equal((await look_up(central, "12345")).status, 400);
	for (let i = 0; i < 10; i++) {
		const answer = await look_up(central, UNKNOWN);
		assert.equal(answer.status, 200);
		assert.match(answer.text, /Not found here yet/);
	}
	const often = await look_up(central, UNKNOWN);
	assert.equal(often.status, 429);
	assert.match(often.text, /Too many look-ups/);
	assert.equal(often.headers["retry-after"], "3600");
	headers_hold(often);
	// A name somebody gives himself is no other network where no proxy stands before central.
	assert.equal((await look_up(central, UNKNOWN, { "X-Forwarded-For": "203.0.113.7" })).status, 429);
});

test("the page stands by itself: no script needed, no other site may send its form, nothing typed becomes markup", async (t) => {
	const { central } = await room(t, "receipt-page");
	for (const path of ["/t", "/t?lang=en", "/t.js", "/phone.css"]) {
		const answer = await ask(central, "GET", path);
		assert.equal(answer.status, 200, path);
		assert.ok(answer.text.length < 20_000, path);
		headers_hold(answer);
	}
	assert.match((await ask(central, "GET", "/t")).text, /<html lang="vi">/);
	assert.match((await ask(central, "GET", "/t", { headers: { "Accept-Language": "fr,en;q=0.5,vi;q=0.4" } })).text, /<html lang="en">/);
	for (const headers of [{ Origin: "https://elsewhere.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }]) {
		const refused = await look_up(central, UNKNOWN, headers);
		assert.equal(refused.status, 403);
		headers_hold(refused);
	}
	const markup = await look_up(central, `"><script>alert(1)</script>`);
	assert.equal(markup.status, 400);
	assert.ok(!markup.text.includes("<script>alert"));
	const long = await ask(central, "POST", "/t", { body: `digits=${"1".repeat(1100)}` });
	assert.equal(long.status, 413);
	headers_hold(long);
});

// A browser as a phone has, driven over a pipe. Its sandbox needs rights that root in a container has not.
class Phone {
	constructor(place) {
		const child = spawn("chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", "--hide-scrollbars",
			`--user-data-dir=${place.file("chromium")}`, "--window-size=360,740", "--remote-debugging-pipe"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
		child.ended = new Promise((done) => child.once("exit", done));
		place.children.add(child);
		this.ended = child.ended;
		[, , , this.to, this.from] = child.stdio;
		this.asked = new Map();
		let heard = "";
		this.from.setEncoding("utf8").on("data", (text) => {
			heard += text;
			for (let at; (at = heard.indexOf("\0")) >= 0; heard = heard.slice(at + 1)) {
				const { id, result, error } = JSON.parse(heard.slice(0, at));
				this.asked.get(id)?.(result ?? error);
			}
		});
	}
	say(method, params = {}) {
		return new Promise((done) => {
			const id = this.asked.size + 1;
			this.asked.set(id, done);
			this.to.write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
		});
	}
	async open(url) {
		this.session = undefined;
		const { targetId } = await this.say("Target.createTarget", { url });
		this.session = (await this.say("Target.attachToTarget", { targetId, flatten: true })).sessionId;
		await this.say("Emulation.setDeviceMetricsOverride", { width: 360, height: 740, deviceScaleFactor: 1, mobile: true });
	}
	async evaluate(expression) {
		return (await this.say("Runtime.evaluate", { expression })).result?.value;
	}
	// Its processes are many, and write until all are gone.
	close() {
		this.session = undefined;
		this.say("Browser.close");
		return this.ended;
	}
	async shot(file) {
		writeFileSync(file, Buffer.from((await this.say("Page.captureScreenshot")).data, "base64"));
	}
}

// Chromium comes with what `make test` installs; without it the rest of this file still says what the page does.
const has_chromium = process.env.PATH.split(":").some((folder) => existsSync(`${folder}/chromium`));

test("the QR code fills the form, leaves no trace in the address, and one tap asks", { skip: !has_chromium && "chromium is not installed" }, async (t) => {
	const { place, central } = await room(t, "receipt-phone");
	const phone = new Phone(place);
	for (const [lang, title] of [["vi", "Chưa tìm thấy phiếu ở đây"], ["en", "Not found here yet"]]) {
		await phone.open(`${central.url}/t?lang=${lang}#${UNKNOWN}`);
		await until("the script fills the form", async () => await phone.evaluate("document.getElementById('digits')?.value") === "0000 0000 0000 0000 0");
		assert.equal(await phone.evaluate("location.href"), `${central.url}/t?lang=${lang}`);
		await phone.shot(place.file(`${lang}.png`));
		await phone.evaluate("document.querySelector('button').click()");
		await until("the answer comes", async () => await phone.evaluate("document.querySelector('h2')?.textContent") === title);
		assert.equal(await phone.evaluate("location.href"), `${central.url}/t?lang=${lang}`);
		assert.ok(await phone.evaluate("document.documentElement.scrollWidth <= innerWidth"));
		await phone.shot(place.file(`${lang}-answer.png`));
	}
	await phone.evaluate("document.getElementById('other').click()");
	await until("the other language keeps the digits", async () => await phone.evaluate("document.documentElement.lang + document.getElementById('digits')?.value")
		=== "vi0000 0000 0000 0000 0");
	assert.ok(!readFileSync(central.child.log, "utf8").includes(UNKNOWN));
	await phone.close();
});
