// SPDX-License-Identifier: Apache-2.0
// What the files of kiosk/local say to each other: the way in and out of each database, and how the parts are
// opened. Only kiosk/local includes it.
#ifndef KIOSK_LOCAL_PART_H
#define KIOSK_LOCAL_PART_H

#include "customs/ballot.h"
#include "customs/declaration.h"
#include "db/db.h"
#include "kiosk/local/local.h"
#include "wire/entry.h"
#include "wire/feed.h"

// entry.state in outbox.db
enum kept { KEPT_PENDING, KEPT_ASIDE, KEPT_OK, KEPT_DUPLICATE, KEPT_PARKED, KEPT_REFUSED, KEPT_COUNT };

// ---- outbox.db ----
MUST_USE enum err outbox_open(
	struct local *local); // salvages; sets `refusal` instead of failing where it can
MUST_USE enum err outbox_retry(struct local *local); // opened without the right to write: again
void outbox_close(struct local *local);
// Takes the lock and gives the connection; when it refuses, the lock is not held.
MUST_USE enum err outbox_enter(struct local *local, struct db **db);
// Rolls back what is open, judges the error, gives the lock back. What it returns is for the caller's caller.
MUST_USE enum err outbox_leave(struct local *local, enum err err);
// What a ballot entry is about, to be found by. INVALID: a ballot central would refuse.
struct outbox_subject {
	bool has_one; // a ballot on a declaration
	char identity[NUMBER_IDENTITY + 1];
	enum phase phase;
	int level;
};
MUST_USE enum err outbox_subject_read(const struct entry *entry, struct outbox_subject *subject);
// One row, pending. The same id, or the same place in its incarnation, is there already: *added false. `head`
// NULL: salvaged. Within a transaction.
struct outbox_row {
	int64_t position; // 0: the next
	const struct entry *entry;
	const struct outbox_subject *subject;
	const char *bytes;
	size_t length;
	const uint8_t *hash, *head;
};
MUST_USE enum err outbox_insert(struct db *db, const struct outbox_row *row, bool *added);
MUST_USE enum err outbox_begin_incarnation(struct db *db);
// Central has other bytes in the place of this entry, or it bears an earlier name of this machine
// (verdict_asks_again()): its row becomes an entry with
// the same id and body, next in the running incarnation, pending. Health stays refused. Within the
// transaction of the verdict.
MUST_USE enum err outbox_put_again(struct db *db, const struct verdict_row *refused);

// ---- cache.db ----
MUST_USE enum err cache_open(struct local *local);  // again, too, when there was no room before
void cache_remove(struct local *local);		    // the files; the connection is closed
MUST_USE enum err cache_renew(struct local *local); // inside the lock: a new, empty file
MUST_USE enum err cache_enter(struct local *local, struct db **db);
MUST_USE enum err cache_leave(struct local *local, enum err err); // CORRUPT: the file is made anew
// One row of a generation, within a transaction. A value that is not understood is passed over. *added: new.
MUST_USE enum err cache_write(
	struct db *db, int64_t generation, const struct feed_change *change, bool *added);
// What cache_cursor() tells, inside the lock.
MUST_USE enum err cache_read_cursor(struct db *db, int64_t *after, char epoch[ID_SIZE]);

// ---- notes ----
void freshness_open(struct local *local);  // after cache_open: what was stored at the last answer
void freshness_store(struct local *local); // the cache was made anew
void freshness_close(struct local *local);
void spare_open(struct local *local);
void spare_close(struct local *local);

#endif
