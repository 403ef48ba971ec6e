// SPDX-License-Identifier: Apache-2.0
// What is said of the age of data: old, of unknown age and never told are three things, and none is said of
// young data. Without catalogues a text is its key.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kiosk/screens/station_words.h"
#include <stdlib.h>

static const struct station_settings settings = {.help_place = {"quầy số 1", ""}};
static struct ui *ui;

static int begin(void **state)
{
	const struct ui_options options = {
		.width = 1080, .height = 1920, .assets = "assets", .fonts = "fonts/chain.conf"};

	(void)state;
	setenv("SDL_VIDEODRIVER", "dummy", 1);
	assert_int_equal(ui_open(&ui, &options), ERR_NONE);
	ui_begin(ui, LANG_VI, 100);
	return 0;
}

static int end(void **state)
{
	(void)state;
	ui_end(ui);
	ui_close(ui);
	return 0;
}

static void test_old_unknown_and_never_told_are_three_things(void **state)
{
	static const struct {
		struct freshness_state fresh;
		const char *stale, *age, *nothing;
	} cases[] = {
		{{.stage = FRESH, .at = 1, .age = 0, .clock = CLOCK_ANCHORED}, "", "queue.updated",
			"queue.empty"},
		{{.stage = FRESH_DATED, .at = 1, .age = 3 * CLOCK_MINUTE, .clock = CLOCK_ANCHORED}, "",
			"queue.updated", "queue.empty"},
		{{.stage = FRESH_AMBER, .at = 1, .age = CLOCK_HOUR, .clock = CLOCK_ANCHORED},
			"app.stale_maybe", "queue.updated", "queue.empty"},
		{{.stage = FRESH_HIDDEN, .at = 1, .age = 2 * CLOCK_DAY, .clock = CLOCK_ANCHORED},
			"app.stale_at", "queue.updated", "queue.no_rows"},
		{{.stage = FRESH_HIDDEN, .at = 1, .age = -1, .clock = CLOCK_UNKNOWN}, "app.stale_unknown",
			"queue.no_time", "queue.no_rows"},
		{{.stage = FRESH_HIDDEN, .at = 0, .age = -1, .clock = CLOCK_ANCHORED}, "app.no_data", "",
			"queue.no_data"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct station station = {.settings = &settings, .freshness = cases[i].fresh};

		assert_string_equal(stale_text(ui, &station), cases[i].stale);
		assert_string_equal(age_text(ui, &station), cases[i].age);
		assert_string_equal(nothing_text(ui, &station), cases[i].nothing);
	}
}

// Words written in one language are not shown in the other.
static void test_help_is_named_in_the_language_of_the_screen(void **state)
{
	const struct station_settings both = {.help_place = {"quầy số 1", "desk 1"}};
	const struct station one = {.settings = &settings}, other = {.settings = &both};

	(void)state;
	assert_string_equal(desk_text(ui, &one), "quầy số 1");
	ui_end(ui);
	ui_begin(ui, LANG_EN, 100);
	assert_string_equal(desk_text(ui, &one), "help.any_desk");
	assert_string_equal(desk_text(ui, &other), "desk 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_old_unknown_and_never_told_are_three_things, begin, end),
		cmocka_unit_test_setup_teardown(test_help_is_named_in_the_language_of_the_screen, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
