// SPDX-License-Identifier: Apache-2.0
// What flow tests are made of: a folder of their own, a central, kiosks touched through their test sockets, and questions to central's
// tables, asked of a backup so that nothing opens the live database. Everything started is ended, by its pid, when the test ends.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, writeFileSync, rmSync, existsSync, openSync, closeSync, readFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const top = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const build = resolve(top, process.env.SAO_BUILD ?? "build");
export const demo = join(top, "assets/demo");
process.chdir(top); // as everything started here is
export const DAY = "2026-11-23T09:42+07:00";
const WAIT_MS = 60_000; // nothing that works takes as long, even on a busy machine
const PERSON_MS = 10_000; // nor does a person at the glass, who takes half a second

const exec = promisify(execFile);
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Runs a program to its end; its standard output. An exit other than 0 throws with everything it said.
export async function run(program, args = [], options = {}) {
	try {
		const { stdout } = await exec(program, args, { cwd: top, maxBuffer: 1 << 28, timeout: 300_000, ...options });
		return stdout;
	} catch (failed) {
		throw new Error(`${program} ${args.join(" ")}: ${failed.code ?? failed.signal}\n${failed.stdout}${failed.stderr}`);
	}
}

// Waits for what nobody tells us of: asks again until the answer is true.
export async function until(what, ask, ms = WAIT_MS) {
	const end = Date.now() + ms;
	for (;;) {
		const answer = await ask();
		if (answer)
			return answer;
		if (Date.now() > end)
			throw new Error(`it never came: ${what}`);
		await sleep(50);
	}
}

export function free_port() {
	return new Promise((done, failed) => {
		const server = net.createServer().once("error", failed);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => done(port));
		});
	});
}

// A folder for one test, removed when it ends well; what runs in it is ended first.
export class Place {
	constructor(t, name) {
		mkdirSync(join(build, "flow"), { recursive: true });
		this.dir = mkdtempSync(join(build, "flow", `${name}-`));
		this.children = new Set();
		t.after(async () => {
			for (const child of this.children)
				await end(child, "SIGKILL");
			if (!process.env.SAO_KEEP)
				rmSync(this.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }); // a killed browser's last child may still write
		});
	}

	file(name, text) {
		const path = join(this.dir, name);
		mkdirSync(dirname(path), { recursive: true });
		if (text !== undefined)
			writeFileSync(path, text);
		return path;
	}

	// The name of a socket: seen from the folder everything runs in, for it must fit 107 bytes wherever the tree lies.
	socket(name) {
		return relative(top, this.file(name));
	}

	// Starts a program whose words go to a file of the place.
	start(name, program, args, env = {}) {
		const log = openSync(this.file(`${name}.log`), "a");
		const child = spawn(program, args, { cwd: top, stdio: ["ignore", log, log], env: { ...process.env, ...env } });
		closeSync(log);
		child.ended = new Promise((done) => child.once("exit", (code, signal) => done(signal ?? code)));
		child.log = this.file(`${name}.log`);
		this.children.add(child);
		return child;
	}
}

export async function end(child, signal = "SIGTERM") {
	if (child.exitCode === null && child.signalCode === null)
		child.kill(signal);
	return child.ended;
}

// A disk that can be full: what a program started with env keeps under the folder does not grow between fill() and free().
export async function disk_of(folder) {
	const flag = `${folder}.is-full`, shim = `${folder}.full.so`;
	await run("cc", ["-shared", "-fPIC", "-O1", "-o", shim, join(top, "tests/faults/full.c")]);
	return {
		// The name has no spaces, which would end it, if seen from here.
		env: { LD_PRELOAD: relative(top, shim), SAO_FULL: flag, SAO_FULL_UNDER: folder, ASAN_OPTIONS: "verify_asan_link_order=0" },
		fill: () => writeFileSync(flag, ""),
		free: () => rmSync(flag),
	};
}

async function certificates(place) {
	await run(join(top, "tests/certificates.sh"), [place.file("certificates")]);
	return { ca: place.file("certificates/ca.pem"), cert: place.file("certificates/central.pem"), key: place.file("certificates/central.key") };
}

// A database of its own on a PostgreSQL server.
async function database_make(server) {
	const name = `flow_${process.pid}_${Date.now()}`;
	await run("psql", [server, "-qc", `CREATE DATABASE ${name}`]);
	return server.replace(/^(postgresql:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

export class Central {
	// database: "sqlite" or the URI of a server. Migrated and loaded with the demo's units, steps, officers and enterprises.
	static async make(place, { database = "sqlite", clock = DAY, name = "central" } = {}) {
		const central = new Central();
		Object.assign(central, { place, name, clock, port: await free_port(), tls: await certificates(place) });
		central.database = database === "sqlite" ? `sqlite:${place.file(`${name}/central.db`)}` : await database_make(database);
		central.conf = place.file(`${name}/central.conf`, [
			`database = "${central.database}";`,
			`secrets = "${place.file(`${name}/secrets`)}";`,
			`control = "${place.socket(`${name}/control`)}";`,
			`address = "127.0.0.1";`,
			`port = ${central.port};`,
			`tls: { cert = "${central.tls.cert}"; key = "${central.tls.key}"; };`,
			"",
		].join("\n"));
		await central.command("migrate");
		for (const [kind, file] of [["units", "offices.tsv"], ["steps", "steps.tsv"], ["officers", "officers-03TG.tsv"], ["enterprises", "enterprises-demo.tsv"]])
			await central.command("load", kind, join(demo, file));
		return central;
	}

	get url() {
		return `https://127.0.0.1:${this.port}`;
	}

	args(...words) {
		return ["--config", this.conf, ...(this.clock ? ["--test-clock", this.clock] : []), ...words];
	}
	command(...words) {
		return run(join(build, "sao-central"), this.args(...words));
	}

	async import(file) {
		return JSON.parse(await this.command("import", file, "--json"));
	}

	// launch: what it is started under, a tracer for example.
	async serve({ env = {}, launch = [] } = {}) {
		const [program, ...rest] = [...launch, join(build, "sao-central"), ...this.args("serve")];
		this.child = this.place.start(this.name, program, rest, env);
		await until(`${this.name} serves`, async () => {
			if (this.child.exitCode !== null || this.child.signalCode !== null)
				throw new Error(`central ended: ${readFileSync(this.child.log, "utf8").slice(-2000)}`);
			return (await this.get("/readyz").catch(() => ({}))).status === 200;
		});
		return this;
	}

	stop(signal = "SIGTERM") {
		return end(this.child, signal);
	}

	get(path) {
		return new Promise((done, failed) => {
			const asked = https.get(`${this.url}${path}`, { ca: readFileSync(this.tls.ca), agent: false, timeout: 5000 }, (answer) => {
				let body = "";
				answer.setEncoding("utf8").on("data", (text) => (body += text)).on("end", () => done({ status: answer.statusCode, body }));
			});
			asked.on("error", failed).on("timeout", () => asked.destroy(new Error("no answer")));
		});
	}

	// An enrolment code for a new kiosk or connector.
	async code(role = "touch", unit = "03TG") {
		const said = await this.command("kiosk", "add", "--yes", "--unit", unit, "--role", role, "--place", "Phòng chờ");
		const code = /\b[A-Z2-7]{8}\b/.exec(said);
		if (!code)
			throw new Error(`no code in: ${said}`);
		return code[0];
	}

	// Rows of central's tables, as objects.
	async rows(sql) {
		if (this.database.startsWith("postgresql"))
			return JSON.parse(await run("psql", [this.database, "-AtXqc", `SELECT coalesce(json_agg(t), '[]') FROM (${sql}) t`]));
		return (await this.tables([sql]))[0];
	}

	// Several questions to one and the same moment.
	async tables(questions) {
		if (this.database.startsWith("postgresql"))
			return Promise.all(questions.map((sql) => this.rows(sql)));
		const copy = this.place.file(`copy-${Date.now()}-${Math.random()}.db`);
		await this.command("backup", copy);
		const answers = [];
		for (const sql of questions) {
			const said = await run("sqlite3", ["-json", "-readonly", copy, sql]);
			answers.push(said.trim() ? JSON.parse(said) : []);
		}
		rmSync(copy);
		return answers;
	}

	// The demo's day, played by a connector from its beginning to a moment.
	async play(until_time = DAY, { from, speed = 0 } = {}) {
		const key = this.place.file(`${this.name}/connector.key`);
		const enrol = existsSync(key) ? [] : ["--enrol", await this.code("connector")];
		return JSON.parse(await run(join(build, "sao-room"), ["play", "--central", this.url, "--ca", this.tls.ca, "--key", key, ...enrol,
			"--events", join(demo, "declarations-replay.csv"), "--export", join(demo, "declarations-03TG.csv"),
			...(from ? ["--from", from] : []), "--until", until_time, "--speed", String(speed)]));
	}
}

export class Kiosk {
	static make(place, { name = "kiosk", url, ca, role = "touch", clock = DAY, size = "1080x1920" } = {}) {
		const kiosk = new Kiosk();
		Object.assign(kiosk, { place, name, role, clock, size, socket: place.socket(`${name}.socket`) });
		kiosk.folder = place.file(name);
		mkdirSync(kiosk.folder, { recursive: true });
		kiosk.conf = place.file(`${name}.conf`, [
			`central: { url = "${url}"; ca = "${ca ?? ""}"; };`,
			`data: { folder = "${kiosk.folder}"; };`,
			`staff: { pin = "24682468"; };`,
			"",
		].join("\n"));
		return kiosk;
	}

	// Of a central, enrolled by a fresh code when it starts for the first time.
	static async of(central, options = {}) {
		const kiosk = Kiosk.make(central.place, { url: central.url, ca: central.tls.ca, ...options });
		kiosk.enrol = await central.code(kiosk.role);
		return kiosk;
	}

	async start({ env = {}, launch = [] } = {}) {
		rmSync(this.socket, { force: true });
		const args = ["--config", this.conf, "--role", this.role, "--size", this.size, "--test-socket", this.socket,
			...(this.clock ? ["--test-clock", this.clock] : []), ...(this.enrol ? ["--enrol", this.enrol] : [])];
		const [program, ...rest] = [...launch, join(build, "sao-kiosk"), ...args];
		this.child = this.place.start(this.name, program, rest, { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy", LC_ALL: "C.UTF-8", ...env });
		await this.connect();
		return this;
	}

	async connect() {
		this.waiting = [];
		this.line = await until(`${this.name} opens its test socket`, () => new Promise((done, failed) => {
			if (this.child.exitCode !== null || this.child.signalCode !== null)
				return failed(new Error(`the kiosk ended: ${readFileSync(this.child.log, "utf8").slice(-2000)}`));
			const line = net.connect(this.socket).once("connect", () => done(line)).once("error", () => done(null));
		}));
		let heard = "";
		this.line.setEncoding("utf8").on("data", (text) => {
			heard += text;
			for (let at; (at = heard.indexOf("\n")) >= 0; heard = heard.slice(at + 1))
				this.waiting.shift()?.done(JSON.parse(heard.slice(0, at)));
		});
		const gone = () => {
			for (const { failed } of this.waiting.splice(0))
				failed(new Error("the kiosk is gone"));
		};
		this.line.on("close", gone).on("error", gone);
	}

	// One command; its answer, whatever it is.
	ask(command) {
		return new Promise((done, failed) => {
			if (this.line.destroyed)
				return failed(new Error("the kiosk is gone"));
			this.waiting.push({ done, failed });
			this.line.write(`${command}\n`);
		});
	}

	// One command that must be answered with a yes.
	async say(command) {
		const answer = await this.ask(command);
		if (!answer.ok) {
			const { place } = await this.ask("place");
			throw new Error(`${command}: ${answer.why} (at ${place}: ${(await this.ids()).join(" ")})`);
		}
		return answer;
	}

	at(place, ms = WAIT_MS) {
		return this.say(`wait ${place} ${ms}`);
	}
	tap(id) {
		return this.say(`tap ${id}`);
	}
	async nodes() {
		await this.say("idle 10000");
		return (await this.say("nodes")).nodes;
	}
	async ids() {
		return ((await this.ask("nodes")).nodes ?? []).map((node) => node.id);
	}
	async labels() {
		return (await this.nodes()).map((node) => node.label ?? "").join("\n");
	}
	stats() {
		return this.say("stats");
	}

	// Scripted people use the glass; the test socket serves one at a time, so ours is let go meanwhile.
	async people(options) {
		const words = Object.entries({ export: join(demo, "declarations-03TG.csv"), ...options }).flatMap(([name, value]) => [`--${name}`, String(value)]);
		await this.let_go();
		const timeout = WAIT_MS + PERSON_MS * (options.count ?? 1);
		const said = await run(join(build, "sao-room"), ["people", "--kiosk", this.socket, ...words], { timeout });
		await this.connect();
		return JSON.parse(said);
	}
	let_go() {
		return new Promise((done) => this.line.once("close", done).end());
	}

	// Until central has told this kiosk its declarations.
	knows(count = 1) {
		return until(`${this.name} knows declarations`, async () => (await this.nodes()).filter((node) => /^row:/.test(node.id)).length >= count);
	}
	sent() {
		return until(`${this.name} has sent everything`, async () => (await this.stats()).pending === 0);
	}

	stop(signal = "SIGTERM") {
		this.line?.destroy();
		return end(this.child, signal);
	}
}
