// SPDX-License-Identifier: Apache-2.0
// outbox.db as a file: opened, checked, made anew when it is broken, and the way in and out.
#include "base/crypto.h"
#include "base/log.h"
#include "kiosk/local/file.h"
#include "kiosk/local/part.h"
#include "kiosk/local/rescue.h"
#include "kiosk/local/schema.h"
#include <stdio.h>
#include <string.h>

#define OUTBOX_FILE "outbox.db"
#define NEW_FILE "outbox.new"		// being made; complete once outbox.db is out of the way
#define SUSPECT_FILE "outbox.suspect"	// a running program saw a contradiction: made anew at the next start
#define BAD_MOST 1000			// outbox.bad.N
#define OUTBOX_APPLICATION 0x53616f4f	// "SaoO"
#define OUTBOX_PAGES ((int64_t)524288)	// 2 GiB
#define CHECK_BYTES ((int64_t)64 << 20) // read in 3 s by a slow disk

// ---- opening a good file ----

static enum err open_as(struct local *local, const char *name, enum db_use use, struct db **db)
{
	char path[FILE_PATH], target[FILE_PATH + 8];

	file_path(path, local->folder, name);
	snprintf(target, sizeof target, "sqlite:%s", path);
	struct db_options options = {.target = target,
		.use = use,
		.page_limit = use == DB_READ ? 0 : OUTBOX_PAGES,
		.application = OUTBOX_APPLICATION};
	return db_open(db, &options);
}

static enum err migrate(struct db *db)
{
	bool has_one = false;
	int ran;

	enum err err = migrate_run(db, OUTBOX_MIGRATIONS, OUTBOX_SCHEMA, &ran);
	if (!err)
		err = db_has(db, &has_one, "SELECT 1 FROM incarnation LIMIT 1", "");
	if (err || has_one)
		return err;
	err = db_begin(db);
	if (!err)
		err = outbox_begin_incarnation(db);
	if (!err)
		err = db_commit(db);
	db_rollback(db);
	return err;
}

static bool take_hash(struct db_query *query, int column, uint8_t out[CRYPTO_HASH])
{
	size_t length;
	const void *bytes = db_bytes(query, column, &length);

	if (length != CRYPTO_HASH)
		return false;
	memcpy(out, bytes, CRYPTO_HASH);
	return true;
}

// The last row must be what its hash says, and the chain must lead from the row before through it to the
// head.
static enum err check_last(struct db *db)
{
	struct db_query *query;
	uint8_t before[CRYPTO_HASH] = {0}, hash[CRYPTO_HASH], told[CRYPTO_HASH], head[CRYPTO_HASH];
	bool row = false;
	size_t length;

	enum err err = db_prepare(db,
		"SELECT last.seq, before.head, last.hash, last.head, run.head, last.bytes"
		" FROM incarnation run JOIN entry last ON last.incarnation = run.name AND last.seq = run.seq"
		" LEFT JOIN entry before ON before.incarnation = run.name AND before.seq = run.seq - 1"
		" WHERE run.position = (SELECT max(position) FROM incarnation)",
		&query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row) // a new life, or its last row was purged
		return err;
	bool has_before = take_hash(query, 1, before) || db_int(query, 0) == 1;
	bool is_good = take_hash(query, 2, told) && take_hash(query, 3, head);
	const void *bytes = db_bytes(query, 5, &length);
	crypto_hash_make(bytes, length, hash);
	is_good = is_good && memcmp(hash, told, CRYPTO_HASH) == 0;
	if (is_good && has_before) {
		chain_step(before, hash);
		is_good = memcmp(before, head, CRYPTO_HASH) == 0;
	}
	is_good = is_good && take_hash(query, 4, told) && memcmp(head, told, CRYPTO_HASH) == 0;
	db_reset(query);
	if (is_good)
		return ERR_NONE;
	log_line(LOG_ERROR, "outbox.chain", "err=corrupt");
	return ERR_CORRUPT;
}

static enum err open_checked(struct local *local, struct rescue *rescue, struct db **db)
{
	char path[FILE_PATH], wal[FILE_PATH];

	// A WAL left behind means that the last run did not end, but was ended.
	file_path(path, local->folder, OUTBOX_FILE);
	file_path(wal, local->folder, OUTBOX_FILE "-wal");
	bool must_check = file_size(wal) > 0 && file_size(path) + file_size(wal) <= CHECK_BYTES;
	enum err err = open_as(local, OUTBOX_FILE, DB_OWN, db);
	if (err)
		return err;
	err = must_check ? db_check(*db) : ERR_NONE;
	if (!err)
		err = migrate(*db);
	if (!err)
		err = rescue_redo(rescue, *db);
	if (!err)
		err = check_last(*db);
	if (err) {
		db_close(*db);
		*db = NULL;
	}
	return err;
}

// ---- the file made anew from a broken one ----

static enum err write_new(struct local *local, struct rescue *rescue, const char *broken, int64_t *rows)
{
	struct db *db;
	int ran;

	enum err err = open_as(local, NEW_FILE, DB_OWN, &db);
	if (err)
		return err;
	err = migrate_run(db, OUTBOX_MIGRATIONS, OUTBOX_SCHEMA, &ran);
	if (!err)
		err = rescue_fill(rescue, broken, db, rows);
	if (!err)
		err = db_checkpoint(db, true); // the file alone is renamed
	db_close(db);
	return err;
}

static void free_bad_name(struct local *local, char path[FILE_PATH])
{
	char name[32];

	for (int n = 1; n < BAD_MOST; n++) {
		snprintf(name, sizeof name, "outbox.bad.%d", n);
		file_path(path, local->folder, name);
		if (file_size(path) < 0)
			return;
	}
}

// In this order a power cut leaves either the broken file, to be salvaged again, or no outbox.db and a whole
// outbox.new.
static enum err swap_files(struct local *local, bool is_interrupted)
{
	char path[FILE_PATH], fresh[FILE_PATH], bad[FILE_PATH], wal[FILE_PATH], bad_wal[FILE_PATH + 8];
	enum err err = ERR_NONE;

	file_path(path, local->folder, OUTBOX_FILE);
	file_path(fresh, local->folder, NEW_FILE);
	file_path(wal, local->folder, OUTBOX_FILE "-wal");
	free_bad_name(local, bad);
	snprintf(bad_wal, sizeof bad_wal, "%s-wal", bad);
	if (!is_interrupted)
		err = file_rename(path, bad);
	if (!err && file_size(wal) >= 0)
		err = file_rename(wal, bad_wal);
	if (!err)
		err = file_rename(fresh, path);
	return err ? err : file_sync_folder(local->folder);
}

static enum err make_anew(struct local *local, struct rescue *rescue)
{
	char path[FILE_PATH], name[FILE_PATH];
	int64_t rows = 0;

	log_line(LOG_ERROR, "outbox.corrupt", "what=\"salvaging\"");
	file_path(path, local->folder, OUTBOX_FILE);
	file_path(name, local->folder, NEW_FILE);
	file_remove(name);
	file_path(name, local->folder, NEW_FILE "-wal");
	file_remove(name);
	enum err err = write_new(local, rescue, path, &rows);
	if (!err)
		err = swap_files(local, false);
	file_path(name, local->folder, SUSPECT_FILE);
	if (!err)
		file_remove(name);
	log_line(LOG_ERROR, "outbox.salvaged", "rows=%lld err=%s", (long long)rows, err_name(err));
	return err;
}

static enum err finish_interrupted(struct local *local)
{
	char path[FILE_PATH], fresh[FILE_PATH];

	file_path(path, local->folder, OUTBOX_FILE);
	file_path(fresh, local->folder, NEW_FILE);
	return file_size(path) < 0 && file_size(fresh) >= 0 ? swap_files(local, true) : ERR_NONE;
}

// ---- opening ----

static enum err open_or_rescue(struct local *local)
{
	struct rescue rescue;
	char path[FILE_PATH], suspect[FILE_PATH];

	enum err err = finish_interrupted(local);
	if (err)
		return err;
	file_path(path, local->folder, OUTBOX_FILE);
	rescue_begin(&rescue, path);
	file_path(suspect, local->folder, SUSPECT_FILE);
	err = file_size(suspect) >= 0 ? ERR_CORRUPT : open_checked(local, &rescue, &local->outbox);
	if (err == ERR_CORRUPT) {
		err = make_anew(local, &rescue);
		if (!err)
			err = open_checked(local, &rescue, &local->outbox);
	}
	rescue_finish(&rescue);
	return err;
}

enum err outbox_open(struct local *local)
{
	local->outbox = NULL;
	local->refusal = ERR_NONE;
	enum err err = open_or_rescue(local);
	if (err == ERR_FULL && !local->cache) {
		cache_remove(local);
		err = open_or_rescue(local);
	}
	if (err != ERR_FULL && err != ERR_READ_ONLY)
		return err;
	// Who this kiosk is can still be read.
	local->refusal = err;
	if (open_as(local, OUTBOX_FILE, DB_READ, &local->outbox))
		local->outbox = NULL;
	return ERR_NONE;
}

void outbox_close(struct local *local)
{
	db_close(local->outbox);
	local->outbox = NULL;
}

enum err outbox_retry(struct local *local)
{
	enum err err = ERR_NONE;

	pthread_mutex_lock(&local->outbox_lock);
	if (local->refusal && !local->is_broken) {
		outbox_close(local);
		err = outbox_open(local);
		if (!err)
			err = local->refusal;
	}
	pthread_mutex_unlock(&local->outbox_lock);
	return err;
}

// ---- in and out ----

enum err outbox_enter(struct local *local, struct db **db)
{
	pthread_mutex_lock(&local->outbox_lock);
	*db = local->outbox;
	enum err err = local->is_broken ? ERR_IO : *db ? ERR_NONE : local->refusal;
	if (err)
		pthread_mutex_unlock(&local->outbox_lock);
	return err;
}

enum err outbox_leave(struct local *local, enum err err)
{
	db_rollback(local->outbox);
	// A file that contradicts itself is not written any more; the next start salvages it.
	if (err == ERR_CORRUPT) {
		if (file_write(local->folder, SUSPECT_FILE, "", 0))
			log_line(LOG_ERROR, "outbox.suspect", "err=io");
		err = ERR_IO;
	}
	if (err == ERR_IO)
		local->is_broken = true;
	pthread_mutex_unlock(&local->outbox_lock);
	return err;
}
