// SPDX-License-Identifier: Apache-2.0
// One row of a customs-side export, checked in a fixed order (that of enum export_fault: the first fault is
// the reason) and turned into what it tells of its declaration. Pure; texts live in the arena given.
#ifndef CENTRAL_INGEST_EXPORT_H
#define CENTRAL_INGEST_EXPORT_H

#include "base/clock.h"
#include "central/ingest/columns.h"
#include "central/store/told.h"

#define EXPORT_AHEAD CLOCK_HOUR
#define EXPORT_CELL ((size_t)64 * 1024) // bytes of one cell

// Why a row is not taken (the first that holds), and what was left out of one that is.
enum export_fault {
	EXPORT_TAKEN,
	EXPORT_NUL,
	EXPORT_ENCODING,
	EXPORT_TOO_LONG,
	EXPORT_COLUMNS,
	EXPORT_TRUNCATED,
	EXPORT_NUMBER_EMPTY,
	EXPORT_NUMBER_FORMAT,
	EXPORT_NUMBER_LENGTH,
	EXPORT_DATE_EMPTY,
	EXPORT_DATE_FORMAT,
	EXPORT_DATE_IMPOSSIBLE,
	EXPORT_DATE_AHEAD,
	EXPORT_CHANNEL_UNKNOWN, // warnings from here on
	EXPORT_TIME_IGNORED,
	EXPORT_TIME_AHEAD,
	EXPORT_FAULTS
};
extern const char *const EXPORT_FAULT_KEYS[EXPORT_FAULTS];

#define EXPORT_DATE 20
struct export_cell {
	const char *column;	// "": none
	char text[EXPORT_DATE]; // digits and what stands between them
};

// A typing mistake, no clock: times of a declaration only ever move forward, so one of 2099 would stay for
// good. Further ahead than a demo or a trial run on another day's clock.
#define EXPORT_MISTYPED (400 * CLOCK_DAY)

struct export_row {
	struct told told;
	struct export_cell bad; // of DATE_AHEAD
	bool warnings[EXPORT_FAULTS];
};
// A time further ahead of `now` than EXPORT_AHEAD: somebody's clock is wrong, or a day and month changed
// places.
bool export_is_ahead(const struct export_row *row, int64_t now);
// latest: times after it are not believed.
enum export_fault export_row_read(struct arena *arena, const struct header *header,
	const struct sheet_row *row, int64_t latest, struct export_row *out);

// dd/mm/yyyy, dd-mm-yyyy, yyyy-mm-dd, yyyymmdd, each with optional " hh:mm[:ss]", in Viet Nam's time.
enum export_fault export_time_read(const char *cell, int64_t *time);

#endif
