// SPDX-License-Identifier: Apache-2.0
#include "central/store/scratch.h"
#include "base/log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS_A_COMMIT 5000
#define KEPT_BYTES ((size_t)256 * 1024)
#define WAL_PAGES 2000 // then it is taken into the file

struct scratch {
	struct arena arena; // this struct
	struct arena kept;  // texts of `row`
	struct db *db;
	struct told row; // goods lines of one declaration mostly follow each other: merged here first
	bool has_row;
	int uncommitted;
};

static enum err folder_make(char path[4096], const char *folder)
{
	if (!folder)
		folder = getenv("TMPDIR");
	int length = snprintf(path, 4096, "%s/sao-import-XXXXXX", folder && *folder ? folder : "/tmp");
	if (length < 4096 - 32 && mkdtemp(path))
		return ERR_NONE;
	log_line(LOG_ERROR, "scratch.open", "err=io errno=%d", errno);
	return errno == EROFS || errno == EACCES ? ERR_READ_ONLY : errno == ENOSPC ? ERR_FULL : ERR_IO;
}

// The files lose their names as soon as they are open: killed anywhere, nothing stays behind but an empty
// directory's name at worst.
static void names_remove(const char *folder, const char *file)
{
	char path[4160];

	snprintf(path, sizeof(path), "%s-wal", file);
	unlink(path);
	unlink(file);
	rmdir(folder);
}

enum err scratch_open(struct scratch **out, const char *folder)
{
	char path[4096], file[4128], target[4160];
	struct arena arena;
	struct scratch *scratch;

	*out = NULL;
	enum err err = folder_make(path, folder);
	if (err)
		return err;
	arena_init(&arena, 0);
	scratch = arena_new(&arena, struct scratch);
	scratch->arena = arena;
	snprintf(file, sizeof(file), "%s/rows", path);
	snprintf(target, sizeof(target), "sqlite:%s", file);
	struct db_options options = {.target = target, .use = DB_OWN, .is_refetchable = true};
	err = db_open(&scratch->db, &options);
	if (!err)
		err = db_run(scratch->db,
			"CREATE TABLE row (identity TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL,"
			" registered_at INTEGER NOT NULL, check_done_at INTEGER NOT NULL,"
			" storage_at INTEGER NOT NULL, released_at INTEGER NOT NULL,"
			" released_v5_at INTEGER NOT NULL, cleared_at INTEGER NOT NULL,"
			" passed_at INTEGER NOT NULL, channel TEXT NOT NULL, type TEXT NOT NULL,"
			" office TEXT NOT NULL, tax_code TEXT NOT NULL, enterprise TEXT NOT NULL,"
			" doc_officers TEXT NOT NULL, goods_officers TEXT NOT NULL,"
			" state_code TEXT NOT NULL, section TEXT NOT NULL,"
			" channel_rank INTEGER NOT NULL, type_rank INTEGER NOT NULL,"
			" office_rank INTEGER NOT NULL, tax_code_rank INTEGER NOT NULL,"
			" enterprise_rank INTEGER NOT NULL, doc_officers_rank INTEGER NOT NULL,"
			" goods_officers_rank INTEGER NOT NULL, state_code_rank INTEGER NOT NULL,"
			" section_rank INTEGER NOT NULL) STRICT, WITHOUT ROWID");
	names_remove(path, file);
	arena_init(&scratch->kept, 0);
	if (err)
		scratch_close(scratch);
	else
		*out = scratch;
	return err;
}

void scratch_close(struct scratch *scratch)
{
	if (!scratch)
		return;
	db_close(scratch->db);
	arena_finish(&scratch->kept);
	struct arena arena = scratch->arena;
	arena_finish(&arena);
}

static const char GET[] = "SELECT " TOLD_COLUMNS " FROM row WHERE identity = $1";
static const char PUT[] = "INSERT OR REPLACE INTO row (identity, " TOLD_COLUMNS
			  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
			  " $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";

static enum err row_put(struct scratch *scratch, const struct told *told)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(scratch->db, PUT, &query);
	if (err)
		return err;
	db_bind_text(query, 1, told->identity);
	told_bind(query, 2, told);
	return db_step(query, &row);
}

static enum err row_get(struct scratch *scratch, struct told *told, bool *found)
{
	struct db_query *query;

	enum err err = db_prepare(scratch->db, GET, &query);
	if (err)
		return err;
	db_bind_text(query, 1, told->identity);
	err = db_step(query, found);
	if (err || !*found)
		return err;
	told_read(&scratch->kept, query, 0, told);
	db_reset(query);
	return ERR_NONE;
}

static enum err batch_end(struct scratch *scratch)
{
	enum err err = db_commit(scratch->db);

	scratch->uncommitted = 0;
	if (!err && db_wal_pages(scratch->db) > WAL_PAGES)
		err = db_checkpoint(scratch->db, false);
	return err;
}

static enum err row_flush(struct scratch *scratch)
{
	struct told held = scratch->row;
	bool found = false;
	enum err err = ERR_NONE;

	if (!scratch->has_row)
		return ERR_NONE;
	if (scratch->uncommitted == 0)
		err = db_begin(scratch->db);
	if (!err)
		err = row_get(scratch, &held, &found);
	if (!err && (!found || told_merge(&held, &scratch->row) != TOLD_SAME))
		err = row_put(scratch, &held);
	scratch->has_row = false;
	arena_wipe(&scratch->kept);
	if (!err && ++scratch->uncommitted == ROWS_A_COMMIT)
		err = batch_end(scratch);
	return err;
}

static void texts_keep(struct scratch *scratch, struct told *told)
{
	for (int i = 0; i < TOLD_TEXTS; i++)
		told->texts[i] = arena_text(&scratch->kept, told->texts[i]);
}

enum err scratch_add(struct scratch *scratch, const struct told *row)
{
	bool is_other = strcmp(scratch->row.identity, row->identity) != 0;

	if (scratch->has_row && (is_other || scratch->kept.used > KEPT_BYTES)) {
		enum err err = row_flush(scratch);
		if (err)
			return err;
	}
	if (scratch->has_row) {
		struct told merged = scratch->row;
		if (told_merge(&merged, row) == TOLD_SAME)
			return ERR_NONE;
		texts_keep(scratch, &merged);
		scratch->row = merged;
	} else {
		scratch->row = *row;
		scratch->has_row = true;
		texts_keep(scratch, &scratch->row);
	}
	return ERR_NONE;
}

enum err scratch_end(struct scratch *scratch)
{
	enum err err = row_flush(scratch);

	if (!err && scratch->uncommitted > 0)
		err = batch_end(scratch);
	return err;
}

static const char LIST[] =
	"SELECT identity, " TOLD_COLUMNS " FROM row WHERE identity > $1 ORDER BY identity LIMIT $2";

enum err scratch_list(struct scratch *scratch, struct arena *arena, const char *after, size_t most,
	struct told **list, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	*list = arena_array(arena, struct told, most);
	enum err err = db_prepare(scratch->db, LIST, &query);
	if (err)
		return err;
	db_bind_text(query, 1, after);
	db_bind_int(query, 2, (int64_t)most);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		struct told *told = &(*list)[(*count)++];
		snprintf(told->identity, sizeof(told->identity), "%s", db_text(query, 0));
		told_read(arena, query, 1, told);
	}
	return err;
}
