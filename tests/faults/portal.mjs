// SPDX-License-Identifier: Apache-2.0
// Between a kiosk and central something that ends TLS itself: what a captive portal, a broken gateway or a central of another kind would
// say. It passes requests on as they are, unless `answer` has something else to say: (path, body, pass) => {status, headers, body}, where
// pass() asks central first; nothing: as central says.
import { readFileSync } from "node:fs";
import https from "node:https";

export class Portal {
	static async open(central) {
		const portal = new Portal();
		const { cert, key, ca } = central.tls;
		Object.assign(portal, { central, ca: readFileSync(ca), agent: new https.Agent({ keepAlive: true }), answer: null });
		portal.server = https.createServer({ cert: readFileSync(cert), key: readFileSync(key), keepAliveTimeout: 60_000 }, (request, reply) => portal.serve(request, reply));
		await new Promise((done) => portal.server.listen(0, "127.0.0.1", done));
		return portal;
	}

	get url() {
		return `https://127.0.0.1:${this.server.address().port}`;
	}

	async serve(request, reply) {
		const parts = [];
		for await (const part of request)
			parts.push(part);
		const body = Buffer.concat(parts);
		const pass = () => this.pass(request, body);
		const { status, headers, body: text } = (await this.answer?.(request.url, body.toString("utf8"), pass)) ?? (await pass());
		reply.writeHead(status, headers).end(text);
	}

	pass({ method, url, headers }, body) {
		return new Promise((done) => {
			const { port } = this.central;
			const asked = https.request({ host: "127.0.0.1", port, method, path: url, headers, ca: this.ca, agent: this.agent }, (answer) => {
				const parts = [];
				answer.on("data", (part) => parts.push(part)).on("end", () => {
					const { "transfer-encoding": _, ...kept } = answer.headers;
					done({ status: answer.statusCode, headers: kept, body: Buffer.concat(parts) });
				});
			});
			asked.on("error", () => done({ status: 502, headers: {}, body: "" }));
			asked.end(body);
		});
	}

	async close() {
		this.agent.destroy();
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}
