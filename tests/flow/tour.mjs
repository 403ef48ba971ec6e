// SPDX-License-Identifier: Apache-2.0
// Every screen x language x orientation x text size as PNG under BUILD/tour, and index.html to look at them side by side:
// node tests/flow/tour.mjs [BUILD]. Exits other than 0 when a screen could not be reached.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

if (process.argv[2])
	process.env.SAO_BUILD = process.argv[2];
const { Central, Kiosk, Place, build, demo, disk_of, top, until } = await import("./lib.mjs");
const { RED, agree, find, give } = await import("./visit.mjs");

const SIZES = ["1080x1920", "1920x1080", "800x480", "1366x768"];
const LANGUAGES = ["vi", "en"];
const PERCENTS = [100, 150];
const UNKNOWN = "199999999990";
const tour = resolve(top, build, "tour");
const pictures = [];

class Walk {
	constructor(kiosk, name) {
		Object.assign(this, { kiosk, name });
	}
	async shot(screen) {
		const file = `${this.name}-${screen}.png`;
		await this.kiosk.say(`shot ${join(tour, file)}`);
		pictures.push({ set: this.name, screen, file });
	}
	// What a person sets at home lasts for his visit, so it is set anew for each.
	async set(language, percent) {
		await this.kiosk.at("home");
		await this.kiosk.tap(`lang-${language}`);
		if (percent === 100)
			return;
		await this.kiosk.tap("accessibility");
		await this.kiosk.tap(`text:${percent}`);
		await this.kiosk.tap("close");
	}
}

async function type_digits(kiosk, digits) {
	for (const digit of digits)
		await kiosk.tap(`digit:${digit}`);
}

async function visit(walk) {
	const { kiosk } = walk;
	await walk.shot("home");
	await kiosk.tap("find");
	await walk.shot("find");
	await type_digits(kiosk, RED.number.slice(0, 7));
	await walk.shot("find-short");
	await type_digits(kiosk, RED.number.slice(7));
	await kiosk.tap("next");
	await kiosk.at("proof");
	await type_digits(kiosk, "0000");
	await kiosk.tap("next");
	await walk.shot("proof-wrong");
	await type_digits(kiosk, RED.tax4);
	await walk.shot("proof");
	await kiosk.tap("next");
	await kiosk.at("declaration");
	await walk.shot("declaration");
	await kiosk.tap("trouble");
	await walk.shot("trouble");
	await kiosk.tap("back");
	await kiosk.tap("skip");
	await walk.shot("skip");
	await kiosk.tap("keep");
	await agree(kiosk);
	await walk.shot("ballot");
	await give(kiosk, [4, 2]);
	await kiosk.tap("reason-time:1");
	await walk.shot("ballot-given");
	await kiosk.tap("add");
	await walk.shot("parties");
	await kiosk.tap("back");
	await kiosk.tap("home");
	await walk.shot("leave");
	await kiosk.tap("edit");
	await kiosk.tap("record");
	await walk.shot("review");
	for (const aside of ["language", "accessibility", "help"]) {
		await kiosk.tap(aside);
		await walk.shot(aside);
		await kiosk.tap("close");
	}
	await kiosk.say("clock 61000");
	await kiosk.at("away");
	await walk.shot("away");
	await kiosk.tap("stay");
}

async function end_of_visit(walk, sends) {
	const { kiosk } = walk;
	if (sends) {
		await kiosk.tap("send");
		await kiosk.at("receipt");
		await walk.shot("receipt");
		await kiosk.tap("done");
	} else {
		await kiosk.tap("home");
		await kiosk.tap("drop");
	}
	await kiosk.at("home");
}

// The list of a trader, a number nobody has told of, the room, the door of the staff.
async function rest(walk, settings) {
	const { kiosk } = walk;
	await walk.set(...settings);
	await kiosk.tap("unrated");
	await type_digits(kiosk, RED.number);
	await kiosk.tap("next");
	await type_digits(kiosk, RED.tax4);
	await kiosk.tap("next");
	await kiosk.at("unrated");
	await walk.shot("unrated");
	await kiosk.tap("home");
	await walk.set(...settings);
	await find(kiosk, { number: UNKNOWN });
	await walk.shot("phase");
	await kiosk.tap("after");
	await kiosk.at("ballot");
	await walk.shot("ballot-unknown");
	await kiosk.tap("home");
	await walk.set(...settings);
	await kiosk.tap("rate-room");
	await walk.shot("room");
	await kiosk.tap("cancel");
	await walk.set(...settings);
	for (let i = 0; i < 5; i++)
		await kiosk.tap("header");
	await kiosk.at("staff-pin");
	await walk.shot("staff-pin");
	await type_digits(kiosk, "24682468");
	await kiosk.at("staff");
	await walk.shot("staff");
	await kiosk.tap("done");
}

// How the age of data shows: by the test clock, central stopped. Last, a kiosk that has lost all it was told.
const OLD = [["1080x1920", "vi", "touch"], ["1920x1080", "en", "touch"], ["800x480", "vi", "touch"], ["1080x1920", "en", "board"], ["1920x1080", "vi", "board"]];

async function ages_begin(central) {
	const walks = [];
	for (const [size, language, role] of OLD) {
		const kiosk = await Kiosk.of(central, { name: `old-${role}-${size}`, size, role });
		appendFileSync(kiosk.conf, `language = "${language}";\n`);
		await kiosk.start();
		await until(`${kiosk.name} knows declarations`, async () => (await kiosk.stats()).rows > 0);
		walks.push(Object.assign(new Walk(kiosk, `${size}-${language}-100`), { start: role === "board" ? "board" : "home" }));
	}
	return walks;
}

async function ages(walks) {
	for (const { kiosk } of walks)
		await until("the kiosk notices that central is gone", async () => {
			await kiosk.say("clock 30000");
			return !(await kiosk.stats()).online;
		});
	for (const [age, minutes] of [["dated", 3], ["amber", 16], ["hidden", 25 * 60]])
		for (const walk of walks) {
			await walk.kiosk.say(`clock ${minutes * 60_000}`);
			await until(`${age} is reached`, async () => (await walk.kiosk.stats()).age === age);
			await walk.shot(`${walk.start}-${age}`);
			if (walk.start !== "home")
				continue;
			await find(walk.kiosk, RED);
			await walk.shot(`declaration-${age}`);
			await walk.kiosk.tap("home");
		}
	for (const walk of walks) {
		await walk.kiosk.stop();
		for (const file of ["cache.db", "cache.db-wal", "cache.db-shm"])
			rmSync(join(walk.kiosk.folder, file), { force: true });
		walk.kiosk.enrol = null;
		await walk.kiosk.start();
		await walk.shot(`${walk.start}-no-data`);
		await walk.kiosk.stop();
	}
}

async function walk_all(central, place, size) {
	const kiosk = await Kiosk.of(central, { name: `touch-${size}`, size });
	await kiosk.start();
	await kiosk.knows();
	for (const language of LANGUAGES)
		for (const percent of PERCENTS) {
			const walk = new Walk(kiosk, `${size}-${language}-${percent}`), settings = [language, percent];
			await walk.set(...settings);
			await visit(walk);
			await end_of_visit(walk, language === "en" && percent === 150);
			await rest(walk, settings);
		}
	await kiosk.stop();
}

async function walk_boards(central, size) {
	for (const language of LANGUAGES) {
		const board = await Kiosk.of(central, { name: `board-${size}-${language}`, size, role: "board" });
		appendFileSync(board.conf, `language = "${language}";\n`);
		await board.start();
		await until("the board knows declarations", async () => (await board.stats()).rows > 0);
		await board.say("idle 10000");
		await new Walk(board, `${size}-${language}-board`).shot("board");
		await board.stop();
	}
}

async function walk_enrolment(place) {
	const kiosk = Kiosk.make(place, { name: "new", url: "http://127.0.0.1:1" });
	await kiosk.start();
	await new Walk(kiosk, "1080x1920-vi-100").shot("enrol");
	await kiosk.stop();
}

// A disk that fills up under a ballot, and has room again.
async function walk_full(central, place, size) {
	const kiosk = await Kiosk.of(central, { name: `full-${size}`, size });
	const walk = new Walk(kiosk, `${size}-vi-100`), disk = await disk_of(kiosk.folder);
	await kiosk.start({ env: disk.env });
	await kiosk.knows();
	disk.fill();
	for (;;) {
		await kiosk.tap("rate-room");
		await give(kiosk, [3]);
		await kiosk.tap("record");
		await kiosk.tap("send");
		if ((await kiosk.say("place")).place === "cannot-store")
			break;
		await kiosk.tap("done");
	}
	await walk.shot("cannot-store");
	disk.free();
	await kiosk.say("clock 11000");
	await walk.shot("cannot-store-ready");
	await kiosk.tap("again");
	await kiosk.at("receipt");
	await kiosk.stop();
}

function index() {
	const sets = Map.groupBy ? Map.groupBy(pictures, (picture) => picture.set) : pictures.reduce((all, picture) =>
		all.set(picture.set, [...(all.get(picture.set) ?? []), picture]), new Map());
	const body = [...sets].map(([set, list]) => `<h2>${set}</h2><div>${list.map(({ screen, file }) =>
		`<figure><a href="${file}"><img src="${file}" alt="" loading="lazy"></a><figcaption>${screen}</figcaption></figure>`).join("")}</div>`);
	return `<!doctype html><meta charset="utf-8"><title>Screens</title><style>body{font:16px sans-serif;background:#667}h2,figcaption{color:#fff}
div{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}img{height:420px}</style>${body.join("")}`;
}

const undo = [];
const place = new Place({ after: (action) => undo.push(action) }, "tour");
try {
	rmSync(tour, { recursive: true, force: true });
	mkdirSync(tour, { recursive: true });
	const central = await Central.make(place);
	await central.import(join(demo, "declarations-03TG-0942.csv"));
	await central.serve();
	await walk_enrolment(place);
	for (const size of SIZES.slice(0, 2)) {
		await walk_boards(central, size);
		await walk_full(central, place, size);
	}
	for (const size of SIZES)
		await walk_all(central, place, size);
	const old = await ages_begin(central);
	await central.stop();
	await ages(old);
	writeFileSync(join(tour, "index.html"), index());
	console.log(`${pictures.length} pictures in ${tour}`);
} finally {
	for (const action of undo)
		await action();
}
