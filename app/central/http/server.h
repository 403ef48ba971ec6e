// SPDX-License-Identifier: Apache-2.0
// The HTTP server: TLS in process, or plain on loopback and on a Unix socket. Routes are one table; who may,
// ceilings and limits are checked once before the handler, errors become statuses once after it. A few
// threads serve all connections; a handler marked `aside` runs on a thread of its own kind, for it may take
// long (imports) or block.
#ifndef CENTRAL_HTTP_SERVER_H
#define CENTRAL_HTTP_SERVER_H

#include "base/clock.h"
#include "central/http/request.h"

enum who {
	WHO_PUBLIC,
	WHO_KIOSK,     // signed with an active key of a kiosk
	WHO_CONNECTOR, // signed with an active key of a connector
	WHO_CONTROL,   // only on the control socket: this machine's administrator
	WHO_COUNT
};

struct route {
	const char *method, *path; // a path ending in "/" also serves what is below it (request->tail)
	enum who who;
	size_t body_most; // 0: no body
	bool is_aside;
	enum err (*handle)(struct request *request);
};

struct server_options {
	const char *address; // "127.0.0.1"; plain HTTP only on loopback
	int port;
	const char *unix_socket;	// instead of address and port: control routes, 0600
	const char *tls_cert, *tls_key; // PEM files; NULL: plain
	const struct route *routes;
	size_t route_count;
	// Fills request->caller for a route that asks for a signature. Called before the body has come and
	// again when the request is whole. INVALID: unsigned; DENIED: signature or key; EXPIRED: the
	// signature's time; NOT_FOUND: a key of the wrong kind.
	enum err (*admit)(struct request *request, enum who who, bool is_whole);
	const struct clock *clock;
	void *context;
	int connections_most, connections_each; // in all; from one address
	int64_t head_ms;			// by when a request's head must have come; 0: 10 s
	int64_t drain_ms;			// for requests under way when the server stops; 0: 20 s
};

struct server; // owns its threads

// CONFIG: address, certificate or key cannot be used; *why (in the arena) is a sentence about it.
MUST_USE enum err server_start(
	struct server **server, const struct server_options *options, struct arena *arena, const char **why);
int server_port(const struct server *server); // the real one when 0 was asked for
uint64_t server_tick(struct server *server);  // before looking at what a wait is for
// Calls the handlers that wait for this topic; NULL: all. Within 100 ms, so that changes are joined.
void server_wake(struct server *server, const char *topic);
// Waits are answered, requests finished; who takes his answer too slowly is cut off. Does not return before
// every handler has answered and every suspended request was resumed. NULL is fine.
void server_stop(struct server *server);

#endif
