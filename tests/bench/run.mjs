// SPDX-License-Identifier: Apache-2.0
// Runs the benches named (all without a name) and prints one table. Exit 1 when a goal is missed.
import { print } from './measure.mjs';

const BENCHES = { kiosk: './kiosk.mjs', ingest: './ingest.mjs' };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHES);
const rows = [];
for (const name of wanted) {
	if (!BENCHES[name]) {
		console.error(`no bench is named ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
		process.exit(2);
	}
	const { bench } = await import(BENCHES[name]);
	rows.push(...await bench());
}
process.exit(print(rows) ? 0 : 1);
