// SPDX-License-Identifier: Apache-2.0
#include "kiosk/sync/backoff.h"
#include "base/crypto.h"

#define FIRST 1000 // ms
#define DOUBLINGS 9

int64_t backoff_ceiling(int failures)
{
	int64_t most = (int64_t)FIRST << (failures < DOUBLINGS ? failures : DOUBLINGS);

	return most < BACKOFF_JITTER_MOST ? most : BACKOFF_JITTER_MOST;
}

void backoff_boot(struct backoff *backoff, int64_t now)
{
	backoff->until = now + crypto_uniform(BACKOFF_AFTER_BOOT + 1);
}

void backoff_good(struct backoff *backoff)
{
	backoff->failures = 0;
	backoff->until = 0;
}

void backoff_fail(struct backoff *backoff, int64_t now, int64_t asked)
{
	if (backoff->failures < DOUBLINGS)
		backoff->failures++;
	int64_t wait = crypto_uniform((uint32_t)backoff_ceiling(backoff->failures) + 1);
	if (asked > BACKOFF_ASKED_MOST)
		asked = BACKOFF_ASKED_MOST;
	backoff->until = now + (wait > asked ? wait : asked);
}
