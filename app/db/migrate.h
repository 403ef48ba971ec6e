// SPDX-License-Identifier: Apache-2.0
// Numbered migrations: each runs in one transaction with its number, so a process killed half-way leaves the
// old schema or the new. The text is written once: {int} {text} {bytes} become the column types of the
// database, {table} the words that end a CREATE TABLE.
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

struct migration {
	int number; // 1, 2, 3 ... without gaps
	const char *name;
	const char *sql; // several statements
};

// Brings the schema up to the last of the list. UNSUPPORTED when the database is newer than the program.
MUST_USE enum err migrate_run(struct db *db, const struct migration *list, size_t count, int *ran);
MUST_USE enum err migrate_version(struct db *db, int *version); // 0: empty database

#endif
