// SPDX-License-Identifier: Apache-2.0
// Which column of an export is which: names are compared folded, against aliases built in and
// configured, in any order, and the delimiter is the one that gives most known names. Import thread; memory
// is the arena's.
#ifndef CENTRAL_INGEST_COLUMNS_H
#define CENTRAL_INGEST_COLUMNS_H

#include "central/ingest/sheet.h"
#include <stddef.h>

enum column_kind {
	COLUMN_NUMBER,
	COLUMN_TIME,  // place: enum export_time
	COLUMN_TEXT,  // place: enum told_text
	COLUMN_GOODS, // of a goods line: known, not taken
};

struct column {
	const char *name; // "ngay_dk"
	enum column_kind kind;
	int place;
	bool is_required;
};

struct alias {
	const char *key; // folded
	const struct column *column;
};
struct aliases {
	size_t count, room;
	struct alias *list;
	int64_t bad_line; // INVALID: of the text of others
};
#define IMPORT_ALIASES ((size_t)256 * 1024) // bytes of such a text

// Those built in (kiosk-config/import-aliases.tsv), and those of a text of the same form; NULL: none.
// INVALID: a line of that text names no column.
MUST_USE enum err aliases_open(struct arena *arena, const char *more, struct aliases *aliases);

struct header {
	char delimiter;
	size_t count;
	const struct column *columns[SHEET_COLUMNS]; // NULL: unknown, ignored
};
// Reads the header out of the beginning of a file. INVALID: *why is a sentence for the administrator.
MUST_USE enum err header_read(struct arena *arena, const struct aliases *aliases, const char *beginning,
	size_t length, struct header *header, const char **why);
#define HEADER_BYTES ((size_t)64 * 1024) // of a file's beginning are enough

#endif
