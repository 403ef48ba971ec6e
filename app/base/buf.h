// SPDX-License-Identifier: Apache-2.0
// A growing run of bytes with a ceiling. Past the ceiling nothing more is added and `over` stays set, so a
// writer checks once, at the end. One thread at a time. The bytes are always followed by a NUL that is not
// counted.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *at; // buf owns
	size_t length;
	size_t room;
	size_t ceiling; // 0: none
	bool over;	// something did not fit
};

void buf_init(struct buf *buf, size_t ceiling);
void buf_put(struct buf *buf, const void *bytes, size_t length);
void buf_text(struct buf *buf, const char *text);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_drop(struct buf *buf, size_t length); // removes from the front
void buf_clear(struct buf *buf);	       // empty, keeps the room
void buf_finish(struct buf *buf);	       // zeros and frees; a zeroed struct may be finished
MUST_USE enum err buf_read_file(
	struct buf *buf, const char *path); // appends; NOT_FOUND, TOO_BIG, IO (logged)

#endif
