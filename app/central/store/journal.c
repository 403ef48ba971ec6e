// SPDX-License-Identifier: Apache-2.0
#include "central/store/journal.h"
#include "base/log.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

static enum err put_apart(struct store *store, const struct journal_row *row, const char *code)
{
	bool is_new;

	enum err err = db_do(store->db, &is_new,
		"INSERT INTO apart (kiosk, hash, id, incarnation, seq, code, bytes, received)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
		"tbttitbi", row->kiosk, row->hash, sizeof row->hash, row->id, row->incarnation, row->seq,
		code, row->bytes, row->length, row->received);
	if (!err && is_new)
		log_line(LOG_ERROR, "journal.apart", "kiosk=%s inc=%s seq=%lld code=%s", row->kiosk,
			row->incarnation, (long long)row->seq, code);
	return err;
}

// Why the insert gave no row: the same entry again, or other bytes under its id or in its place.
static enum err tell_apart(struct store *store, const struct journal_row *row, const char *otherwise,
	enum verdict *verdict, const char **code)
{
	struct db_query *query;
	bool is_row, is_same_id = false, is_same = false;

	enum err err = db_prepare(store->db,
		"SELECT id, hash FROM journal WHERE id = $1 OR (kiosk = $2 AND incarnation = $3 AND seq = "
		"$4)",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, row->id);
	db_bind_text(query, 2, row->kiosk);
	db_bind_text(query, 3, row->incarnation);
	db_bind_int(query, 4, row->seq);
	while (!(err = db_step(query, &is_row)) && is_row) {
		size_t length;
		const void *hash = db_bytes(query, 1, &length);
		bool is_id = strcmp(db_text(query, 0), row->id) == 0;
		is_same_id = is_same_id || is_id;
		is_same = is_same || (is_id && length == sizeof row->hash &&
					     memcmp(hash, row->hash, sizeof row->hash) == 0);
	}
	if (err)
		return err;
	*verdict = is_same ? VERDICT_DUPLICATE : VERDICT_REFUSED;
	*code = is_same ? "" : is_same_id ? REFUSED_CONFLICT : otherwise;
	return is_same ? ERR_NONE : put_apart(store, row, *code);
}

static enum err insert(struct store *store, struct journal_row *row, bool *is_new)
{
	struct db_query *query;

	row->position = store->position + 1;
	enum err err = db_prepare(store->db,
		"INSERT INTO journal (position, id, kiosk, incarnation, seq, kind, hash, bytes, received, "
		"dated,"
		" verdict, code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
		" ON CONFLICT DO NOTHING",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, row->position);
	db_bind_text(query, 2, row->id);
	db_bind_text(query, 3, row->kiosk);
	if (row->seq) {
		db_bind_text(query, 4, row->incarnation);
		db_bind_int(query, 5, row->seq);
	}
	db_bind_text(query, 6, row->kind);
	db_bind_bytes(query, 7, row->hash, sizeof row->hash);
	db_bind_bytes(query, 8, row->bytes, row->length);
	db_bind_int(query, 9, row->received);
	db_bind_int(query, 10, row->dated);
	db_bind_text(query, 11, VERDICT_KEYS[row->verdict]);
	db_bind_text(query, 12, row->code);
	err = db_change(query, is_new);
	if (*is_new)
		store->position = row->position;
	return err;
}

enum err journal_put(
	struct store *store, struct journal_row *row, enum verdict *verdict, const char **code, bool *is_new)
{
	enum err err = insert(store, row, is_new);

	*verdict = row->verdict;
	*code = row->code;
	if (err || *is_new)
		return err;
	err = tell_apart(store, row, REFUSED_FORK, verdict, code);
	if (err || *verdict != VERDICT_REFUSED || !row->seq)
		return err;
	// An id used before in a place of its own: the place is taken, so that the sequence goes on.
	row->verdict = VERDICT_REFUSED;
	row->code = *code;
	journal_name_unreadable(row);
	return insert(store, row, is_new);
}

enum err journal_put_other(
	struct store *store, const struct journal_row *row, enum verdict *verdict, const char **code)
{
	return tell_apart(store, row, REFUSED_NAME, verdict, code);
}

void journal_name_unreadable(struct journal_row *row)
{
	char hex[2 * CRYPTO_HASH + 1];

	hex_write(row->hash, sizeof row->hash, hex);
	hex[2 * CRYPTO_HASH] = '\0';
	snprintf(row->id, sizeof row->id, "%.24s!%s", row->kiosk, hex);
}

enum err journal_get(struct store *store, struct arena *arena, int64_t position, struct journal_row *row)
{
	struct db_query *query;
	bool is_row;
	size_t length;

	enum err err = db_prepare(store->db,
		"SELECT id, kiosk, incarnation, seq, hash, bytes, received, dated FROM journal WHERE "
		"position = $1",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, position);
	err = db_step(query, &is_row);
	if (err || !is_row)
		return err ? err : ERR_NOT_FOUND;
	memset(row, 0, sizeof *row);
	row->position = position;
	row->kind = row->code = "";
	snprintf(row->id, sizeof row->id, "%s", db_text(query, 0));
	snprintf(row->kiosk, sizeof row->kiosk, "%s", db_text(query, 1));
	snprintf(row->incarnation, sizeof row->incarnation, "%s", db_text(query, 2));
	row->seq = db_int(query, 3);
	const void *hash = db_bytes(query, 4, &length);
	if (length == sizeof row->hash)
		memcpy(row->hash, hash, sizeof row->hash);
	const void *bytes = db_bytes(query, 5, &row->length);
	row->bytes = arena_copy(arena, bytes, row->length);
	row->received = db_int(query, 6);
	row->dated = db_int(query, 7);
	db_reset(query);
	return ERR_NONE;
}

enum err journal_set_dated(struct store *store, int64_t position, int64_t dated)
{
	return db_do(
		store->db, NULL, "UPDATE journal SET dated = $2 WHERE position = $1", "ii", position, dated);
}

// Steps through a query of one column of positions.
static enum err positions_read(struct db_query *query, int64_t *positions, size_t room, size_t *count)
{
	bool is_row;
	enum err err;

	*count = 0;
	while (!(err = db_step(query, &is_row)) && is_row) {
		if (*count == room) {
			db_reset(query);
			break;
		}
		positions[(*count)++] = db_int(query, 0);
	}
	return err;
}

enum err journal_list(struct store *store, int64_t after, int64_t *positions, size_t room, size_t *count)
{
	struct db_query *query;

	enum err err = db_prepare(store->db,
		"SELECT position FROM journal WHERE position > $1 AND verdict <> 'refused'"
		" AND NOT EXISTS (SELECT 1 FROM parked WHERE parked.position = journal.position)"
		" ORDER BY position LIMIT $2",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, after);
	db_bind_int(query, 2, (int64_t)room);
	return positions_read(query, positions, room, count);
}

enum err parked_put(
	struct store *store, int64_t position, const char *reason, const char *ref, const char *tag)
{
	return db_do(store->db, NULL,
		"INSERT INTO parked (position, reason, ref, tag) VALUES ($1, $2, $3, $4)"
		" ON CONFLICT (position) DO UPDATE SET reason = excluded.reason, ref = excluded.ref",
		"ittt", position, reason, ref, tag);
}

enum err parked_drop(struct store *store, int64_t position)
{
	return db_do(store->db, NULL, "DELETE FROM parked WHERE position = $1", "i", position);
}

enum err parked_list(struct store *store, const char *reason, const char *ref, int64_t after,
	int64_t *positions, size_t room, size_t *count)
{
	struct db_query *query;

	enum err err = db_prepare(store->db,
		"SELECT position FROM parked WHERE ref = $1 AND reason = $2 AND position > $4"
		" ORDER BY position LIMIT $3",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, ref);
	db_bind_text(query, 2, reason);
	db_bind_int(query, 3, (int64_t)room);
	db_bind_int(query, 4, after);
	return positions_read(query, positions, room, count);
}
