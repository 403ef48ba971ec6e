// SPDX-License-Identifier: Apache-2.0
// The rules themselves. `bad` is the smallest tree that breaks the rule.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync, rmSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";

const spdx = "// SPDX-License-Identifier: Apache-2.0\n";
const is_c = (path) => /^(app|tests)\/.*\.[ch]$/.test(path);
const is_source = (path) => /\.(c|h|sh|mjs|mk|pl)$/.test(path) || path === "Makefile" || path === ".ci/run";

function* lines(text) {
	let number = 0;
	for (const line of text.split("\n"))
		yield [++number, line];
}

// Faults of every line of the chosen files that `find` answers for.
function each_line(tree, chosen, find) {
	const faults = [];
	for (const [path, text] of tree)
		if (chosen(path))
			for (const [number, line] of lines(text)) {
				const fault = find(line, path);
				if (fault)
					faults.push(`${path}:${number}: ${fault}`);
			}
	return faults;
}

// The Makefile's table: which folders a folder may use.
function uses_of(tree) {
	const uses = new Map();
	for (const [, line] of lines(tree.get("Makefile") ?? "")) {
		const row = /^USES_(\S+)\s*:=\s*(.*)$/.exec(line);
		if (row)
			uses.set(row[1], row[2].split(/\s+/).filter(Boolean));
	}
	return uses;
}

function layers(tree) {
	const uses = uses_of(tree);
	return each_line(tree, is_c, (line, path) => {
		const found = /^\s*#\s*include\s+"([^"]+)\/[^"/]+"/.exec(line);
		const folder = dirname(path).replace(/^(app|tests\/fuzz|tests)\//, "");
		if (!found || !uses.has(folder))
			return /^\s*#\s*include\s+"[^"/]+"/.test(line) ? "name the folder of what is included" : null;
		if (found[1] === folder || uses.get(folder).includes(found[1]))
			return null;
		// Tests may share helpers that lie in the folder of the tests themselves.
		if (path.startsWith("tests/") && tree.has(`tests/${/"([^"]+)"/.exec(line)[1]}`))
			return null;
		return `${folder} may not use ${found[1]} (USES_ in the Makefile)`;
	});
}

// A reader has this tree and no other: a rule is stated, or its law or standard named.
function pages(tree) {
	const names = new Set([...tree.keys()].map((path) => path.replace(/.*\//, "")));
	return each_line(tree, is_source, (line, path) => {
		const named = path.startsWith("tests/rules/") ? null : /(?<![\w.-])[a-z]+\.md\b/.exec(line)?.[0];
		return named && !names.has(named) ? `there is no ${named}` : null;
	});
}

// Each outside library's headers, and the only places that may include them.
const LIBRARIES = [
	[/^jansson\.h$/, /^app\/base\/json\.[ch]$/],
	[/^(sodium|nettle)/, /^app\/base\/crypto\.c$/],
	[/^utf8proc\.h$/, /^app\/base\/text(_[a-z]+)?\.c$/],
	[/^libconfig\.h$/, /^app\/base\/conf\.c$/],
	[/^libintl\.h$/, /^app\/base\/tr\.c$/],
	[/^sqlite3/, /^app\/db\/sqlite[a-z_]*\.[ch]$/],
	[/^libpq|^postgres/, /^app\/db\/postgres[a-z_]*\.[ch]$/],
	[/^curl\//, /^app\/(kiosk\/sync\/link|room\/[a-z]+|central\/[a-z]+)\.c$/],
	[/^SDL/, /^app\/kiosk\/(ui\/[a-z_]+\.[ch]|kiosk\.c)$/],
	[/^fontconfig/, /^app\/kiosk\/ui\/[a-z_]+\.c$/],
	[/^qrencode\.h$/, /^app\/kiosk\/ui\/qr\.c$/],
	[/^uni[a-z]+\.h$/, /^app\/kiosk\/ui\/[a-z_]+\.c$/],
	[/^microhttpd\.h$|^gnutls/, /^app\/central\/http\/[a-z_]+\.[ch]$/],
	[/^csv\.h$/, /^app\/central\/ingest\/[a-z_]+\.c$/],
	[/^systemd\//, /^app\/(kiosk|central)\/[a-z_]+\.c$/],
];
// One file only: these libraries have a single face to the rest.
const ONE_FILE = [/^(sodium|nettle)/, /^libconfig\.h$/, /^qrencode\.h$/, /^fontconfig/, /^csv\.h$/];
const SYSTEM = /^(assert|complex|ctype|errno|fcntl|fenv|float|ftw|getopt|glob|inttypes|iso646|langinfo|limits|locale|malloc|math|netdb|poll|pthread|sched|semaphore|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|termios|threads|time|unistd|wchar|wctype|dirent|pwd|grp|sys\/[a-z]+|arpa\/inet|netinet\/[a-z]+|linux\/[a-z]+|net\/if)\.h$/;

function outside(tree) {
	const users = new Map();
	const faults = each_line(tree, (path) => is_c(path) && path.startsWith("app/"), (line, path) => {
		const found = /^\s*#\s*include\s+<([^>]+)>/.exec(line);
		if (!found || SYSTEM.test(found[1]))
			return null;
		const row = LIBRARIES.find(([header]) => header.test(found[1]));
		if (!row)
			return `<${found[1]}> is not in the table of outside libraries (tests/rules/list.mjs)`;
		for (const one of ONE_FILE)
			if (one.test(found[1]))
				users.set(one, (users.get(one) ?? new Set()).add(path));
		return row[1].test(path) ? null : `<${found[1]}> is not for this place`;
	});
	for (const [one, files] of users)
		if (files.size > 1)
			faults.push(`${[...files].sort()[0]}: ${one.source} is included by ${[...files].sort().join(", ")}: one is enough`);
	return faults;
}

function headers(tree) {
	const faults = [];
	for (const [path, text] of tree) {
		if (!/^app\/.*\.h$/.test(path))
			continue;
		const guard = path.replace(/^app\//, "").replace(/[^A-Za-z0-9]/g, "_").toUpperCase();
		if (!new RegExp(`^// SPDX[^\\n]*\\n(//[^\\n]*\\n)+(\\n)?#ifndef ${guard}\\n#define ${guard}\\n`).test(text))
			faults.push(`${path}:1: licence, a few lines of what it is, then the guard ${guard}`);
		if (!text.trimEnd().endsWith("#endif"))
			faults.push(`${path}:1: the guard's #endif is the last line`);
	}
	return faults;
}

// Functions that name a failure which has already been heard.
const NAMES_FAILURE = /^enum err (file_fault)\(/;

function must_use(tree) {
	return each_line(tree, (path) => /^app\/.*\.h$/.test(path), (line) =>
		/^enum err [a-z_0-9]+\(/.test(line) && !NAMES_FAILURE.test(line) ? "a function that can fail is MUST_USE" : null);
}

// Keys asked for by name, where a screen or a program says them whole.
function translations(tree) {
	const catalogues = new Map();
	for (const [path, text] of tree)
		if (/^assets\/po\/.*\.po$/.test(path))
			catalogues.set(path, new Set([...text.matchAll(/^msgid "([^"]+)"\nmsgstr (?!""\n(?:\n|$))/gm)].map((found) => found[1])));
	const faults = [];
	const all = new Set([...catalogues.values()].flatMap((keys) => [...keys]));
	for (const [path, keys] of catalogues)
		for (const key of all)
			if (!keys.has(key))
				faults.push(`${path}:1: ${key} has no text`);
	const families = new Set([...all].map((key) => key.split(".")[0]));
	for (const [path, text] of tree) {
		if (!/^app\/(kiosk|central)\/.*\.c$/.test(path) || !catalogues.size)
			continue;
		for (const [number, line] of lines(text))
			for (const [, asked, key] of line.matchAll(/(\b(?:ui_)?tr(?:_fill|_has)?\([^"]*)?"([a-z]+\.[a-z0-9_.-]+)"/g)) {
				if (all.has(key) || key.endsWith(".") || /log_line|KEY/.test(line) || /\.(c|h|db|sql|conf|svg|png|tsv|csv)$/.test(key))
					continue;
				if (asked !== undefined || (path.startsWith("app/kiosk/screens/") && families.has(key.split(".")[0])))
					faults.push(`${path}:${number}: ${key} is in no catalogue`);
			}
	}
	return [...faults, ...texts_unasked(tree, catalogues)];
}

// A text is asked for by its key, by the beginning of it ("status."), or by a pattern of it ("type.%s", "%s.help").
function texts_unasked(tree, catalogues) {
	const asked = new Set(), patterns = [];
	for (const [path, text] of tree)
		if (/^app\/.*\.[ch]$|^assets\/pages\//.test(path))
			for (const [, literal, field] of text.matchAll(/"((?:[^"\\\n]|\\.)*)"|\{\{=([a-z_.]+)\}\}/g)) {
				const key = literal ?? field;
				asked.add(key);
				if (/^[a-z_]+\.([a-z_.]*\.)?$/.test(key) || /^([a-z_.]+\.%[sd]|%s\.[a-z_.]+)$/.test(key))
					patterns.push(new RegExp(`^${key.replaceAll(".", "\\.").replace(/^%s/, ".+").replace(/%[sd]/, "[^.]+")}${key.endsWith(".") ? "" : "$"}`));
			}
	return [...catalogues].flatMap(([path, keys]) =>
		[...keys].filter((key) => !asked.has(key) && !patterns.some((pattern) => pattern.test(key))).map((key) => `${path}:1: nobody asks for ${key}`));
}

// ---- what a person reads of options and settings is what the programs have ----

// A program: where its --help is written, where its settings are read, and what people read of both.
const TOLD = [
	{ help: ["app/kiosk/main.c"], page: "assets/man/sao-kiosk.1", table: "app/kiosk/config.c", keys: "assets/man/sao-kiosk.conf.5", example: "kiosk-config/kiosk.conf" },
	{ help: ["app/central/main.c", "app/central/commands.c"], page: "assets/man/sao-central.8", table: "app/central/central.c", keys: "assets/man/sao-central.conf.5",
		example: "kiosk-config/central.conf" },
	{ help: ["app/room/main.c"], page: "assets/man/sao-room.1" },
];

// Options in the texts a program prints; those in a page, of the program itself (.Fl).
const options_printed = (text) => [...text.matchAll(/"(?:[^"\\\n]|\\.)*"/g)].flatMap(([printed]) => [...printed.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map((found) => found[1]));
const options_told = (text) => [...text.matchAll(/\bFl -([a-z][a-z-]*)/g)].map((found) => found[1]);
const keys_read = (text) => [...text.matchAll(/\{(?:\.name = )?"([a-z_.]+)", CONF_/g)].map((found) => found[1]);
const keys_told = (text) => [...text.matchAll(/^\.It Ic ([a-z_.]+)/gm)].map((found) => found[1]);

// Keys of a configuration, also of the lines kept as remarks.
function keys_shown(text) {
	const bare = text.replace(/^\s*#(?=[a-z_]+(?:: \{| = ))/gm, "").replace(/^#.*$/gm, "").replace(/"[^"\n]*"/g, '""').replace(/#.*$/gm, "");
	const keys = [];
	const outer = bare.replace(/([a-z_]+): \{([^}]*)\}/g, (all, group, inside) => {
		for (const [, key] of inside.matchAll(/\b([a-z_]+) = /g))
			keys.push(`${group}.${key}`);
		return "";
	});
	return [...keys, ...[...outer.matchAll(/\b([a-z_]+) = /g)].map((found) => found[1])];
}

function told(tree) {
	const faults = [];
	const missing = (path, is, should, what) => {
		for (const name of new Set(is))
			if (!should.includes(name))
				faults.push(`${path}:1: ${what(name)}`);
	};
	for (const { help, page, table, keys, example } of TOLD) {
		if (!help.every((path) => tree.has(path)))
			continue;
		const text = (path) => tree.get(path) ?? "";
		const printed = help.flatMap((path) => options_printed(text(path))), written = options_told(text(page));
		missing(page, printed, written, (name) => `--${name} is printed by --help and not here`);
		missing(page, written, printed, (name) => `--${name} is not printed by --help`);
		if (!table)
			continue;
		const read = keys_read(text(table));
		for (const [path, found] of [[keys, keys_told(text(keys))], [example, keys_shown(text(example))]]) {
			missing(path, read, found, (name) => `${name} is read and not here`);
			missing(path, found, read, (name) => `${name} is not read by the program`);
		}
	}
	return faults;
}

// Things opened by one thread and closed by another, with a life no arena has.
const HANDLES = new Set(["app/central/store/readers.c"]);

const TOP = new Set(["app", "assets", "fonts", "kiosk-config", "tests", "Makefile", "README.md", "LICENSE"]);

function formatted(tree) {
	const made = !tree.has("LICENSE");
	const chosen = [...tree.keys()].filter(is_c);
	let root = ".";
	if (made) {
		root = mkdtempSync(join(tmpdir(), "sao-rules-"));
		for (const path of chosen) {
			mkdirSync(join(root, dirname(path)), { recursive: true });
			writeFileSync(join(root, path), tree.get(path));
		}
	}
	try {
		const style = made ? "--style=LLVM" : "--style=file";
		execFileSync("clang-format", ["--dry-run", "-Werror", style, ...chosen], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
		return [];
	} catch (refused) {
		const seen = new Set();
		for (const found of String(refused.stderr).matchAll(/^([^\s:]+):(\d+):\d+: error/gm))
			if (![...seen].some((fault) => fault.startsWith(`${found[1]}:`)))
				seen.add(`${found[1]}:${found[2]}: not as clang-format writes it`);
		return seen.size ? [...seen] : [String(refused.message)];
	} finally {
		if (made)
			rmSync(root, { recursive: true });
	}
}

export const rules = [
	{
		name: "folders use only what the Makefile's table lets them",
		check: layers,
		bad: { "app/customs/a.c": `${spdx}#include "db/db.h"\n`, Makefile: "USES_customs := base\n" },
	},
	{
		name: "an outside library is included by its one place",
		check: outside,
		bad: { "app/customs/a.c": `${spdx}#include <sqlite3.h>\n` },
	},
	{
		name: "every source names its licence",
		check: (tree) => [...tree].filter(([path, text]) => is_source(path) && !/^(#!.*\n)?(\/\/|#) SPDX-License-Identifier: Apache-2\.0\n/.test(text))
			.map(([path]) => `${path}:1: begins without SPDX-License-Identifier: Apache-2.0`),
		bad: { "app/base/a.c": "int a;\n" },
	},
	{ name: "a header says what it is and guards itself", check: headers, bad: { "app/base/a.h": `${spdx}#ifndef A_H\n#define A_H\n#endif\n` } },
	{ name: "errors must be heard", check: must_use, bad: { "app/base/a.h": `${spdx}enum err a_open(void);\n` } },
	{
		name: "memory is freed only in base and by drivers",
		check: (tree) => each_line(tree, (path) => /^app\/(customs|wire|kiosk\/screens|central\/(store|desk|phone))\/.*\.c$/.test(path),
			(line, path) => (!HANDLES.has(path) && /(^|[^_a-zA-Z])(free|malloc|calloc|realloc|strdup)\(/.test(line.replace(/\/\/.*/, "")) ? "memory comes from an arena" : null)),
		bad: { "app/customs/a.c": `${spdx}void a(void *p)\n{\n\tfree(p);\n}\n` },
	},
	{
		name: "nothing is left for later in the code",
		check: (tree) => each_line(tree, (path) => (is_source(path) || path.endsWith(".sql")) && !path.startsWith("tests/rules/"),
			(line) => (/\b(TODO|FIXME|XXX|HACK)\b/.test(line) ? "do it, or say in words what is not done" : null)),
		bad: { "app/base/a.c": `${spdx}// ${"TO"}DO later\n` },
	},
	{
		name: "a page that is named stands in the tree",
		check: pages,
		bad: { "app/base/a.h": `${spdx}// As design.md has it.\n` },
	},
	{
		name: "every language has every text, and every text asked for",
		check: translations,
		bad: {
			"assets/po/vi.po": 'msgid "home.find"\nmsgstr "Tra cứu"\n',
			"assets/po/en.po": "",
			"app/kiosk/screens/home.c": `${spdx}\tui_tr(ui, "home.gone");\n`,
		},
	},
	{
		name: "manual pages and examples name every option and setting, and no other",
		check: told,
		bad: {
			"app/room/main.c": `${spdx}\tputs("  --seed N");\n`,
			"assets/man/sao-room.1": ".It Fl -count Ar n\n",
		},
	},
	{ name: "C is written as clang-format writes it", check: formatted, bad: { "app/base/a.c": `${spdx}int  a ;\n` } },
	{
		name: "no file is over 1 MiB",
		check: (tree) => [...tree].filter(([, text]) => text.length > 1024 * 1024).map(([path]) => `${path}: over 1 MiB; can it be made instead of kept?`),
		bad: { "assets/big.txt": "x".repeat(1024 * 1024 + 1) },
	},
	{
		name: "the top level is fixed",
		check: (tree) => [...tree.keys()].filter((path) => !TOP.has(path.split("/")[0]) && !path.startsWith(".")).map((path) => `${path}: does not belong at the top`),
		bad: { "docs/a.md": "" },
	},
	{
		name: "lines end where their text ends",
		check: (tree) => [...tree].filter(([path, text]) => /\.(c|h|sh|mjs|mk|pl|sql|md|conf|html|css|svg|po|yaml)$/.test(path) && text.length)
			.flatMap(([path, text]) => [
				...(text.endsWith("\n") ? [] : [`${path}: the last line has no end`]),
				...each_line(new Map([[path, text]]), () => true, (line) => (/[ \t\r]$/.test(line) ? "white space at the end" : null)),
			]),
		bad: { "app/base/a.c": `${spdx}int a; \n` },
	},
];
