// SPDX-License-Identifier: Apache-2.0
#include "room/csv.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BOM "\xef\xbb\xbf"

enum err csv_open(struct arena *arena, const char *path, char **text)
{
	struct buf buf;

	buf_init(&buf, CSV_BYTES);
	enum err err = buf_read_file(&buf, path);
	if (!err) {
		bool has_bom = buf.length >= strlen(BOM) && !memcmp(buf.at, BOM, strlen(BOM));
		size_t skipped = has_bom ? strlen(BOM) : 0;
		*text = arena_copy(arena, buf.at + skipped, buf.length - skipped);
	} else {
		fprintf(stderr, "sao-room: %s: %s\n", path, buf.over ? "too large" : strerror(errno));
	}
	buf_finish(&buf);
	return err;
}

// One cell, unquoted in place; *at moves to the sign that ended it, *end is where the cell's NUL belongs.
static char *cell_next(char **at, char **end)
{
	char *cell = *at, *out = *at, *in = *at;

	if (*in != '"') {
		in += strcspn(in, ",\r\n");
		*at = *end = in;
		return cell;
	}
	for (in++; *in && !(in[0] == '"' && in[1] != '"'); in++) {
		if (*in == '"')
			in++;
		*out++ = *in;
	}
	*end = out;
	*at = *in ? in + 1 : in;
	return cell;
}

bool csv_next(char **at, const char *cells[CSV_CELLS], size_t *count)
{
	*count = 0;
	*at += strspn(*at, "\r\n");
	if (!**at)
		return false;
	for (;;) {
		char *end, sign, *cell = cell_next(at, &end);

		sign = **at;
		*end = '\0';
		if (*count < CSV_CELLS)
			cells[(*count)++] = cell;
		if (sign)
			(*at)++;
		if (sign != ',')
			return true;
	}
}

void csv_put(struct buf *buf, const char *cell, bool is_last)
{
	if (strpbrk(cell, "\",\r\n")) {
		buf_text(buf, "\"");
		for (const char *at = cell; *at; at++)
			buf_put(buf, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
		buf_text(buf, "\"");
	} else {
		buf_text(buf, cell);
	}
	buf_text(buf, is_last ? "\r\n" : ",");
}
