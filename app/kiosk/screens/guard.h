// SPDX-License-Identifier: Apache-2.0
// Wrong proofs are counted: 5 for one declaration and hour, 20 at this kiosk, then a pause of 10 minutes.
// What is counted is a ring of the last wrong tries; the pause bounds how
// many fit into an hour, so the ring never forgets one that still counts. Plain data; times are ms since
// boot.
#ifndef KIOSK_SCREENS_GUARD_H
#define KIOSK_SCREENS_GUARD_H

#include "base/clock.h"
#include "customs/declaration.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUARD_WINDOW CLOCK_HOUR // how long a wrong try counts
#define GUARD_PER_DECLARATION 5
#define GUARD_PER_KIOSK 20
#define GUARD_RING 512 // the pauses let 120 through in an hour; the rest are tries nobody here can check

struct guard_try {
	char identity[NUMBER_IDENTITY + 1];
	int64_t at;
};

struct guard {
	struct guard_try tries[GUARD_RING];
	size_t next, count;
	size_t since_pause;  // wrong tries since the last pause ended
	int64_t first_at;    // the first of them
	int64_t pause_until; // 0: none
};

enum guard_answer { GUARD_OPEN, GUARD_DECLARATION_LOCKED, GUARD_KIOSK_PAUSED };

// May somebody try to prove this declaration now?
enum guard_answer guard_ask(const struct guard *guard, const char *identity, int64_t now);
void guard_note_wrong(struct guard *guard, const char *identity, int64_t now);
// Digits this kiosk cannot compare: a try for the declaration, not for the kiosk (without the network every
// new number is unknown).
void guard_note_unchecked(struct guard *guard, const char *identity, int64_t now);
size_t guard_left(
	const struct guard *guard, const char *identity, int64_t now); // tries left for this declaration
int64_t guard_next(const struct guard *guard, int64_t now);	       // ms until a pause ends; -1 none

#endif
