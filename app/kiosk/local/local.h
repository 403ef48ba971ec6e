// SPDX-License-Identifier: Apache-2.0
// What this kiosk remembers: outbox.db (entries, never lost) and cache.db (what central told, can be fetched again), each with one
// connection behind one lock, held for one short transaction and never across the network. UI and sync thread both call in; this is all
// they share. Nothing personal is stored in clear.
#ifndef KIOSK_LOCAL_LOCAL_H
#define KIOSK_LOCAL_LOCAL_H

#include "base/clock.h"
#include "base/err.h"
#include <pthread.h>
#include <stdbool.h>

struct db;

struct local {
	pthread_mutex_t outbox_lock, cache_lock;
	struct db *outbox, *cache; // outbox_lock, cache_lock
	struct clock *clock;
	bool is_outbox_broken;     // outbox_lock: a write was refused for ever; the process ends with exit 75 (reliability.md 4)
	struct spare_receipts *spares;
};

// Opens or makes both files in `folder`, migrates, checks the last row's chain. A corrupt cache is deleted; a corrupt outbox is renamed
// outbox.bad.N and every readable row whose hash matches is taken over under its old incarnation.
MUST_USE enum err local_open(struct local *local, const char *folder, struct clock *clock);
void local_close(struct local *local); // a zeroed struct may be closed
// Passive checkpoint above 1,000 WAL pages; call when nobody touches the screen (sync thread).
void local_checkpoint(struct local *local);

#endif
