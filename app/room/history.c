// SPDX-License-Identifier: Apache-2.0
#include "room/history.h"
#include "base/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 8192

enum err history_open(struct history *history, const char *path)
{
	history->file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
	if (!path || history->file >= 0)
		return ERR_NONE;
	fprintf(stderr, "sao-room: %s: %s\n", path, strerror(errno));
	return ERR_IO;
}

void history_close(struct history *history)
{
	if (history->file >= 0)
		close(history->file);
	history->file = -1;
}

void history_note(struct history *history, const char *what, int64_t person, json_t *facts)
{
	json_t *line = facts ? facts : json_object();
	struct buf buf;

	if (!line || json_object_set_new(line, "what", json_string(what)) ||
		json_object_set_new(line, "person", json_integer(person)))
		err_abort("a history line that cannot be written as JSON");
	buf_init(&buf, LINE_BYTES);
	json_put(&buf, line);
	buf_text(&buf, "\n");
	if (history->file >= 0 && write(history->file, buf.at, buf.length) != (ssize_t)buf.length)
		err_abort("the history cannot be written");
	buf_finish(&buf);
	json_decref(line);
}
