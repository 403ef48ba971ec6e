// SPDX-License-Identifier: Apache-2.0
// The golden lines of tests/wire/*.jsonl: what kiosks of the first version send. Both sides' tests read them;
// run at the top of the tree.
#ifndef TESTS_WIRE_GOLDEN_H
#define TESTS_WIRE_GOLDEN_H

#include "base/arena.h"
#include "base/buf.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define GOLDEN_MOST 32

struct golden {
	size_t count;
	const char *lines[GOLDEN_MOST]; // without the line end
};

static inline struct golden golden_read(struct arena *arena, const char *kind)
{
	struct golden golden = {0};
	struct buf buf;

	buf_init(&buf, 0);
	assert_int_equal(buf_read_file(&buf, arena_format(arena, "tests/wire/%s.jsonl", kind)), ERR_NONE);
	for (char *line = strtok(arena_text(arena, buf.at), "\n"); line; line = strtok(NULL, "\n")) {
		assert_in_range(golden.count, 0, GOLDEN_MOST - 1);
		golden.lines[golden.count++] = line;
	}
	buf_finish(&buf);
	assert_int_not_equal(golden.count, 0);
	return golden;
}

// The line with one piece of text exchanged; the piece must be there.
static inline const char *golden_with(
	struct arena *arena, const char *line, const char *piece, const char *other)
{
	const char *at = strstr(line, piece);

	if (!at)
		fail_msg("%s is not in %s", piece, line);
	return arena_format(arena, "%.*s%s%s", (int)(at - line), line, other, at + strlen(piece));
}

#endif
