// SPDX-License-Identifier: Apache-2.0
// What happened to a declaration at a counter, as the desk, a counter button or a simulated room tells it:
// one JSON line of POST /api/v1/declarations, {"sotk", "event", "at", "officers": [],
// "counter"}. Idempotent on (sotk, event, at). Any thread; texts read live in the arena.
#ifndef WIRE_COUNTER_H
#define WIRE_COUNTER_H

#include "base/json.h"
#include "customs/declaration.h"

#define COUNTER_NAME 32 // with NUL: "3", "Bãi K2"

struct counter_event {
	char number[NUMBER_DIGITS + 1];
	enum stage event;
	int64_t at;	      // ms UTC
	const char *officers; // badges joined by ";"
	const char *counter;  // "" when at none
};
json_t *counter_event_write(const struct counter_event *event); // new document
// INVALID: *field names what is wrong. UNSUPPORTED: an event of a newer schema.
MUST_USE enum err counter_event_read(
	struct arena *arena, const json_t *json, struct counter_event *event, const char **field);

#endif
