// SPDX-License-Identifier: Apache-2.0
// When to try again: full jitter, U(0, min(300 s, 1 s * 2^n)) after n failures in a row, by the boot clock.
// Plain data of the sync thread.
#ifndef KIOSK_SYNC_BACKOFF_H
#define KIOSK_SYNC_BACKOFF_H

#include <stdint.h>

#define BACKOFF_JITTER_MOST (300 * 1000) // ms
#define BACKOFF_AFTER_BOOT (30 * 1000)	 // ms: a whole office comes back with the power
#define BACKOFF_ASKED_MOST (3600 * 1000) // ms: of a Retry-After that is heard

struct backoff {
	int failures;  // in a row
	int64_t until; // ms since boot; 0: at once
};

int64_t backoff_ceiling(int failures); // ms, before the jitter
void backoff_boot(struct backoff *backoff, int64_t now);
void backoff_good(struct backoff *backoff);
// One more failure. `asked`: ms central wants us to stay away, 0 none.
void backoff_fail(struct backoff *backoff, int64_t now, int64_t asked);

#endif
