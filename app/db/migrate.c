// SPDX-License-Identifier: Apache-2.0
#include "db/migrate.h"
#include "base/buf.h"
#include "base/log.h"
#include "db/driver.h"
#include <string.h>

#define SQL_CEILING ((size_t)1 << 20)

// In the order of driver.types.
static const char *const TOKENS[] = {"{int}", "{text}", "{bytes}", "{table}"};
#define TOKEN_COUNT (sizeof TOKENS / sizeof TOKENS[0])

static void put_words(struct buf *out, const char *sql, const char *const *types)
{
	while (*sql) {
		size_t plain = strcspn(sql, "{"), token = 0;
		buf_put(out, sql, plain);
		sql += plain;
		while (*sql && token < TOKEN_COUNT && strncmp(sql, TOKENS[token], strlen(TOKENS[token])) != 0)
			token++;
		if (*sql && token < TOKEN_COUNT) {
			buf_text(out, types[token]);
			sql += strlen(TOKENS[token]);
		} else if (*sql) {
			buf_put(out, sql++, 1);
		}
	}
}

static enum err run_one(struct db *db, const struct migration *migration)
{
	struct buf sql;

	buf_init(&sql, SQL_CEILING);
	put_words(&sql, migration->sql, db->driver->types);
	if (sql.over)
		err_abort("a migration over its ceiling");
	enum err err = db_run(db, sql.at);
	buf_finish(&sql);
	if (!err)
		err = db->driver->set_version(db, migration->number);
	return err;
}

// One migration in one transaction; the number is read again inside, for another process may have been
// faster.
static enum err step_once(struct db *db, const struct migration *list, size_t count, bool *is_done)
{
	int version = 0;

	*is_done = false;
	enum err err = db_begin(db);
	if (err)
		return err;
	err = db->driver->lock_version(db);
	if (!err)
		err = db->driver->get_version(db, &version);
	if (!err && version > (int)count) {
		log_line(LOG_ERROR, "migrate", "err=unsupported database=%d program=%d", version, (int)count);
		err = ERR_UNSUPPORTED;
	}
	if (!err && version == (int)count) {
		*is_done = true;
	} else if (!err) {
		const struct migration *next = &list[version];
		if (next->number != version + 1)
			err_abort("migrations must be numbered 1, 2, 3");
		err = run_one(db, next);
		if (!err)
			err = db_commit(db);
		log_line(err ? LOG_ERROR : LOG_INFO, "migrate", "number=%d name=%s err=%s", next->number,
			next->name, err_name(err));
	}
	db_rollback(db);
	return err;
}

enum err migrate_run(struct db *db, const struct migration *list, size_t count, int *ran)
{
	int version = 0;

	*ran = 0;
	// Nothing to do is the usual case, and must not need the right to write.
	enum err err = migrate_version(db, &version);
	bool is_done = !err && version == (int)count;
	while (!err && !is_done) {
		err = step_once(db, list, count, &is_done);
		*ran += !err && !is_done;
	}
	return err;
}

enum err migrate_version(struct db *db, int *version)
{
	return db->driver->get_version(db, version);
}
