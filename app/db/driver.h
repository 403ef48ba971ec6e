// SPDX-License-Identifier: Apache-2.0
// What a database must be able to do for db.h to stand on it. Only db/ includes this. A driver's connection
// and query begin with the common structs below; memory is the driver's. db.c keeps the order of things
// (transactions, faults, queries found again), a driver speaks with its library and turns every refusal into
// an enum err, logged there.
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"

#define QUERY_SLOTS 256	  // power of two
#define QUERIES_MOST 1024 // different texts on one connection; more means SQL is being put together from data

struct db_query {
	struct db *db;
	char *sql;	       // query owns
	struct db_query *next; // in its slot of by_text
	uint32_t hash;	       // of sql
	int parameters;	       // highest n of $n
	enum err fault;	       // of a bind: told by the next step
	bool is_active;	       // stepped, not yet at the end
};

struct db {
	const struct db_driver *driver;
	enum db_use use;
	struct db_query *by_text[QUERY_SLOTS];
	struct db_query *by_place[QUERY_SLOTS]; // the last query found for a text at this address: a guess,
						// always compared
	int queries;
	int64_t changed; // rows, by the last change stepped to its end
	bool in_transaction, in_savepoint;
	enum err fault;		    // first failure of the open transaction: it can no longer be committed
	bool is_fault_in_savepoint; // and rolling back the savepoint mends it
};

struct db_driver {
	const char *kind;
	const char *scheme;	  // beginning of its targets
	const char *const *types; // words for migrate.c: int, text, bytes, table
	enum err (*open)(struct db **db, const struct db_options *options);
	void (*close)(struct db *db); // queries are finished already; frees
	enum err (*check)(struct db *db);
	enum err (*lease)(struct db *db);

	enum err (*prepare)(struct db *db, const char *sql, int parameters, struct db_query **query);
	void (*finish)(struct db_query *query); // frees
	void (*bind_int)(struct db_query *query, int n, int64_t value);
	void (*bind_text)(struct db_query *query, int n, const char *text);
	void (*bind_bytes)(struct db_query *query, int n, const void *bytes, size_t length);
	enum err (*step)(struct db_query *query, bool *row); // at the end sets db->changed
	void (*reset)(struct db_query *query);		     // and every parameter NULL again
	int64_t (*get_int)(struct db_query *query, int column);
	const char *(*get_text)(struct db_query *query, int column);
	const void *(*get_bytes)(struct db_query *query, int column, size_t *length);
	bool (*is_null)(struct db_query *query, int column);

	enum err (*run)(struct db *db, const char *sql);
	enum err (*begin)(struct db *db);
	enum err (*commit)(struct db *db);
	void (*rollback)(struct db *db);

	// The schema's number, read and written inside the migration's transaction. lock: no second process
	// migrates meanwhile.
	enum err (*lock_version)(struct db *db);
	enum err (*get_version)(struct db *db, int *version);
	enum err (*set_version)(struct db *db, int version);

	// NULL where the database has no such thing.
	enum err (*checkpoint)(struct db *db, bool truncate);
	int64_t (*wal_pages)(const struct db *db);
	const char *(*file)(const struct db *db);
	enum err (*backup)(struct db *db, const char *file);
};

// Prepare, step to the end, reset, for the drivers' own words: answers the first column of the first row as a
// number.
MUST_USE enum err driver_ask(struct db *db, const char *sql, int64_t *answer);

#endif
