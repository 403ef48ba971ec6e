// SPDX-License-Identifier: Apache-2.0
// What a task is given and what it answers, whoever does it; and the form in which its answer comes from the
// server to a subcommand. The caller's memory.
#ifndef CENTRAL_TASK_CALL_H
#define CENTRAL_TASK_CALL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"

struct central;

// Bytes that come with a task: a file, or a request's body.
struct task_body {
	int file; // -1: bytes
	const char *bytes;
	size_t length;
	bool is_begun; // something of it has been read
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
#define TASK_ANSWER ((size_t)1 << 20)
// An answer on its way: err, why, and JSON, "null" when there is none.
void task_answer_write(struct buf *buf, enum err err, const char *why, const char *answer);
// What task_answer_write() was given, answer and why into the call. NETWORK: it is not one.
MUST_USE enum err task_answer_read(const struct buf *reply, struct task_call *call);
void task_finish(struct task_call *call);

#endif
