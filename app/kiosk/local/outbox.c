// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/outbox.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

#define PROBE_BYTES 65536 // the greatest entry with its index pages

struct incarnation {
	int64_t position, seq;
	char name[INCARNATION];
	uint8_t head[CRYPTO_HASH];
};

// ---- putting ----

// The newest at or below a position.
static enum err read_incarnation(struct db *db, int64_t most, struct incarnation *incarnation, bool *has_one)
{
	struct db_query *query;
	size_t length;

	enum err err = db_prepare(db,
		"SELECT position, name, seq, head FROM incarnation WHERE position <= $1"
		" ORDER BY position DESC LIMIT 1",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, most);
	err = db_step(query, has_one);
	if (err || !*has_one)
		return err;
	incarnation->position = db_int(query, 0);
	snprintf(incarnation->name, sizeof incarnation->name, "%s", db_text(query, 1));
	incarnation->seq = db_int(query, 2);
	const void *head = db_bytes(query, 3, &length);
	if (length == CRYPTO_HASH)
		memcpy(incarnation->head, head, CRYPTO_HASH);
	else
		err = ERR_CORRUPT;
	db_reset(query);
	return err;
}

static enum err running_incarnation(struct db *db, struct incarnation *incarnation)
{
	bool has_one;

	enum err err = read_incarnation(db, INT64_MAX, incarnation, &has_one);
	return err ? err : has_one ? ERR_NONE : ERR_CORRUPT;
}

static enum err read_kiosk(struct db *db, char kiosk[KIOSK_ID])
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db, "SELECT kiosk FROM identity WHERE one = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (err)
		return err;
	if (!row)
		return ERR_DENIED;
	snprintf(kiosk, KIOSK_ID, "%s", db_text(query, 0));
	db_reset(query);
	return ERR_NONE;
}

// Its place in the order, and for the first of an incarnation the one before.
static enum err place_entry(struct db *db, struct entry *entry, struct incarnation *running)
{
	struct incarnation before;
	bool has_one = false;

	enum err err = running_incarnation(db, running);
	if (err)
		return err;
	memcpy(entry->incarnation, running->name, INCARNATION);
	entry->seq = ++running->seq;
	entry->previous[0] = '\0';
	if (entry->seq == 1)
		err = read_incarnation(db, running->position - 1, &before, &has_one);
	if (!err && has_one) {
		memcpy(entry->previous, before.name, INCARNATION);
		entry->previous_seq = before.seq;
	}
	return err;
}

// The entry as it stands next in the running incarnation, which is not moved yet.
static enum err write_next(struct db *db, struct entry *entry, struct incarnation *running, struct buf *bytes,
	uint8_t hash[CRYPTO_HASH])
{
	enum err err = place_entry(db, entry, running);

	if (!err)
		err = entry_write(bytes, entry);
	if (err)
		return err;
	crypto_hash_make(bytes->at, bytes->length, hash);
	chain_step(running->head, hash);
	return ERR_NONE;
}

static enum err move_incarnation(struct db *db, const struct incarnation *running, bool is_stored)
{
	if (is_stored)
		return db_do(db, NULL, "UPDATE incarnation SET seq = $1, head = $2 WHERE position = $3",
			"ibi", running->seq, running->head, sizeof running->head, running->position);
	// Its seq is taken: the counter and the rows contradict each other.
	log_line(LOG_ERROR, "outbox.put", "err=corrupt seq=%lld", (long long)running->seq);
	return ERR_CORRUPT;
}

static enum err store_entry(struct db *db, struct entry *entry, const struct outbox_subject *subject)
{
	struct incarnation running;
	uint8_t hash[CRYPTO_HASH];
	struct buf bytes;
	bool added = false;

	buf_init(&bytes, ENTRY_BYTES + 1);
	enum err err = write_next(db, entry, &running, &bytes, hash);
	if (!err) {
		struct outbox_row row = {0, entry, subject, bytes.at, bytes.length, hash, running.head};
		err = outbox_insert(db, &row, &added);
	}
	buf_finish(&bytes);
	return err ? err : move_incarnation(db, &running, added);
}

static enum err put_in(struct db *db, struct entry *entry, const struct outbox_subject *subject)
{
	bool is_there;

	enum err err = db_begin(db);
	if (!err)
		err = db_has(db, &is_there, "SELECT 1 FROM entry WHERE id = $1", "t", entry->id);
	if (!err && is_there)
		return ERR_NONE; // thanked before, or about to be: the same row
	if (!err)
		err = read_kiosk(db, entry->kiosk);
	if (!err)
		err = store_entry(db, entry, subject);
	return err ? err : db_commit(db);
}

static enum err put_once(struct local *local, struct entry *entry, const struct outbox_subject *subject)
{
	struct db *db;

	enum err err = outbox_enter(local, &db);
	return err ? err : outbox_leave(local, put_in(db, entry, subject));
}

static enum err empty_wal(struct local *local)
{
	struct db *db;

	enum err err = outbox_enter(local, &db);
	return err ? err : outbox_leave(local, db_checkpoint(db, true));
}

enum err outbox_put(struct local *local, const char *id, enum entry_kind kind, const json_t *body,
	const char *of, int64_t revision)
{
	struct freshness_state now;
	struct outbox_subject subject;
	struct entry entry = {.kind = kind, .revision = revision, .body = (json_t *)(uintptr_t)body};

	freshness_get(local, &now);
	snprintf(entry.id, sizeof entry.id, "%s", id);
	snprintf(entry.of, sizeof entry.of, "%s", of ? of : "");
	snprintf(entry.boot, sizeof entry.boot, "%s", clock_boot_id());
	entry.clock = now.clock;
	entry.at = now.clock == CLOCK_ANCHORED ? freshness_central_now(local) : clock_wall(local->clock);
	entry.up = clock_boot(local->clock);
	enum err err = outbox_subject_read(&entry, &subject);
	if (!err)
		err = put_once(local, &entry, &subject);
	// A full disk: what the WAL holds twice goes first, then what can be fetched again.
	if (err == ERR_FULL && !empty_wal(local))
		err = put_once(local, &entry, &subject);
	if (err == ERR_FULL && !cache_shrink(local))
		err = put_once(local, &entry, &subject);
	return err;
}

// ---- putting again ----

// What is read of a row before it becomes another one.
static enum err read_refused(
	struct db *db, const struct verdict_row *verdict, int64_t *position, struct entry *entry)
{
	struct db_query *query;
	uint8_t hash[CRYPTO_HASH];
	bool row = false;
	size_t length;

	enum err err = db_prepare(
		db, "SELECT position, bytes FROM entry WHERE id = $1 AND hash = $2 AND state = 5", &query);
	if (err)
		return err;
	db_bind_text(query, 1, verdict->id);
	db_bind_bytes(query, 2, verdict->hash, sizeof verdict->hash);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	*position = db_int(query, 0);
	const char *bytes = db_bytes(query, 1, &length);
	crypto_hash_make(bytes, length, hash);
	err = memcmp(hash, verdict->hash, sizeof hash) ? ERR_CORRUPT : entry_read(bytes, length, entry);
	db_reset(query);
	return err;
}

// Behind everything else, as if it had just been put.
static enum err replace_row(struct db *db, int64_t position, const struct entry *entry,
	const struct buf *bytes, const uint8_t *hash, const struct incarnation *running)
{
	bool is_replaced;

	enum err err = db_do(db, &is_replaced,
		"UPDATE OR IGNORE entry SET position = (SELECT max(position) + 1 FROM entry),"
		" incarnation = $2, seq = $3, state = 0, code = NULL, settled_at = NULL, head = $4, hash = "
		"$5, bytes = $6"
		" WHERE position = $1",
		"itibbb", position, entry->incarnation, entry->seq, running->head, sizeof running->head, hash,
		(size_t)CRYPTO_HASH, bytes->at, bytes->length);
	return err ? err : move_incarnation(db, running, is_replaced);
}

enum err outbox_put_again(struct db *db, const struct verdict_row *refused)
{
	struct incarnation running;
	uint8_t hash[CRYPTO_HASH];
	struct entry entry;
	struct buf bytes;
	int64_t position;

	enum err err = read_refused(db, refused, &position, &entry);
	if (err)
		return err == ERR_NOT_FOUND || err == ERR_INVALID ? ERR_NONE : err;
	buf_init(&bytes, ENTRY_BYTES + 1);
	// What a kiosk said of an hour gone by is of no use in another place.
	bool is_again = entry.kind != ENTRY_HEALTH;
	if (is_again)
		err = read_kiosk(db, entry.kiosk);
	if (is_again && !err)
		err = write_next(db, &entry, &running, &bytes, hash);
	if (err == ERR_INVALID || err == ERR_TOO_BIG) { // stays refused, where staff see it
		log_line(LOG_ERROR, "outbox.again", "id=%s err=%s", entry.id, err_name(err));
		is_again = false;
		err = ERR_NONE;
	}
	if (is_again && !err)
		err = replace_row(db, position, &entry, &bytes, hash, &running);
	if (is_again && !err)
		log_line(LOG_WARNING, "outbox.again", "id=%s inc=%s seq=%lld", entry.id, entry.incarnation,
			(long long)entry.seq);
	buf_finish(&bytes);
	entry_finish(&entry);
	return err;
}

// ---- the chain, and whether there is room ----

enum err outbox_chain(struct local *local, int64_t *seq, uint8_t head[CRYPTO_HASH])
{
	struct incarnation running;
	struct db *db;

	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = running_incarnation(db, &running);
	if (!err) {
		*seq = running.seq;
		memcpy(head, running.head, CRYPTO_HASH);
	}
	return outbox_leave(local, err);
}

enum err outbox_can_store(struct local *local)
{
	uint8_t probe[PROBE_BYTES];
	struct db *db;

	crypto_random(probe, sizeof probe); // what is there already would not be written again

	enum err err = outbox_retry(local);
	if (!err)
		err = outbox_enter(local, &db);
	if (err)
		return err;
	err = db_begin(db);
	if (!err) // only a commit asks the disk
		err = db_do(
			db, NULL, "UPDATE central SET probe = $1 WHERE one = 1", "b", probe, sizeof probe);
	return outbox_leave(local, err ? err : db_commit(db));
}
