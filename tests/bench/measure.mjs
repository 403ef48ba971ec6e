// SPDX-License-Identifier: Apache-2.0
// What a process tree costs, read from /proc: memory (PSS), processor time, voluntary wakeups. And the table a bench prints.
import { readFileSync, readdirSync } from 'node:fs';

const read = (path) => {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return ''; // the process ended between listing and reading
	}
};

// Every process below this one, itself included.
export function tree(pid) {
	const children = new Map();
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name))
			continue;
		const stat = read(`/proc/${name}/stat`);
		const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
		children.set(parent, [...(children.get(parent) || []), Number(name)]);
	}
	const all = [pid];
	for (let i = 0; i < all.length; i++)
		all.push(...(children.get(all[i]) || []));
	return all;
}

const tasks = (pid) => {
	try {
		return readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}`);
	} catch {
		return [];
	}
};

export const pss = (pid) => // bytes
	tree(pid).reduce((sum, one) => sum + 1024 * Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${one}/smaps_rollup`))?.[1] || 0), 0);

export const cpu = (pid) => // milliseconds on a processor
	tree(pid).flatMap(tasks).reduce((sum, task) => sum + Number(read(`${task}/schedstat`).split(' ')[0] || 0) / 1e6, 0);

export const wakeups = (pid) =>
	tree(pid).flatMap(tasks).reduce((sum, task) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(read(`${task}/status`))?.[1] || 0), 0);

export const median = (list) => {
	const sorted = [...list].sort((a, b) => a - b);
	return sorted.length % 2 ? sorted[sorted.length >> 1] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
};

const digits = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(1) : value.toFixed(3));

// A row of the table. pairs: [ours, peer] measured one after the other; goal: {most} or {least} of the median pair ratio.
export function row(name, unit, pairs, goal, note = '') {
	const ratios = pairs.map(([ours, peer]) => (peer === 0 ? (ours === 0 ? 0 : Infinity) : ours / peer));
	const ratio = median(ratios);
	const ok = goal.most !== undefined ? ratio <= goal.most : ratio >= goal.least;
	return { name, ours: `${digits(median(pairs.map((p) => p[0])))} ${unit}`, peer: `${digits(median(pairs.map((p) => p[1])))} ${unit}`,
		ratio: ratio.toFixed(3), goal: goal.most !== undefined ? `<=${goal.most.toFixed(3)}` : `>=${goal.least.toFixed(2)}`, ok: ok ? 'yes' : 'NO',
		note: `(median of ${pairs.length} pairs, ${digits(Math.min(...ratios))}-${digits(Math.max(...ratios))}${note ? `; ${note}` : ''})` };
}

// A row judged by our own figure alone, where performance is promised without a peer.
export const single = (name, unit, value, most, note = '') => ({ name, ours: `${digits(value)} ${unit}`, peer: '-', ratio: '-', goal: `<=${most} ${unit}`,
	ok: value <= most ? 'yes' : 'NO', note: note ? `(${note})` : '' });
export const skipped = (name, why) => ({ name, ours: '-', peer: '-', ratio: '-', goal: '-', ok: 'skip', note: `(${why})` });

const COLUMNS = ['name', 'ours', 'peer', 'ratio', 'goal', 'ok'];
export function print(rows) {
	const table = [Object.fromEntries(COLUMNS.map((c) => [c, c])), ...rows];
	const widths = COLUMNS.map((c) => Math.max(...table.map((r) => r[c].length)));
	for (const line of table)
		console.log(`${COLUMNS.map((c, i) => line[c].padEnd(widths[i])).join('  ')}  ${line.note || ''}`.trimEnd());
	return rows.every((r) => r.ok !== 'NO');
}
