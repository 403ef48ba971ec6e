// SPDX-License-Identifier: Apache-2.0
// A request's body: in memory, or, when it is long, in a file without a name, mapped when it is whole.
#include "base/log.h"
#include "central/http/exchange.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void body_init(struct body *body, size_t most)
{
	memset(body, 0, sizeof *body);
	body->most = most;
	body->file = -1;
	buf_init(&body->buf, most < BODY_IN_MEMORY ? most : BODY_IN_MEMORY);
}

static enum err refused(const char *what)
{
	enum err err = errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;

	log_line(LOG_ERROR, "http.body", "err=%s where=%s", err_name(err), what);
	return err;
}

static enum err file_open(struct body *body)
{
	char path[] = "/tmp/sao-body-XXXXXX";

	body->file = mkstemp(path);
	if (body->file < 0)
		return refused("open");
	unlink(path);
	return ERR_NONE;
}

static enum err file_add(struct body *body, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(body->file, bytes, length);
		if (written < 0 && errno != EINTR)
			return refused("write");
		bytes += written > 0 ? written : 0;
		length -= written > 0 ? (size_t)written : 0;
	}
	return ERR_NONE;
}

void body_add(struct body *body, const void *bytes, size_t length)
{
	if (body->err)
		return;
	body->length += length;
	if (body->length > body->most) {
		body->err = ERR_TOO_BIG;
		return;
	}
	if (body->file < 0 && body->length <= BODY_IN_MEMORY) {
		buf_put(&body->buf, bytes, length);
		return;
	}
	if (body->file < 0) {
		body->err = file_open(body);
		if (!body->err)
			body->err = file_add(body, body->buf.at, body->buf.length);
		buf_clear(&body->buf);
	}
	if (!body->err)
		body->err = file_add(body, bytes, length);
}

void body_end(struct body *body, const void **bytes)
{
	*bytes = body->length ? body->buf.at : "";
	if (body->err || body->file < 0)
		return;
	void *map = mmap(NULL, body->length, PROT_READ, MAP_PRIVATE, body->file, 0);
	if (map == MAP_FAILED) {
		body->err = refused("map");
		return;
	}
	body->map = map;
	*bytes = map;
}

void body_finish(struct body *body)
{
	if (body->map)
		munmap(body->map, body->length);
	if (body->file >= 0)
		close(body->file);
	buf_finish(&body->buf);
}
