// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite.h"
#include "base/log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sqlite_query {
	struct db_query query;
	sqlite3_stmt *statement;
	int places[]; // SQLite numbers $n by appearance: places[n] is what it calls $n, 0: n does not occur
};

static struct sqlite *of(struct db *db)
{
	return (struct sqlite *)db;
}

static struct sqlite_query *query_of(struct db_query *query)
{
	return (struct sqlite_query *)query;
}

// ---- what went wrong ----

static enum err from_errno(int number, enum err otherwise)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EROFS:
	case EACCES:
	case EPERM:
		return ERR_READ_ONLY;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	default:
		return otherwise;
	}
}

static enum err from_code(int code, int number)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
		return number == ENOENT ? ERR_IO : from_errno(number, ERR_IO);
	case SQLITE_CANTOPEN:
		return from_errno(number, ERR_IO);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ERR_READ_ONLY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		return ERR_CORRUPT;
	case SQLITE_CONSTRAINT:
		return code == SQLITE_CONSTRAINT_DATATYPE ? ERR_INVALID : ERR_CONFLICT;
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
	case SQLITE_RANGE:
		return ERR_INVALID;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return ERR_BUSY;
	default:
		return ERR_UNSUPPORTED; // SQL this schema does not understand
	}
}

enum err sqlite_refused(struct sqlite *sqlite, sqlite3 *handle, int code, const char *where)
{
	if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
		err_abort("out of memory");
	if ((code & 0xff) == SQLITE_MISUSE)
		err_abort("SQLite is misused");
	int number = sqlite3_system_errno(handle);
	enum err err = from_code(code, number);
	if (err == ERR_IO && sqlite)
		sqlite->is_broken = true;
	// Messages of SQLite name tables and columns, never values.
	log_line(err == ERR_CONFLICT || err == ERR_INVALID ? LOG_INFO : LOG_ERROR, "sqlite.refused",
		"at=%s err=%s code=%d errno=%d what=\"%s\"", where, err_name(err), code, number,
		sqlite3_errmsg(handle));
	return err;
}

// ---- queries ----

static enum err prepare(struct db *db, const char *sql, int parameters, struct db_query **query)
{
	sqlite3_stmt *statement;
	char name[16];

	int code = sqlite3_prepare_v3(of(db)->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
	if (code)
		return sqlite_refused(of(db), of(db)->handle, code, "prepare");
	struct sqlite_query *made =
		calloc(1, sizeof *made + ((size_t)parameters + 1) * sizeof made->places[0]);
	if (!made)
		err_abort("out of memory");
	made->statement = statement;
	for (int n = 1; n <= parameters; n++) {
		snprintf(name, sizeof name, "$%d", n);
		made->places[n] = sqlite3_bind_parameter_index(statement, name);
	}
	*query = &made->query;
	return ERR_NONE;
}

static void finish(struct db_query *query)
{
	sqlite3_finalize(query_of(query)->statement);
	free(query);
}

// A bind fails when the value is over the length limit: the data's fault, told by the step.
static void note_bind(struct db_query *query, int code)
{
	if (code)
		query->fault = sqlite_refused(of(query->db), of(query->db)->handle, code, "bind");
}

static void bind_int(struct db_query *query, int n, int64_t value)
{
	struct sqlite_query *made = query_of(query);

	note_bind(query, sqlite3_bind_int64(made->statement, made->places[n], value));
}

static void bind_text(struct db_query *query, int n, const char *text)
{
	struct sqlite_query *made = query_of(query);

	note_bind(query, sqlite3_bind_text(made->statement, made->places[n], text, -1, SQLITE_STATIC));
}

static void bind_bytes(struct db_query *query, int n, const void *bytes, size_t length)
{
	struct sqlite_query *made = query_of(query);

	note_bind(query, sqlite3_bind_blob64(made->statement, made->places[n], bytes, length, SQLITE_STATIC));
}

static enum err step(struct db_query *query, bool *row)
{
	int code = sqlite3_step(query_of(query)->statement);

	*row = code == SQLITE_ROW;
	if (code == SQLITE_DONE)
		query->db->changed = sqlite3_changes(of(query->db)->handle);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return ERR_NONE;
	return sqlite_refused(of(query->db), of(query->db)->handle, code, "step");
}

static void reset(struct db_query *query)
{
	sqlite3_stmt *statement = query_of(query)->statement;

	sqlite3_reset(statement); // its code is that of the step, told already
	if (query->parameters)
		sqlite3_clear_bindings(statement);
}

static int64_t get_int(struct db_query *query, int column)
{
	return sqlite3_column_int64(query_of(query)->statement, column);
}

static const char *get_text(struct db_query *query, int column)
{
	const char *text = (const char *)sqlite3_column_text(query_of(query)->statement, column);

	return text ? text : "";
}

static const void *get_bytes(struct db_query *query, int column, size_t *length)
{
	const void *bytes = sqlite3_column_blob(query_of(query)->statement, column);

	*length = (size_t)sqlite3_column_bytes(query_of(query)->statement, column);
	return bytes ? bytes : "";
}

static bool is_null(struct db_query *query, int column)
{
	return sqlite3_column_type(query_of(query)->statement, column) == SQLITE_NULL;
}

static enum err run(struct db *db, const char *sql)
{
	int code = sqlite3_exec(of(db)->handle, sql, NULL, NULL, NULL);

	return code ? sqlite_refused(of(db), of(db)->handle, code, "run") : ERR_NONE;
}

// ---- transactions ----

static enum err begin(struct db *db)
{
	if (of(db)->is_broken && db->use != DB_READ)
		return ERR_IO;
	return driver_ask(db, db->use == DB_READ ? "BEGIN" : "BEGIN IMMEDIATE", NULL);
}

static enum err commit(struct db *db)
{
	return of(db)->is_broken && db->use != DB_READ ? ERR_IO : driver_ask(db, "COMMIT", NULL);
}

// Some refusals (disk full, I/O) end the transaction by themselves.
static void rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(of(db)->handle) && driver_ask(db, "ROLLBACK", NULL))
		of(db)->is_broken = true;
}

// ---- the number of the schema ----

static enum err lock_version(struct db *db)
{
	(void)db; // BEGIN IMMEDIATE is the lock
	return ERR_NONE;
}

static enum err get_version(struct db *db, int *version)
{
	int64_t answer = 0;

	enum err err = driver_ask(db, "PRAGMA user_version", &answer);
	*version = (int)answer;
	return err;
}

static enum err set_version(struct db *db, int version)
{
	char sql[64];

	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
	return run(db, sql);
}

static const char *const TYPES[] = {"INTEGER", "TEXT", "BLOB", " STRICT"};

const struct db_driver DB_SQLITE = {
	.kind = "sqlite",
	.scheme = "sqlite:",
	.types = TYPES,
	.open = sqlite_open,
	.close = sqlite_close,
	.check = sqlite_check,
	.lease = sqlite_lease,
	.prepare = prepare,
	.finish = finish,
	.bind_int = bind_int,
	.bind_text = bind_text,
	.bind_bytes = bind_bytes,
	.step = step,
	.reset = reset,
	.get_int = get_int,
	.get_text = get_text,
	.get_bytes = get_bytes,
	.is_null = is_null,
	.run = run,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.lock_version = lock_version,
	.get_version = get_version,
	.set_version = set_version,
	.checkpoint = sqlite_checkpoint,
	.wal_pages = sqlite_wal_pages,
	.file = sqlite_file,
	.backup = sqlite_backup,
};
