// SPDX-License-Identifier: Apache-2.0
// A disk whose power can be cut. A VFS laid over the one of the system records what SQLite writes, syncs,
// truncates and deletes of the files whose names begin with `watched`; from the record the disk is rebuilt as
// a power cut at any moment may have left it. One thread; the record owns what it holds until disk_finish().
#ifndef FAULTS_DISK_H
#define FAULTS_DISK_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_FILES 8
#define DISK_SECTOR 512

// FOLDER: the names that are there now, and no others, are durable.
enum disk_act { DISK_CREATE, DISK_WRITE, DISK_TRUNCATE, DISK_DELETE, DISK_SYNC, DISK_FOLDER };

struct disk_op {
	enum disk_act act;
	int file;
	int64_t offset; // of a write; the new length of a truncation
	uint8_t *bytes; // op owns
	size_t length;
};

struct disk_image { // of one file
	uint8_t *at;
	size_t length, room;
	bool exists;
};

// Of what was not synced: nothing is there, everything, everything up to a moment, or any part of it, sectors
// torn or full of garbage.
enum disk_cut { DISK_LOST, DISK_KEPT, DISK_PREFIX, DISK_TORN, DISK_CUTS };

struct disk {
	sqlite3_vfs vfs, *under;
	const char *watched;
	int files;
	char names[DISK_FILES][64];		     // without the folder
	bool exists[DISK_FILES], is_new[DISK_FILES]; // new: SQLite syncs the folder with the first sync
	struct disk_op *ops;
	size_t count, room;
};

// Every database opened from now on is recorded; `watched` must live as long.
void disk_start(struct disk *disk, const char *watched);
void disk_stop(struct disk *disk); // the VFS of the system again; the record stays
void disk_finish(struct disk *disk);

// The disk while the record is played once from its beginning.
struct disk_player {
	const struct disk *disk;
	size_t played;
	struct disk_image durable[DISK_FILES];
	size_t unsynced[DISK_FILES]; // index of the first op not yet durable
	uint64_t dice;
};
void player_start(struct disk_player *player, const struct disk *disk, uint64_t seed);
void player_finish(struct disk_player *player);
uint64_t player_throw(struct disk_player *player);
// Plays on to just before op `at`, cuts there and writes the files found into `folder`. Moments must not go
// back.
bool player_cut(struct disk_player *player, size_t at, enum disk_cut cut, const char *folder);

#endif
