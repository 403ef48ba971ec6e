// SPDX-License-Identifier: Apache-2.0
// The wire between a kiosk and central's HTTPS, cut where it hurts: a relay of TCP that reads nothing of what passes and ends one
// connection after byte k, both directions counted together as they pass.
import net from "node:net";

// What the kiosk sees of the cut. Central reads what had come, and its answer goes nowhere.
const HOW = {
	rst: (client, server) => {
		client.resetAndDestroy();
		server.end();
	},
	fin: (client, server) => {
		client.end();
		server.end();
	},
	silence: () => {},
};

export class CutProxy {
	static async open(port) {
		const proxy = new CutProxy();
		Object.assign(proxy, { port, wires: new Set(), armed: null, last: null, is_down: false });
		proxy.server = net.createServer({ noDelay: true }, (client) => proxy.join(client));
		await new Promise((done) => proxy.server.listen(0, "127.0.0.1", done));
		return proxy;
	}

	get url() {
		return `https://127.0.0.1:${this.server.address().port}`;
	}

	// The next connection on which the kiosk speaks is cut after `at` bytes from now, the next one then after those of the next cut. Resolves
	// when the last has happened.
	arm(cuts) {
		this.#find_feed();
		this.last = null;
		return new Promise((done) => (this.armed = { cuts: [...cuts], done }));
	}

	// Nothing more is cut.
	disarm() {
		this.armed = null;
		for (const wire of this.wires)
			wire.cut = null;
	}

	// The kiosk has to connect anew for what it sends next.
	drop() {
		this.#find_feed();
		for (const { client, server, is_feed } of this.wires)
			if (!is_feed)
				client.destroy(), server.destroy();
	}

	// The connection on which the kiosk waits for an answer now is that of the feed, and is left in peace.
	#find_feed() {
		for (const wire of this.wires)
			wire.is_feed = wire.seen.at(-1) > 0;
	}

	// Every connection is refused, those there are end.
	down(is_down) {
		this.is_down = is_down;
		if (is_down)
			for (const { client, server } of this.wires)
				client.destroy(), server.destroy();
	}

	join(client) {
		if (this.is_down)
			return client.resetAndDestroy();
		const server = net.connect({ port: this.port, host: "127.0.0.1", noDelay: true });
		// seen: lengths of what passed since the wire was armed, positive from the kiosk, negative from central
		const wire = { client, server, cut: null, is_cut: false, count: 0, seen: [], is_feed: false };
		this.wires.add(wire);
		client.on("data", (bytes) => {
			if (this.armed && !wire.is_feed && !wire.cut) {
				Object.assign(wire, { cut: this.armed.cuts[0], count: 0, seen: [] });
				this.last = wire;
			}
			this.pass(wire, bytes, server, 1);
		});
		server.on("data", (bytes) => this.pass(wire, bytes, client, -1));
		for (const [one, other] of [[client, server], [server, client]]) {
			one.on("error", () => {});
			one.on("end", () => wire.is_cut || other.end());
			one.on("close", () => {
				if (!wire.is_cut)
					other.destroy();
				if (client.destroyed && server.destroyed)
					this.wires.delete(wire);
			});
		}
	}

	pass(wire, bytes, to, direction) {
		if (wire.is_cut)
			return;
		wire.seen.push(direction * bytes.length);
		const left = wire.cut ? wire.cut.at - wire.count : Infinity;
		wire.count += bytes.length;
		if (bytes.length < left)
			return to.write(bytes);
		wire.is_cut = true;
		const { cuts, done } = this.armed;
		cuts.shift();
		if (!cuts.length)
			this.armed = null;
		to.write(bytes.subarray(0, left), () => {
			HOW[wire.cut.how](wire.client, wire.server);
			if (!cuts.length)
				done();
		});
	}

	// Has the connection armed last been answered?
	is_answered() {
		return this.last?.seen.at(-1) < 0;
	}

	// Of the exchange that has just passed: its length, and where the kiosk's last byte was.
	measure() {
		const { seen } = this.last;
		const last_of_kiosk = seen.findLastIndex((length) => length > 0);
		const sum = (lengths) => lengths.reduce((total, length) => total + Math.abs(length), 0);
		return { request: sum(seen.slice(0, last_of_kiosk + 1)), all: sum(seen) };
	}

	async close() {
		this.down(true);
		await new Promise((done) => this.server.close(done));
	}
}
