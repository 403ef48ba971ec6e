// SPDX-License-Identifier: Apache-2.0
// The day's declarations by export and by connector: again changes nothing, and both ways tell the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Central, DAY, Place, demo } from "./lib.mjs";

const TOLD = `SELECT identity, number, registered_at, check_done_at, storage_at, released_at, released_v5_at, cleared_at, passed_at, channel,
	type, office, tax_code, enterprise, doc_officers, goods_officers, state_code, section, status, status_at FROM declaration ORDER BY identity`;

test("the same export twice: nothing new, nothing changed", async (t) => {
	const central = await Central.make(new Place(t, "twice"));
	const first = await central.import(`${demo}/declarations-03TG.csv`);
	assert.deepEqual([first.declarations, first.new, first.changed, first.rejected], [790, 790, 0, 0]);
	const before = await central.rows(TOLD);
	const again = await central.import(`${demo}/declarations-03TG.csv`);
	assert.deepEqual([again.new, again.changed, again.unchanged], [0, 0, 790]);
	const older = await central.import(`${demo}/declarations-03TG-0942.csv`);
	assert.deepEqual([older.new, older.changed], [0, 0]);
	assert.deepEqual(await central.rows(TOLD), before);
});

test("a time the server's clock has not reached yet is taken, and warned of", async (t) => {
	const place = new Place(t, "ahead");
	const central = await Central.make(place); // 09:42 on 23 November
	const row = (number, when, done) => `${number},${when},0101,Cty,A11,03TG,1,${done}\n`;
	const file = place.file("ahead.csv", `sotk,ngay_dk,ma_dv,ten_dv,ma_lh,mahq,luong,ngay_thongquan\n` +
		row("100000000010", "23/11/2026 08:00", "23/11/2026 10:30") + // less than an hour ahead: clocks differ
		row("100000000020", "23/11/2026 08:00", "23/11/2026 11:00") +
		row("100000000030", "12/12/2026 08:00", ""));
	const summary = await central.import(file);
	assert.equal(summary.declarations, 3);
	assert.deepEqual(summary.warnings, [{ line: 3, reason: "time-ahead" }, { line: 4, reason: "time-ahead" }]);
	assert.match(await central.command("import", file), /ahead\.csv:3: warning: time-ahead: a time is more than an hour ahead/);
});

test("the day played to 09:42 is the export taken at 09:42", async (t) => {
	const place = new Place(t, "play");
	const imported = await Central.make(place, { name: "imported" });
	await imported.import(`${demo}/declarations-03TG-0942.csv`);
	const played = await Central.make(place, { name: "played" });
	await played.serve();
	await played.play(DAY);
	assert.deepEqual(await played.rows(TOLD), await imported.rows(TOLD));
	const before = await played.rows("SELECT count(*) AS n FROM counter_event");
	await played.play(DAY);
	assert.deepEqual(await played.rows("SELECT count(*) AS n FROM counter_event"), before);
});
