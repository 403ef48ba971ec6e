// SPDX-License-Identifier: Apache-2.0
// Configuration files (libconfig syntax) read against a table: every key has a kind, a default and a range,
// in one place. All faults are reported, each with file and line; unknown keys are faults. Start-up only, one
// thread. Values live in the arena.
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/arena.h"
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

enum conf_kind { CONF_TEXT, CONF_INT, CONF_FLAG };

struct conf_key {
	const char *name; // dotted path: "central.url"
	enum conf_kind kind;
	size_t offset;		 // in the struct filled: const char *, int64_t or bool
	const char *standard;	 // default as text; NULL: required
	int64_t lowest, highest; // CONF_INT
};

// Fills `out` from the file. Faults go to stderr as "file:line: key: reason". NOT_FOUND, IO, CONFIG.
MUST_USE enum err conf_read(
	const char *path, const struct conf_key *keys, size_t count, void *out, struct arena *arena);
// A fault found later, in the same form: where `key` stands in the file, and why its value cannot be.
void conf_fault(const char *path, const char *key, const char *reason, ...)
	__attribute__((format(printf, 3, 4)));

#endif
