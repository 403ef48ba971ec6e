// SPDX-License-Identifier: Apache-2.0
// The demo's own CSV files (RFC 4180, comma, with or without BOM): small, well-formed, read whole. Foreign
// files are central's to read.
#ifndef ROOM_CSV_H
#define ROOM_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include <stdbool.h>

#define CSV_CELLS 32
#define CSV_BYTES (64 * 1024 * 1024)

// The file as text in the arena, behind its BOM. NOT_FOUND, TOO_BIG, IO (logged).
MUST_USE enum err csv_open(struct arena *arena, const char *path, char **text);
// Takes the next line, cutting the text in place; cells point into it. False at the end. Cells past the
// ceiling are dropped.
bool csv_next(char **at, const char *cells[CSV_CELLS], size_t *count);
void csv_put(struct buf *buf, const char *cell, bool is_last); // quoted when it must be; CRLF after the last

#endif
