// SPDX-License-Identifier: Apache-2.0
#include "db/db.h"
#include "base/log.h"
#include "base/text.h"
#include "db/driver.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum err db_open(struct db **db, const struct db_options *options)
{
	const struct db_driver *driver = options->driver ? options->driver : &DB_SQLITE;

	*db = NULL;
	if (!text_starts(options->target, driver->scheme)) {
		log_line(LOG_ERROR, "db.open", "err=config expected=%s...", driver->scheme);
		return ERR_CONFIG;
	}
	enum err err = driver->open(db, options);
	if (err)
		return err;
	(*db)->driver = driver;
	(*db)->use = options->use;
	return ERR_NONE;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_rollback(db);
	for (int slot = 0; slot < QUERY_SLOTS; slot++) {
		for (struct db_query *query = db->by_text[slot], *next; query; query = next) {
			next = query->next;
			char *sql = query->sql;
			db->driver->finish(query);
			free(sql);
		}
	}
	db->driver->close(db);
}

enum err db_check(struct db *db)
{
	return db->driver->check(db);
}

const char *db_kind(const struct db *db)
{
	return db->driver->kind;
}

enum err db_lease(struct db *db)
{
	return db->driver->lease(db);
}

// ---- queries ----

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u; // FNV-1a

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

static unsigned hash_place(const char *text)
{
	uintptr_t place = (uintptr_t)text;

	return (unsigned)((place ^ place >> 8 ^ place >> 16) & (QUERY_SLOTS - 1));
}

// The highest n of $n outside of quotes.
static int count_parameters(const char *sql)
{
	int most = 0;
	char quote = '\0';

	for (; *sql; sql++) {
		if (quote) {
			quote = *sql == quote ? '\0' : quote;
		} else if (*sql == '\'' || *sql == '"') {
			quote = *sql;
		} else if (*sql == '$') {
			int n = atoi(sql + 1);
			most = n > most ? n : most;
		}
	}
	return most;
}

static enum err query_open(struct db *db, const char *sql, uint32_t hash, struct db_query **query)
{
	int parameters = count_parameters(sql);

	if (db->queries == QUERIES_MOST)
		err_abort("too many different queries on one connection");
	enum err err = db->driver->prepare(db, sql, parameters, query);
	if (err)
		return err;
	(*query)->sql = strdup(sql);
	if (!(*query)->sql)
		err_abort("out of memory");
	(*query)->db = db;
	(*query)->hash = hash;
	(*query)->parameters = parameters;
	(*query)->next = db->by_text[hash & (QUERY_SLOTS - 1)];
	db->by_text[hash & (QUERY_SLOTS - 1)] = *query;
	db->queries++;
	return ERR_NONE;
}

// Within a transaction the first failure stays: what was asked for is no longer all there, so nothing of it
// may be committed, unless a savepoint around the failure is rolled back. A refusal of the store cannot be
// rolled back that way.
static enum err note_fault(struct db *db, enum err err)
{
	if (err && db->in_transaction && (!db->fault || db->is_fault_in_savepoint)) {
		db->fault = err;
		db->is_fault_in_savepoint = db->in_savepoint && (err == ERR_CONFLICT || err == ERR_INVALID);
	}
	return err;
}

enum err db_prepare(struct db *db, const char *sql, struct db_query **query)
{
	struct db_query **guess = &db->by_place[hash_place(sql)];

	if (!*guess || strcmp((*guess)->sql, sql) != 0) {
		uint32_t hash = hash_text(sql);
		struct db_query *found = db->by_text[hash & (QUERY_SLOTS - 1)];
		while (found && (found->hash != hash || strcmp(found->sql, sql) != 0))
			found = found->next;
		if (!found) {
			enum err err = query_open(db, sql, hash, &found);
			if (err)
				return note_fault(db, err);
		}
		*guess = found;
	}
	if ((*guess)->is_active)
		err_abort("a query is asked for while its rows are being read");
	*query = *guess;
	return ERR_NONE;
}

static void check_parameter(const struct db_query *query, int n)
{
	if (n < 1 || n > query->parameters)
		err_abort("a parameter the query does not have");
}

void db_bind_int(struct db_query *query, int n, int64_t value)
{
	check_parameter(query, n);
	query->db->driver->bind_int(query, n, value);
}

void db_bind_text(struct db_query *query, int n, const char *text)
{
	check_parameter(query, n);
	query->db->driver->bind_text(query, n, text);
}

void db_bind_bytes(struct db_query *query, int n, const void *bytes, size_t length)
{
	check_parameter(query, n);
	query->db->driver->bind_bytes(query, n, bytes, length);
}

void db_bind_null(struct db_query *query, int n)
{
	db_bind_text(query, n, NULL);
}

void db_reset(struct db_query *query)
{
	query->is_active = false;
	query->fault = ERR_NONE;
	query->db->driver->reset(query);
}

enum err db_step(struct db_query *query, bool *row)
{
	enum err err = query->fault;

	*row = false;
	if (!err)
		err = query->db->driver->step(query, row);
	query->is_active = *row;
	if (!*row)
		db_reset(query);
	return note_fault(query->db, err);
}

enum err db_change(struct db_query *query, bool *changed)
{
	bool row;
	enum err err = db_step(query, &row);

	if (row)
		err_abort("a change that answers with rows");
	if (changed)
		*changed = !err && query->db->changed > 0;
	return err;
}

int64_t db_int(struct db_query *query, int column)
{
	return query->db->driver->get_int(query, column);
}

const char *db_text(struct db_query *query, int column)
{
	return query->db->driver->get_text(query, column);
}

const void *db_bytes(struct db_query *query, int column, size_t *length)
{
	return query->db->driver->get_bytes(query, column, length);
}

bool db_is_null(struct db_query *query, int column)
{
	return query->db->driver->is_null(query, column);
}

enum err db_run(struct db *db, const char *sql)
{
	return note_fault(db, db->driver->run(db, sql));
}

static void bind_list(struct db_query *query, const char *kinds, va_list list)
{
	for (int n = 1; *kinds; kinds++, n++) {
		const void *bytes;
		switch (*kinds) {
		case 'i':
			db_bind_int(query, n, va_arg(list, int64_t));
			break;
		case 't':
			db_bind_text(query, n, va_arg(list, const char *));
			break;
		case 'b':
			bytes = va_arg(list, const void *);
			db_bind_bytes(query, n, bytes, va_arg(list, size_t));
			break;
		case 'n':
			db_bind_null(query, n);
			break;
		default:
			err_abort("a kind of parameter that does not exist");
		}
	}
}

enum err db_do(struct db *db, bool *changed, const char *sql, const char *kinds, ...)
{
	struct db_query *query;
	va_list list;

	if (changed)
		*changed = false;
	enum err err = db_prepare(db, sql, &query);
	if (err)
		return err;
	va_start(list, kinds);
	bind_list(query, kinds, list);
	va_end(list);
	return db_change(query, changed);
}

enum err db_has(struct db *db, bool *has, const char *sql, const char *kinds, ...)
{
	struct db_query *query;
	va_list list;

	*has = false;
	enum err err = db_prepare(db, sql, &query);
	if (err)
		return err;
	va_start(list, kinds);
	bind_list(query, kinds, list);
	va_end(list);
	err = db_step(query, has);
	if (*has)
		db_reset(query);
	return err;
}

enum err driver_ask(struct db *db, const char *sql, int64_t *answer)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(db, sql, &query);
	if (!err)
		err = db_step(query, &row);
	if (!err && row) {
		if (answer)
			*answer = db_int(query, 0);
		db_reset(query);
	}
	return err;
}

// ---- transactions ----

enum err db_begin(struct db *db)
{
	if (db->in_transaction)
		err_abort("a transaction within a transaction");
	enum err err = db->driver->begin(db);
	if (err)
		return err;
	db->in_transaction = true;
	db->in_savepoint = false;
	db->fault = ERR_NONE;
	db->is_fault_in_savepoint = false;
	return ERR_NONE;
}

enum err db_commit(struct db *db)
{
	if (!db->in_transaction || db->in_savepoint)
		err_abort("commit without a transaction, or within a savepoint");
	if (db->fault)
		return db->fault;
	enum err err = note_fault(db, db->driver->commit(db));
	if (!err)
		db->in_transaction = false;
	return err;
}

void db_rollback(struct db *db)
{
	if (!db->in_transaction)
		return;
	for (int slot = 0; slot < QUERY_SLOTS; slot++)
		for (struct db_query *query = db->by_text[slot]; query; query = query->next)
			if (query->is_active)
				db_reset(query);
	db->driver->rollback(db);
	db->in_transaction = db->in_savepoint = false;
	db->fault = ERR_NONE;
}

enum err db_savepoint(struct db *db)
{
	if (!db->in_transaction || db->in_savepoint)
		err_abort("a savepoint without a transaction, or within a savepoint");
	if (db->fault)
		return db->fault;
	enum err err = driver_ask(db, "SAVEPOINT one", NULL);
	db->in_savepoint = !err;
	return err;
}

enum err db_release(struct db *db)
{
	if (!db->in_savepoint)
		err_abort("release without a savepoint");
	if (db->fault)
		return db->fault;
	enum err err = driver_ask(db, "RELEASE SAVEPOINT one", NULL);
	db->in_savepoint = err != ERR_NONE;
	return err;
}

enum err db_rollback_to(struct db *db)
{
	if (!db->in_savepoint)
		err_abort("rollback to a savepoint that is not there");
	db->in_savepoint = false;
	if (db->fault && !db->is_fault_in_savepoint)
		return db->fault;
	db->fault = ERR_NONE;
	db->is_fault_in_savepoint = false;
	enum err err = driver_ask(db, "ROLLBACK TO SAVEPOINT one", NULL);
	return err ? err : driver_ask(db, "RELEASE SAVEPOINT one", NULL);
}

// ---- files ----

enum err db_checkpoint(struct db *db, bool truncate)
{
	if (db->use == DB_READ)
		err_abort("a reader never checkpoints");
	return db->driver->checkpoint ? db->driver->checkpoint(db, truncate) : ERR_NONE;
}

int64_t db_wal_pages(const struct db *db)
{
	return db->driver->wal_pages ? db->driver->wal_pages(db) : 0;
}

const char *db_file(const struct db *db)
{
	return db->driver->file ? db->driver->file(db) : "";
}

enum err db_backup(struct db *db, const char *file)
{
	return db->driver->backup ? db->driver->backup(db, file) : ERR_UNSUPPORTED;
}
