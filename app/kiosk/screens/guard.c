// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/guard.h"
#include "base/text.h"
#include <stdio.h>

#define GUARD_PAUSE (10 * CLOCK_MINUTE)

static size_t wrong_for(const struct guard *guard, const char *identity, int64_t now)
{
	size_t wrong = 0;

	for (size_t i = 0; i < guard->count; i++)
		if (now - guard->tries[i].at < GUARD_WINDOW && text_equal(guard->tries[i].identity, identity))
			wrong++;
	return wrong;
}

enum guard_answer guard_ask(const struct guard *guard, const char *identity, int64_t now)
{
	if (now < guard->pause_until)
		return GUARD_KIOSK_PAUSED;
	if (wrong_for(guard, identity, now) >= GUARD_PER_DECLARATION)
		return GUARD_DECLARATION_LOCKED;
	return GUARD_OPEN;
}

size_t guard_left(const struct guard *guard, const char *identity, int64_t now)
{
	size_t wrong = wrong_for(guard, identity, now);

	return wrong >= GUARD_PER_DECLARATION ? 0 : GUARD_PER_DECLARATION - wrong;
}

void guard_note_unchecked(struct guard *guard, const char *identity, int64_t now)
{
	struct guard_try *slot = &guard->tries[guard->next];

	snprintf(slot->identity, sizeof(slot->identity), "%s", identity);
	slot->at = now;
	guard->next = (guard->next + 1) % GUARD_RING;
	if (guard->count < GUARD_RING)
		guard->count++;
}

void guard_note_wrong(struct guard *guard, const char *identity, int64_t now)
{
	guard_note_unchecked(guard, identity, now);
	if (guard->since_pause == 0 || now - guard->first_at >= GUARD_WINDOW) {
		guard->since_pause = 0;
		guard->first_at = now;
	}
	if (++guard->since_pause >= GUARD_PER_KIOSK) {
		guard->pause_until = now + GUARD_PAUSE;
		guard->since_pause = 0;
	}
}

int64_t guard_next(const struct guard *guard, int64_t now)
{
	return now < guard->pause_until ? guard->pause_until - now : -1;
}
