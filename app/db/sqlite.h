// SPDX-License-Identifier: Apache-2.0
// The SQLite driver in two files: sqlite.c speaks SQL, sqlite_file.c knows the file (opening, pragmas, WAL,
// lease, backup).
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "db/driver.h"
#include <sqlite3.h>

struct sqlite {
	struct db db;
	sqlite3 *handle;
	char *path;		   // owns
	int lease;		   // file descriptor, -1: none
	_Atomic int64_t wal_pages; // told by the WAL hook after each commit; may be asked by any thread
	bool is_unwritable;	   // the whole disk: nothing changes, nothing is journalled
	bool is_broken; // the disk refused once: nothing is written or checkpointed any more by this process
};

// Logs and translates a result code. `sqlite` may be NULL where the handle belongs to a copy being made.
MUST_USE enum err sqlite_refused(struct sqlite *sqlite, sqlite3 *handle, int code, const char *where);

MUST_USE enum err sqlite_open(struct db **db, const struct db_options *options);
void sqlite_close(struct db *db);
MUST_USE enum err sqlite_check(struct db *db);
MUST_USE enum err sqlite_lease(struct db *db);
MUST_USE enum err sqlite_checkpoint(struct db *db, bool truncate);
const char *sqlite_file(const struct db *db);
int64_t sqlite_wal_pages(const struct db *db);
MUST_USE enum err sqlite_backup(struct db *db, const char *file);

#endif
