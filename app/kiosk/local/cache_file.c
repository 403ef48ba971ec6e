// SPDX-License-Identifier: Apache-2.0
// cache.db as a file: what is lost with it comes again from central, so a broken one is deleted and a full
// disk costs it first.
#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/file.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/part.h"
#include "kiosk/local/schema.h"
#include <stdio.h>
#include <string.h>

#define CACHE_FILE "cache.db"
#define CACHE_APPLICATION 0x53616f43	 // "SaoC"
#define CACHE_PAGES ((int64_t)32768)	 // 128 MiB
#define CACHE_AGAIN ((int64_t)10 * 1000) // ms until a cache there was no room for is tried again
#define BOARD_MOST 2000			 // rows a cut cache keeps of each kind
#define NAMES_MOST 4000
#define KEPT_BYTES ((size_t)16 << 20)

// ---- opening ----

void cache_remove(struct local *local)
{
	char path[FILE_PATH];

	file_path(path, local->folder, CACHE_FILE);
	file_remove(path);
	file_path(path, local->folder, CACHE_FILE "-wal");
	file_remove(path);
}

static enum err read_cut(struct db *db, bool *is_cut)
{
	return db_has(db, is_cut, "SELECT 1 FROM shown WHERE is_cut = 1", "");
}

static enum err open_as(struct local *local, enum db_use use)
{
	char path[FILE_PATH], target[FILE_PATH + 8];
	int ran;

	file_path(path, local->folder, CACHE_FILE);
	snprintf(target, sizeof target, "sqlite:%s", path);
	struct db_options options = {.target = target,
		.use = use,
		.is_refetchable = true,
		.page_limit = use == DB_READ ? 0 : CACHE_PAGES,
		.application = CACHE_APPLICATION};
	enum err err = db_open(&local->cache, &options);
	if (err) {
		local->cache = NULL;
		return err;
	}
	if (use != DB_READ)
		err = migrate_run(local->cache, CACHE_MIGRATIONS, CACHE_SCHEMA, &ran);
	if (!err)
		err = read_cut(local->cache, &local->is_cache_cut);
	if (err) {
		db_close(local->cache);
		local->cache = NULL;
	}
	return err;
}

enum err cache_open(struct local *local)
{
	enum err err = open_as(local, DB_OWN);

	// A file of a newer program is no use either; it can be had again.
	if (err == ERR_CORRUPT || err == ERR_UNSUPPORTED || err == ERR_FULL) {
		log_line(LOG_WARNING, "cache.anew", "why=%s", err_name(err));
		cache_remove(local);
		err = open_as(local, DB_OWN);
	}
	if (err == ERR_READ_ONLY && !open_as(local, DB_READ))
		return ERR_NONE;
	return err == ERR_FULL || err == ERR_READ_ONLY ? ERR_NONE : err;
}

// ---- in and out ----

enum err cache_enter(struct local *local, struct db **db)
{
	pthread_mutex_lock(&local->cache_lock);
	// There was no room for it when it was last opened; by now there may be.
	int64_t now = clock_boot(local->clock);
	if (!local->cache && now >= local->cache_again_at) {
		local->cache_again_at = now + CACHE_AGAIN;
		local->version++;
		if (cache_open(local))
			log_line(LOG_WARNING, "cache.open", "again=%d", (int)(CACHE_AGAIN / 1000));
	}
	*db = local->cache;
	if (*db)
		return ERR_NONE;
	pthread_mutex_unlock(&local->cache_lock);
	return ERR_FULL;
}

enum err cache_leave(struct local *local, enum err err)
{
	if (local->cache)
		db_rollback(local->cache);
	if (err == ERR_CORRUPT) {
		log_line(LOG_ERROR, "cache.anew", "why=corrupt");
		db_close(local->cache);
		cache_remove(local);
		local->version++;
		if (open_as(local, DB_OWN))
			local->cache = NULL;
	}
	if (err == ERR_IO)
		local->is_broken = true;
	pthread_mutex_unlock(&local->cache_lock);
	return err;
}

// ---- a full disk ----

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

static enum err read_cursor(struct db *db, int64_t *after, char epoch[ID_SIZE])
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db, "SELECT after, epoch FROM shown WHERE one = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (!err && row) {
		*after = db_int(query, 0);
		snprintf(epoch, ID_SIZE, "%s", db_text(query, 1));
		db_reset(query);
	}
	return err;
}

// Deleting rows gives nothing back to the disk; deleting the file does, at once.
static enum err shrink_in(struct local *local, struct kept_rows *kept)
{
	enum err err = read_cursor(local->cache, &kept->after, kept->epoch);

	if (!err)
		err = keep_board(kept, local->cache);
	if (err)
		return err;
	db_close(local->cache);
	cache_remove(local);
	err = open_as(local, DB_OWN);
	if (!err)
		err = put_back(kept, local->cache);
	if (!err)
		local->is_cache_cut = true;
	local->version++;
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

enum err cache_cursor(struct local *local, int64_t *after, char epoch[ID_SIZE])
{
	struct db *db;

	*after = 0;
	epoch[0] = '\0';
	pthread_mutex_lock(&local->cache_lock);
	enum err err = local->cache ? ERR_NONE : cache_open(local);
	pthread_mutex_unlock(&local->cache_lock);
	if (!err)
		err = cache_enter(local, &db);
	return err ? err : cache_leave(local, read_cursor(db, after, epoch));
}
