// SPDX-License-Identifier: Apache-2.0
// The outbox as others see it: what goes next, what was set aside, how much there is.
#include "base/crypto.h"
#include "base/log.h"
#include "kiosk/local/outbox.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

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

enum err outbox_has_ballot(
	struct local *local, const char *identity, enum phase phase, bool proven, bool *has)
{
	struct db *db;

	*has = false;
	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = db_has(db, has,
		"SELECT 1 FROM entry WHERE subject = $1 AND phase = $2 AND level >= $3 AND state <> 5", "tii",
		identity, (int64_t)phase, (int64_t)proven);
	return outbox_leave(local, err);
}
