// SPDX-License-Identifier: Apache-2.0
// The kiosk beside chromium --kiosk showing the equivalent page: start, memory, tap, idle, update, on X displays without a screen. Start and tap
// alternate on one display; idle and update are taken at the same time, each on a display of its own, for neither fills a processor and what
// disturbs the machine disturbs both. A real panel adds 0-16.7 ms and its touch controller its own to any tap figure.
import { Central, DAY, Kiosk, demo, sleep, until } from '../flow/lib.mjs';
import { join } from 'node:path';
import { in_lab, open_display, open_browser, open_teller, probe } from './lab.mjs';
import { cpu, median, pss, row, single, wakeups } from './measure.mjs';

const PAIRS = process.env.BIG ? 11 : 5;
const TAPS = process.env.BIG ? 100 : 30;
const IDLE_S = process.env.BIG ? 120 : 40; // a pair; whole pages of 8 s
const UPDATE_S = process.env.BIG ? 30 : 12;
const SPEED = 4; // of the day replayed: about one picture a second
const PEER_PAGE_S = 4.6;
const HEADER = '0B2F57'; // the header's colour: painted last with the first frame in both
const MB = 1024 * 1024;
const WATCHED = { WATCHDOG_USEC: '10000000' }; // as the service sets it: fed every 5 s

const now_ms = () => Number(process.hrtime.bigint() / 1000n) / 1000;

async function start_kiosk(kiosk, display, env = {}) {
	const from = now_ms();
	const painted = probe(display, 'paint', 20, 20, HEADER, 30);
	await kiosk.start({ env: { SDL_VIDEODRIVER: 'x11', DISPLAY: display.name, ...env } });
	return Number(await painted) - from;
}

async function start_browser(lab, display, query) {
	const from = now_ms();
	const painted = probe(display, 'paint', 20, 20, HEADER, 60);
	const child = open_browser(lab, display, query);
	return { child, took: Number(await painted) - from };
}

const taps = async (display, x, y) => (await probe(display, 'tap', x, y, TAPS, 5)).trim().split('\n').map(Number);

// A person's way through some screens, so that caches are as full as after a day.
async function walk(kiosk, rounds) {
	for (let i = 0; i < rounds; i++) {
		await kiosk.tap('find');
		await kiosk.at('find');
		await kiosk.tap('home');
		await kiosk.at('home');
	}
}

async function visit_pair(lab, display, kiosk, results) {
	const ours = { start: await start_kiosk(kiosk, display) };
	await kiosk.knows();
	await walk(kiosk, 20);
	const find = (await kiosk.nodes()).find((node) => node.id === 'find');
	ours.tap = median(await taps(display, Math.round(find.x + find.w - 12), Math.round(find.y + find.h / 2)));
	ours.memory = pss(kiosk.child.pid) / MB;
	await kiosk.stop();

	const { child, took } = await start_browser(lab, display);
	await sleep(1500); // its own start-up work is done
	const peer = { start: took, tap: median(await taps(display, 1000, 930)), memory: pss(child.pid) / MB };
	await child.close();
	for (const name of Object.keys(results))
		results[name].push([ours[name], peer[name]]);
}

// ---- idle ----

const fired = (stats) => Object.values(stats.timers).reduce((sum, count) => sum + count, 0);

// From just after a page has turned, when no timer is near: the two readings of one moment then belong together.
async function quiet_moment(kiosk) {
	const { page } = (await kiosk.stats()).timers;
	await until('a page turns', async () => (await kiosk.stats()).timers.page > page);
	const stats = await kiosk.stats();
	await sleep(300); // the answer's own wakeups are over
	return { stats, woken: wakeups(kiosk.child.pid), spent: cpu(kiosk.child.pid) };
}

// A declared timer that fired accounts for one wakeup of one thread, and a frame for one more at most: the sleep until the display has taken
// it. Everything else is beyond.
async function idle_pair(kiosk, browser) {
	const before = await quiet_moment(kiosk), peer = wakeups(browser.pid), peer_spent = cpu(browser.pid);
	await sleep(IDLE_S * 1000);
	const woken = wakeups(kiosk.child.pid) - before.woken, spent = cpu(kiosk.child.pid) - before.spent;
	const peer_woken = wakeups(browser.pid) - peer, peer_cpu = cpu(browser.pid) - peer_spent;
	const after = await kiosk.stats();
	const delta = (name) => after[name] - before.stats[name];
	const timers = Object.fromEntries(Object.keys(after.timers).map((name) => [name, after.timers[name] - before.stats.timers[name]]));
	const shown = Math.min(delta('display_waits'), delta('frames'));
	const beyond = woken - (fired(after) - fired(before.stats)) - shown;
	return { all: [woken / IDLE_S, peer_woken / IDLE_S], beyond: Math.max(0, beyond) / IDLE_S, cpu: [spent / IDLE_S / 10, peer_cpu / IDLE_S / 10], timers, shown };
}

async function measure_idle(lab, displays, kiosk) {
	await start_kiosk(kiosk, displays[0], WATCHED);
	await kiosk.knows();
	await probe(displays[0], 'park');
	const { child } = await start_browser(lab, displays[1]);
	await sleep(5000);
	const pairs = [];
	for (let i = 0; i < PAIRS; i++)
		pairs.push(await idle_pair(kiosk, child));
	await kiosk.stop();
	await child.close();
	return pairs;
}

// ---- update ----

// A picture that changed, by news or by a page turned: what it cost from the news on the wire to the display.
async function update_pair(board, displays, browser, teller) {
	const costs = [board.child, displays[0].server, browser, displays[1].server];
	const { frames } = await board.stats(), { told } = teller, before = costs.map((child) => cpu(child.pid));
	await sleep(UPDATE_S * 1000);
	const [ours, ours_x, peer, peer_x] = costs.map((child, i) => cpu(child.pid) - before[i]);
	const drawn = (await board.stats()).frames - frames, peer_drawn = teller.told - told + UPDATE_S / PEER_PAGE_S;
	return { alone: [ours / drawn, peer / peer_drawn], with_x: [(ours + ours_x) / drawn, (peer + peer_x) / peer_drawn], drawn };
}

async function measure_update(lab, displays, central, board) {
	await start_kiosk(board, displays[0]);
	await until('the board has been told', async () => (await board.stats()).last_sync > 0);
	const teller = await open_teller(), { child } = await start_browser(lab, displays[1], `?rows=20&update=${teller.url}`);
	await sleep(5000);
	const minutes = (PAIRS * (UPDATE_S + 1) + 5) * SPEED / 60; // of the day, so that it lasts
	const to = new Date(Date.parse(DAY) + Math.ceil(minutes) * 60_000 + 7 * 3_600_000).toISOString().slice(0, 16);
	const playing = central.play(`${to}+07:00`, { from: DAY, speed: SPEED });
	await sleep(2000);
	const pairs = [];
	for (let i = 0; i < PAIRS; i++)
		pairs.push(await update_pair(board, displays, child, teller));
	await playing;
	await board.stop();
	await child.close();
	teller.close();
	return pairs;
}

const span = (list) => `${Math.min(...list).toFixed(2)}-${Math.max(...list).toFixed(2)}`;

export const bench = () => in_lab('kiosk', async (lab) => {
	const displays = [await open_display(lab, 1080, 1920), await open_display(lab, 1080, 1920)];
	const central = await Central.make(lab.place, { clock: DAY });
	await central.import(join(demo, 'declarations-03TG-0942.csv'));
	await central.serve();
	const kiosk = await Kiosk.of(central), board = await Kiosk.of(central, { name: 'board', role: 'board' });
	await start_kiosk(kiosk, displays[0]); // warm, enrolled
	await kiosk.knows();
	await kiosk.stop();
	const results = { start: [], tap: [], memory: [] };
	for (let i = 0; i < PAIRS; i++)
		await visit_pair(lab, displays[0], kiosk, results);
	const idle = await measure_idle(lab, displays, kiosk), of = (name) => idle.map((pair) => pair[name]);
	const update = await measure_update(lab, displays, central, board);
	const timers = Object.keys(idle[0].timers).map((name) => `${name} ${idle.reduce((sum, pair) => sum + pair.timers[name], 0)}`).join(', ');
	const shown = of('shown').reduce((sum, count) => sum + count, 0);
	return [
		row('kiosk-start', 'ms', results.start, { most: 1 / 8 }, 'exec to first full frame, warm'),
		row('kiosk-memory', 'MB', results.memory, { most: 1 / 15 }, 'PSS of the process tree'),
		row('kiosk-tap', 'ms', results.tap, { most: 1 / 6 }, `medians of ${TAPS} presses, press to pixel`),
		single('kiosk-idle', '/s', median(of('beyond')), 0.1, `wakeups beyond the declared timers, ${PAIRS} times ${IDLE_S} s, ${span(of('beyond'))}`),
		row('kiosk-idle-all', '/s', of('all'), { most: 1 / 30 }, `every wakeup; in ${PAIRS * IDLE_S} s ${timers}, display ${shown}`),
		single('kiosk-idle-cpu', '%', median(of('cpu').map((pair) => pair[0])), 0.01, `peer ${median(of('cpu').map((pair) => pair[1])).toFixed(3)} %; pages included`),
		row('kiosk-update', 'ms', update.map((pair) => pair.alone), { most: 1 / 10 }, `processor time an update, board, ${update.map((pair) => pair.drawn).join(' ')} frames`),
		row('kiosk-update-x', 'ms', update.map((pair) => pair.with_x), { most: 1 / 8 }, 'the same with the display server'),
	];
});
