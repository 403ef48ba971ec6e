// SPDX-License-Identifier: Apache-2.0
// Driving the real kiosk from outside: the same commands from a Unix socket (one a line, one JSON line back)
// or from a file. A thread of its own reads the socket and hands a line over; the loop serves it, so commands
// see only finished frames. It exists only when asked for on the command line.
#ifndef KIOSK_REMOTE_H
#define KIOSK_REMOTE_H

#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

struct remote;
struct kiosk;

MUST_USE enum err remote_open(
	struct remote **remote, struct kiosk *kiosk, const char *socket, const char *script);
// Between two turns of the loop: carries out what has come. True: it is over (quit, or the script's end).
bool remote_serve(struct remote *remote);
int64_t remote_next(const struct remote *remote); // ms until a wait gives up; -1: nothing waits
int remote_status(const struct remote *remote);	  // 1: a line of the script was refused
void remote_close(struct remote *remote);	  // NULL is fine

#endif
