// SPDX-License-Identifier: Apache-2.0
// A start after a run that did not end. SQLite ends a WAL at the first frame that is not whole, and drops
// what comes after it, thanked or not; so the WAL is read here first, and entries that are missing afterwards
// are done again. And a new file is filled with every row that can be read in a broken one. Only kiosk/local
// includes it.
#ifndef KIOSK_LOCAL_RESCUE_H
#define KIOSK_LOCAL_RESCUE_H

#include "base/arena.h"
#include "kiosk/local/part.h"
#include "kiosk/local/salvage.h"

struct trace {			    // a row seen in the WAL
	struct salvage_found found; // arena
	char incarnation[INCARNATION];
	size_t order; // of its incarnation
	int64_t seq;
};

struct rescue {
	struct arena arena;
	struct trace *traces; // by incarnation and seq
	size_t count;
};

void rescue_begin(struct rescue *rescue, const char *path); // before outbox.db is opened
MUST_USE enum err rescue_redo(struct rescue *rescue, struct db *db);
// Every row that can be read, into a new and migrated database.
MUST_USE enum err rescue_fill(struct rescue *rescue, const char *broken, struct db *db, int64_t *rows);
void rescue_finish(struct rescue *rescue);

#endif
