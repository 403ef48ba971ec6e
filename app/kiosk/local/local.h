// SPDX-License-Identifier: Apache-2.0
// What this kiosk remembers: outbox.db (entries, never lost) and cache.db (what central told, can be fetched
// again), each with one connection behind one lock, held for one short transaction and never across the
// network. UI and sync thread both call in; this is all they share. No two of the locks are ever held at
// once, but notes_lock or keys_lock inside another. Nothing personal is stored in clear.
#ifndef KIOSK_LOCAL_LOCAL_H
#define KIOSK_LOCAL_LOCAL_H

#include "base/clock.h"
#include "base/err.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define LOCAL_FOLDER 1024 // bytes of the folder's path, with NUL

struct db;
struct notes;
struct spare_receipts;

struct local {
	pthread_mutex_t outbox_lock, cache_lock, notes_lock,
		keys_lock;	// keys_lock: the key files (identity.c)
	struct db *outbox;	// outbox_lock; NULL: `refusal` says why nothing can be stored
	enum err refusal;	// outbox_lock
	struct db *cache;	// cache_lock; NULL: no disk for it, nothing is known
	int64_t cache_again_at; // cache_lock: when opening it is tried again, ms since boot
	bool is_cache_cut;	// cache_lock: a full disk left only the board
	struct notes *notes;	// notes_lock: when central was heard (freshness.c)
	struct spare_receipts *spares;
	struct clock *clock;
	_Atomic int64_t version;	  // of the cache, rises with every change
	_Atomic int64_t identity_version; // rises with every joining
	_Atomic bool is_broken;		  // a disk refused for ever: the process ends with exit 75
	_Atomic bool is_touched;	  // the UI: a finger is down, so no checkpoint now
	char folder[LOCAL_FOLDER];
};

// Opens or makes both files in `folder`, migrates, checks the last row's chain. A corrupt cache is deleted; a
// corrupt outbox is renamed outbox.bad.N and every readable row whose hash matches is taken over under its
// old incarnation. A disk that is full or cannot be written is no error: what is there is shown, puts are
// refused. UNSUPPORTED (files of a newer program), IO, NOT_FOUND (no such folder).
MUST_USE enum err local_open(struct local *local, const char *folder, struct clock *clock);
void local_close(struct local *local); // a zeroed struct may be closed
// Passive checkpoint above 1,000 WAL pages, unless a finger is down (sync thread).
void local_checkpoint(struct local *local);
int64_t local_disk_free(const struct local *local); // bytes; 0 when the disk does not say

#endif
