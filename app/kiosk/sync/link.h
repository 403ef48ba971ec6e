// SPDX-License-Identifier: Apache-2.0
// HTTPS to one central over two kept connections, one exchange at a time on each; the only file including
// curl. https, or http on loopback; no redirects, no compression, no proxy; every byte is counted as it
// comes. Sync thread only, but link_wake().
#ifndef KIOSK_SYNC_LINK_H
#define KIOSK_SYNC_LINK_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum link_slot { LINK_PUSH, LINK_PULL, LINK_SLOTS };
#define LINK_HEADERS 6
#define LINK_TOTAL_S 60 // of one exchange

struct link_request {
	const char *path, *query;	   // query without "?", "" none
	const char *headers[LINK_HEADERS]; // "Name: value"; NULL ends
	const void *body;		   // NULL: GET; must live until the answer
	size_t body_length;
	size_t ceiling; // bytes of the answer's body
	int slow_s;	// below 100 B/s for so long ends it
};

// TIMEOUT: connected, but no answer in time; NETWORK: everything else that is not an answer.
enum link_fault { LINK_NONE, LINK_NETWORK, LINK_TIMEOUT, LINK_CERTIFICATE, LINK_TOO_BIG };

struct link_answer {
	enum link_fault fault;
	int status;
	char type[64];	  // Content-Type as it came
	const char *body; // until the slot's next request
	size_t length;
	int64_t retry_after; // ms, 0 none
};

struct link;
// CONFIG: an address that is neither https nor on loopback.
MUST_USE enum err link_open(struct link **link, const char *url, const char *ca_file);
void link_close(struct link *link);
void link_start(struct link *link, enum link_slot slot, const struct link_request *request);
// Moves bytes, then sleeps until there is more to move, somebody wakes, or the timeout.
void link_wait(struct link *link, int timeout_ms);
bool link_take(struct link *link, enum link_slot slot, struct link_answer *answer); // has it ended?
void link_wake(struct link *link);						    // any thread

#endif
