// SPDX-License-Identifier: Apache-2.0
#include "faults/disk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TORN_LOST 45 // of 100 sectors not synced
#define TORN_GARBAGE 10

struct disk_file { // SQLite owns; the file underneath follows
	sqlite3_file base;
	struct disk *disk;
	int file; // -1: not watched
	sqlite3_file *under;
};

static struct disk_file *of(sqlite3_file *file)
{
	return (struct disk_file *)file;
}

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

// ---- recording ----

static void record(
	struct disk *disk, int file, enum disk_act act, int64_t offset, const void *bytes, size_t length)
{
	if (disk->count == disk->room) {
		disk->room = disk->room ? 2 * disk->room : 1024;
		disk->ops = must(realloc(disk->ops, disk->room * sizeof *disk->ops));
	}
	struct disk_op *op = &disk->ops[disk->count++];
	*op = (struct disk_op){.act = act, .file = file, .offset = offset, .length = length};
	if (bytes)
		op->bytes = memcpy(must(malloc(length ? length : 1)), bytes, length);
}

static int watch(struct disk *disk, const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;

	if (!name || strncmp(name, disk->watched, strlen(disk->watched)) != 0)
		return -1;
	for (int i = 0; i < disk->files; i++)
		if (strcmp(disk->names[i], name) == 0)
			return i;
	if (disk->files == DISK_FILES)
		abort();
	snprintf(disk->names[disk->files], sizeof disk->names[0], "%s", name);
	return disk->files++;
}

static int file_close(sqlite3_file *file)
{
	return of(file)->under->pMethods->xClose(of(file)->under);
}

static int file_read(sqlite3_file *file, void *to, int length, sqlite3_int64 offset)
{
	return of(file)->under->pMethods->xRead(of(file)->under, to, length, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	struct disk_file *me = of(file);
	int code = me->under->pMethods->xWrite(me->under, bytes, length, offset);

	if (!code && me->file >= 0)
		record(me->disk, me->file, DISK_WRITE, offset, bytes, (size_t)length);
	return code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 length)
{
	struct disk_file *me = of(file);
	int code = me->under->pMethods->xTruncate(me->under, length);

	if (!code && me->file >= 0)
		record(me->disk, me->file, DISK_TRUNCATE, length, NULL, 0);
	return code;
}

static int file_sync(sqlite3_file *file, int flags)
{
	struct disk_file *me = of(file);

	if (me->file < 0)
		return me->under->pMethods->xSync(me->under, flags);
	record(me->disk, me->file, DISK_SYNC, 0, NULL, 0);
	if (me->disk->is_new[me->file])
		record(me->disk, me->file, DISK_FOLDER, 0, NULL, 0);
	me->disk->is_new[me->file] = false;
	return SQLITE_OK; // this run's own disk keeps its power
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return of(file)->under->pMethods->xFileSize(of(file)->under, size);
}

static int file_lock(sqlite3_file *file, int level)
{
	return of(file)->under->pMethods->xLock(of(file)->under, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return of(file)->under->pMethods->xUnlock(of(file)->under, level);
}

static int file_reserved(sqlite3_file *file, int *out)
{
	return of(file)->under->pMethods->xCheckReservedLock(of(file)->under, out);
}

static int file_control(sqlite3_file *file, int op, void *argument)
{
	return of(file)->under->pMethods->xFileControl(of(file)->under, op, argument);
}

static int file_sector(sqlite3_file *file)
{
	return of(file)->under->pMethods->xSectorSize(of(file)->under);
}

static int file_traits(sqlite3_file *file)
{
	return of(file)->under->pMethods->xDeviceCharacteristics(of(file)->under);
}

// Version 1: no shared memory and no mapping, which the one owner of a file does not use.
static const sqlite3_io_methods METHODS = {1, file_close, file_read, file_write, file_truncate, file_sync,
	file_size, file_lock, file_unlock, file_reserved, file_control, file_sector, file_traits, NULL, NULL,
	NULL, NULL, NULL, NULL};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
	struct disk *disk = vfs->pAppData;
	struct disk_file *me = of(file);

	me->disk = disk;
	me->under = (sqlite3_file *)(me + 1);
	me->file = watch(disk, path);
	int code = disk->under->xOpen(disk->under, path, me->under, flags, out);
	me->base.pMethods = me->under->pMethods ? &METHODS : NULL;
	if (!code && me->file >= 0 && !disk->exists[me->file]) {
		disk->exists[me->file] = true;
		disk->is_new[me->file] = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
		record(disk, me->file, DISK_CREATE, 0, NULL, 0);
	}
	return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	struct disk *disk = vfs->pAppData;
	int file = watch(disk, path), code = disk->under->xDelete(disk->under, path, sync);

	if (!code && file >= 0 && disk->exists[file]) {
		disk->exists[file] = false;
		record(disk, file, DISK_DELETE, 0, NULL, 0);
		if (sync)
			record(disk, file, DISK_FOLDER, 0, NULL, 0);
	}
	return code;
}

void disk_start(struct disk *disk, const char *watched)
{
	memset(disk, 0, sizeof *disk);
	disk->watched = watched;
	disk->under = sqlite3_vfs_find(NULL);
	disk->vfs = *disk->under; // what is not about files is the system's
	disk->vfs.szOsFile = (int)sizeof(struct disk_file) + disk->under->szOsFile;
	disk->vfs.zName = "disk";
	disk->vfs.pAppData = disk;
	disk->vfs.pNext = NULL;
	disk->vfs.xOpen = disk_open;
	disk->vfs.xDelete = disk_delete;
	if (sqlite3_vfs_register(&disk->vfs, 1))
		abort();
}

void disk_stop(struct disk *disk)
{
	sqlite3_vfs_unregister(&disk->vfs);
	sqlite3_vfs_register(disk->under, 1);
}

void disk_finish(struct disk *disk)
{
	for (size_t i = 0; i < disk->count; i++)
		free(disk->ops[i].bytes);
	free(disk->ops);
}

// ---- rebuilding ----

static void image_grow(struct disk_image *image, size_t length)
{
	if (length > image->room) {
		image->room = 2 * length;
		image->at = must(realloc(image->at, image->room));
	}
	if (length > image->length) // a hole reads as zeros
		memset(image->at + image->length, 0, length - image->length);
	if (length > image->length)
		image->length = length;
}

static void image_put(struct disk_image *image, int64_t offset, const uint8_t *bytes, size_t length)
{
	image_grow(image, (size_t)offset + length);
	memcpy(image->at + offset, bytes, length);
}

static void image_apply(struct disk_image *image, const struct disk_op *op)
{
	switch (op->act) {
	case DISK_CREATE:
		image->exists = true;
		break;
	case DISK_WRITE:
		image_put(image, op->offset, op->bytes, op->length);
		break;
	case DISK_TRUNCATE:
		image_grow(image, (size_t)op->offset);
		image->length = (size_t)op->offset;
		break;
	case DISK_DELETE:
		image->exists = false;
		image->length = 0;
		break;
	case DISK_SYNC:
	case DISK_FOLDER:
		break;
	}
}

void player_start(struct disk_player *player, const struct disk *disk, uint64_t seed)
{
	memset(player, 0, sizeof *player);
	player->disk = disk;
	player->dice = seed * 0x9e3779b97f4a7c15 | 1;
}

void player_finish(struct disk_player *player)
{
	for (int i = 0; i < DISK_FILES; i++)
		free(player->durable[i].at);
}

uint64_t player_throw(struct disk_player *player)
{
	uint64_t x = player->dice;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	player->dice = x;
	return x * 0x2545f4914f6cdd1d >> 33;
}

// A sync makes everything of its file durable, and the name it has.
static void make_durable(struct disk_player *player, int file, size_t end)
{
	for (size_t i = player->unsynced[file]; i < end; i++)
		if (player->disk->ops[i].file == file)
			image_apply(&player->durable[file], &player->disk->ops[i]);
	player->unsynced[file] = end;
}

// Names are durable, what was written under them is not.
static void make_names_durable(struct disk_player *player, int file, size_t end)
{
	struct disk_image *image = &player->durable[file];

	for (size_t i = player->unsynced[file]; i < end; i++) {
		const struct disk_op *op = &player->disk->ops[i];
		if (op->file != file || (op->act != DISK_DELETE && op->act != DISK_CREATE))
			continue;
		image_apply(image, op);
		if (op->act == DISK_DELETE)
			player->unsynced[file] = i + 1;
	}
}

static void tear(struct disk_player *player, struct disk_image *image, const struct disk_op *op)
{
	uint8_t garbage[DISK_SECTOR];
	size_t part;

	for (size_t done = 0; done < op->length; done += part) {
		int64_t at = op->offset + (int64_t)done;
		part = DISK_SECTOR - (size_t)(at % DISK_SECTOR);
		part = part < op->length - done ? part : op->length - done;
		uint64_t fate = player_throw(player) % 100;
		if (fate < TORN_LOST)
			continue;
		for (size_t i = 0; fate >= 100 - TORN_GARBAGE && i < part; i++)
			garbage[i] = (uint8_t)player_throw(player);
		image_put(image, at, fate >= 100 - TORN_GARBAGE ? garbage : op->bytes + done, part);
	}
}

// The name may still be that of the file deleted, whatever was made under it since.
static size_t end_of_name(struct disk_player *player, int file, size_t end)
{
	for (size_t i = player->unsynced[file]; i < end; i++) {
		const struct disk_op *op = &player->disk->ops[i];
		if (op->file == file && op->act == DISK_DELETE && player_throw(player) % 2)
			return i;
	}
	return end;
}

static void apply_unsynced(
	struct disk_player *player, int file, size_t end, enum disk_cut cut, struct disk_image *image)
{
	if (cut == DISK_LOST)
		return;
	if (cut == DISK_PREFIX)
		end -= player_throw(player) % (end - player->unsynced[file] + 1);
	if (cut == DISK_TORN)
		end = end_of_name(player, file, end);
	for (size_t i = player->unsynced[file]; i < end; i++) {
		const struct disk_op *op = &player->disk->ops[i];
		if (op->file != file)
			continue;
		if (cut == DISK_TORN && op->act == DISK_WRITE)
			tear(player, image, op);
		else if (cut != DISK_TORN || op->act != DISK_TRUNCATE || player_throw(player) % 2)
			image_apply(image, op);
	}
}

static bool image_write(const struct disk_image *image, const char *folder, const char *name)
{
	char path[1024];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
	if (!image->exists)
		return true;
	FILE *file = fopen(path, "wb");
	if (!file)
		return false;
	bool is_written = fwrite(image->at, 1, image->length, file) == image->length;
	return !fclose(file) && is_written;
}

bool player_cut(struct disk_player *player, size_t at, enum disk_cut cut, const char *folder)
{
	const struct disk *disk = player->disk;
	bool is_written = true;

	for (; player->played < at; player->played++) {
		const struct disk_op *op = &disk->ops[player->played];
		if (op->act == DISK_SYNC)
			make_durable(player, op->file, player->played);
		for (int file = 0; op->act == DISK_FOLDER && file < disk->files; file++)
			make_names_durable(player, file, player->played);
	}
	for (int file = 0; file < disk->files; file++) {
		struct disk_image image = player->durable[file];
		image.room = image.length;
		image.at = memcpy(must(malloc(image.length ? image.length : 1)),
			image.at ? image.at : (const uint8_t *)"", image.length);
		apply_unsynced(player, file, at, cut, &image);
		is_written = is_written && image_write(&image, folder, disk->names[file]);
		free(image.at);
	}
	return is_written;
}
