// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "customs/declaration.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void number_is_read_as_people_and_scanners_give_it(void **state)
{
	static const char *const good[] = {"199044171150", "1990 4417 1150", "*199044171150*",
		"'199044171150", "199044171150\r", " 199044171150 "};
	static const char *const bad[] = {"", "19904417115", "1990441711500", "19904417115A", "1,99E+11",
		"199044171150\n", "-99044171150", "１９９０４４１７１１５０"};
	struct number number;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(number_read(good[i], &number), ERR_NONE);
		assert_string_equal(number.digits, "199044171150");
		assert_string_equal(number.identity, "19904417115");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(number_read(bad[i], &number), ERR_INVALID);
		assert_string_equal(number.digits, ""); // nothing of a bad number is left behind
	}
}

static void number_of_another_kind_is_accepted_with_a_warning(void **state)
{
	struct number number;

	(void)state;
	for (char first = '0'; first <= '9'; first++) {
		char text[] = "099044171150";
		text[0] = first;
		assert_int_equal(number_read(text, &number), ERR_NONE);
		assert_int_equal(number_is_usual(&number), strchr("135", first) != NULL);
	}
}

static void number_is_grouped_as_printed(void **state)
{
	char out[NUMBER_DIGITS + 4];

	(void)state;
	number_group("199044171150", out);
	assert_string_equal(out, "1990 4417 1150");
	number_group("19904", out);
	assert_string_equal(out, "1990 4");
	number_group("", out);
	assert_string_equal(out, "");
}

// Public screens: digits 1-3 and 8-11; more only as far as asked, never the twelfth.
static void mask_hides_the_middle_digits_unless_revealed(void **state)
{
	static const char *const expected[] = {
		"123…8901", "123…78901", "123…678901", "123…5678901", "12345678901"};
	char out[32];

	(void)state;
	for (int reveal = 0; reveal <= 4; reveal++) {
		number_mask("12345678901", reveal, out);
		assert_string_equal(out, expected[reveal]);
		number_mask("123456789012", reveal, out); // the twelfth digit changes nothing
		assert_string_equal(out, expected[reveal]);
	}
	number_mask("12345678901", -1, out);
	assert_string_equal(out, expected[0]);
	number_mask("12345678901", 9, out);
	assert_string_equal(out, expected[4]);
	number_mask("1234567890", 4, out); // not a number: nothing of it is shown
	assert_string_equal(out, "");
	for (char hidden = '0'; hidden <= '9'; hidden++) {
		char identity[] = "11100002222";
		memset(identity + 3, hidden, 4);
		number_mask(identity, 0, out);
		assert_string_equal(out, "111…2222");
	}
}

static void channel_is_known_in_every_spelling(void **state)
{
	static const struct {
		const char *cell;
		enum channel channel;
		bool is_unknown;
	} cells[] = {
		{"1", CHANNEL_GREEN, false},
		{"2", CHANNEL_YELLOW, false},
		{"3", CHANNEL_RED, false},
		{"3C", CHANNEL_RED, false},
		{"3d", CHANNEL_RED, false},
		{" 2 ", CHANNEL_YELLOW, false},
		{"Xanh", CHANNEL_GREEN, false},
		{"LUỒNG VÀNG", CHANNEL_YELLOW, false},
		{"luồng đỏ", CHANNEL_RED, false},
		{"luo\xcc\x82\xcc\x80ng va\xcc\x80ng", CHANNEL_YELLOW, false}, // letters and accents apart
		{"Luong 3", CHANNEL_RED, false},
		{"", CHANNEL_NONE, false},
		{"  ", CHANNEL_NONE, false},
		{"4", CHANNEL_NONE, true},
		{"33", CHANNEL_NONE, true},
		{"green", CHANNEL_NONE, true},
		{"luồng", CHANNEL_NONE, true},
		{"tím", CHANNEL_NONE, true},
		{"1111111111111111111111111111111111111111111111111111111111111111111111", CHANNEL_NONE,
			true},
		{"vàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàngvàng", CHANNEL_NONE, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		bool unknown = !cells[i].is_unknown;
		assert_int_equal(channel_read(cells[i].cell, &unknown), cells[i].channel);
		assert_int_equal(unknown, cells[i].is_unknown);
	}
	for (int channel = 0; channel < CHANNEL_COUNT; channel++)
		assert_int_equal(channel_find(CHANNEL_KEYS[channel]), channel);
	assert_int_equal(channel_find("blue"), CHANNEL_NONE);
	assert_int_equal(channel_find(NULL), CHANNEL_NONE);
}

static void every_stage_is_found_by_its_key(void **state)
{
	(void)state;
	for (int stage = STAGE_REGISTERED; stage < STAGE_COUNT; stage++) {
		assert_int_equal(stage_find(STAGES[stage].key), stage);
		assert_true(STAGES[stage].is_event);
	}
	assert_int_equal(stage_find(""), STAGE_NONE);
	assert_int_equal(stage_find("gone"), STAGE_NONE);
	for (int time = 0; time < TIME_COUNT; time++)
		assert_true(STAGES[EXPORT_TIMES[time].stage].is_status);
}

// ---- status: its rules in their order, over every combination ----

// The five rules said once more, by ranking (time, place in the table) instead of by a scan.
static enum stage status_expected(const struct declaration *d, const char *code)
{
	static const enum stage table[] = {
		STAGE_CHECK_DONE, STAGE_STORAGE, STAGE_RELEASED, STAGE_CLEARED, STAGE_PASSED};
	enum stage best = STAGE_NONE;
	int64_t best_rank = 0;

	if (strcmp(code, "H") == 0)
		return STAGE_CANCELLED;
	if (strcmp(code, "D") == 0 && !d->times[TIME_PASSED])
		return STAGE_SUSPENDED;
	for (int place = 0; place < 5; place++) {
		for (int time = 0; time < TIME_COUNT; time++) {
			int64_t rank = d->times[time] * 10 + place;
			if (EXPORT_TIMES[time].stage == table[place] && d->times[time] && rank > best_rank) {
				best = table[place];
				best_rank = rank;
			}
		}
	}
	if (strcmp(code, "T") == 0 && best != STAGE_CLEARED && best != STAGE_PASSED)
		return STAGE_CLEARED;
	if (best != STAGE_NONE)
		return best;
	if (*d->goods_officers)
		return STAGE_PHYSICAL;
	if (*d->doc_officers)
		return STAGE_DOC_CHECK;
	return d->channel ? STAGE_CHANNELLED : STAGE_REGISTERED;
}

static void status_follows_the_rules_in_their_order(void **state)
{
	static const char *const codes[] = {"", "T", "H", "D", "X"};
	static const int64_t values[] = {0, 100, 200};
	int combinations = 1;

	(void)state;
	for (int time = TIME_CHECK_DONE; time < TIME_COUNT; time++)
		combinations *= 3;
	for (int i = 0; i < combinations * 5 * 8; i++) {
		struct declaration d = {.times[TIME_REGISTERED] = 50};
		const char *code = codes[i / 8 % 5];
		int rest = i / 40;
		d.state_code = code;
		d.channel = i & 1 ? CHANNEL_YELLOW : CHANNEL_NONE;
		d.doc_officers = i & 2 ? "HQ-03TG-0003 Ngô Văn Nghĩa" : "";
		d.goods_officers = i & 4 ? "HQ-03TG-0014 Phan Bảo Giang" : "";
		for (int time = TIME_CHECK_DONE; time < TIME_COUNT; time++, rest /= 3)
			d.times[time] = values[rest % 3];
		assert_int_equal(declaration_status(&d), status_expected(&d, code));
	}
}

static void status_of_a_usual_day(void **state)
{
	struct declaration d = {.state_code = "", .doc_officers = "", .goods_officers = ""};

	(void)state;
	d.times[TIME_REGISTERED] = 1000;
	assert_int_equal(declaration_status(&d), STAGE_REGISTERED);
	assert_int_equal(declaration_status_time(&d), 1000);
	d.channel = CHANNEL_RED;
	assert_int_equal(declaration_status(&d), STAGE_CHANNELLED);
	assert_int_equal(declaration_status_time(&d), 0); // the export gives no time for it
	d.times[TIME_STORAGE] = 3000;
	assert_int_equal(declaration_status(&d), STAGE_STORAGE);
	d.times[TIME_CHECK_DONE] = 4000; // checked after it was taken to storage: what opened stays open
	assert_int_equal(declaration_status(&d), STAGE_CHECK_DONE);
	d.times[TIME_CLEARED] = 4000; // date-only exports give equal times
	assert_int_equal(declaration_status(&d), STAGE_CLEARED);
	assert_int_equal(declaration_status_time(&d), 4000);
	d.state_code = " D ";
	assert_int_equal(declaration_status(&d), STAGE_SUSPENDED);
	d.times[TIME_PASSED] = 5000;
	assert_int_equal(declaration_status(&d), STAGE_PASSED);
	d.state_code = "Dx"; // kept and ignored
	assert_int_equal(declaration_status(&d), STAGE_PASSED);
}

static void after_opens_at_released_storage_or_cleared(void **state)
{
	(void)state;
	for (int stage = 0; stage < STAGE_COUNT; stage++) {
		int64_t times[STAGE_COUNT] = {0};
		bool opens = stage == STAGE_RELEASED || stage == STAGE_STORAGE || stage == STAGE_CLEARED ||
			     stage == STAGE_PASSED;
		assert_int_equal(stage_after_is_open(times, (enum stage)stage), opens);
		times[stage] = 1000; // what opened stays open
		assert_int_equal(stage_after_is_open(times, STAGE_DOC_CHECK), opens);
	}
}

static void people_see_the_last_event_until_goods_leave(void **state)
{
	(void)state;
	assert_int_equal(declaration_stage(STAGE_DOC_CHECK, 0, STAGE_CALLED, 100), STAGE_CALLED);
	assert_int_equal(declaration_stage(STAGE_CHECK_DONE, 100, STAGE_TAX_WAIT, 100), STAGE_TAX_WAIT);
	assert_int_equal(declaration_stage(STAGE_CHECK_DONE, 101, STAGE_TAX_WAIT, 100), STAGE_CHECK_DONE);
	assert_int_equal(declaration_stage(STAGE_DOC_CHECK, 0, STAGE_NONE, 100), STAGE_DOC_CHECK);
	for (int status = STAGE_STORAGE; status < STAGE_COUNT; status++)
		assert_int_equal(declaration_stage((enum stage)status, 100, STAGE_CALLED, 200), status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(number_is_read_as_people_and_scanners_give_it),
		cmocka_unit_test(number_of_another_kind_is_accepted_with_a_warning),
		cmocka_unit_test(number_is_grouped_as_printed),
		cmocka_unit_test(mask_hides_the_middle_digits_unless_revealed),
		cmocka_unit_test(channel_is_known_in_every_spelling),
		cmocka_unit_test(every_stage_is_found_by_its_key),
		cmocka_unit_test(status_follows_the_rules_in_their_order),
		cmocka_unit_test(status_of_a_usual_day),
		cmocka_unit_test(after_opens_at_released_storage_or_cleared),
		cmocka_unit_test(people_see_the_last_event_until_goods_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
