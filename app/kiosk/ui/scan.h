// SPDX-License-Identifier: Apache-2.0
// Telling a scanner from a hand: both are keyboards. A line whose characters come closer together than any
// hand types, ended by Enter, is a scan; anything else was typed. A character is held back until the next one
// or the gap tells which it is. Pure; times in ms, any clock.
#ifndef KIOSK_UI_SCAN_H
#define KIOSK_UI_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_GAP 35  // ms; hands are slower
#define SCAN_LEAST 4 // characters; two fingers may fall at once
#define SCAN_MOST 64
#define TYPED_MOST 64 // keys waiting to be taken; more are dropped

struct scan {
	char line[SCAN_MOST + 1]; // held back
	size_t length;
	bool is_spoilt;		  // too long, or a character no label carries
	int64_t last;		  // when the newest one came
	char done[SCAN_MOST + 1]; // a whole scan, "" none
	char typed[TYPED_MOST];
	size_t typed_count;
};

void scan_put(struct scan *scan, char character, int64_t now); // printable, '\n', '\b' or '\033'
void scan_settle(struct scan *scan, int64_t now);	       // what was held back long enough was typed
bool scan_is_waiting(const struct scan *scan);		       // settle again SCAN_GAP after `last`
int scan_take_typed(struct scan *scan);			       // oldest first; 0 none

#endif
