// SPDX-License-Identifier: Apache-2.0
// One thin way to speak SQL, with SQLite or PostgreSQL behind it. SQL is written once, in the part both
// understand: text ids made by us, times BIGINT ms UTC, parameters $1..$n, ON CONFLICT, RETURNING, CTEs; no
// dialect functions. A connection and its queries belong to one thread at a time. Texts and bytes read from a
// row live until the next step or reset.
//
// Store errors (FULL, IO, READ_ONLY, BUSY, CORRUPT, NETWORK) mean the transaction is gone: roll back, do not
// retry the commit. CONFLICT and INVALID are the data's fault (constraint): the savepoint may be rolled back
// and the transaction go on. Without that a failure of any statement fails the commit too, on both databases
// alike.
//
// Asking for a query whose rows are still being read is a broken invariant: read to the end, or db_reset()
// when leaving early. PostgreSQL must be able to tell the type of a parameter: where it stands alone ($1 IS
// NULL) write CAST($1 AS BIGINT).
#ifndef DB_DB_H
#define DB_DB_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_query; // one prepared statement; its connection owns it

enum db_use {
	DB_OWN,	  // the only process: SQLite locking_mode EXCLUSIVE (kiosk files)
	DB_WRITE, // the one writing connection
	DB_READ,  // read-only, any number beside the writer; never checkpoints
};

// Which database answers. A program that never names DB_POSTGRES does not link libpq.
struct db_driver;
extern const struct db_driver DB_SQLITE, DB_POSTGRES;

struct db_options {
	const struct db_driver *driver; // NULL: DB_SQLITE
	const char *target;		// "sqlite:FILE" or "postgresql://..." (any libpq URI)
	enum db_use use;
	bool is_refetchable;  // content can be fetched again: synchronous NORMAL instead of FULL
	int64_t page_limit;   // SQLite max_page_count, 4 KiB pages; 0: none
	uint32_t application; // SQLite application_id; another one in the file is CORRUPT
};

// WAL, synchronous FULL and what else keeps a commit through a power cut are set and read back; PostgreSQL
// with fsync, full_page_writes or synchronous_commit off is refused (CONFIG). quick_check is the caller's, by
// db_check().
MUST_USE enum err db_open(struct db **db, const struct db_options *options);
void db_close(struct db *db); // NULL is fine; DB_OWN, and DB_WRITE with the lease, leave a truncated WAL
MUST_USE enum err db_check(struct db *db); // integrity of the file: CORRUPT
const char *db_kind(const struct db *db);  // "sqlite" or "postgresql"

// The right to write this database, held by one process until it closes or dies (file lock; session advisory
// lock). BUSY.
MUST_USE enum err db_lease(struct db *db);

// The query stays prepared for the life of the connection and is found again by its text, so callers ask
// every time.
MUST_USE enum err db_prepare(struct db *db, const char *sql, struct db_query **query);
// n is 1-based as in $1. The bytes must live until the step. Every parameter is bound anew after a reset
// (unbound is NULL).
void db_bind_int(struct db_query *query, int n, int64_t value);
void db_bind_text(struct db_query *query, int n, const char *text);		     // NULL text binds NULL
void db_bind_bytes(struct db_query *query, int n, const void *bytes, size_t length); // NULL bytes bind NULL
void db_bind_null(struct db_query *query, int n);
// *row: whether there is one. After false or an error the query has been reset.
MUST_USE enum err db_step(struct db_query *query, bool *row);
void db_reset(struct db_query *query); // leave early
// Columns are 0-based.
int64_t db_int(struct db_query *query, int column);	 // 0 for NULL
const char *db_text(struct db_query *query, int column); // "" for NULL
const void *db_bytes(struct db_query *query, int column, size_t *length);
bool db_is_null(struct db_query *query, int column);

// Short form for statements without parameters and rows; several, separated by ";".
MUST_USE enum err db_run(struct db *db, const char *sql);
// Steps an INSERT, UPDATE or DELETE to its end; *changed (may be NULL): whether any row was. ON CONFLICT may
// have let it do nothing. Cheaper than RETURNING, for which SQLite keeps a journal of the statement.
MUST_USE enum err db_change(struct db_query *query, bool *changed);
// Prepare, bind, db_change(). Rows that come back are a mistake of the caller: abort.
// kinds: one letter a parameter: i int64_t, t const char *, b const void * then size_t, n NULL (no argument).
MUST_USE enum err db_do(struct db *db, bool *changed, const char *sql, const char *kinds, ...);
// The same for a SELECT: *has tells whether a row came back.
MUST_USE enum err db_has(struct db *db, bool *has, const char *sql, const char *kinds, ...);

MUST_USE enum err db_begin(struct db *db);  // SQLite: IMMEDIATE for writers
MUST_USE enum err db_commit(struct db *db); // durable when it returns ERR_NONE
void db_rollback(struct db *db);
MUST_USE enum err db_savepoint(struct db *db); // one level
MUST_USE enum err db_release(struct db *db);
MUST_USE enum err db_rollback_to(struct db *db); // and releases

// SQLite's WAL into its file; nothing on PostgreSQL. BUSY: a reader needs what should be emptied; never
// waits.
MUST_USE enum err db_checkpoint(struct db *db, bool truncate);
int64_t db_wal_pages(
	const struct db *db); // pages in the WAL after the last commit, any thread; 0 on PostgreSQL
const char *db_file(const struct db *db); // SQLite's, behind all links; "" on PostgreSQL
MUST_USE enum err db_backup(struct db *db,
	const char *file); // SQLite online copy, fsynced; UNSUPPORTED on PostgreSQL (pg_dump is its tool)

#endif
