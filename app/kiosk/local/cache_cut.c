// SPDX-License-Identifier: Apache-2.0
// A full disk costs the cache first: it is cut to what the board needs, until a snapshot fits again.
#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/part.h"
#include <string.h>

#define BOARD_MOST 2000 // rows a cut cache keeps of each kind
#define NAMES_MOST 4000
#define KEPT_BYTES ((size_t)16 << 20)

bool cache_is_cut(struct local *local)
{
	pthread_mutex_lock(&local->cache_lock);
	bool is_cut = local->is_cache_cut;
	pthread_mutex_unlock(&local->cache_lock);
	return is_cut;
}

struct kept_row {
	enum feed_kind kind;
	const char *key, *value;
};

struct kept_rows {
	struct arena arena;
	struct kept_row *rows;
	size_t count;
	int64_t after;
	char epoch[ID_SIZE];
};

static enum err keep_rows(struct kept_rows *kept, struct db_query *query, size_t most)
{
	enum err err;
	bool row;

	while (!(err = db_step(query, &row)) && row) {
		struct kept_row *next = &kept->rows[kept->count];
		next->kind = feed_kind_find(db_text(query, 0));
		next->key = arena_text(&kept->arena, db_text(query, 1));
		next->value = arena_text(&kept->arena, db_text(query, 2));
		if (++kept->count == most) {
			db_reset(query);
			break;
		}
	}
	return err;
}

static enum err keep_board(struct kept_rows *kept, struct db *db)
{
	struct db_query *query;

	enum err err = db_prepare(db,
		"SELECT 'declaration', identity, value FROM declaration"
		" WHERE generation = (SELECT generation FROM shown) AND urgency < $1 ORDER BY urgency, place",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, URGENCY_FINISHED);
	err = keep_rows(kept, query, BOARD_MOST);
	if (!err)
		err = db_prepare(db,
			"SELECT kind, key, value FROM thing WHERE generation = (SELECT generation FROM shown)"
			" AND kind IN ('call', 'figures', 'unit', 'officer', 'step')",
			&query);
	return err ? err : keep_rows(kept, query, BOARD_MOST + NAMES_MOST);
}

static enum err put_back(struct kept_rows *kept, struct db *db)
{
	bool added;

	enum err err = db_begin(db);
	for (size_t i = 0; i < kept->count && !err; i++) {
		const struct kept_row *row = &kept->rows[i];
		json_t *value;
		if (json_open(row->value, strlen(row->value), &value))
			continue;
		struct feed_change change = {.kind = row->kind, .key = row->key, .value = value};
		err = cache_write(db, 1, &change, &added);
		json_decref(value);
	}
	if (!err)
		err = db_do(db, NULL, "UPDATE shown SET generation = 1, after = $1, epoch = $2, is_cut = 1",
			"it", kept->after, kept->epoch);
	return err ? err : db_commit(db);
}

// Deleting rows gives nothing back to the disk; deleting the file does, at once.
static enum err shrink_in(struct local *local, struct kept_rows *kept)
{
	enum err err = cache_read_cursor(local->cache, &kept->after, kept->epoch);

	if (!err)
		err = keep_board(kept, local->cache);
	if (err)
		return err;
	err = cache_renew(local);
	if (!err)
		err = put_back(kept, local->cache);
	if (!err)
		local->is_cache_cut = true;
	log_line(LOG_WARNING, "cache.cut", "rows=%zu err=%s", kept->count, err_name(err));
	return err;
}

enum err cache_shrink(struct local *local)
{
	struct kept_rows kept = {0};
	struct db *db;

	enum err err = cache_enter(local, &db);
	if (err)
		return err;
	if (local->is_cache_cut)
		return cache_leave(local, ERR_FULL);
	arena_init(&kept.arena, KEPT_BYTES);
	kept.rows = arena_array(&kept.arena, struct kept_row, BOARD_MOST + NAMES_MOST);
	err = cache_leave(local, shrink_in(local, &kept));
	arena_finish(&kept.arena);
	if (!err)
		freshness_store(local);
	return err;
}
