// SPDX-License-Identifier: Apache-2.0
// People at a kiosk who rate the waiting room, and what they were told; and a hand that moves the kiosk's clock over its back-off.
import assert from "node:assert/strict";
import { sleep } from "../flow/lib.mjs";
import { give, send } from "../flow/visit.mjs";
import { History } from "./checker.mjs";

const PRESS_MS = 2100; // over the first back-off; each press doubles, to the longest there is
const PRESS_MOST = 300_000;
const PATIENCE_MS = process.env.BIG ? 1_800_000 : 90_000;

export class Room {
	constructor(kiosk) {
		Object.assign(this, { kiosk, history: new History(), people: 0 });
	}

	// Somebody rates the room; he is thanked when he sees his receipt.
	async rate(stars = [5, 4, 3, 2, 1]) {
		const who = ++this.people;
		await this.kiosk.at("home");
		await this.kiosk.tap("rate-room");
		await this.kiosk.at("ballot");
		await give(this.kiosk, stars);
		this.history.note("invoke", who, "waiting-room");
		await send(this.kiosk);
		this.history.note("ok", who);
		await this.kiosk.tap("done");
		await this.kiosk.at("home");
	}

	async has_sent() {
		return (await this.kiosk.stats()).pending === 0;
	}

	// Again and again, once the kiosk has noticed that something failed, until `is_done`.
	async press_until(is_done) {
		const end = Date.now() + PATIENCE_MS;
		for (let press = PRESS_MS; !(await is_done()); ) {
			const stats = await this.kiosk.stats();
			assert.ok(Date.now() < end, `the kiosk does not try again: ${JSON.stringify(stats)}`);
			if (stats.trouble) {
				await this.kiosk.say(`clock ${press}`);
				press = Math.min(2 * press, PRESS_MOST);
			}
			await sleep(5);
		}
	}

	press_until_sent() {
		return this.press_until(() => this.has_sent());
	}
}
