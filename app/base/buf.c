// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "base/log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_ROOM ((size_t)256)
#define READ_PIECE ((size_t)16 << 10)

// Room for `length` bytes and the NUL. Grown by hand, not by realloc, so no copy of private bytes is left in
// freed memory.
static void grow(struct buf *buf, size_t length)
{
	size_t room = buf->room ? buf->room : FIRST_ROOM;

	if (buf->at && buf->room > length)
		return;
	while (room <= length) {
		if (room > SIZE_MAX / 4)
			err_abort("buffer: impossible size");
		room *= 2;
	}
	char *at = malloc(room);
	if (!at)
		err_abort("out of memory");
	if (buf->at) {
		memcpy(at, buf->at, buf->length + 1);
		explicit_bzero(buf->at, buf->room);
		free(buf->at);
	} else {
		at[0] = '\0';
	}
	buf->at = at;
	buf->room = room;
}

static bool make_room(struct buf *buf, size_t more)
{
	if (buf->over || (buf->ceiling && (more > buf->ceiling || buf->length > buf->ceiling - more))) {
		buf->over = true;
		return false;
	}
	grow(buf, buf->length + more);
	return true;
}

void buf_init(struct buf *buf, size_t ceiling)
{
	*buf = (struct buf){.ceiling = ceiling};
	grow(buf, 0);
}

void buf_put(struct buf *buf, const void *bytes, size_t length)
{
	if (!length || !make_room(buf, length))
		return;
	memcpy(buf->at + buf->length, bytes, length);
	buf->length += length;
	buf->at[buf->length] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

void buf_format(struct buf *buf, const char *format, ...)
{
	va_list list, again;

	if (buf->over)
		return;
	grow(buf, buf->length);
	va_start(list, format);
	va_copy(again, list);
	int length = vsnprintf(buf->at + buf->length, buf->room - buf->length, format, list);
	if (length < 0)
		err_abort("impossible format");
	// What vsnprintf wrote in passing stays uncounted until there is room for all of it.
	buf->at[buf->length] = '\0';
	if (make_room(buf, (size_t)length)) {
		vsnprintf(buf->at + buf->length, buf->room - buf->length, format, again);
		buf->length += (size_t)length;
	}
	va_end(again);
	va_end(list);
}

void buf_drop(struct buf *buf, size_t length)
{
	if (!length)
		return;
	if (length > buf->length)
		length = buf->length;
	memmove(buf->at, buf->at + length, buf->length - length + 1);
	buf->length -= length;
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	buf->over = false;
	if (buf->at)
		buf->at[0] = '\0';
}

void buf_finish(struct buf *buf)
{
	if (buf->at)
		explicit_bzero(buf->at, buf->room);
	free(buf->at);
	*buf = (struct buf){0};
}

static enum err read_all(struct buf *buf, int file)
{
	for (;;) {
		char piece[READ_PIECE];
		ssize_t got = read(file, piece, sizeof piece);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ERR_IO;
		if (got == 0)
			return ERR_NONE;
		buf_put(buf, piece, (size_t)got);
		explicit_bzero(piece, (size_t)got);
		if (buf->over)
			return ERR_TOO_BIG;
	}
}

enum err buf_read_file(struct buf *buf, const char *path)
{
	size_t before = buf->length;
	enum err err;

	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0) {
		err = errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
	} else {
		err = read_all(buf, file);
	}
	if (err) {
		log_line(err == ERR_NOT_FOUND ? LOG_INFO : LOG_ERROR, "file.read", "path=%s err=%s errno=%d",
			path, err_name(err), errno);
		// A file is taken whole or not at all; `over` still tells that it did not fit.
		buf->length = before;
		if (buf->at)
			buf->at[before] = '\0';
	}
	if (file >= 0)
		close(file);
	return err;
}
