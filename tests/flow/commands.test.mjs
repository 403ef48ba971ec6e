// SPDX-License-Identifier: Apache-2.0
// What an administrator types: the same words do the same beside a running server and without one, refusals are sentences, copies come back,
// and the doctor sees what was done behind its back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { lstatSync, readFileSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { join } from "node:path";
import { build, Central, Place, demo, run, top } from "./lib.mjs";

// Runs a program to its end, whatever that is.
function ended(words, program = "sao-central", input = "", env = {}) {
	return new Promise((done) => {
		const child = spawn(join(build, program), words, { cwd: top, env: { ...process.env, ...env } });
		let out = "", err = "";
		child.stdout.on("data", (text) => (out += text));
		child.stderr.on("data", (text) => (err += text));
		child.on("exit", (code) => done({ code, out, err }));
		child.stdin.on("error", () => {}); // gone before it read: its status says why
		child.stdin.end(input);
	});
}

const told = (central, words, input) => ended(central.args(...words), "sao-central", input);

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

		assert.match(await central.command("doctor"), /ok +news +.*last told something new of a declaration at \d{4}-/);
		assert.match(await central.command("doctor"), /ok +journal[^]*ok +results[^]*clock +a test clock, -?\d+ s from/);
		assert.match(await central.command("migrate"), /^schema \d+\n$/);
	});
}

// A line of the log has no business on the terminal of somebody who asked for something.
const LOG_LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d/m;

test("refusals are sentences with the place, and tell scripts by their status", async (t) => {
	const place = new Place(t, "refusals");
	const central = await Central.make(place);
	const day = readFileSync(join(demo, "declarations-03TG-0942.csv"), "utf8").split("\n");
	const open_quote = place.file("open-quote.csv", [...day.slice(0, 3), "\"10", ...day.slice(3, 8), ""].join("\n"));
	const copy = place.file("copy.db");
	await central.command("backup", copy);
	const cases = [
		[["import", place.file("header.csv", "sotk,ngay_dk\n1,2\n")], 1, /header\.csv: .*no column for: ma_dv, ma_lh, mahq/],
		[["import", place.file("nothing.csv")], 1, /nothing\.csv: No such file/],
		[["import", place.dir], 1, /Is a directory/],
		[["load", "steps", place.file("steps.tsv", "step\tvi\nHOSO\n")], 1, /steps\.tsv:2: vi: is missing/],
		[["load", "steps", place.file("twice.tsv", "step\tvi\nHOSO\tMột\nHOSO\tHai\n")], 1, /twice\.tsv:3: step: line 2 says something else/],
		[["load", "units", place.file("nothing.tsv")], 1, /nothing\.tsv: No such file/],
		[["load", "procedures", place.file("empty/x", "") && place.file("empty")], 1, /no file in this folder ends in \.md/],
		[["kiosk", "add", "a1", "--unit", "ZZZZ"], 1, /no unit ZZZZ; units are loaded with: sao-central load units/],
		[["kiosk", "add", "A 1", "--unit", "03TG"], 1, /a name has 1 to 32 of the characters/],
		[["kiosk", "add", "a1", "--unit", "03TG", "--count", "201"], 2, /--count: a number from 1 to 200/],
		[["kiosk", "add", "a1", "--replace"], 1, /there is no kiosk a1 to replace/],
		[["kiosk", "revoke", "nobody"], 1, /nobody: there is no such kiosk/],
		[["user", "add", "an", "--role", "king"], 2, /the role is one of officer, head/],
		[["user", "add", "An", "--role", "admin"], 2, /a name has the characters/],
		[["user", "add", "an", "--role", "head"], 2, /give --unit CODE/],
		[["user", "add", "an", "--role", "head", "--unit", "ZZZZ"], 1, /no unit ZZZZ; units are loaded/, "long enough to be one\n"],
		[["user", "add", "an", "--role", "admin"], 1, /12 to 128 characters/, "short\n"],
		[["backup", copy], 1, /copy\.db: is there already/],
		[["backup", place.file("no/where.db") && join(place.dir, "none/copy.db")], 1, /its folder is not there/],
		[["restore", place.file("none.db")], 1, /none\.db: No such file/],
		[["restore", place.file("torn.db", "this is no database at all, but long enough to look at")], 1, /torn\.db: damaged, or not a database of sao-central/],
		[["export", "x"], 2, /there is no command export/],
		[["--nonsense"], 2, /sao-central: .*--nonsense/],
		[["import", "a", "b"], 2, /one word too many: b/],
		[["import", "a", "--color"], 2, /there is no option --color/],
		[["load", "people", "x"], 2, /the list is one of units/],
		...[["import"], ["load", "units"], ["kiosk"], ["kiosk", "add", "--role", "king"], ["user", "add", "an"], ["backup"], ["restore"], ["doctor", "now"],
			["serve", "now"]].map((words) => [words, 2, /^usage: /m]),
	];
	for (const [words, code, sentence, input] of cases) {
		const said = await told(central, words, input);
		assert.equal(said.code, code, `${words.join(" ")}\n${said.err}`);
		assert.match(said.err, sentence);
		assert.doesNotMatch(said.err, LOG_LINE);
		assert.equal(said.out, "");
	}
	const taken = await told(central, ["import", open_quote]);
	assert.equal(taken.code, 0); // the good rows are taken, and which were not is said
	assert.match(taken.out, /8 rows, 1 rejected[^]*open-quote\.csv:4: rejected: columns: .*a quote is opened and never closed/);
});

test("a second server says who is there, and which port is taken", async (t) => {
	const place = new Place(t, "second");
	const central = await Central.make(place);
	await central.serve();
	const second = await told(central, ["serve"]);
	assert.equal(second.code, 1);
	assert.match(second.err, new RegExp(`central\\.db: another sao-central \\(process ${central.child.pid}\\) is writing it`));
	const other = place.file("other.conf", `database = "sqlite:${place.file("other.db")}";\nport = ${central.port};\n`);
	const busy = await ended(["--config", other, "serve"]);
	assert.equal(busy.code, 78);
	assert.match(busy.err, new RegExp(`port ${central.port} of 127\\.0\\.0\\.1 is in use`));
	const outside = place.file("outside.conf", `database = "sqlite:${place.file("outside.db")}";\naddress = "0.0.0.0";\ntls: { cert = "${central.tls.cert}"; key = "${central.tls.key}"; };\n`);
	const clock = await ended(["--config", outside, "--test-clock", "2026-11-23T09:42+07:00", "serve"]);
	assert.equal(clock.code, 2);
	assert.match(clock.err, /--test-clock is for a server on a loopback address only/);
});

test("a code given again is said to replace the one before", async (t) => {
	const place = new Place(t, "codes");
	const central = await Central.make(place);
	const first = await told(central, ["kiosk", "add", "hp-01", "--unit", "03TG", "--yes"]);
	assert.deepEqual([first.code, first.err], [0, ""]);
	const second = await told(central, ["kiosk", "add", "hp-01", "--yes", "--unit=03TG"]);
	assert.equal(second.code, 0);
	assert.match(second.out, /^[A-Z2-7]{8}\n$/);
	assert.match(second.err, /the code given before for hp-01 is void now/);
	assert.match((await told(central, ["kiosk", "add", "hp-01", "--unit", "03TG", "--role", "board"])).err, /hp-01 is a touch; choose another name/);
});

test("every fault of a configuration is said with its line and key", async (t) => {
	const place = new Place(t, "faults");
	const check = (name, text, program = "sao-central") => ended(["--config", place.file(name, text), "--check-config"], program);
	assert.equal((await check("good.conf", "database = \"sqlite:x.db\";\n")).code, 0);
	for (const [text, sentence] of [
		["# nothing\n", /:1: database: is required/],
		["database = 3;\n", /:1: database: must be a text/],
		["\ndatabase = \"mysql:x\";\n", /:2: database: must be sqlite:FILE or postgresql:/],
		["database = \"sqlite:x\";\nport = 99999;\n", /:2: port: must be from 0 to 65535/],
		["database = \"sqlite:x\";\nadress = \"x\";\n", /:2: adress: unknown key/],
		["database = \"sqlite:x\";\naddress = \"localhost\";\n", /:2: address: must be an IPv4 or IPv6 address/],
		["database = \"sqlite:x\";\naddress = \"0.0.0.0\";\n", /:2: address: .*needs tls\.cert and tls\.key/],
		["database = \"sqlite:x\";\ntls: { cert = \"a\"; };\n", /:2: tls: cert and key belong together/],
		["database = \"sqlite:x\";\ntls: {\n cert = \"a\";\n key = \"b\"; };\n", /:3: tls\.cert: a: No such file[^]*:4: tls\.key: b: No such file/],
		["database = \"sqlite:x\";\nimport: { aliases = \"a\"; };\n", /:2: import\.aliases: a: No such file/],
		["database = \"sqlite:x\n", /:2: syntax: /],
	]) {
		const said = await check("bad.conf", text);
		assert.equal(said.code, 78, text);
		assert.match(said.err, sentence);
		assert.doesNotMatch(said.err, LOG_LINE);
	}
	const url = "central: { url = \"https://h\"; };\n";
	for (const [text, sentence] of [
		["central: {\n url = \"ftp://h\"; };\n", /:2: central\.url: must be https:/],
		["central: { url = \"http://far.example\"; };\n", /:1: central\.url: must be https:/],
		[`${url}role = "door";\n`, /:2: role: must be touch or board/],
		[`${url}language = "xx";\n`, /:2: language: must be/],
		[`${url}staff: { pin = "1234"; };\n`, /:2: staff\.pin: must be 8 digits/],
		[`${url}window: { size = "1x1"; };\n`, /:2: window\.size: must be WIDTHxHEIGHT/],
		[`${url}phone: { url = "h"; };\n`, /:2: phone\.url: must begin/],
		[`central: { url = "https://h"; ca = "none.pem"; };\n`, /:1: central\.ca: none\.pem: No such file/],
	]) {
		const said = await check("bad-kiosk.conf", text, "sao-kiosk");
		assert.equal(said.code, 78, text);
		assert.match(said.err, sentence);
	}
	for (const program of ["sao-central", "sao-kiosk"]) {
		for (const [path, sentence] of [[place.file("none.conf"), /none\.conf: cannot be read: No such file/], [place.dir, /cannot be read: Is a directory/]]) {
			const said = await ended(["--config", path, "--check-config"], program);
			assert.equal(said.code, 78);
			assert.match(said.err, sentence);
			assert.doesNotMatch(said.err, LOG_LINE);
		}
	}
});

const NO_DISPLAY = { SDL_VIDEODRIVER: undefined, WAYLAND_DISPLAY: undefined, DISPLAY: ":99999" };

test("a kiosk that cannot start says why", async (t) => {
	const place = new Place(t, "kiosk");
	const conf = (folder) => place.file("kiosk.conf", `central: { url = "https://127.0.0.1:1"; };\ndata: { folder = "${folder}"; };\n`);
	const start = (folder, ...words) => ended(["--config", conf(folder), ...words], "sao-kiosk", "", { SDL_VIDEODRIVER: "dummy" });
	for (const [said, sentence] of [
		[await start(join(place.dir, "none")), /^sao-kiosk: data\.folder: \/.+none is not there; make it/m],
		[await start(place.dir, "--script", place.file("none.txt")), /^sao-kiosk: \/.+none\.txt cannot be opened/m],
		[await ended(["--config", conf(place.dir)], "sao-kiosk", "", NO_DISPLAY), /^sao-kiosk: there is no display/m],
	]) {
		assert.equal(said.code, 1);
		assert.match(said.err, sentence);
	}
});

test("the three programs are asked for help in the same way", async () => {
	for (const program of ["sao-central", "sao-kiosk", "sao-room"]) {
		const version = await ended(["--version"], program);
		assert.equal(version.code, 0);
		assert.match(version.out, new RegExp(`^${program} \\d+\\.\\d+\\.\\d+\n$`));
		const help = await ended(["--help"], program);
		assert.equal(help.code, 0);
		assert.match(help.out, new RegExp(`^usage: ${program} [^]*--help, --version\n\nExit: 0 done, 1 failed, 2 usage`));
		assert.equal(help.err, "");
		const wrong = await ended(["--nonsense"], program);
		assert.equal(wrong.code, 2);
		assert.equal(wrong.out, "");
		assert.match(wrong.err, new RegExp(`^${program}: .*--nonsense'?\nusage: ${program} `));
	}
	for (const words of [["serve"], ["migrate"], ["import"], ["load"], ["kiosk"], ["kiosk", "add"], ["user", "add"], ["backup"], ["restore"], ["doctor"]]) {
		const help = await ended([...words, "--help"]);
		assert.deepEqual([help.code, help.err], [0, ""]);
		assert.match(help.out, new RegExp(`^  ${words.join(" ")}`, "m"));
	}
	for (const words of [["play"], ["people"], ["visit"]])
		assert.equal((await ended([...words, "--help"], "sao-room")).code, 0);
	assert.equal((await ended(["--check-config"], "sao-room")).code, 0); // it has none
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
	assert.equal((await told(central, ["restore", place.file("no.db", "this is no database at all, but long enough to look at")])).code, 1);
	assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 790);

	await central.command("restore", copy);
	assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 349);
	assert.notEqual(await epoch(), before);
	await central.serve(); // and it can be served
});

test("a link to the database is the database: one server, and a copy comes back behind it", async (t) => {
	const place = new Place(t, "link");
	const central = await Central.make(place);
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	const copy = place.file("copy.db"), real = place.file("central/central.db"), link = place.file("link.db");
	await central.command("backup", copy);
	await central.import(join(demo, "declarations-03TG.csv"));
	symlinkSync(real, link);
	const conf = place.file("link.conf", readFileSync(central.conf, "utf8").replace(real, link));
	const by_link = (...words) => ended(["--config", conf, "--test-clock", central.clock, ...words]);

	await central.serve();
	assert.match((await by_link("restore", copy)).err, /another sao-central \(process \d+\) is writing it; stop it first/);
	await central.stop();
	assert.equal((await by_link("restore", copy)).code, 0);
	assert.ok(lstatSync(link).isSymbolicLink());
	assert.equal((await central.rows("SELECT count(*) AS n FROM declaration"))[0].n, 349);
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
