// SPDX-License-Identifier: Apache-2.0
// What people tried and what they were told, a line each, for the checker (tests/faults/checker.mjs):
// {"what": "invoke"|"ok"|"fail"| "unknown", "person": n, ...}. A line is one write(2) to a file opened for
// appending, so a killed run leaves whole lines.
#ifndef ROOM_HISTORY_H
#define ROOM_HISTORY_H

#include "base/json.h"

struct history {
	int file; // history owns; -1: nobody wants to know
};

MUST_USE enum err history_open(struct history *history, const char *path); // NULL path: none. IO (told)
void history_close(struct history *history);
// Takes the facts over; NULL: none.
void history_note(struct history *history, const char *what, int64_t person, json_t *facts);

#endif
