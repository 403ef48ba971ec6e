// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/outbox.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/part.h"
#include "wire/ballot.h"
#include <stdio.h>
#include <string.h>

#define PROBE_BYTES 16384 // a ballot with its index pages

struct incarnation {
	int64_t position, seq;
	char name[INCARNATION];
	uint8_t head[CRYPTO_HASH];
};

// ---- putting ----

enum err outbox_subject_read(const struct entry *entry, struct outbox_subject *subject)
{
	struct ballot_body body;
	const char *field;

	memset(subject, 0, sizeof *subject);
	if (entry->kind != ENTRY_BALLOT)
		return ERR_NONE;
	if (ballot_body_read(entry->body, &body, &field)) {
		log_line(LOG_ERROR, "outbox.ballot", "err=invalid field=%s", field);
		return ERR_INVALID;
	}
	if (body.ballot.subject != SUBJECT_DECLARATION)
		return ERR_NONE;
	subject->has_one = true;
	snprintf(subject->identity, sizeof subject->identity, "%.*s", NUMBER_IDENTITY, body.ballot.ref);
	subject->phase = body.ballot.phase;
	subject->level = proof_level(body.ballot.proof);
	return ERR_NONE;
}

enum err outbox_insert(struct db *db, const struct outbox_row *row, bool *added)
{
	const struct entry *entry = row->entry;
	struct db_query *query;

	*added = false;
	enum err err = db_prepare(db,
		"INSERT INTO entry"
		" (position, id, incarnation, seq, at, subject, phase, level, head, hash, bytes) VALUES"
		" ($11, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING position",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, entry->id);
	db_bind_text(query, 2, entry->incarnation);
	db_bind_int(query, 3, entry->seq);
	db_bind_int(query, 4, entry->at);
	if (row->subject->has_one) {
		db_bind_text(query, 5, row->subject->identity);
		db_bind_int(query, 6, row->subject->phase);
		db_bind_int(query, 7, row->subject->level);
	}
	if (row->head)
		db_bind_bytes(query, 8, row->head, CRYPTO_HASH);
	db_bind_bytes(query, 9, row->hash, CRYPTO_HASH);
	db_bind_bytes(query, 10, row->bytes, row->length);
	if (row->position > 0)
		db_bind_int(query, 11, row->position);
	err = db_step(query, added);
	if (!err && *added)
		db_reset(query);
	return err;
}

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

enum err outbox_begin_incarnation(struct db *db)
{
	static const uint8_t start[CRYPTO_HASH];
	uint8_t random[(INCARNATION - 1) / 2];
	char name[INCARNATION];

	crypto_random(random, sizeof random);
	hex_write(random, sizeof random, name);
	log_line(LOG_INFO, "outbox.incarnation", "name=%s", name);
	return db_do(db, NULL,
		"INSERT INTO incarnation (name, seq, head, acknowledged) VALUES ($1, 0, $2, 0)", "tb", name,
		start, sizeof start);
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
	if (entry->seq == 1)
		err = read_incarnation(db, running->position - 1, &before, &has_one);
	if (!err && has_one) {
		memcpy(entry->previous, before.name, INCARNATION);
		entry->previous_seq = before.seq;
	}
	return err;
}

static enum err store_entry(struct db *db, struct entry *entry, const struct outbox_subject *subject)
{
	struct incarnation running;
	uint8_t hash[CRYPTO_HASH];
	struct buf bytes;
	bool added = false;

	enum err err = place_entry(db, entry, &running);
	if (err)
		return err;
	buf_init(&bytes, ENTRY_BYTES + 1);
	err = entry_write(&bytes, entry);
	if (!err) {
		crypto_hash_make(bytes.at, bytes.length, hash);
		chain_step(running.head, hash);
		struct outbox_row row = {0, entry, subject, bytes.at, bytes.length, hash, running.head};
		err = outbox_insert(db, &row, &added);
	}
	buf_finish(&bytes);
	if (!err && !added) { // its seq is taken: the counter and the rows contradict each other
		log_line(LOG_ERROR, "outbox.put", "err=corrupt seq=%lld", (long long)entry->seq);
		err = ERR_CORRUPT;
	}
	if (!err)
		err = db_do(db, NULL, "UPDATE incarnation SET seq = $1, head = $2 WHERE position = $3", "ibi",
			running.seq, running.head, sizeof running.head, running.position);
	return err;
}

static enum err put_in(struct db *db, struct entry *entry, const struct outbox_subject *subject)
{
	bool is_there;

	enum err err = db_begin(db);
	if (!err)
		err = db_do(db, &is_there, "SELECT 1 FROM entry WHERE id = $1", "t", entry->id);
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
	if (err == ERR_FULL && !cache_shrink(local)) {
		entry.previous[0] = '\0';
		err = put_once(local, &entry, &subject);
	}
	return err;
}

// ---- taking ----

// Do the columns say what the bytes say? (They are compact JSON, written by entry_write().)
static bool is_named_so(const struct outbox_entry *entry)
{
	char id[ID_SIZE + 8], incarnation[INCARNATION + 9], seq[40];

	snprintf(id, sizeof id, "\"id\":\"%s\"", entry->id);
	snprintf(incarnation, sizeof incarnation, "\"inc\":\"%s\"", entry->incarnation);
	snprintf(seq, sizeof seq, "\"seq\":%lld,", (long long)entry->seq);
	return strstr(entry->bytes, id) && strstr(entry->bytes, incarnation) && strstr(entry->bytes, seq);
}

// A row that is no longer what its hash says is not sent: the file is broken, and will be made anew.
static enum err read_row(struct db_query *query, struct arena *arena, struct outbox_entry *entry)
{
	uint8_t hash[CRYPTO_HASH];
	size_t length;

	entry->position = db_int(query, 0);
	snprintf(entry->incarnation, sizeof entry->incarnation, "%s", db_text(query, 1));
	entry->seq = db_int(query, 2);
	snprintf(entry->id, sizeof entry->id, "%s", db_text(query, 3));
	const void *told = db_bytes(query, 4, &length);
	bool is_whole = length == CRYPTO_HASH;
	if (is_whole)
		memcpy(entry->hash, told, CRYPTO_HASH);
	const char *bytes = db_bytes(query, 5, &entry->length);
	entry->bytes = arena_copy(arena, bytes, entry->length);
	crypto_hash_make(entry->bytes, entry->length, hash);
	if (is_whole && memcmp(hash, entry->hash, CRYPTO_HASH) == 0 && is_named_so(entry))
		return ERR_NONE;
	log_line(LOG_ERROR, "outbox.row", "err=corrupt position=%lld", (long long)entry->position);
	return ERR_CORRUPT;
}

static enum err list_rows(
	struct db_query *query, struct arena *arena, struct outbox_entry *list, size_t most, size_t *count)
{
	size_t bytes = 0, length;
	bool row = false;
	enum err err = ERR_NONE;

	while (!err && *count < most && !(err = db_step(query, &row)) && row) {
		// An incarnation at a time: its entries arrive in order.
		if (*count > 0 && strcmp(list[0].incarnation, db_text(query, 1)) != 0)
			break;
		db_bytes(query, 5, &length);
		bytes += length + 1;
		if (bytes > ENTRIES_BYTES)
			break;
		err = read_row(query, arena, &list[*count]);
		*count += !err;
	}
	if (row)
		db_reset(query);
	return err;
}

enum err outbox_list(struct local *local, struct arena *arena, int64_t after, size_t most, bool aside,
	struct outbox_entry **entries, size_t *count)
{
	static const char *const lists[] = {
		"SELECT position, incarnation, seq, id, hash, bytes FROM entry"
		" WHERE state < 2 AND state = 0 AND position > $1 ORDER BY position",
		"SELECT position, incarnation, seq, id, hash, bytes FROM entry"
		" WHERE state < 2 AND state = 1 AND position > $1 ORDER BY position",
	};
	struct db_query *query;
	struct db *db;

	*count = 0;
	*entries = arena_array(arena, struct outbox_entry, most);
	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = db_prepare(db, lists[aside], &query);
	if (!err) {
		db_bind_int(query, 1, after);
		err = list_rows(query, arena, *entries, most, count);
	}
	return outbox_leave(local, err);
}

enum err outbox_set_aside(struct local *local, const char *id, const char *why)
{
	struct db *db;

	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = db_begin(db);
	if (!err)
		err = db_do(db, NULL, "UPDATE entry SET state = 1, code = $2 WHERE id = $1 AND state = 0",
			"tt", id, why);
	if (!err)
		err = db_commit(db);
	log_line(LOG_WARNING, "outbox.aside", "id=%s why=%s err=%s", id, why, err_name(err));
	return outbox_leave(local, err);
}

// ---- telling ----

static enum err read_tally(struct db *db, struct outbox_count *count)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(db, "SELECT state, count FROM tally", &query);
	while (!err && !(err = db_step(query, &row)) && row) {
		int64_t state = db_int(query, 0), rows = db_int(query, 1);
		count->total += rows;
		count->pending += state == KEPT_PENDING ? rows : 0;
		count->aside += state == KEPT_ASIDE ? rows : 0;
		count->refused += state == KEPT_REFUSED ? rows : 0;
	}
	return err;
}

static enum err read_oldest(struct db *db, int64_t *at)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(
		db, "SELECT at FROM entry WHERE state < 2 AND state = 0 ORDER BY position LIMIT 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (!err && row) {
		*at = db_int(query, 0);
		db_reset(query);
	}
	return err;
}

enum err outbox_count(struct local *local, struct outbox_count *count)
{
	struct db *db;

	memset(count, 0, sizeof *count);
	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = read_tally(db, count);
	if (!err && count->pending > 0)
		err = read_oldest(db, &count->oldest_at);
	return outbox_leave(local, err);
}

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

enum err outbox_has_ballot(
	struct local *local, const char *identity, enum phase phase, bool proven, bool *has)
{
	struct db *db;

	*has = false;
	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = db_do(db, has,
		"SELECT 1 FROM entry WHERE subject = $1 AND phase = $2 AND level >= $3 AND state <> 5", "tii",
		identity, (int64_t)phase, (int64_t)proven);
	return outbox_leave(local, err);
}

enum err outbox_can_store(struct local *local)
{
	static const uint8_t probe[PROBE_BYTES];
	struct db *db;

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
