// SPDX-License-Identifier: Apache-2.0
// The rules of the house, as a program. Each rule is first shown a made-up tree that breaks it and must say so; then the real tree.
// A tree is a Map of path to text; a rule returns its faults as texts "path:line: what".
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { rules } from "./list.mjs";

const paths = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
	.split("\0").filter((path) => path && statSync(path, { throwIfNoEntry: false })?.isFile());
const tree = new Map(paths.map((path) => [path, readFileSync(path, "latin1")]));
// Text is text; pictures stay as bytes.
for (const [path, bytes] of tree)
	if (!/\.(png|ico|gz)$/.test(path))
		tree.set(path, Buffer.from(bytes, "latin1").toString("utf8"));

let failed = 0;
for (const rule of rules) {
	const made = new Map(Object.entries(rule.bad));
	for (const path of ["Makefile"])
		if (!made.has(path) && tree.has(path))
			made.set(path, tree.get(path));
	const proof = rule.check(made).filter((fault) => Object.keys(rule.bad).some((path) => fault.startsWith(path)));
	const faults = rule.check(tree);
	if (!proof.length)
		faults.push("the rule does not notice its own example");
	console.log(`${faults.length ? "FAIL" : "ok  "}  ${rule.name}`);
	for (const fault of faults.slice(0, 40))
		console.log(`      ${fault}`);
	if (faults.length > 40)
		console.log(`      ... and ${faults.length - 40} more`);
	failed += faults.length ? 1 : 0;
}
process.exit(failed ? 1 : 0);
