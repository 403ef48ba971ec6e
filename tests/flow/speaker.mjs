// SPDX-License-Identifier: Apache-2.0
// Whoever speaks to central by its own means: a key of its own, requests signed by RFC 9421 as written down there, not by our code.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import https from "node:https";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

export class Speaker {
	constructor(central) {
		this.central = central;
		this.ca = readFileSync(central.tls.ca);
		const pair = generateKeyPairSync("ed25519");
		this.secret = pair.privateKey;
		this.half = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
		this.key_id = sha256(this.half).subarray(0, 16).toString("hex");
		this.off_s = 0; // of its clock
	}

	// Joined by a fresh code, in this role.
	static async of(central, role = "touch") {
		const speaker = new Speaker(central);
		const answer = await speaker.join(await central.code(role));
		if (answer.status !== 200)
			throw new Error(`not joined: ${answer.body}`);
		speaker.id = answer.json.kiosk;
		speaker.epoch = answer.json.epoch;
		return speaker;
	}

	join(code) {
		return this.send("POST", "/api/v1/enrol", { body: JSON.stringify({ code, key: this.half.toString("base64url") }), type: "application/json", signed: false });
	}

	// What RFC 9421 asks for: the base, signed, and the two headers (and the digest of a body).
	signature(method, target, body, created) {
		const [path, query = ""] = target.split("?");
		const digest = body.length ? `sha-256=:${sha256(body).toString("base64")}:` : null;
		const covered = `("@method" "@path" "@query"${digest ? ' "content-digest"' : ""});created=${created};keyid="${this.key_id}"`;
		const base = [`"@method": ${method}`, `"@path": ${path}`, `"@query": ?${query}`, ...(digest ? [`"content-digest": ${digest}`] : []),
			`"@signature-params": ${covered}`].join("\n");
		return { ...(digest ? { "Content-Digest": digest } : {}), "Signature-Input": `sao=${covered}`,
			Signature: `sao=:${sign(null, Buffer.from(base), this.secret).toString("base64")}:` };
	}

	async now_s() {
		return Math.floor(JSON.parse((await this.send("GET", "/api/v1/feed", { signed: false })).body).now / 1000);
	}

	// One request on a connection of its own; status, headers, body, and the body's JSON where it is some.
	async send(method, target, { body = "", type, headers = {}, signed = true } = {}) {
		body = Buffer.from(body);
		const own = signed ? this.signature(method, target, body, (await this.now_s()) + this.off_s) : {};
		return new Promise((done, failed) => {
			const asked = https.request(`${this.central.url}${target}`, { method, ca: this.ca, agent: false, timeout: 40_000,
				headers: { ...(body.length ? { "Content-Length": body.length } : {}), ...(type ? { "Content-Type": type } : {}), ...own, ...headers } }, (answer) => {
				let text = "";
				answer.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => {
					let json;
					try {
						json = JSON.parse(text);
					} catch { /* not JSON */ }
					done({ status: answer.statusCode, headers: answer.headers, body: text, json });
				});
			});
			asked.on("error", failed).on("timeout", () => asked.destroy(new Error("no answer"))).end(body);
		});
	}

	get(target, options) {
		return this.send("GET", target, options);
	}
	entries(lines, options = {}) {
		return this.send("POST", "/api/v1/entries", { body: lines.map((line) => `${line}\n`).join(""), type: "application/vnd.sao.entries+jsonl", ...options });
	}
}
