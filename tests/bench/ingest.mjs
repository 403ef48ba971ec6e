// SPDX-License-Identifier: Apache-2.0
// Signed batches over TLS into a real central, beside bare SQLite storing the same rows with the same schema, batch and durability.
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { Central, build, run } from '../flow/lib.mjs';
import { in_lab } from './lab.mjs';
import { row } from './measure.mjs';

const PAIRS = 5;
const ENTRIES = process.env.BIG ? 100_000 : 10_000;
const BATCH = 100;
const CONNECTIONS = 4;
const TABLES = ["journal:WHERE kind = 'ballot'", 'ballot', 'mark'];

// An export of as many cleared declarations as there will be ballots, in rising order of registration.
function made_up_export(first, count) {
	const lines = ['sotk,ngay_dk,ma_dv,ten_dv,ma_lh,mahq,luong,ngay_thongquan,canbo_kiemtra,canbo_kiemhoa'];
	for (let i = 0; i < count; i++) {
		const minute = String(Math.floor(i / 60) % 60).padStart(2, '0'), second = String(i % 60).padStart(2, '0');
		lines.push(`${19_900_000_000 + first + i}0,23/11/2026 08:${minute}:${second},9956066192,CÔNG TY TNHH MTV RIVAKU TEXTILE,A11,03TG,2,23/11/2026 09:${minute}:${second},HQ-03TG-0003 Ngô Văn Nghĩa,HQ-03TG-0014 Phan Bảo Giang`);
	}
	return `${lines.join('\r\n')}\r\n`;
}

const rate = (said) => {
	const [entries, seconds] = said.trim().split(' ').map(Number);
	return entries / seconds / 1000;
};

async function measure(lab, turn) {
	const central = await Central.make(lab.place, { clock: null, name: `central-${turn}` });
	const count = ENTRIES + CONNECTIONS * BATCH; // with the batches that warm up
	const text = made_up_export(turn * 1_000_000, count);
	const told = await central.import(lab.place.file('made-up.csv', text));
	if (told.declarations !== count)
		throw new Error(`${told.declarations} declarations taken of ${count}: ${JSON.stringify(told.rejects.slice(0, 3))}`);
	const numbers = lab.place.file('numbers', text.split('\r\n').slice(1, -1).map((line) => line.slice(0, 12)).join('\n') + '\n');
	await central.serve();
	const codes = [];
	for (let i = 0; i < CONNECTIONS; i++)
		codes.push(await central.code());
	const ours = rate(await run(join(build, 'bench/ingest_load'), [central.url, central.tls.ca, numbers, String(ENTRIES), String(BATCH), ...codes]));
	const [{ ballots, marks }] = await central.rows('SELECT (SELECT count(*) FROM ballot) AS ballots, (SELECT count(*) FROM mark) AS marks');
	if (ballots !== count || marks !== 4 * count)
		throw new Error(`central holds ${ballots} ballots and ${marks} marks, not ${count} and ${4 * count}`);
	await central.stop();
	const copy = lab.place.file('copy.db'), target = lab.place.file('bare.db');
	await central.command('backup', copy);
	const peer = rate(await run(join(build, 'bench/bare_sqlite'), [copy, target, String(count), String(BATCH), ...TABLES]));
	for (const file of [copy, target, `${target}-wal`, `${target}-shm`])
		rmSync(file, { force: true });
	return [ours, peer];
}

export const bench = () => in_lab('ingest', async (lab) => {
	const pairs = [];
	for (let i = 0; i < PAIRS; i++)
		pairs.push(await measure(lab, i));
	return [row('ingest-batch', 'k/s', pairs, { least: 0.6 }, `ballots of 4 marks, ${BATCH} a signed POST, ${CONNECTIONS} TLS connections`)];
});
