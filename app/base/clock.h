// SPDX-License-Identifier: Apache-2.0
// Two clocks. Wall: milliseconds since 1970 UTC, for what people read. Boot: milliseconds since start of the
// machine (CLOCK_BOOTTIME), for everything that waits, ages or backs off. A test clock shifts both by
// constant offsets at rate 1. Any thread may read; only the thread that owns the struct moves it. Dates
// people read are in civil.h.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/civil.h"
#include <stdatomic.h>
#include <stdint.h>

#define CLOCK_MINUTE ((int64_t)60 * 1000)
#define CLOCK_HOUR (60 * CLOCK_MINUTE)
#define CLOCK_DAY (24 * CLOCK_HOUR)

struct clock {
	_Atomic int64_t wall_offset; // ms added to the wall clock
	_Atomic int64_t boot_offset; // ms added to the boot clock: the test clock moved forward while running
};

int64_t clock_wall(const struct clock *clock);		   // ms since 1970 UTC
int64_t clock_boot(const struct clock *clock);		   // ms since boot, never goes back
void clock_move(struct clock *clock, int64_t ms);	   // test clock only: both clocks, forward
void clock_set_wall(struct clock *clock, int64_t wall_ms); // test clock only: the wall clock reads this now
const char *clock_boot_id(void);			   // the kernel's boot id, 36 characters, static

#endif
