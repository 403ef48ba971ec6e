// SPDX-License-Identifier: Apache-2.0
#include "central/store/change.h"
#include <stdio.h>

enum err change_log_get(struct store *store, struct change_log *log)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(store->db, "SELECT epoch, feed, floor FROM counter WHERE id = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_CORRUPT;
	snprintf(log->epoch, sizeof log->epoch, "%s", db_text(query, 0));
	log->newest = db_int(query, 1);
	log->floor = db_int(query, 2);
	db_reset(query);
	return ERR_NONE;
}

enum err change_newest(struct store *store, const char *unit, int64_t *n)
{
	struct db_query *query;
	bool row;

	*n = 0;
	enum err err = db_prepare(store->db,
		"SELECT max(n) FROM (SELECT max(n) AS n FROM change WHERE unit = $1"
		" UNION ALL SELECT max(n) FROM change WHERE unit = '') AS concerned",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	err = db_step(query, &row);
	if (!err && row) {
		*n = db_int(query, 0);
		db_reset(query);
	}
	return err;
}

enum err change_list(struct store *store, const char *unit, int64_t after, int64_t limit, bool is_snapshot,
	enum err (*put)(void *context, const struct change_row *row), void *context, int64_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	enum err err = db_prepare(store->db,
		"SELECT n, kind, key, value FROM ("
		" SELECT n, kind, key, value FROM change WHERE unit = $1 AND n > $2"
		" UNION ALL SELECT n, kind, key, value FROM change WHERE unit = '' AND n > $2) AS concerned"
		" WHERE value IS NOT NULL OR $4 = 0 ORDER BY n LIMIT $3",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	db_bind_int(query, 2, after);
	db_bind_int(query, 3, limit);
	db_bind_int(query, 4, is_snapshot);
	while (!(err = db_step(query, &row)) && row) {
		const struct change_row change = {db_int(query, 0), db_text(query, 1), db_text(query, 2),
			db_is_null(query, 3) ? NULL : db_text(query, 3)};
		err = put(context, &change);
		if (err) {
			db_reset(query);
			break;
		}
		++*count;
	}
	return err;
}

// ---- what was taken away long ago ----

enum err change_note_night(struct store *store, int day)
{
	return db_do(store->db, NULL,
		"INSERT INTO night_feed (day, feed) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ii",
		(int64_t)day, store->feed);
}

// *upto: where the feed stood that long ago; older nights are of no use any more.
static enum err purge_upto(struct store *store, int day, int64_t *upto)
{
	struct db_query *query;
	int64_t night = 0;
	bool row;

	*upto = 0;
	enum err err = db_prepare(store->db,
		"SELECT day, feed FROM night_feed WHERE day <= $1 ORDER BY day DESC LIMIT 1", &query);
	if (err)
		return err;
	db_bind_int(query, 1, day - CHANGE_DAYS);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		night = db_int(query, 0);
		*upto = db_int(query, 1);
	}
	return err ? err : db_do(store->db, NULL, "DELETE FROM night_feed WHERE day < $1", "i", night);
}

enum err change_purge(struct store *store, int day, int64_t *count)
{
	struct db_query *query;
	int64_t upto, last = 0;
	bool row;

	*count = 0;
	enum err err = purge_upto(store, day, &upto);
	if (!err)
		err = db_prepare(store->db,
			"SELECT count(*), max(n) FROM (SELECT n FROM change WHERE value IS NULL AND n <= $1"
			" ORDER BY n LIMIT $2) AS oldest",
			&query);
	if (err)
		return err;
	db_bind_int(query, 1, upto);
	db_bind_int(query, 2, CHANGE_PURGE);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		*count = db_int(query, 0);
		last = db_int(query, 1);
	}
	if (err || *count == 0)
		return err;
	err = db_do(store->db, NULL, "DELETE FROM change WHERE value IS NULL AND n <= $1", "i", last);
	return err ? err
		   : db_do(store->db, NULL, "UPDATE counter SET floor = $1 WHERE id = 1 AND floor < $1", "i",
			     last);
}
