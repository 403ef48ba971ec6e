// SPDX-License-Identifier: Apache-2.0
// assets/openapi.yaml says what the server does: every address is in it, and what travels is of the form it gives.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { Central, Place, demo, top } from "./lib.mjs";
import { Speaker } from "./speaker.mjs";

process.env.NODE_PATH = "/usr/share/nodejs"; // where Debian keeps modules; only its own node looks there unasked
Module._initPaths();
const debian = Module.createRequire(import.meta.url);
const Ajv = debian("ajv"), yaml = debian("js-yaml");
const text = readFileSync(join(top, "assets/openapi.yaml"), "utf8");
const contract = yaml.load(text);
const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore" }).addSchema(contract, "api");

function is_of(form, value) {
	const schema = form.startsWith("/") ? `api#${form}` : `api#/components/schemas/${form}`;
	assert.ok(ajv.validate({ $ref: schema }, value), `${form}: ${ajv.errorsText()}: ${JSON.stringify(value).slice(0, 300)}`);
}

const is_error = (answer) => is_of("/components/responses/Error/content/application~1json/schema", answer.json);

test("every address of the server is in the contract, and no other", () => {
	const table = [...readFileSync(join(top, "app/central/routes.c"), "utf8").matchAll(/\{"([A-Z]+)", "([^"]+)", (WHO_[A-Z]+)/g)];
	const served = table.filter(([, , , who]) => who !== "WHO_CONTROL").map(([, method, path]) => `${method} ${path}`);
	const told = Object.entries(contract.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
	assert.ok(served.length > 8);
	assert.deepEqual(told.sort(), served.sort());
	const signed = table.filter(([, , , who]) => who === "WHO_KIOSK" || who === "WHO_CONNECTOR").map(([, , path]) => path);
	const asked = Object.entries(contract.paths).filter(([, methods]) => Object.values(methods).some((method) => method.security)).map(([path]) => path);
	assert.deepEqual(asked.sort(), signed.sort());
});

test("the golden lines are entries of the contract, and it refuses what the server refuses", () => {
	const forms = { ballot: "Ballot", skip: "Skip", health: "Health" };
	let count = 0;
	for (const file of readdirSync(join(top, "tests/wire")).filter((name) => name.endsWith(".jsonl")))
		for (const line of readFileSync(join(top, "tests/wire", file), "utf8").split("\n").filter(Boolean)) {
			const entry = JSON.parse(line);
			is_of("Entry", entry);
			if (forms[entry.kind])
				is_of(forms[entry.kind], entry.body);
			count++;
		}
	assert.ok(count > 8);
	const ballot = JSON.parse(readFileSync(join(top, "tests/wire/ballot.jsonl"), "utf8").split("\n")[0]).body;
	for (const wrong of [{ marks: [] }, { subject: {} }, { phase: "before" }, { marks: [{ ...ballot.marks[0], stars: 0 }] }, { marks: [{ ...ballot.marks[0], stars: 4.5 }] }])
		assert.equal(ajv.validate({ $ref: "api#/components/schemas/Ballot" }, { ...ballot, ...wrong }), false, JSON.stringify(wrong));
});

test("what the server answers is of the form the contract gives", async (t) => {
	const place = new Place(t, "contract");
	const central = await Central.make(place);
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	await central.serve();
	assert.equal((await central.get("/api/v1/openapi.yaml")).body, text);
	const kiosk = new Speaker(central), joined = await kiosk.join(await central.code());
	is_of("Enrolment", joined.json);
	kiosk.id = joined.json.kiosk;
	const board = new Speaker(central), seated = await board.join(await central.code("board"));
	is_of("Enrolment", seated.json);

	const golden = readFileSync(join(top, "tests/wire/skip.jsonl"), "utf8").split("\n")[0];
	const line = JSON.stringify({ ...JSON.parse(golden), kiosk: kiosk.id, seq: 1 });
	const verdicts = await kiosk.entries([line, "not an entry"]);
	is_of("Verdicts", verdicts.json);
	assert.deepEqual(verdicts.json.verdicts.map((row) => row.verdict), ["ok", "refused"]);
	for (const speaker of [kiosk, board])
		for (const target of ["/api/v1/feed?limit=50", "/api/v1/snapshot"]) {
			const page = await speaker.get(target);
			is_of("Page", page.json);
			assert.ok(page.json.changes.length > 40, target);
		}

	const connector = await Speaker.of(central, "connector");
	const event = { sotk: page_number(await kiosk.get("/api/v1/snapshot")), event: "called", at: Date.parse("2026-11-23T09:40+07:00"), officers: ["HQ-03TG-0003"], counter: "3" };
	is_of("CounterEvent", event);
	for (const [type, body] of [["application/jsonl", `${JSON.stringify(event)}\n{}\n`], ["text/csv", readFileSync(join(demo, "declarations-03TG.csv"))]]) {
		const taken = await connector.send("POST", "/api/v1/declarations", { body, type });
		assert.equal(taken.status, 200, taken.body);
		is_of("Taken", taken.json);
	}

	for (const answer of [await kiosk.join("AAAAAAAA"), await kiosk.get("/api/v1/feed", { signed: false }), await kiosk.get("/api/v1/feed?after=999999999"), await kiosk.get("/nowhere")]) {
		assert.ok(answer.status >= 400);
		is_error(answer);
	}
});

const page_number = (page) => page.json.changes.find((change) => change.kind === "declaration").value.d12;
