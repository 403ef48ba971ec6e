// SPDX-License-Identifier: Apache-2.0
// The day's export as it stood at an earlier moment is the export an office would have taken then.
#include "base/civil.h"
#include "base/text.h"
#include "room/export.h"
#include "room/replay.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "assets/demo/"

struct day {
	struct arena arena;
	struct export whole, morning;
	struct replay replay;
};

static int day_open(void **state)
{
	static struct day day;

	arena_init(&day.arena, 0);
	if (export_open(&day.whole, &day.arena, FOLDER "declarations-03TG.csv") ||
		export_open(&day.morning, &day.arena, FOLDER "declarations-03TG-0942.csv") ||
		replay_open(&day.replay, &day.arena, &day.whole, FOLDER "declarations-replay.csv"))
		return 1;
	*state = &day;
	return 0;
}

static int day_close(void **state)
{
	struct day *day = *state;

	arena_finish(&day->arena);
	return 0;
}

static size_t see_until(struct day *day, int64_t now)
{
	size_t seen = 0;

	for (size_t i = 0; i < day->replay.count && day->replay.events[i].event.at <= now; i++) {
		struct export_row *row = day->replay.events[i].row;
		seen += !row->seen;
		row->seen |= 1u << day->replay.events[i].event.event;
	}
	return seen;
}

static void the_morning_is_what_the_morning_export_says(void **state)
{
	struct day *day = *state;
	struct buf played, taken;
	int64_t now;

	assert_int_equal(civil_read("2026-11-23T09:42:00+07:00", &now), ERR_NONE);
	assert_int_equal(see_until(day, now), day->morning.count);
	buf_init(&played, 0);
	buf_init(&taken, 0);
	for (size_t i = 0; i < day->morning.count; i++) {
		struct export_row *row = &day->morning.rows[i];
		const struct export_row *whole = export_find(&day->whole, row->identity);
		assert_non_null(whole);
		row->seen = ~0u;
		buf_clear(&played);
		buf_clear(&taken);
		export_put_row(&day->whole, whole, now, &played);
		export_put_row(&day->morning, row, INT64_MAX - 1, &taken);
		assert_string_equal(played.at, taken.at);
	}
	buf_finish(&played);
	buf_finish(&taken);
}

static void goods_lines_are_one_declaration(void **state)
{
	struct day *day = *state;

	assert_int_equal(day->whole.count, 790);
	assert_int_equal(day->morning.count, 349);
	for (size_t i = 1; i < day->whole.count; i++)
		assert_true(strcmp(day->whole.rows[i - 1].identity, day->whole.rows[i].identity) < 0);
	assert_null(export_find(&day->whole, "19900000000"));
}

static void cells_with_commas_and_quotes_come_back(void **state)
{
	char text[] = "a,\"b, c\",\"d \"\"e\"\"\",,\"\"\r\n\r\nf\n";
	const char *cells[CSV_CELLS];
	char *at = text;
	size_t count;
	struct buf buf;

	(void)state;
	assert_true(csv_next(&at, cells, &count));
	assert_int_equal(count, 5);
	assert_string_equal(cells[1], "b, c");
	assert_string_equal(cells[2], "d \"e\"");
	assert_string_equal(cells[3], "");
	assert_string_equal(cells[4], "");
	buf_init(&buf, 0);
	for (size_t i = 0; i < count; i++)
		csv_put(&buf, cells[i], i + 1 == count);
	assert_string_equal(buf.at, "a,\"b, c\",\"d \"\"e\"\"\",,\r\n");
	buf_finish(&buf);
	assert_true(csv_next(&at, cells, &count));
	assert_int_equal(count, 1);
	assert_false(csv_next(&at, cells, &count));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_morning_is_what_the_morning_export_says),
		cmocka_unit_test(goods_lines_are_one_declaration),
		cmocka_unit_test(cells_with_commas_and_quotes_come_back),
	};

	return cmocka_run_group_tests(tests, day_open, day_close);
}
