// SPDX-License-Identifier: Apache-2.0
// Driving the real kiosk from outside: the same commands from a Unix socket (one a line, one JSON line back)
// or from a file. A thread of its own reads the socket and hands a line over; the loop serves it, so commands
// see only finished frames. It exists only when asked for on the command line.
#ifndef KIOSK_DRIVE_H
#define KIOSK_DRIVE_H

#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

struct drive;
struct kiosk;

MUST_USE enum err drive_open(
	struct drive **drive, struct kiosk *kiosk, const char *socket, const char *script);
// Between two turns of the loop: carries out what has come. True: it is over (quit, or the script's end).
bool drive_serve(struct drive *drive);
int64_t drive_next(const struct drive *drive); // ms until a wait gives up; -1: nothing waits
int drive_status(const struct drive *drive);   // 1: a line of the script was refused
void drive_close(struct drive *drive);	       // NULL is fine

#endif
