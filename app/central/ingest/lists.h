// SPDX-License-Identifier: Apache-2.0
// Lists an administrator loads: units, officers, steps, enterprises (tab-separated, one header line) and
// procedures (front matter, then sections). Dated and idempotent: the same list again changes nothing, a
// change holds from the day given. What kiosks show of it is published. Calling thread reads, the writer
// thread stores, in one transaction (a large list in several).
#ifndef CENTRAL_INGEST_LISTS_H
#define CENTRAL_INGEST_LISTS_H

#include "base/arena.h"
#include "central/ingest/writer.h"

enum list_kind { LIST_UNITS, LIST_OFFICERS, LIST_STEPS, LIST_PROCEDURES, LIST_ENTERPRISES, LIST_KINDS };
extern const char *const LIST_KIND_KEYS[LIST_KINDS];
MUST_USE enum err list_kind_find(const char *key, enum list_kind *kind);

struct list_load {
	struct writer *writer;
	enum list_kind kind;
	int from_day; // what changed holds from this day on
	// told:
	int64_t rows, changed;
	int64_t line;	 // of the file, where something is wrong; 0: the file as a whole
	const char *why; // arena: "field: what is wrong"
};
// INVALID: nothing of the list was stored, for all of it is looked at first.
MUST_USE enum err list_load(struct arena *arena, struct list_load *load, const char *text, size_t length);

#endif
