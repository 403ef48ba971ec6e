// SPDX-License-Identifier: Apache-2.0
// The change log as a reader sees it: what concerns one unit and what is for everyone, in order. Written by
// store_publish().
#ifndef CENTRAL_STORE_CHANGE_H
#define CENTRAL_STORE_CHANGE_H

#include "central/store/store.h"

struct change_log {
	char epoch[ID_SIZE];
	int64_t newest; // last number given
	int64_t floor;	// a cursor below it is too old
};
MUST_USE enum err change_log_get(struct store *store, struct change_log *log);
// The last number that concerns this unit; 0: none.
MUST_USE enum err change_newest(struct store *store, const char *unit, int64_t *n);

struct change_row { // texts live for the call of `put`
	int64_t n;
	const char *kind, *key, *value; // value NULL: taken away
};
// At most `limit` changes after `after`, rising. *count: how many there were. `put` may end it by returning
// an error. Without tombstones for a snapshot.
MUST_USE enum err change_list(struct store *store, const char *unit, int64_t after, int64_t limit,
	bool is_snapshot, enum err (*put)(void *context, const struct change_row *row), void *context,
	int64_t *count);

// ---- what was taken away long ago: the writer's store, inside a transaction ----
#define CHANGE_DAYS 30 // so long a kiosk may have been away and still be told of it
#define CHANGE_PURGE 500
// A night begins: notes where the feed stands.
MUST_USE enum err change_note_night(struct store *store, int day);
// Forgets the oldest things taken away CHANGE_DAYS before this day or earlier, at most CHANGE_PURGE; *count
// says how many. Cursors that have not passed them are too old from then on.
MUST_USE enum err change_purge(struct store *store, int day, int64_t *count);

#endif
