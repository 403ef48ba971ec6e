// SPDX-License-Identifier: Apache-2.0
// The kiosk beside chromium --kiosk showing the equivalent page: start, memory, idle, update, tap. Both on the same X display without a screen, one
// after the other in each pair. A real panel adds 0-16.7 ms and its touch controller its own to any tap figure.
import { Central, DAY, Kiosk, demo, sleep, until } from '../flow/lib.mjs';
import { join } from 'node:path';
import { in_lab, open_display, open_browser, probe } from './lab.mjs';
import { cpu, median, pss, row, single, wakeups } from './measure.mjs';

const PAIRS = process.env.BIG ? 11 : 5;
const TAPS = process.env.BIG ? 100 : 30;
const IDLE_S = process.env.BIG ? 60 : 30;
const UPDATE_S = 20;
const HEADER = '0B2F57'; // the header's colour: painted last with the first frame in both
const MB = 1024 * 1024;

const monotonic_ms = async () => Number(process.hrtime.bigint() / 1000n) / 1000;
const mean_rate = (before, after, seconds) => (after - before) / seconds;

async function start_kiosk(kiosk, lab) {
	const from = await monotonic_ms();
	const painted = probe(lab, 'paint', 20, 20, HEADER, 30);
	await kiosk.start({ env: { SDL_VIDEODRIVER: 'x11', DISPLAY: lab.display } });
	return Number(await painted) - from;
}

async function start_browser(lab, query = '') {
	const from = await monotonic_ms();
	const painted = probe(lab, 'paint', 20, 20, HEADER, 60);
	const child = open_browser(lab, query, 1080, 1920);
	return { child, took: Number(await painted) - from };
}

const taps = async (lab, x, y) => (await probe(lab, 'tap', x, y, TAPS, 5)).trim().split('\n').map(Number);

// A person's way through some screens, so that caches are as full as after a day.
async function walk(kiosk, rounds) {
	for (let i = 0; i < rounds; i++) {
		await kiosk.tap('find');
		await kiosk.at('find');
		await kiosk.tap('home');
		await kiosk.at('home');
	}
}

async function pair(lab, kiosk, results) {
	results.start[0].push(await start_kiosk(kiosk, lab));
	await kiosk.knows();
	await walk(kiosk, 20);
	const find = (await kiosk.nodes()).find((node) => node.id === 'find');
	results.tap[0].push(median(await taps(lab, Math.round(find.x + find.w - 12), Math.round(find.y + find.h / 2))));
	results.memory[0].push(pss(kiosk.child.pid) / MB);
	await kiosk.stop();

	const { child, took } = await start_browser(lab);
	results.start[1].push(took);
	await sleep(1500); // its own start-up work is done
	results.tap[1].push(median(await taps(lab, 1000, 930)));
	results.memory[1].push(pss(child.pid) / MB);
	await child.close();
}

async function measure_idle(lab, kiosk) {
	await start_kiosk(kiosk, lab);
	await kiosk.knows();
	await probe(lab, 'park');
	await sleep(3000);
	const before = await kiosk.stats(), woken = wakeups(kiosk.child.pid), spent = cpu(kiosk.child.pid);
	await sleep(IDLE_S * 1000);
	const ours = mean_rate(woken, wakeups(kiosk.child.pid), IDLE_S), ours_cpu = mean_rate(spent, cpu(kiosk.child.pid), IDLE_S) / 10;
	const after = await kiosk.stats();
	await kiosk.stop();
	const { child } = await start_browser(lab);
	await sleep(5000);
	const peer_woken = wakeups(child.pid), peer_spent = cpu(child.pid);
	await sleep(IDLE_S * 1000);
	const peer = mean_rate(peer_woken, wakeups(child.pid), IDLE_S), peer_cpu = mean_rate(peer_spent, cpu(child.pid), IDLE_S) / 10;
	await child.close();
	return { pair: [ours, peer], cpu: [ours_cpu, peer_cpu], frames: after.frames - before.frames };
}

async function measure_update(lab, central, board) {
	await start_kiosk(board, lab);
	await until('the board has been told', async () => (await board.stats()).last_sync > 0);
	const from = '2026-11-23T09:42+07:00';
	const playing = central.play('2026-11-23T09:47+07:00', { from, speed: 300 / UPDATE_S });
	const spent = cpu(board.child.pid), server = cpu(lab.server.pid), frames = (await board.stats()).frames;
	await sleep(UPDATE_S * 1000);
	const ours = cpu(board.child.pid) - spent, drawn = (await board.stats()).frames - frames;
	const ours_server = cpu(lab.server.pid) - server;
	await playing;
	await board.stop();
	const { child } = await start_browser(lab, '?rows=20&update=1');
	await sleep(5000);
	const peer_spent = cpu(child.pid), peer_server = cpu(lab.server.pid);
	await sleep(UPDATE_S * 1000);
	const peer = cpu(child.pid) - peer_spent, with_server = cpu(lab.server.pid) - peer_server;
	await child.close();
	// per update drawn, as a share of one processor: the peer draws one a second
	const per = (ms, updates) => ms / Math.max(1, updates);
	return { alone: [per(ours, drawn), per(peer, UPDATE_S)], with_x: [per(ours + ours_server, drawn), per(peer + with_server, UPDATE_S)], drawn };
}

export const bench = () => in_lab('kiosk', async (lab) => {
	await open_display(lab, 1080, 1920);
	const central = await Central.make(lab.place, { clock: DAY });
	await central.import(join(demo, 'declarations-03TG-0942.csv'));
	await central.serve();
	const kiosk = await Kiosk.of(central), board = await Kiosk.of(central, { name: 'board', role: 'board' });
	await start_kiosk(kiosk, lab); // warm, enrolled
	await kiosk.knows();
	await kiosk.stop();
	const results = { start: [[], []], tap: [[], []], memory: [[], []] };
	for (let i = 0; i < PAIRS; i++)
		await pair(lab, kiosk, results);
	const pairs = (name) => results[name][0].map((ours, i) => [ours, results[name][1][i]]);
	const idle = await measure_idle(lab, kiosk);
	const update = await measure_update(lab, central, board);
	return [
		row('kiosk-start', 'ms', pairs('start'), { most: 1 / 8 }, 'exec to first full frame, warm'),
		row('kiosk-memory', 'MB', pairs('memory'), { most: 1 / 15 }, 'PSS of the process tree'),
		row('kiosk-tap', 'ms', pairs('tap'), { most: 1 / 6 }, `medians of ${TAPS} presses, press to pixel`),
		row('kiosk-idle', '/s', [idle.pair], { most: 1 / 30 }, `wakeups, all timers counted; ${idle.frames} frames in ${IDLE_S} s`),
		single('kiosk-idle-cpu', '%', idle.cpu[0], 0.1, `peer ${idle.cpu[1].toFixed(3)} %; paging every 8 s included`),
		row('kiosk-update', 'ms', [update.alone], { most: 1 / 10 }, `processor time an update, board, ${update.drawn} frames in ${UPDATE_S} s`),
		row('kiosk-update-x', 'ms', [update.with_x], { most: 1 / 8 }, 'the same with the display server'),
	];
});

