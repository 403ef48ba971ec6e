// SPDX-License-Identifier: Apache-2.0
// A scanner is a keyboard in a hurry: what it reads is one line, what a hand types is keys, and neither is
// taken for the other.
#include "kiosk/ui/scan.h"
#include "kiosk/ui/stage.h"

// Characters of `text` come `gap` ms apart; '\n' is Enter.
static struct scan played(const char *text, int gap)
{
	struct scan scan = {0};
	int64_t now = 1000;

	for (; *text; text++, now += gap)
		scan_put(&scan, *text, now);
	scan_settle(&scan, now + 1000);
	return scan;
}

static void test_table(void **state)
{
	static const struct {
		const char *keys;
		int gap;
		const char *scan, *typed;
	} cases[] = {
		{"199044171150\n", 3, "199044171150", ""},
		{"199044171150\n", 34, "199044171150", ""},
		{"199044171150\n", 35, "", "199044171150\n"},
		{"199044171150", 3, "", "199044171150"}, // no Enter: keys
		{"SAO-4821*7\n", 3, "SAO-4821*7", ""},
		{"sao-4821\n", 3, "SAO-4821", ""}, // caps lock at the reader
		{"12\n", 3, "", "12\n"},	   // two fingers at once
		{"https://x/1990\n", 3, "", ""},   // a code that is not ours, whole
		{"12\b3\n", 100, "", "12\b3\n"},
		{"\033", 100, "", "\033"},
		{"a1b2", 100, "", "A1B2"}, // a code typed by hand
		{"a-1*%2", 100, "", "A12"},
		{"0123456789012345678901234567890123456789012345678901234567890123\n", 1,
			"0123456789012345678901234567890123456789012345678901234567890123", ""},
		{"01234567890123456789012345678901234567890123456789012345678901234\n", 1, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scan scan = played(cases[i].keys, cases[i].gap);
		char typed[TYPED_MOST + 1] = "";
		for (size_t at = 0; scan.typed_count; at++)
			typed[at] = (char)scan_take_typed(&scan);
		assert_string_equal(scan.done, cases[i].scan);
		assert_string_equal(typed, cases[i].typed);
	}
}

static char got[256], scanned[128];

static void page_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, CANVAS);
	const char *scan = ui_scanned(ui);
	if (scan)
		strcpy(scanned, scan);
	for (int key = ui_typed(ui); key; key = ui_typed(ui))
		got[strlen(got)] = (char)key;
}

static void test_through_the_window(void **state)
{
	struct stage stage = stage_open(800, 480, page_draw);

	(void)state;
	stage_settle(&stage);
	ui_scan(stage.ui, "199044171150");
	stage_settle(&stage);
	assert_string_equal(scanned, "199044171150");
	assert_string_equal(got, "");
	scanned[0] = '\0';
	ui_type(stage.ui, "1990");
	ui_key(stage.ui, "Backspace");
	ui_key(stage.ui, "Keypad Enter");
	stage_settle(&stage);
	assert_string_equal(got, "1990\b\n");
	assert_string_equal(scanned, "");
	ui_close(stage.ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_through_the_window),
	};
	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
