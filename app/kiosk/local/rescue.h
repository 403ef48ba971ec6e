// SPDX-License-Identifier: Apache-2.0
// A start after a run that did not end. SQLite ends a WAL at the first frame that is not whole, and drops
// what comes after it, thanked or not; so the WAL is read here first, and entries that are missing afterwards
// are done again. And a file that is broken is made anew from every row that can be read. Only kiosk/local
// includes it.
#ifndef KIOSK_LOCAL_RESCUE_H
#define KIOSK_LOCAL_RESCUE_H

#include "base/arena.h"
#include "kiosk/local/part.h"
#include "kiosk/local/salvage.h"

#define OUTBOX_FILE "outbox.db"
#define NEW_FILE "outbox.new"	      // being made; complete once outbox.db is out of the way
#define SUSPECT_FILE "outbox.suspect" // a running program saw a contradiction: made anew at the next start

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

MUST_USE enum err rescue_finish_interrupted(struct local *local);
void rescue_begin(struct rescue *rescue, struct local *local); // before outbox.db is opened
MUST_USE enum err rescue_redo(struct rescue *rescue, struct db *db);
MUST_USE enum err rescue_all(struct rescue *rescue, struct local *local);
void rescue_finish(struct rescue *rescue);

#endif
