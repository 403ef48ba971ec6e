// SPDX-License-Identifier: Apache-2.0
// The customs-side export of a whole day, and the same export as it stood at an earlier moment: times that
// had not come are blank, the channel and the officers stand only once the events that bring them have
// happened. One row a declaration. Texts live in the arena.
#ifndef ROOM_EXPORT_H
#define ROOM_EXPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "customs/declaration.h"
#include "room/csv.h"

struct export_row {
	char identity[NUMBER_IDENTITY + 1];
	size_t line;   // in the file, so that the first of a declaration's rows is kept
	unsigned seen; // bit set of enum stage: what has happened to it (play.c)
	bool is_waiting;
	const char *cells[CSV_CELLS];
};

enum export_column { // those sao-room knows by name
	COLUMN_NUMBER,
	COLUMN_TAX_CODE,
	COLUMN_CHANNEL,
	COLUMN_DOC_OFFICER,
	COLUMN_GOODS_OFFICER,
	COLUMN_STATE,
	COLUMN_TIMES, // the seven of EXPORT_TIMES follow
	COLUMN_COUNT = COLUMN_TIMES + TIME_COUNT
};

struct export
{
	size_t column_count, count;
	const char *columns[CSV_CELLS];
	size_t at[COLUMN_COUNT]; // where each known column stands
	struct export_row *rows; // rising by identity
};

// INVALID: a column is missing or a number is none (told on stderr).
MUST_USE enum err export_open(struct export *export, struct arena *arena, const char *path);
struct export_row *export_find(const struct export *export, const char *number); // NULL: not there
const char *export_cell(const struct export *export, const struct export_row *row, enum export_column column);

void export_put_header(const struct export *export, struct buf *buf);
void export_put_row(const struct export *export, const struct export_row *row, int64_t now, struct buf *buf);

#endif
