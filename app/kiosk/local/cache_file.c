// SPDX-License-Identifier: Apache-2.0
// cache.db as a file: what is lost with it comes again from central, so a broken one is deleted.
#include "base/log.h"
#include "kiosk/local/file.h"
#include "kiosk/local/part.h"
#include "kiosk/local/schema.h"
#include <stdio.h>

#define CACHE_FILE "cache.db"
#define CACHE_APPLICATION 0x53616f43	 // "SaoC"
#define CACHE_PAGES ((int64_t)32768)	 // 128 MiB
#define CACHE_AGAIN ((int64_t)10 * 1000) // ms until a cache there was no room for is tried again

// ---- opening ----

void cache_remove(struct local *local)
{
	char path[FILE_PATH];

	file_path(path, local->folder, CACHE_FILE);
	file_remove(path);
	file_path(path, local->folder, CACHE_FILE "-wal");
	file_remove(path);
}

static enum err read_cut(struct db *db, bool *is_cut)
{
	return db_has(db, is_cut, "SELECT 1 FROM shown WHERE is_cut = 1", "");
}

static enum err open_as(struct local *local, enum db_use use)
{
	char path[FILE_PATH], target[FILE_PATH + 8];
	int ran;

	file_path(path, local->folder, CACHE_FILE);
	snprintf(target, sizeof target, "sqlite:%s", path);
	struct db_options options = {.target = target,
		.use = use,
		.is_refetchable = true,
		.page_limit = use == DB_READ ? 0 : CACHE_PAGES,
		.application = CACHE_APPLICATION};
	enum err err = db_open(&local->cache, &options);
	if (err) {
		local->cache = NULL;
		return err;
	}
	if (use != DB_READ)
		err = migrate_run(local->cache, CACHE_MIGRATIONS, CACHE_SCHEMA, &ran);
	if (!err)
		err = read_cut(local->cache, &local->is_cache_cut);
	if (err) {
		db_close(local->cache);
		local->cache = NULL;
	}
	return err;
}

enum err cache_open(struct local *local)
{
	enum err err = open_as(local, DB_OWN);

	// A file of a newer program is no use either; it can be had again.
	if (err == ERR_CORRUPT || err == ERR_UNSUPPORTED || err == ERR_FULL) {
		log_line(LOG_WARNING, "cache.anew", "why=%s", err_name(err));
		cache_remove(local);
		err = open_as(local, DB_OWN);
	}
	if (err == ERR_READ_ONLY && !open_as(local, DB_READ))
		return ERR_NONE;
	return err == ERR_FULL || err == ERR_READ_ONLY ? ERR_NONE : err;
}

enum err cache_renew(struct local *local)
{
	db_close(local->cache);
	cache_remove(local);
	local->version++;
	return open_as(local, DB_OWN);
}

// ---- in and out ----

enum err cache_enter(struct local *local, struct db **db)
{
	pthread_mutex_lock(&local->cache_lock);
	// There was no room for it when it was last opened; by now there may be.
	int64_t now = clock_boot(local->clock);
	if (!local->cache && now >= local->cache_again_at) {
		local->cache_again_at = now + CACHE_AGAIN;
		local->version++;
		if (cache_open(local))
			log_line(LOG_WARNING, "cache.open", "again=%d", (int)(CACHE_AGAIN / 1000));
	}
	*db = local->cache;
	if (*db)
		return ERR_NONE;
	pthread_mutex_unlock(&local->cache_lock);
	return ERR_FULL;
}

enum err cache_leave(struct local *local, enum err err)
{
	if (local->cache)
		db_rollback(local->cache);
	if (err == ERR_CORRUPT) {
		log_line(LOG_ERROR, "cache.anew", "why=corrupt");
		enum err refused = cache_renew(local);
		(void)refused; // then nothing is known until there is room again
	}
	if (err == ERR_IO)
		local->is_broken = true;
	pthread_mutex_unlock(&local->cache_lock);
	return err;
}
