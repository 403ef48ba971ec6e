// SPDX-License-Identifier: Apache-2.0
// One request and its reply, without the HTTP library. A request belongs to the thread that runs its handler;
// everything in it lives in its arena until the reply has left. A handler either makes a reply and returns
// ERR_NONE, or asks to wait and returns ERR_NONE, or returns an error, which the server turns into a status
// (reply.c, the one table).
#ifndef CENTRAL_HTTP_REQUEST_H
#define CENTRAL_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

struct request {
	const char *method, *path, *query; // as received; query without "?"
	const char *tail;		   // path behind a route that ends in "/"
	const void *body;		   // the whole body in one piece; a long one is a mapped file
	size_t body_length;
	struct arena *arena;
	void *context; // of the server: struct central
	void *state;   // the handler's own, kept while it waits
	bool is_last;  // called again because the wait is over: answer now
	// Who speaks, set by the server's `admit` before the handler. Empty where the route
	// is public.
	struct caller {
		char key[40], id[40], unit[16], role[16];
	} caller;
	struct exchange *exchange; // server's
};

const char *request_header(const struct request *request, const char *name); // "" when missing
const char *request_address(const struct request *request); // the peer's, as text; "" on a Unix socket
// An argument of the query, percent-decoded; "" when missing or not well-formed.
const char *request_argument(const struct request *request, const char *name);
// The same of a form in the body.
const char *request_field(const struct request *request, const char *name);
// Sent by one of our own pages: Sec-Fetch-Site says so, or, from older browsers, an Origin equal to Host.
bool request_is_same_origin(const struct request *request);
// Who asks, as far as limits go: an IPv4 address, or the first 48 bits of an IPv6 address.
const char *request_network(const struct request *request);
MUST_USE enum err request_number(const struct request *request, const char *name, int64_t lowest,
	int64_t highest, int64_t standard, int64_t *out); // INVALID

// Bytes live in the arena, or are handed over from a buf (which is then empty).
void reply_bytes(struct request *request, int status, const char *type, const void *bytes, size_t length);
void reply_buf(struct request *request, int status, const char *type, struct buf *buf);
void reply_header(struct request *request, const char *name, const char *value);
// {"error": code, "now": ms}, as every error of the API; code NULL: the name of the error.
void reply_error(struct request *request, enum err err, const char *code);
void reply_refuse(struct request *request, int status, const char *code); // the same, another status
int reply_status(enum err err);						  // the one table

// The handler is called again when `topic` is woken (server_wake), or, with is_last, after `wait_ms`. The
// thread is free meanwhile. A wake between the handler's look and this call is not lost when `seen` is what
// server_tick() said before the look.
void request_wait(struct request *request, const char *topic, int64_t wait_ms, uint64_t seen);
// The handler is called again after request_resume(), from any thread: for work done by another thread.
void request_suspend(struct request *request);
void request_resume(struct request *request);

#endif
