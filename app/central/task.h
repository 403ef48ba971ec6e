// SPDX-License-Identifier: Apache-2.0
// Writing subcommands: what they ask for is done by this process when it can have the store, else, because
// `serve` has it, by the server, asked over its control socket. The same function runs in both cases. Nothing
// ever writes beside the server.
#ifndef CENTRAL_TASK_H
#define CENTRAL_TASK_H

#include "base/buf.h"
#include "base/json.h"
#include "central/central.h"

// Bytes that come with a task: a file, or a request's body.
struct task_body {
	int file; // -1: bytes
	const char *bytes;
	size_t length;
};
#define TASK_PIECE ((size_t)64 * 1024)
// The next piece; *got 0 at the end. IO.
MUST_USE enum err task_body_read(struct task_body *body, char piece[TASK_PIECE], size_t *got);
MUST_USE enum err task_body_read_all(struct task_body *body, size_t most, struct buf *buf); // TOO_BIG

struct task_call {
	struct central *central; // its writer runs
	struct arena *arena;
	const json_t *ask;
	struct task_body body;
	struct buf answer; // JSON, also after some errors; "": nothing to tell
	const char *why;   // arena: a sentence for the administrator, ""
};

struct task {
	const char *name;
	enum err (*run)(struct task_call *call);
};
extern const struct task TASKS[]; // the last has no name

// The rest of the call is filled in by the caller: ask, and a body or file -1 with length 0. Store errors are
// told on stderr.
MUST_USE enum err task_do(struct central *central, const char *name, struct task_call *call);
void task_finish(struct task_call *call);

// POST /control/NAME?ask=JSON, and the answer of it.
MUST_USE enum err task_handle(struct request *request);
#define TASK_BODY ((size_t)1 << 31)

MUST_USE enum err import_task(struct task_call *call);
MUST_USE enum err import_for_office(struct task_call *call, const char *office); // NULL: every office
MUST_USE enum err load_task(struct task_call *call);
MUST_USE enum err kiosk_task(struct task_call *call);
MUST_USE enum err user_task(struct task_call *call);

#endif
