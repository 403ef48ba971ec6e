// SPDX-License-Identifier: Apache-2.0
// Writing what central told: pages of the feed, and snapshots loaded beside the generation shown.
#include "kiosk/local/cache.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

#define VALUE_BYTES ((size_t)256 * 1024) // of one change; a procedure with twelve sections has 30 kB
#define PIECE 500			 // rows of a snapshot in one transaction

// ---- one row ----

static int64_t latest_time(const struct feed_declaration *declaration)
{
	int64_t latest = 0;

	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (declaration->times[stage] > latest)
			latest = declaration->times[stage];
	return latest;
}

// Since when the "after" ballot is open: the first of the stages that open it.
static int64_t opened_at(const struct feed_declaration *declaration)
{
	int64_t opened = 0;

	for (int stage = 0; stage < STAGE_COUNT; stage++) {
		int64_t time = declaration->times[stage];
		if (STAGES[stage].opens_after && time > 0 && (!opened || time < opened))
			opened = time;
	}
	return opened;
}

// Place on the board among those of one urgency: who has waited longest first, who finished last first.
static int64_t board_place(const struct feed_declaration *declaration, int64_t since)
{
	if (STAGES[declaration->stage].urgency == URGENCY_FINISHED)
		return -since;
	if (!since)
		since = latest_time(declaration);
	return since ? since : INT64_MAX;
}

static enum err write_declaration(
	struct db *db, int64_t generation, const struct feed_change *change, const char *value, bool *added)
{
	struct feed_declaration declaration;
	struct db_query *query;

	if (feed_declaration_read(change->value, &declaration)) {
		log_line(LOG_WARNING, "cache.value", "err=invalid kind=declaration n=%lld",
			(long long)change->n);
		return ERR_NONE;
	}
	int64_t since = declaration.times[declaration.stage];
	enum err err = db_prepare(db,
		"INSERT INTO declaration (generation, identity, urgency, place, since, stage, channel, shown,"
		" enterprise, type, counter, owner, opened, rated, value)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
		" ON CONFLICT (generation, identity) DO UPDATE SET urgency = excluded.urgency,"
		" place = excluded.place, since = excluded.since, stage = excluded.stage,"
		" channel = excluded.channel, shown = excluded.shown, enterprise = excluded.enterprise,"
		" type = excluded.type, counter = excluded.counter, owner = excluded.owner,"
		" opened = excluded.opened, rated = excluded.rated, value = excluded.value",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, generation);
	db_bind_text(query, 2, change->key);
	db_bind_int(query, 3, STAGES[declaration.stage].urgency);
	db_bind_int(query, 4, board_place(&declaration, since));
	db_bind_int(query, 5, since);
	db_bind_text(query, 6, STAGES[declaration.stage].key);
	db_bind_text(query, 7, CHANNEL_KEYS[declaration.channel]);
	db_bind_text(query, 8, declaration.shown);
	db_bind_text(query, 9, declaration.enterprise);
	db_bind_text(query, 10, declaration.type);
	db_bind_text(query, 11, declaration.counter);
	if (declaration.has_proof)
		db_bind_bytes(query, 12, declaration.owner, sizeof declaration.owner);
	db_bind_int(query, 13, opened_at(&declaration));
	db_bind_int(query, 14, declaration.rated);
	db_bind_text(query, 15, value);
	return db_change(query, added);
}

static enum err write_thing(
	struct db *db, int64_t generation, const struct feed_change *change, const char *value, bool *added)
{
	struct feed_name name = {0};
	struct arena arena;
	const char *folded = NULL, *parent = NULL;

	arena_init(&arena, 0);
	bool is_name = change->kind == FEED_UNIT || change->kind == FEED_OFFICER || change->kind == FEED_STEP;
	if (is_name && !feed_name_read(change->value, &name)) {
		folded = text_fold(&arena, arena_format(&arena, "%s\n%s", name.vi, name.en));
		parent = name.parent;
	}
	enum err err = db_do(db, added,
		"INSERT INTO thing (generation, kind, key, folded, parent, value)"
		" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (generation, kind, key)"
		" DO UPDATE SET folded = excluded.folded, parent = excluded.parent, value = excluded.value",
		"ittttt", generation, FEED_KIND_KEYS[change->kind], change->key, folded, parent, value);
	arena_finish(&arena);
	return err;
}

static enum err remove_row(struct db *db, int64_t generation, const struct feed_change *change)
{
	if (change->kind == FEED_DECLARATION)
		return db_do(db, NULL, "DELETE FROM declaration WHERE generation = $1 AND identity = $2",
			"it", generation, change->key);
	return db_do(db, NULL, "DELETE FROM thing WHERE generation = $1 AND kind = $2 AND key = $3", "itt",
		generation, FEED_KIND_KEYS[change->kind], change->key);
}

enum err cache_write(struct db *db, int64_t generation, const struct feed_change *change, bool *added)
{
	struct buf value;

	*added = false;
	if (change->kind >= FEED_KINDS)
		return ERR_NONE;
	if (!change->value)
		return remove_row(db, generation, change);
	buf_init(&value, VALUE_BYTES);
	json_put(&value, change->value);
	enum err err = ERR_NONE;
	if (value.over)
		log_line(LOG_WARNING, "cache.value", "err=too-big n=%lld", (long long)change->n);
	else if (change->kind == FEED_DECLARATION)
		err = write_declaration(db, generation, change, value.at, added);
	else
		err = write_thing(db, generation, change, value.at, added);
	buf_finish(&value);
	return err;
}

// ---- a page of the feed ----

struct shown {
	int64_t generation;
	char epoch[ID_SIZE];
	bool is_cut;
};

static enum err read_shown(struct db *db, struct shown *shown)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db, "SELECT generation, epoch, is_cut FROM shown WHERE one = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_CORRUPT;
	shown->generation = db_int(query, 0);
	snprintf(shown->epoch, sizeof shown->epoch, "%s", db_text(query, 1));
	shown->is_cut = db_int(query, 2) != 0;
	db_reset(query);
	return ERR_NONE;
}

static bool fits_cut(enum feed_kind kind)
{
	return kind == FEED_DECLARATION || kind == FEED_CALL || kind == FEED_FIGURES || kind == FEED_UNIT ||
	       kind == FEED_OFFICER || kind == FEED_STEP;
}

static enum err apply_in(struct db *db, const struct feed_page *page)
{
	struct shown shown;
	bool added;

	enum err err = db_begin(db);
	if (!err)
		err = read_shown(db, &shown);
	if (!err && strcmp(shown.epoch, page->epoch) != 0)
		return ERR_EXPIRED;
	for (size_t i = 0; i < page->count && !err; i++)
		if (!shown.is_cut || fits_cut(page->changes[i].kind))
			err = cache_write(db, shown.generation, &page->changes[i], &added);
	if (!err)
		err = db_do(db, NULL, "UPDATE shown SET after = $1 WHERE one = 1", "i", page->next);
	return err ? err : db_commit(db);
}

enum err cache_apply(struct local *local, const struct feed_page *page)
{
	struct db *db;

	enum err err = cache_enter(local, &db);
	if (err)
		return err;
	err = cache_leave(local, apply_in(db, page));
	if (!err && page->count > 0)
		local->version++;
	return err;
}

enum err cache_read_cursor(struct db *db, int64_t *after, char epoch[ID_SIZE])
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
	return err ? err : cache_leave(local, cache_read_cursor(db, after, epoch));
}

enum err cache_drop_cursor(struct local *local)
{
	struct db *db;

	enum err err = cache_enter(local, &db);
	if (err)
		return err;
	err = db_begin(db);
	if (!err)
		err = db_do(db, NULL, "UPDATE shown SET epoch = '', after = 0 WHERE one = 1", "");
	return cache_leave(local, err ? err : db_commit(db));
}

int64_t cache_version(struct local *local)
{
	return local->version;
}

// ---- a snapshot ----

static enum err clear_some(struct db *db, int64_t shown, bool *more)
{
	bool declarations, things;

	enum err err = db_begin(db);
	if (!err)
		err = db_do(db, &declarations,
			"DELETE FROM declaration WHERE position IN (SELECT position FROM declaration"
			" WHERE generation < $1 OR generation > $1 LIMIT 500)",
			"i", shown);
	if (!err)
		err = db_do(db, &things,
			"DELETE FROM thing WHERE position IN (SELECT position FROM thing"
			" WHERE generation < $1 OR generation > $1 LIMIT 500)",
			"i", shown);
	if (!err)
		*more = declarations || things;
	return err ? err : db_commit(db);
}

// Rows of other generations: an old one, or one a power cut left half loaded.
static enum err clear_others(struct local *local, int64_t shown)
{
	struct db *db;
	bool more = false;
	enum err err;

	do {
		err = cache_enter(local, &db);
		if (!err)
			err = cache_leave(local, clear_some(db, shown, &more));
	} while (!err && more);
	return err;
}

static enum err load_piece(
	struct db *db, int64_t generation, const struct feed_page *page, size_t from, int64_t *rows)
{
	bool added;

	enum err err = db_begin(db);
	for (size_t i = from; i < page->count && i < from + PIECE && !err; i++) {
		err = cache_write(db, generation, &page->changes[i], &added);
		*rows += added;
	}
	return err ? err : db_commit(db);
}

static enum err count_rows(struct db *db, int64_t generation, int64_t *rows)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db,
		"SELECT (SELECT count(*) FROM declaration WHERE generation = $1)"
		" + (SELECT count(*) FROM thing WHERE generation = $1)",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, generation);
	err = db_step(query, &row);
	if (!err && row) {
		*rows = db_int(query, 0);
		db_reset(query);
	}
	return err;
}

// What was loaded must be there, and nothing else, before it is shown. A key told twice is one row.
static enum err swap_in(struct db *db, int64_t generation, const struct feed_page *page, int64_t loaded)
{
	int64_t rows = -1;

	enum err err = db_begin(db);
	if (!err)
		err = count_rows(db, generation, &rows);
	if (!err && (rows > loaded || (loaded > 0 && rows == 0))) {
		log_line(LOG_ERROR, "cache.snapshot", "err=corrupt loaded=%lld there=%lld", (long long)loaded,
			(long long)rows);
		return ERR_CORRUPT;
	}
	if (!err)
		err = db_do(db, NULL,
			"UPDATE shown SET generation = $1, after = $2, epoch = $3, is_cut = 0 WHERE one = 1",
			"iit", generation, page->next, page->epoch);
	return err ? err : db_commit(db);
}

enum err cache_snapshot(struct local *local, const struct feed_page *page)
{
	struct shown shown;
	struct db *db;
	int64_t loaded = 0;

	enum err err = cache_enter(local, &db);
	if (!err)
		err = cache_leave(local, read_shown(db, &shown));
	if (!err)
		err = clear_others(local, shown.generation);
	for (size_t from = 0; from < page->count && !err; from += PIECE) {
		err = cache_enter(local, &db);
		if (!err)
			err = cache_leave(local, load_piece(db, shown.generation + 1, page, from, &loaded));
	}
	if (!err)
		err = cache_enter(local, &db);
	if (err)
		return err;
	err = swap_in(db, shown.generation + 1, page, loaded);
	if (!err)
		local->is_cache_cut = false;
	err = cache_leave(local, err);
	if (err)
		return err;
	local->version++;
	return clear_others(local, shown.generation + 1);
}
