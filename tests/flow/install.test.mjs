// SPDX-License-Identifier: Apache-2.0
// What `make install` leaves: programs that find their files where they were put, and not in the source tree; manual pages, services and
// examples that hold what they say.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import test from "node:test";
import { Central, Kiosk, Place, build, end, run, top, until } from "./lib.mjs";

const near = (path) => relative(top, path); // make takes no spaces

const has = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

// Installed below a folder of the test, as a package would be; run from there, with nothing of the tree in reach.
async function install(t, prefix = "/usr") {
	const place = new Place(t, "install");
	await run("make", ["-o", "all", "install", `BUILD=${near(build)}`, `DESTDIR=${near(place.dir)}`, `PREFIX=${prefix}`, "MAKEFLAGS="], { env: { ...process.env, ...flags() } });
	return { place, at: (...path) => join(place.dir, prefix, ...path) };
}

// The flags the programs were built with: make must not see others, or it would make them anew under the other tests.
function flags() {
	const now = readFileSync(join(build, "flags"), "utf8");
	const sanitize = /-fsanitize=(\S+)/.exec(now)?.[1] ?? "";
	const cflags = /^\S+ +(.*?) ?-std=c17/.exec(now)?.[1] ?? "";
	return { CC: /^\S+/.exec(now)[0], CFLAGS: cflags, SANITIZE: sanitize, WERROR: / -Werror /.test(now) ? "1" : "" };
}

test("both programs run from where they were installed", async (t) => {
	const { place, at } = await install(t);
	for (const name of ["sao-kiosk", "sao-central", "sao-room"])
		assert.match(await run(at("bin", name), ["--version"], { cwd: "/" }), new RegExp(`^${name} \\d+\\.\\d+`));
	for (const name of ["kiosk", "central"])
		await run(at("bin", `sao-${name}`), ["--config", at(`share/doc/sao/examples/${name}.conf`), "--check-config"], { cwd: "/" });
	// A kiosk that lost a file of its own says so, and with which status.
	chmodSync(at("share/sao/fonts"), 0o700);
	await run("mv", [at("share/sao/fonts"), place.file("away")]);
	const bare = spawnSync(at("bin/sao-kiosk"), ["--config", at("share/doc/sao/examples/kiosk.conf"), "--check-config"], { encoding: "utf8" });
	assert.equal(bare.status, 78);
	assert.match(bare.stderr, /fonts/);
});

test("an installed kiosk joins an installed central, from the examples", async (t) => {
	const { place, at } = await install(t);
	const central = await Central.make(place, { clock: null });
	const conf = place.file("kiosk.conf", readFileSync(at("share/doc/sao/examples/kiosk.conf"), "utf8")
		.replace('url = "https://sao.example.vn:8443";', `url = "${central.url}"; ca = "${central.tls.ca}";`)
		.replace("#data: { folder = \"/var/lib/sao-kiosk\"; };", `data: { folder = "${place.file("kiosk")}"; };`));
	await run("mkdir", [place.file("kiosk")]);
	await central.serve();
	const said = await run(at("bin/sao-central"), ["--config", central.conf, "kiosk", "add", "--yes", "--unit", "03TG"]);
	const script = place.file("script.txt", "wait home 60000\nidle 10000\n");
	await run(at("bin/sao-kiosk"), ["--config", conf, "--size", "1080x1920", "--enrol", said.trim(), "--script", script],
		{ cwd: "/", env: { ...process.env, SDL_VIDEODRIVER: "dummy" } });
	assert.match(await central.command("kiosk", "list"), /touch-01 .* (\d{5} ){6}/);
	await central.stop();
});

test("the lists installed as examples are loaded as they are", async (t) => {
	const { place, at } = await install(t);
	const central = await Central.make(place);
	const lists = (name) => at("share/doc/sao/examples/lists", name);
	for (const [list, file] of [["units", "offices.tsv"], ["officers", "officers-03TG.tsv"], ["steps", "steps.tsv"], ["enterprises", "enterprises-demo.tsv"], ["procedures", "procedures"]])
		assert.match(await central.command("load", list, lists(file)), new RegExp(`^${list}: [1-9]\\d* rows`));
	// What its README points at is there, too.
	for (const [, picture] of readFileSync(at("share/doc/sao/README.md"), "utf8").matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
		assert.ok(existsSync(at("share/doc/sao", picture)), picture);
});

test("services name installed programs and hold before systemd", { skip: has("systemd-analyze") ? false : "no systemd-analyze" }, async (t) => {
	const { at } = await install(t, "/opt/sao");
	const units = readdirSync(at("lib/systemd/system")).sort();
	assert.deepEqual(units, ["sao-central.service", "sao-display.service", "sao-kiosk.service"]);
	for (const unit of units) {
		const path = at("lib/systemd/system", unit);
		const text = readFileSync(path, "utf8");
		for (const [, program] of text.matchAll(/^ExecStart=(\S+)/gm))
			if (/sao-/.test(program))
				assert.ok(program.startsWith("/opt/sao/bin/"), program);
		// The same with the programs where this test has put them; the display's own program need not be on this machine.
		writeFileSync(path, text.replace(/^ExecStart=\/opt\/sao\/bin(\S+)/gm, `ExecStart="${at("bin")}$1"`).replace("ExecStart=/usr/bin/weston", "ExecStart=/bin/true"));
	}
	const checked = spawnSync("systemd-analyze", ["verify", "--man=no", ...units.map((unit) => at("lib/systemd/system", unit))], { encoding: "utf8" });
	assert.equal(`${checked.status} ${checked.stderr}`.trim(), "0");
});

test("manual pages are there and well written", { skip: has("mandoc") ? false : "no mandoc" }, async (t) => {
	const { at } = await install(t);
	const pages = ["man1/sao-kiosk.1", "man1/sao-room.1", "man5/sao-kiosk.conf.5", "man5/sao-central.conf.5", "man7/sao-guide.7", "man8/sao-central.8"];
	for (const page of pages)
		assert.ok(existsSync(at("share/man", page)), page);
	const lint = spawnSync("mandoc", ["-Tlint", "-W", "warning", ...pages.map((page) => at("share/man", page))], { encoding: "utf8" });
	assert.equal(lint.stdout + lint.stderr, "");
});

// Ready with the first picture or listener, alive while it turns: what Type=notify and WatchdogSec in the services count on.
test("both services say that they are ready, that they live and that they stop", { skip: has("perl") ? false : "no perl" }, async (t) => {
	const { place, at } = await install(t);
	const central = await Central.make(place, { clock: null });
	const kiosk = Kiosk.make(place, { url: central.url, ca: central.tls.ca, clock: null });
	const heard = place.file("heard", "");
	const socket = `/tmp/sao-notify-${process.pid}`; // a socket's path must be short
	const listener = place.start("notify", "perl", ["-MIO::Socket::UNIX", "-MSocket", "-e",
		'my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!; $| = 1; open(my $f, ">>", $ARGV[1]); $f->autoflush(1); while (defined $s->recv(my $m, 4096)) { print $f "$m\\n" }',
		socket, heard]);
	t.after(() => run("rm", ["-f", socket]));
	await until("the listener is there", () => existsSync(socket));
	const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: "400000", SDL_VIDEODRIVER: "dummy" };
	for (const [name, args] of [["sao-central", ["--config", central.conf, "serve"]], ["sao-kiosk", ["--config", kiosk.conf, "--size", "800x480"]]]) {
		writeFileSync(heard, "");
		const child = place.start(name, at("bin", name), args, env);
		await until(`${name} is ready and lives`, () => /READY=1\n(.*\n)*(WATCHDOG=1\n(.*\n)*){2}/.test(readFileSync(heard, "utf8")));
		assert.equal(await end(child), 0);
		await until(`${name} stops`, () => /STOPPING=1/.test(readFileSync(heard, "utf8")));
	}
	await end(listener);
});

test("packages hold everything installed and name what they need", { skip: has("dpkg-shlibdeps") ? false : "no dpkg-shlibdeps" }, async (t) => {
	const { place } = await install(t);
	const said = await run("tests/deb.sh", ["0.0.1"], { env: { ...process.env, ...flags(), BUILD: near(build) } });
	const root = place.file("root");
	for (const file of said.trim().split("\n"))
		await run("dpkg-deb", ["-x", file, root]);
	const files = (from) => run("find", [".", "!", "-type", "d", "!", "-name", "*.gz", "!", "-path", "*/man/*", "!", "-name", "copyright"], { cwd: from });
	assert.deepEqual((await files(join(root, "usr"))).split("\n").sort(), (await files(join(place.dir, "usr"))).split("\n").sort());
	await run(join(root, "usr/bin/sao-kiosk"), ["--config", join(root, "usr/share/doc/sao/examples/kiosk.conf"), "--check-config"], { cwd: "/" });
	assert.match(await run("dpkg-deb", ["-f", said.match(/^.*sao-kiosk_.*$/m)[0], "Depends"]), /sao-common .*fonts-noto-core.*libsdl2-2\.0-0/);
});
