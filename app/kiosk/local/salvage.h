// SPDX-License-Identifier: Apache-2.0
// What can still be read in a broken outbox.db. No SQL: every offset of every page of the file and of its WAL
// is tried as the beginning of a row (SQLite file format, sections 1.5, 1.6, 2.1), and a row counts when it
// ends in a hash and the bytes it is the SHA-256 of. Only kiosk/local includes it.
#ifndef KIOSK_LOCAL_SALVAGE_H
#define KIOSK_LOCAL_SALVAGE_H

#include "base/crypto.h"
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

#define SALVAGE_BYTES 40960 // of one row

struct salvage_found {
	const char *bytes; // until the callback returns
	size_t length;
	uint8_t hash[CRYPTO_HASH];
};
// The same row may be found more than once. An error of the callback ends the search.
typedef enum err salvage_take(void *context, const struct salvage_found *found);
enum salvage_part { SALVAGE_ALL, SALVAGE_WAL };
// `path` and `path`-wal, or the WAL alone; a page the disk will not give is passed over. NOT_FOUND, or what
// `take` refused.
MUST_USE enum err salvage_scan(const char *path, enum salvage_part part, salvage_take *take, void *context);

#endif
