// SPDX-License-Identifier: Apache-2.0
// A proxy before a central that speaks plain HTTP on loopback, which cuts one exchange of entries after byte k: counted from the first
// byte of the request through the last of the answer, so that k walks over everything both sides say.
import net from "node:net";

const HOW = {
	rst: (client, server) => {
		client.resetAndDestroy();
		server.resetAndDestroy();
	},
	fin: (client, server) => {
		client.end();
		server.end();
	},
};

export class CutProxy {
	static async open(port) {
		const proxy = new CutProxy();
		Object.assign(proxy, { port, sockets: new Set(), cut: null, exchanges: 0, lengths: [] });
		proxy.server = net.createServer({ pauseOnConnect: false }, (client) => proxy.serve(client));
		await new Promise((done) => proxy.server.listen(0, "127.0.0.1", done));
		return proxy;
	}

	get url() {
		return `http://127.0.0.1:${this.server.address().port}`;
	}

	// The next exchange of entries ends after `at` bytes; done() resolves when it has been cut, or went through because it was shorter.
	arm(at, how = "rst") {
		return new Promise((done) => (this.cut = { at, how, done }));
	}

	serve(client) {
		const server = net.connect(this.port, "127.0.0.1");
		let exchange = null; // { seen, length }: the entries under way on this connection
		this.sockets.add(client).add(server);
		for (const [one, other] of [[client, server], [server, client]]) {
			one.on("error", () => other.destroy());
			one.on("close", () => {
				this.sockets.delete(one);
				other.destroy();
			});
		}
		const pass = (bytes, to) => {
			if (!exchange?.cut)
				return to.write(bytes);
			const left = exchange.cut.at - exchange.seen;
			if (bytes.length < left) {
				exchange.seen += bytes.length;
				return to.write(bytes);
			}
			const { how, done } = exchange.cut;
			exchange = null;
			to.write(bytes.subarray(0, left), () => {
				HOW[how](client, server);
				done("cut");
			});
		};
		client.on("data", (bytes) => {
			if (bytes.subarray(0, 21).toString("latin1") === "POST /api/v1/entries ") {
				exchange?.cut?.done("passed");
				this.exchanges++;
				exchange = { seen: 0, cut: this.cut };
				this.cut = null;
			}
			pass(bytes, server);
		});
		server.on("data", (bytes) => {
			const cut = exchange?.cut;
			pass(bytes, client);
			// A whole answer came through: the exchange was shorter than the cut.
			if (cut && exchange && bytes.toString("latin1").includes('"now":')) {
				exchange.cut = null;
				this.lengths.push(exchange.seen);
				cut.done("passed");
			}
		});
	}

	async close() {
		for (const socket of this.sockets)
			socket.destroy();
		await new Promise((done) => this.server.close(done));
	}
}
