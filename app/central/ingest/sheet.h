// SPDX-License-Identifier: Apache-2.0
// Rows of a delimited text, pushed in pieces of any size, in constant memory. By libcsv, the only file
// including it; what that library does not do is here: the byte order mark, physical line numbers, and
// finding the next row again after a quote that never closes. One thread. Rows live until the next one.
#ifndef CENTRAL_INGEST_SHEET_H
#define CENTRAL_INGEST_SHEET_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHEET_COLUMNS 256	    // cells kept of a row; more are only counted
#define SHEET_ROW ((size_t)1 << 20) // bytes of one row as written; longer ones are told without their cells
#define SHEET_RECOVERIES                                                                                     \
	100 // quotes that never close, one file; later ones take the rest of the file with them

struct sheet_cell {
	const char *at; // NUL-terminated
	size_t length;
};

enum sheet_fault {
	SHEET_WHOLE,
	SHEET_OVER,	// longer than SHEET_ROW
	SHEET_UNCLOSED, // a quote was opened and the file ended; reading went on in the line after
};

struct sheet_row {
	int64_t line; // physical line it begins in, the first of the file being 1
	int64_t last; // physical line it ends in; of a fault, the last one lost with it
	size_t count; // cells in it, also those not kept
	const struct sheet_cell *cells;
	enum sheet_fault fault;
	bool is_cut; // the file ends within it: no line end
};

struct sheet; // in the arena
typedef enum err (*sheet_take)(void *context, const struct sheet_row *row);

// Empty lines are no rows. `take` is called for each row and ends the reading with an error of its own.
struct sheet *sheet_open(struct arena *arena, char delimiter, sheet_take take, void *context);
MUST_USE enum err sheet_put(struct sheet *sheet, const char *bytes, size_t length);
MUST_USE enum err sheet_end(struct sheet *sheet); // no more bytes: the last row
void sheet_close(struct sheet *sheet);		  // NULL is fine

#endif
