// SPDX-License-Identifier: Apache-2.0
// The peer of the ingest benches: the same rows into the same schema by bare SQLite, one thread, prepared
// statements, WAL and FULL, one transaction a batch. The rows come from a backup central made after its own
// run, so nothing is left out and nothing invented.
//
//   bare_sqlite SOURCE.db TARGET.db ENTRIES BATCH TABLE[:FILTER] [TABLE...]    prints "entries seconds"
//
// Each table's rows are spread evenly over the batches in rowid order, as they came into being.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TABLES_MOST 8
#define COLUMNS_MOST 64

struct table {
	char name[64];
	const char *filter;
	int columns;
	size_t count;
	sqlite3_value **values; // count * columns
	sqlite3_stmt *insert;
};

static void fail(sqlite3 *db, const char *what)
{
	fprintf(stderr, "bare_sqlite: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(db, sql);
}

static void schema_copy(sqlite3 *from, sqlite3 *to, const struct table *table)
{
	char sql[256];
	snprintf(sql, sizeof sql,
		"SELECT sql FROM sqlite_master WHERE tbl_name='%s' AND sql IS NOT NULL AND type IN "
		"('table','index') ORDER BY type DESC",
		table->name);
	sqlite3_stmt *list;
	if (sqlite3_prepare_v2(from, sql, -1, &list, NULL) != SQLITE_OK)
		fail(from, sql);
	while (sqlite3_step(list) == SQLITE_ROW)
		run(to, (const char *)sqlite3_column_text(list, 0));
	sqlite3_finalize(list);
}

static void table_load(sqlite3 *from, struct table *table)
{
	char sql[512];
	snprintf(sql, sizeof sql, "SELECT * FROM %s %s", table->name, table->filter);
	sqlite3_stmt *list;
	if (sqlite3_prepare_v2(from, sql, -1, &list, NULL) != SQLITE_OK)
		fail(from, sql);
	table->columns = sqlite3_column_count(list);
	size_t room = 0;
	while (sqlite3_step(list) == SQLITE_ROW) {
		if (table->count == room) {
			room = room ? room * 2 : 1024;
			table->values =
				realloc(table->values, room * (size_t)table->columns * sizeof *table->values);
		}
		for (int i = 0; i < table->columns; i++)
			table->values[table->count * (size_t)table->columns + (size_t)i] =
				sqlite3_value_dup(sqlite3_column_value(list, i));
		table->count++;
	}
	sqlite3_finalize(list);
}

static void insert_prepare(sqlite3 *to, struct table *table)
{
	char sql[512];
	int at = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(?", table->name);
	for (int i = 1; i < table->columns; i++)
		at += snprintf(sql + at, sizeof sql - (size_t)at, ",?");
	snprintf(sql + at, sizeof sql - (size_t)at, ")");
	if (sqlite3_prepare_v3(to, sql, -1, SQLITE_PREPARE_PERSISTENT, &table->insert, NULL) != SQLITE_OK)
		fail(to, sql);
}

static void rows_insert(sqlite3 *to, struct table *table, size_t from, size_t until)
{
	for (size_t row = from; row < until; row++) {
		for (int i = 0; i < table->columns; i++)
			sqlite3_bind_value(table->insert, i + 1,
				table->values[row * (size_t)table->columns + (size_t)i]);
		if (sqlite3_step(table->insert) != SQLITE_DONE)
			fail(to, table->name);
		sqlite3_reset(table->insert);
	}
}

int main(int count, char **words)
{
	if (count < 6 || count - 5 > TABLES_MOST) {
		fprintf(stderr, "usage: bare_sqlite SOURCE TARGET ENTRIES BATCH TABLE[:FILTER]...\n");
		return 2;
	}
	sqlite3 *from, *to;
	size_t entries = strtoull(words[3], NULL, 10), batch = strtoull(words[4], NULL, 10),
	       tables = (size_t)(count - 5);
	if (sqlite3_open_v2(words[1], &from, SQLITE_OPEN_READONLY, NULL) || sqlite3_open(words[2], &to) ||
		!entries || !batch)
		fail(NULL, "open");
	run(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA "
		"temp_store=MEMORY;");
	static struct table list[TABLES_MOST];
	for (size_t i = 0; i < tables; i++) {
		char *colon = strchr(words[5 + i], ':');
		list[i].filter = colon ? colon + 1 : "";
		snprintf(list[i].name, sizeof list[i].name, "%.*s", colon ? (int)(colon - words[5 + i]) : 63,
			words[5 + i]);
		schema_copy(from, to, &list[i]);
		table_load(from, &list[i]);
		insert_prepare(to, &list[i]);
	}
	struct timespec start, end;
	clock_gettime(CLOCK_MONOTONIC, &start);
	size_t batches = (entries + batch - 1) / batch;
	for (size_t b = 0; b < batches; b++) {
		run(to, "BEGIN IMMEDIATE");
		for (size_t i = 0; i < tables; i++)
			rows_insert(
				to, &list[i], list[i].count * b / batches, list[i].count * (b + 1) / batches);
		run(to, "COMMIT");
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%zu %.6f\n", entries,
		(double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
	return 0;
}
