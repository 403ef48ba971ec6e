// SPDX-License-Identifier: Apache-2.0
// What a bench runs in: a place of its own (as flow tests have), an X display without a screen, and the peer's browser. Everything is ended
// by its pid.
import http from 'node:http';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tree } from './measure.mjs';
import { Place, end, top, build, run, until } from '../flow/lib.mjs';

export const probe = (display, ...words) => run(join(build, 'bench/xprobe'), words.map(String), { env: { ...process.env, DISPLAY: display.name } });

// Calls work(lab) and cleans up behind it, whatever happens.
export async function in_lab(name, work) {
	const clean = [];
	const lab = { place: new Place({ after: (f) => clean.push(f) }, `bench-${name}`) };
	try {
		return await work(lab);
	} finally {
		for (const f of clean.reverse())
			await f();
	}
}

export async function open_display(lab, width, height) {
	let number = 90;
	while (existsSync(`/tmp/.X11-unix/X${number}`) || existsSync(`/tmp/.X${number}-lock`))
		number++;
	const server = lab.place.start('xvfb', 'Xvfb', [`:${number}`, '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp']);
	await until('the X display', () => existsSync(`/tmp/.X11-unix/X${number}`));
	return { name: `:${number}`, server, width, height };
}

// What tells the browser's wall board a row a second, on one kept connection as central tells the kiosk; `told` counts.
export async function open_teller() {
	const teller = { told: 0 };
	const server = http.createServer((asked, answer) => {
		setTimeout(() => {
			answer.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' }).end(JSON.stringify({ turn: ++teller.told }));
		}, 1000);
	});
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	teller.url = `http://127.0.0.1:${server.address().port}/`;
	teller.close = () => {
		server.close();
		server.closeAllConnections();
	};
	return teller;
}

const BROWSER = ['--no-sandbox', '--kiosk', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
	'--disable-sync', '--disable-features=Translate,OptimizationHints,MediaRouter', '--lang=vi', '--no-default-browser-check', '--window-position=0,0'];

// The peer, showing the page kept beside this file.
export function open_browser(lab, display, query = '') {
	const profile = mkdtempSync(join(tmpdir(), 'sao-bench-'));
	const child = lab.place.start('browser', 'chromium', [...BROWSER, `--user-data-dir=${profile}`, `--window-size=${display.width},${display.height}`,
		`file://${join(top, 'tests/bench/peer/home.html')}${query}`], { DISPLAY: display.name });
	child.close = async () => {
		const all = tree(child.pid);
		await end(child);
		await until('the browser\'s helpers have ended', () => !all.some((pid) => existsSync(`/proc/${pid}`))); // they write to the profile
		rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
	};
	return child;
}
