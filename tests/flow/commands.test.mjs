// SPDX-License-Identifier: Apache-2.0
// What an administrator types: the same words do the same beside a running server and without one, refusals are sentences, copies come back,
// and the doctor sees what was done behind its back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { join } from "node:path";
import { build, Central, Place, demo, run, top } from "./lib.mjs";

// Runs sao-central to its end, whatever that is.
function told(central, words, input = "") {
	return new Promise((done) => {
		const child = spawn(join(build, "sao-central"), central.args(...words), { cwd: top });
		let out = "", err = "";
		child.stdout.on("data", (text) => (out += text));
		child.stderr.on("data", (text) => (err += text));
		child.on("exit", (code) => done({ code, out, err }));
		child.stdin.end(input);
	});
}

for (const served of [false, true]) {
	test(`an administrator's day ${served ? "beside the server" : "without a server"}`, async (t) => {
		const place = new Place(t, "commands");
		const central = await Central.make(place);
		if (served)
			await central.serve();

		assert.match(await central.command("load", "units", join(demo, "offices.tsv")), /45 rows, 0 changed/);
		assert.match(await central.command("load", "procedures", join(demo, "procedures")), /18 rows, 18 changed/);
		assert.match(await central.command("load", "procedures", join(demo, "procedures")), /18 rows, 0 changed/);

		const trial = JSON.parse(await central.command("import", join(demo, "declarations-03TG.csv"), "--dry-run", "--json"));
		assert.deepEqual([trial.declarations, trial.new], [790, 790]);
		assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 0);
		const summary = await central.import(join(demo, "declarations-03TG.csv"));
		assert.deepEqual([summary.rows, summary.rejected, summary.declarations, summary.new, summary.changed], [1820, 0, 790, 790, 0]);
		assert.match(await central.command("import", join(demo, "declarations-03TG.csv")), /790 declarations: 0 new, 0 changed, 790 unchanged/);

		assert.match(await central.command("kiosk", "add", "--yes"), /^[A-Z2-7]{8}\n$/); // the only unit with declarations
		assert.match(await central.command("kiosk", "add", "hp1", "--unit", "03TG", "--count", "3", "--yes"), /^([A-Z2-7]{8}\n){3}$/);
		assert.match(await central.command("kiosk", "list"), /hp1-01[^]*hp1-02[^]*hp1-03[^]*touch-01/);
		assert.equal((await told(central, ["kiosk", "add", "hp9", "--replace", "--unit", "03TG"])).code, 1);

		const added = ["user", "add", "an.nguyen", "--role", "head", "--unit", "03TG"];
		assert.equal((await told(central, added, "ngắn\n")).code, 1);
		assert.equal((await told(central, added, "một mật khẩu đủ dài\n")).code, 0);
		const twice = await told(central, added, "một mật khẩu đủ dài\n");
		assert.equal(twice.code, 1);
		assert.match(twice.err, /there is such an account/);
		assert.match((await central.rows("SELECT hash FROM account"))[0].hash, /^\$argon2id\$/);

		assert.match(await central.command("doctor"), /ok +journal[^]*ok +results/);
		assert.match(await central.command("migrate"), /^schema \d+\n$/);
	});
}

test("refusals are sentences with the place, and tell scripts by their status", async (t) => {
	const place = new Place(t, "refusals");
	const central = await Central.make(place);
	const header = await told(central, ["import", "-"], "sotk,ngay_dk\n1,2\n");
	assert.equal(header.code, 1);
	assert.match(header.err, /no column for: ma_dv, ma_lh, mahq/);
	const missing = await told(central, ["import", place.file("nothing.csv")]);
	assert.equal(missing.code, 1);
	assert.match(missing.err, /nothing\.csv: No such file/);
	const line = await told(central, ["load", "steps", place.file("steps.tsv", "step\tvi\nHOSO\n")]);
	assert.equal(line.code, 1);
	assert.match(line.err, /line 2/);
	for (const words of [["import"], ["import", "a", "b"], ["load", "people", "x"], ["load", "units"], ["kiosk"], ["kiosk", "add", "--role", "king"],
		["user", "add", "an"], ["backup"], ["restore"], ["doctor", "now"], ["dance"]])
		assert.equal((await told(central, words)).code, 2, words.join(" "));
	await assert.rejects(run(join(build, "sao-central"), ["--config", place.file("bad.conf", "database = 3;\n"), "migrate"]), /: 78/);
});

test("a configuration with the database alone is enough", async (t) => {
	const place = new Place(t, "bare");
	const conf = place.file("bare.conf", `database = "sqlite:${place.file("bare.db")}";\n`);
	const bare = (...words) => run(join(build, "sao-central"), ["--config", conf, ...words]);
	const trial = JSON.parse(await bare("import", join(demo, "declarations-03TG.csv"), "--dry-run", "--json")); // there is no database yet
	assert.equal(trial.new, 790);
	assert.match(await bare("migrate"), /^schema/);
	assert.equal(JSON.parse(await bare("import", join(demo, "declarations-03TG.csv"), "--json")).new, 790);
	assert.match(await bare("doctor"), /03TG is named by exports, but not loaded/);
});

test("a copy comes back with a new epoch, never under a running server", async (t) => {
	const place = new Place(t, "restore");
	const central = await Central.make(place);
	const epoch = async () => (await central.rows("SELECT epoch FROM counter"))[0].epoch;
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	const copy = place.file("copy.db");
	await central.command("backup", copy);
	const before = await epoch();
	await central.import(join(demo, "declarations-03TG.csv"));

	await central.serve();
	const refused = await told(central, ["restore", copy]);
	assert.equal(refused.code, 1);
	assert.match(refused.err, /stop it first/);
	await central.stop();
	assert.equal((await told(central, ["restore", place.file("no.db", "this is no database at all, but long enough to look at")])).code, 75);
	assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 790);

	await central.command("restore", copy);
	assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 349);
	assert.notEqual(await epoch(), before);
	await central.serve(); // and it can be served
});

test("the doctor sees what was done behind its back", async (t) => {
	const place = new Place(t, "doctor");
	const central = await Central.make(place);
	await run("sqlite3", [place.file("central/central.db"), `INSERT INTO journal (position, id, kiosk, incarnation, seq, kind, hash, bytes, received, dated,
		verdict, code) VALUES (7, 'id', 'hp1', NULL, NULL, 'ballot', zeroblob(32), x'00', 0, 0, 'refused', '')`]);
	const said = await told(central, ["doctor"]);
	assert.equal(said.code, 1);
	assert.match(said.out, /FAULT +journal +journal 7 .*not those of its hash/);
	assert.match(said.out, /a position that was never given/);
});

test("a server killed under an import leaves whole batches; the same file again stores the rest", async (t) => {
	const place = new Place(t, "killed");
	const central = await Central.make(place);
	await central.serve();
	const importing = told(central, ["import", join(demo, "declarations-03TG.csv"), "--json"]);
	await new Promise((done) => setTimeout(done, 25));
	await central.stop("SIGKILL");
	await importing;
	const [{ n }] = await central.rows("SELECT count(*) AS n FROM declaration");
	assert.ok([0, 500, 790].includes(n), `${n} declarations`);
	assert.equal((await central.import(join(demo, "declarations-03TG.csv"))).declarations, 790);
	assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 790);
});
