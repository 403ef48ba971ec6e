// SPDX-License-Identifier: Apache-2.0
// Two clocks. Wall: milliseconds since 1970 UTC, for what people read. Boot: milliseconds since start of the machine (CLOCK_BOOTTIME),
// for everything that waits, ages or backs off. A test clock shifts both by constant offsets at rate 1. Any thread may read; only the
// thread that owns the struct moves it. Local time in Viet Nam is UTC+7 without summer time (domain rule), given as minutes east.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/err.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CLOCK_MINUTE ((int64_t)60 * 1000)
#define CLOCK_HOUR (60 * CLOCK_MINUTE)
#define CLOCK_DAY (24 * CLOCK_HOUR)
#define CLOCK_VIETNAM 420 // minutes east of UTC

struct clock {
	_Atomic int64_t wall_offset; // ms added to the wall clock
	_Atomic int64_t boot_offset; // ms added to the boot clock: the test clock moved forward while running
};

int64_t clock_wall(const struct clock *clock); // ms since 1970 UTC
int64_t clock_boot(const struct clock *clock); // ms since boot, never goes back
void clock_move(struct clock *clock, int64_t ms); // test clock only: both clocks, forward
void clock_set_wall(struct clock *clock, int64_t wall_ms); // test clock only: the wall clock reads this now
const char *clock_boot_id(void); // the kernel's boot id, 36 characters, static

// A civil date and time, proleptic Gregorian.
struct civil {
	int year, month, day; // month 1..12, day 1..31
	int hour, minute, second;
	int weekday;          // 1 Monday .. 7 Sunday
};

struct civil civil_from(int64_t wall_ms, int minutes_east);
int64_t civil_to(const struct civil *civil, int minutes_east); // weekday ignored
bool civil_is_valid(const struct civil *civil);
int civil_day_number(int year, int month, int day);            // days since 1970-01-01
// RFC 3339 with offset, seconds optional ("2026-11-23T09:42+07:00"). INVALID.
MUST_USE enum err civil_read(const char *text, int64_t *wall_ms);
void civil_write(int64_t wall_ms, int minutes_east, char out[32]); // RFC 3339 with offset

#endif
