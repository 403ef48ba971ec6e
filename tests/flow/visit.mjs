// SPDX-License-Identifier: Apache-2.0
// The steps of a visit flow tests share, on a kiosk of lib.mjs.

// Cleared on the morning of the demo's day, red channel, two inspectors: "after" is open, several parties.
export const RED = { number: "199000203580", identity: "19900020358", tax4: "3804" };

export async function find(kiosk, { number, tax4 }) {
	await kiosk.at("home");
	await kiosk.say(`scan ${number}`);
	await kiosk.at("proof");
	if (tax4) {
		await kiosk.say(`type ${tax4}`);
		await kiosk.tap("next");
	} else {
		await kiosk.tap("without-proof");
	}
}

// From the declaration to the ballot, answering which phase it is where that is asked.
export async function agree(kiosk, phase = "after") {
	const { place } = await kiosk.say("place");
	if (place === "declaration")
		await kiosk.tap("rate");
	if ((await kiosk.say("place")).place === "phase")
		await kiosk.tap(phase);
	await kiosk.at("ballot");
}

// How many rows the ballot has.
export async function rows(kiosk) {
	return (await kiosk.nodes()).filter((node) => /^stars:\d+:1$/.test(node.id)).length;
}

export async function give(kiosk, stars) {
	for (const [row, count] of stars.entries())
		if (count)
			await kiosk.tap(`stars:${row}:${count}`);
}

export async function send(kiosk) {
	await kiosk.tap("record");
	await kiosk.at("review");
	await kiosk.tap("send");
	await kiosk.at("receipt");
}

export async function rate(kiosk, declaration, stars) {
	await find(kiosk, declaration);
	await agree(kiosk);
	await give(kiosk, stars);
	await send(kiosk);
	await kiosk.tap("done");
	await kiosk.at("home");
}

// The waiting room itself: a ballot nobody has to prove anything for.
export async function rate_room(kiosk, stars) {
	await kiosk.at("home");
	await kiosk.tap("rate-room");
	await kiosk.at("ballot");
	await give(kiosk, stars);
	await send(kiosk);
	await kiosk.tap("done");
	await kiosk.at("home");
}
