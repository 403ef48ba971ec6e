// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/entries without HTTP: a body of lines becomes journal rows and verdicts, exactly once.
// A worker reads, the writer stores and applies, the worker answers. Everything lives in the
// request's arena.
#ifndef CENTRAL_INGEST_ENTRIES_H
#define CENTRAL_INGEST_ENTRIES_H

#include "central/ingest/understand.h"
#include "central/ingest/writer.h"
#include "wire/entry.h"

struct arrival { // one line
	const char *bytes;
	size_t length;
	uint8_t hash[CRYPTO_HASH];
	struct understood understood;
	bool is_poison; // applying it failed once: parked unapplied
	// Writer's answer.
	enum verdict verdict;
	const char *code;
};

struct entries {
	struct piece piece;
	const char *kiosk, *unit; // who sent them
	const char *key;	  // with which key; set by the caller before entries_put()
	const struct clock *clock;
	struct writer *writer;
	void (*done)(void *context, enum err err); // on the writer's thread
	void *context;

	size_t count;
	struct arrival *arrivals;
	size_t failed; // the arrival being applied
	int64_t now;
	char high_incarnation[INCARNATION], epoch[ID_SIZE];
	int64_t high_seq;
};

// Reads the lines; the body must outlive the entries. INVALID, TOO_BIG: framing.
MUST_USE enum err entries_read(struct arena *arena, const char *kiosk, const char *unit, const char *body,
	size_t length, struct entries *entries);
// Stores and applies them; `done` is told when they are committed or not. DENIED: the key was revoked
// meanwhile.
void entries_put(struct entries *entries, struct writer *writer, const struct clock *clock,
	void (*done)(void *context, enum err err), void *context);
MUST_USE enum err entries_answer(const struct entries *entries, struct arena *arena, struct buf *buf);

#endif
