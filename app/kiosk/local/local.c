// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/local.h"
#include "base/log.h"
#include "kiosk/local/file.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#define CHECKPOINT_PAGES 1000

enum err local_open(struct local *local, const char *folder, struct clock *clock)
{
	memset(local, 0, sizeof *local);
	if (snprintf(local->folder, sizeof local->folder, "%s", folder) >= (int)sizeof local->folder)
		return ERR_TOO_BIG;
	local->clock = clock;
	pthread_mutex_init(&local->outbox_lock, NULL);
	pthread_mutex_init(&local->cache_lock, NULL);
	pthread_mutex_init(&local->notes_lock, NULL);
	pthread_mutex_init(&local->keys_lock, NULL);
	spare_open(local);
	enum err err = outbox_open(local);
	if (!err)
		err = cache_open(local);
	if (!err)
		freshness_open(local);
	else
		local_close(local);
	return err;
}

void local_close(struct local *local)
{
	if (!local->clock)
		return;
	outbox_close(local);
	db_close(local->cache);
	freshness_close(local);
	spare_close(local);
	pthread_mutex_destroy(&local->keys_lock);
	pthread_mutex_destroy(&local->notes_lock);
	pthread_mutex_destroy(&local->cache_lock);
	pthread_mutex_destroy(&local->outbox_lock);
	memset(local, 0, sizeof *local);
}

// A checkpoint that fails is tried again after the next exchange; what it would have moved is safe in the
// WAL.
static enum err checkpoint(struct db *db)
{
	return db_wal_pages(db) > CHECKPOINT_PAGES ? db_checkpoint(db, false) : ERR_NONE;
}

void local_checkpoint(struct local *local)
{
	struct db *db;

	if (local->is_touched)
		return;
	enum err err = outbox_enter(local, &db);
	if (!err)
		err = outbox_leave(local, checkpoint(db));
	if (!err)
		err = cache_enter(local, &db);
	if (!err)
		err = cache_leave(local, checkpoint(db));
	(void)err; // logged; an I/O error is kept in is_broken
}

int64_t local_disk_free(const struct local *local)
{
	struct statvfs disk;

	return statvfs(local->folder, &disk) ? 0 : (int64_t)(disk.f_bavail * disk.f_frsize);
}
