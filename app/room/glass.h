// SPDX-License-Identifier: Apache-2.0
// A kiosk's glass, touched from outside: the test socket, one command a line, one JSON line back
// (app/kiosk/main.c, --test-socket). One thread. The last answer lives until the next command.
#ifndef ROOM_GLASS_H
#define ROOM_GLASS_H

#include "base/buf.h"
#include "base/json.h"

struct glass {
	int socket; // glass owns
	struct buf in;
	json_t *answer; // glass owns
};

// Waits at most wait_ms for the socket to appear. NETWORK.
MUST_USE enum err glass_open(struct glass *glass, const char *path, int64_t wait_ms);
void glass_close(struct glass *glass);
// Says one command. DENIED: the kiosk says no, with its reason in glass_why(). NETWORK: the kiosk is gone.
MUST_USE enum err glass_say(struct glass *glass, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *glass_why(const struct glass *glass); // "" after a yes
// Where the kiosk is, as flow.c names its places. The text lives until the next command.
MUST_USE enum err glass_place(struct glass *glass, const char **place);
// Waits until the kiosk is at a place. DENIED: it is not after wait_ms.
MUST_USE enum err glass_wait(struct glass *glass, const char *place, int64_t wait_ms);
// Is there an enabled node with this id? Asks for the nodes.
bool glass_has(struct glass *glass, const char *id);

#endif
