// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/salvage.h"
#include "kiosk/local/file.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096 // SQLite's default, and ours
#define WAL_HEADER 32
#define WAL_FRAME_HEADER 24
// How much of a payload a leaf cell holds itself (file format, 1.6).
#define LOCAL_MOST (PAGE - 35)
#define LOCAL_LEAST ((PAGE - 12) * 32 / 255 - 23)
#define OVERFLOW_ROOM (PAGE - 4)
#define HASH_SERIAL (12 + 2 * CRYPTO_HASH)
#define COLUMNS_MOST 32
#define HEADER_MOST 64 // of a record: its serial types

struct scan {
	int file, wal;
	int64_t frames;
	uint32_t *frame_pages; // page number of each frame of the WAL; scan owns
	salvage_take *take;
	void *context;
	uint8_t payload[SALVAGE_BYTES];
};

static uint32_t read_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

// Returns how many bytes it took, 0: it does not end before `end`.
static size_t read_varint(const uint8_t *at, const uint8_t *end, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < 9 && at + i < end; i++) {
		if (i == 8) {
			*value = *value << 8 | at[i];
			return 9;
		}
		*value = *value << 7 | (at[i] & 0x7f);
		if (at[i] < 0x80)
			return i + 1;
	}
	return 0;
}

static bool read_at(int file, int64_t offset, void *out, size_t length)
{
	return file >= 0 && pread(file, out, length, offset) == (ssize_t)length;
}

// ---- pages ----

static bool read_page(const struct scan *scan, uint32_t number, bool from_wal, uint8_t page[PAGE])
{
	for (int64_t frame = scan->frames - 1; from_wal && frame >= 0; frame--)
		if (scan->frame_pages[frame] == number)
			return read_at(scan->wal,
				WAL_HEADER + frame * (WAL_FRAME_HEADER + PAGE) + WAL_FRAME_HEADER, page,
				PAGE);
	return number > 0 && read_at(scan->file, ((int64_t)number - 1) * PAGE, page, PAGE);
}

// The rest of a payload that did not fit into its cell.
static bool follow(struct scan *scan, uint32_t next, bool from_wal, size_t have, size_t length)
{
	uint8_t page[PAGE];

	while (have < length) {
		size_t take = length - have < OVERFLOW_ROOM ? length - have : OVERFLOW_ROOM;
		if (!read_page(scan, next, from_wal, page))
			return false;
		memcpy(scan->payload + have, page + 4, take);
		have += take;
		next = read_u32(page);
	}
	return true;
}

// ---- rows ----

static uint64_t serial_size(uint64_t serial)
{
	static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

	return serial < sizeof sizes ? sizes[serial] : (serial - 12) / 2;
}

// Does a record begin here that ends in a 32-byte blob and another blob, and is `length` long as a whole? The
// last blob's length, or 0.
static size_t judge_header(const uint8_t *record, const uint8_t *end, uint64_t length)
{
	uint64_t header, serial = 0, before = 0, bodies = 0;

	size_t at = read_varint(record, end, &header);
	if (at == 0 || header < 4 || header > HEADER_MOST || header >= length || record + header > end)
		return 0;
	for (int columns = 0; at < header; columns++) {
		before = serial;
		size_t took = read_varint(record + at, record + header, &serial);
		if (took == 0 || columns == COLUMNS_MOST || serial_size(serial) > SALVAGE_BYTES)
			return 0;
		bodies += serial_size(serial);
		at += took;
	}
	bool is_blob = serial > 12 && serial % 2 == 0;
	return is_blob && before == HASH_SERIAL && header + bodies == length ? serial_size(serial) : 0;
}

static enum err give(struct scan *scan, size_t length, size_t blob, bool *is_good)
{
	struct salvage_found found = {(const char *)scan->payload + length - blob, blob, {0}};

	crypto_hash_make(found.bytes, blob, found.hash);
	*is_good = memcmp(found.hash, found.bytes - CRYPTO_HASH, CRYPTO_HASH) == 0;
	return *is_good ? scan->take(scan->context, &found) : ERR_NONE;
}

static enum err try_cell(struct scan *scan, const uint8_t *cell, const uint8_t *end)
{
	uint64_t length, rowid;
	bool is_good = false;
	enum err err = ERR_NONE;

	size_t first = read_varint(cell, end, &length);
	if (first == 0 || length < CRYPTO_HASH || length > SALVAGE_BYTES)
		return ERR_NONE;
	size_t second = read_varint(cell + first, end, &rowid);
	const uint8_t *record = cell + first + second;
	size_t blob = second ? judge_header(record, end, length) : 0;
	if (blob == 0)
		return ERR_NONE;
	size_t local = length;
	if (length > LOCAL_MOST) {
		local = LOCAL_LEAST + (length - LOCAL_LEAST) % OVERFLOW_ROOM;
		local = local > LOCAL_MOST ? LOCAL_LEAST : local;
	}
	if (record + local + (local < length ? 4 : 0) > end)
		return ERR_NONE;
	// Pages of the WAL are newer; but it may be they that are broken.
	for (int from_wal = 1; from_wal >= 0 && !is_good && !err; from_wal--) {
		memcpy(scan->payload, record, local);
		if (local == length || follow(scan, read_u32(record + local), from_wal, local, length))
			err = give(scan, length, blob, &is_good);
	}
	return err;
}

static enum err try_page(struct scan *scan, int file, int64_t offset)
{
	uint8_t page[PAGE];
	enum err err = ERR_NONE;

	ssize_t got = pread(file, page, PAGE, offset);
	for (const uint8_t *at = page, *end = page + (got > 0 ? got : 0); at < end && !err; at++)
		if (*at != 0) // no row is empty; most of a fresh page is
			err = try_cell(scan, at, end);
	return err;
}

// ---- files ----

static void read_frames(struct scan *scan, int64_t size)
{
	uint8_t number[4];

	scan->frames = size > WAL_HEADER ? (size - WAL_HEADER) / (WAL_FRAME_HEADER + PAGE) : 0;
	scan->frame_pages = calloc((size_t)scan->frames + 1, sizeof *scan->frame_pages);
	if (!scan->frame_pages)
		err_abort("out of memory");
	for (int64_t i = 0; i < scan->frames; i++)
		if (read_at(scan->wal, WAL_HEADER + i * (WAL_FRAME_HEADER + PAGE), number, sizeof number))
			scan->frame_pages[i] = read_u32(number);
}

enum err salvage_scan(const char *path, enum salvage_part part, salvage_take *take, void *context)
{
	char wal[FILE_PATH + 8];
	enum err err = ERR_NONE;

	struct scan *scan = calloc(1, sizeof *scan);
	if (!scan)
		err_abort("out of memory");
	scan->take = take;
	scan->context = context;
	snprintf(wal, sizeof wal, "%s-wal", path);
	scan->file = open(path, O_RDONLY | O_CLOEXEC);
	scan->wal = open(wal, O_RDONLY | O_CLOEXEC);
	if (scan->file < 0 && scan->wal < 0)
		err = file_fault("salvage.open");
	read_frames(scan, scan->wal < 0 ? 0 : file_size(wal));
	int64_t size = part == SALVAGE_ALL ? file_size(path) : 0;
	for (int64_t at = 0; at < size && scan->file >= 0 && !err; at += PAGE)
		err = try_page(scan, scan->file, at);
	for (int64_t i = 0; i < scan->frames && !err; i++)
		err = try_page(
			scan, scan->wal, WAL_HEADER + i * (WAL_FRAME_HEADER + PAGE) + WAL_FRAME_HEADER);
	if (scan->file >= 0)
		close(scan->file);
	if (scan->wal >= 0)
		close(scan->wal);
	free(scan->frame_pages);
	free(scan);
	return err;
}
