// SPDX-License-Identifier: Apache-2.0
#include "central/store/store.h"
#include "base/log.h"
#include "base/text.h"
#include "central/store/schema.h"
#include <stdio.h>
#include <string.h>

static enum err counter_read(struct store *store, bool *found)
{
	struct db_query *query;

	enum err err =
		db_prepare(store->db, "SELECT epoch, feed, position FROM counter WHERE id = 1", &query);
	if (!err)
		err = db_step(query, found);
	if (err || !*found)
		return err;
	snprintf(store->epoch, sizeof store->epoch, "%s", db_text(query, 0));
	store->feed = db_int(query, 1);
	store->position = db_int(query, 2);
	db_reset(query);
	return ERR_NONE;
}

static enum err counter_make(struct store *store)
{
	char epoch[ID_SIZE];

	id_make(&store->ids, clock_wall(store->clock), epoch);
	return db_do(store->db, NULL,
		"INSERT INTO counter (id, epoch, feed, position, floor) VALUES (1, $1, 0, 0, 0)"
		" ON CONFLICT DO NOTHING",
		"t", epoch);
}

// A writer's database is brought up to date; a reader's must be.
static enum err schema_open(struct store *store)
{
	int version = 0, ran = 0;

	if (store->options.use == DB_READ) {
		enum err err = migrate_version(store->db, &version);
		if (!err && version != (int)SCHEMA_COUNT) {
			log_line(LOG_ERROR, "store.open", "err=unsupported database=%d program=%d", version,
				(int)SCHEMA_COUNT);
			err = ERR_UNSUPPORTED;
		}
		return err;
	}
	enum err err = db_lease(store->db);
	if (!err)
		err = migrate_run(store->db, SCHEMA, SCHEMA_COUNT, &ran);
	return err ? err : counter_make(store);
}

enum err store_open(struct store *store, const struct store_options *options)
{
	bool found = false;
	const struct db_options db_options = {
		.driver = text_starts(options->target, "postgres") ? &DB_POSTGRES : &DB_SQLITE,
		.target = options->target,
		.use = options->use,
		.application = STORE_APPLICATION,
	};

	memset(store, 0, sizeof *store);
	store->options = *options;
	store->clock = options->clock;
	store->secrets = options->secrets;
	enum err err = db_open(&store->db, &db_options);
	if (!err)
		err = schema_open(store);
	if (!err)
		err = counter_read(store, &found);
	if (!err && !found)
		err = ERR_CORRUPT;
	if (err)
		store_close(store);
	return err;
}

void store_close(struct store *store)
{
	db_close(store->db);
	store->db = NULL;
}

enum err store_reopen(struct store *store)
{
	const struct store_options options = store->options;

	store_close(store);
	return store_open(store, &options);
}

// ---- transactions ----

static struct store_mark mark_here(const struct store *store)
{
	return (struct store_mark){store->feed, store->position, store->touched_count, store->touched_all};
}

static void mark_return(struct store *store, const struct store_mark *mark)
{
	store->feed = mark->feed;
	store->position = mark->position;
	store->touched_count = mark->touched;
	store->touched_all = mark->touched_all;
}

enum err store_begin(struct store *store)
{
	bool found;

	store->touched_count = 0;
	store->touched_all = false;
	enum err err = db_begin(store->db);
	if (!err)
		err = counter_read(store, &found);
	if (!err && !found)
		err = ERR_CORRUPT;
	store->begun = mark_here(store);
	if (err)
		store_rollback(store);
	return err;
}

enum err store_commit(struct store *store)
{
	enum err err = ERR_NONE;

	if (store->feed != store->begun.feed || store->position != store->begun.position)
		err = db_do(store->db, NULL, "UPDATE counter SET feed = $1, position = $2 WHERE id = 1", "ii",
			store->feed, store->position);
	if (!err)
		err = db_commit(store->db);
	if (err)
		store_rollback(store);
	return err;
}

// There and back: SQLite does not write what is the same as before.
enum err store_prove(struct store *store)
{
	static const char MOVE[] = "UPDATE counter SET floor = floor + $1 WHERE id = 1";
	enum err err = db_do(store->db, NULL, MOVE, "i", (int64_t)1);

	return err ? err : db_do(store->db, NULL, MOVE, "i", (int64_t)-1);
}

void store_rollback(struct store *store)
{
	db_rollback(store->db);
	mark_return(store, &store->begun);
}

enum err store_savepoint(struct store *store)
{
	store->saved = mark_here(store);
	return db_savepoint(store->db);
}

enum err store_release(struct store *store)
{
	return db_release(store->db);
}

enum err store_rollback_to(struct store *store)
{
	mark_return(store, &store->saved);
	return db_rollback_to(store->db);
}

bool store_is_data_error(enum err err)
{
	switch (err) {
	case ERR_INVALID:
	case ERR_TOO_BIG:
	case ERR_NOT_FOUND:
	case ERR_CONFLICT:
	case ERR_DENIED:
	case ERR_EXPIRED:
	case ERR_UNSUPPORTED:
		return true;
	case ERR_NONE:
	case ERR_FULL:
	case ERR_IO:
	case ERR_READ_ONLY:
	case ERR_BUSY:
	case ERR_CORRUPT:
	case ERR_NETWORK:
	case ERR_CONFIG:
	case ERR_COUNT:
	default:
		return false;
	}
}

// ---- the change log ----

static void touch(struct store *store, const char *unit)
{
	for (size_t i = 0; i < store->touched_count; i++)
		if (strcmp(store->touched[i], unit) == 0)
			return;
	if (*unit == '\0' || store->touched_count == STORE_TOUCHED)
		store->touched_all = true;
	else
		snprintf(store->touched[store->touched_count++], UNIT_ID, "%s", unit);
}

enum err store_publish(
	struct store *store, const char *unit, const char *kind, const char *key, const char *value)
{
	bool is_new;

	enum err err = db_do(store->db, &is_new,
		"INSERT INTO change (unit, kind, key, n, value) VALUES ($1, $2, $3, $4, $5)"
		" ON CONFLICT (unit, kind, key) DO UPDATE SET n = excluded.n, value = excluded.value"
		" WHERE change.value IS DISTINCT FROM excluded.value",
		"tttit", unit, kind, key, store->feed + 1, value);
	if (!err && is_new) {
		store->feed++;
		touch(store, unit);
	}
	return err;
}

enum err store_renew_epoch(struct store *store)
{
	id_make(&store->ids, clock_wall(store->clock), store->epoch);
	return db_do(store->db, NULL, "UPDATE counter SET epoch = $1 WHERE id = 1", "t", store->epoch);
}

enum err store_count(struct store *store, struct store_counts *counts)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(store->db,
		"SELECT position, feed, (SELECT count(*) FROM parked), (SELECT count(*) FROM apart),"
		" (SELECT count(*) FROM health WHERE chain = 'differs') FROM counter WHERE id = 1",
		&query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_CORRUPT;
	counts->position = db_int(query, 0);
	counts->feed = db_int(query, 1);
	counts->parked = db_int(query, 2);
	counts->apart = db_int(query, 3);
	counts->chain_differs = db_int(query, 4);
	db_reset(query);
	return ERR_NONE;
}
