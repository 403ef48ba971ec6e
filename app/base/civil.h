// SPDX-License-Identifier: Apache-2.0
// Civil dates and times, proleptic Gregorian, against milliseconds since 1970 UTC. Pure; any thread.
// Local time in Viet Nam is UTC+7 without summer time, so an offset in minutes east is all
// there is to a time zone.
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

#define CLOCK_VIETNAM 420 // minutes east of UTC

struct civil {
	int year, month, day; // month 1..12, day 1..31
	int hour, minute, second;
	int weekday; // 1 Monday .. 7 Sunday
};

struct civil civil_from(int64_t wall_ms, int minutes_east);
int64_t civil_to(const struct civil *civil, int minutes_east); // weekday ignored
bool civil_is_valid(const struct civil *civil);
int civil_day_number(int year, int month, int day);	      // days since 1970-01-01
MUST_USE enum err civil_day_read(const char *text, int *day); // "2025-03-01": its number. INVALID
// RFC 3339 with offset, seconds optional ("2026-11-23T09:42+07:00"). INVALID.
MUST_USE enum err civil_read(const char *text, int64_t *wall_ms);
void civil_write(int64_t wall_ms, int minutes_east, char out[32]); // RFC 3339 with offset

#endif
