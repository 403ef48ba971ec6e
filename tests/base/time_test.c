// SPDX-License-Identifier: Apache-2.0
// Dates agree with the C library for two centuries; ids rise; clocks only go forward.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/id.h"
#include <string.h>
#include <time.h>

static int64_t ms_of(int year, int month, int day)
{
	struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};

	return (int64_t)timegm(&tm) * 1000;
}

static void two_centuries_agree_with_the_c_library(void **state)
{
	(void)state;
	for (int64_t ms = ms_of(1900, 1, 1); ms < ms_of(2101, 1, 1); ms += CLOCK_DAY - 1777 * 1000) {
		time_t seconds = (time_t)(ms / 1000);
		struct tm tm;
		assert_non_null(gmtime_r(&seconds, &tm));
		struct civil civil = civil_from(ms, 0);
		assert_int_equal(civil.year, tm.tm_year + 1900);
		assert_int_equal(civil.month, tm.tm_mon + 1);
		assert_int_equal(civil.day, tm.tm_mday);
		assert_int_equal(civil.hour, tm.tm_hour);
		assert_int_equal(civil.minute, tm.tm_min);
		assert_int_equal(civil.second, tm.tm_sec);
		assert_int_equal(civil.weekday, tm.tm_wday ? tm.tm_wday : 7);
		assert_true(civil_is_valid(&civil));
		assert_int_equal(civil_to(&civil, 0), ms);
		struct civil local = civil_from(ms, CLOCK_VIETNAM);
		assert_int_equal(civil_to(&local, CLOCK_VIETNAM), ms);
	}
}

static void a_day_in_viet_nam_begins_at_17_utc(void **state)
{
	struct civil civil = civil_from(ms_of(2026, 11, 22) + 17 * CLOCK_HOUR, CLOCK_VIETNAM);

	(void)state;
	assert_true(civil.year == 2026 && civil.month == 11 && civil.day == 23 && civil.hour == 0 &&
		    civil.weekday == 1);
	civil = civil_from(ms_of(2026, 11, 22) + 17 * CLOCK_HOUR - 1, CLOCK_VIETNAM);
	assert_true(civil.day == 22 && civil.hour == 23 && civil.minute == 59 && civil.second == 59 &&
		    civil.weekday == 7);
	civil = civil_from(-1, 0);
	assert_true(civil.year == 1969 && civil.month == 12 && civil.day == 31 && civil.second == 59);
}

static void written_times_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{"1970-01-01T00:00Z", 0},
		{"1970-01-01T07:00+07:00", 0},
		{"1969-12-31T19:30:00-04:30", 0},
		{"2026-11-23T09:42+07:00", 1795401720000},
		{"2026-11-23T09:42:07.1239+07:00", 1795401727123},
		{"2024-02-29T23:59:59Z", 1709251199000},
	};
	static const char *const bad[] = {"", "2026", "2026-11-23", "2026-11-23T09:42", "2026-11-23 09:42Z",
		"2026-13-01T00:00Z", "2026-00-01T00:00Z", "2026-11-31T00:00Z", "2023-02-29T00:00Z",
		"2026-11-23T24:00Z", "2026-11-23T09:60Z", "2026-11-23T09:42:60Z", "2026-11-23T09:42+7:00",
		"2026-11-23T09:42+24:00", "2026-11-23T09:42Zx", "2026-11-23T09:42:07.Z", "26-11-23T09:42Z",
		"-026-11-23T09:42Z", "2026-11-23T09:42:7Z", " 2026-11-23T09:42Z"};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(civil_read(good[i].text, &ms), ERR_NONE);
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(civil_read(bad[i], &ms), ERR_INVALID);
}

static void times_are_written_as_people_there_say_them(void **state)
{
	char text[32];
	int64_t ms;

	(void)state;
	civil_write(1795401720000, CLOCK_VIETNAM, text);
	assert_string_equal(text, "2026-11-23T09:42:00+07:00");
	civil_write(0, -210, text);
	assert_string_equal(text, "1969-12-31T20:30:00-03:30");
	assert_int_equal(civil_read(text, &ms), ERR_NONE);
	assert_int_equal(ms, 0);
	civil_write(INT64_MAX / 4, 0, text); // no date anybody reads, and no overrun
}

static void a_test_clock_is_an_offset_at_rate_one(void **state)
{
	struct clock real = {0}, test = {0};

	(void)state;
	int64_t boot = clock_boot(&test);
	clock_set_wall(&test, 1795401720000);
	assert_in_range(clock_wall(&test) - 1795401720000, 0, 5000);
	assert_in_range(clock_boot(&test) - boot, 0, 5000);
	clock_move(&test, 3 * CLOCK_DAY);
	assert_in_range(clock_wall(&test) - 1795401720000 - 3 * CLOCK_DAY, 0, 5000);
	assert_in_range(clock_boot(&test) - boot - 3 * CLOCK_DAY, 0, 5000);
	assert_in_range(clock_wall(&real) - (int64_t)time(NULL) * 1000, 0, 5000);
	assert_int_equal(strlen(clock_boot_id()), 36);
	assert_string_equal(clock_boot_id(), clock_boot_id());
}

static void a_day_is_written_in_one_way(void **state)
{
	static const char *const WRONG[] = {
		"", "2025-3-1", "2025-02-29", "01/03/2025", "2025-03-01T00:00", "2025-03-0"};
	int day;

	(void)state;
	assert_int_equal(civil_day_read("1970-01-02", &day), ERR_NONE);
	assert_int_equal(day, 1);
	assert_int_equal(civil_day_read("2024-02-29", &day), ERR_NONE);
	assert_int_equal(day, civil_day_number(2024, 2, 29));
	for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
		assert_int_equal(civil_day_read(WRONG[i], &day), ERR_INVALID);
}

static void ids_have_the_layout_of_the_standard(void **state)
{
	struct id_maker maker = {0};
	char id[ID_SIZE];

	(void)state;
	// RFC 9562, A.6: 017F22E2-79B0-7..., Tuesday 2022-02-22 14:22:22.00 GMT-5.
	id_make(&maker, 1645557742000, id);
	assert_int_equal(strlen(id), 36);
	assert_memory_equal(id, "017f22e2-79b0-7", 15);
	assert_true(id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-');
	assert_non_null(strchr("89ab", id[19]));
	assert_true(id_is_valid(id));
	assert_true(id_is_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
	assert_false(id_is_valid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"));
	assert_false(id_is_valid("017f22e2-79b0-4cc3-98c4-dc0c0c07398f"));
	assert_false(id_is_valid("017f22e2-79b0-7cc3-c8c4-dc0c0c07398f"));
	assert_false(id_is_valid("017f22e279b07cc398c4dc0c0c07398f"));
	assert_false(id_is_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f0"));
	assert_false(id_is_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398"));
	assert_false(id_is_valid("017f22e2+79b0-7cc3-98c4-dc0c0c07398f"));
	assert_false(id_is_valid(""));
	assert_false(id_is_valid(NULL));
}

static void ids_rise_within_a_millisecond_and_over_a_clock_set_back(void **state)
{
	struct id_maker maker = {0};
	char last[ID_SIZE] = "", id[ID_SIZE];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		id_make(&maker, i < 15000 ? 1645557742000 : 1645550000000, id);
		assert_true(strcmp(last, id) < 0);
		assert_true(id_is_valid(id));
		memcpy(last, id, sizeof last);
	}
	// 20,000 ids in one millisecond borrow less than a hundredth of a second.
	assert_in_range(maker.last_ms - 1645557742000, 1, 10);
	id_make(&maker, 1645557743000, id);
	assert_memory_equal(id, "017f22e2-7d98-7", 15);
}

static int start(void **state)
{
	(void)state;
	crypto_start();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_centuries_agree_with_the_c_library),
		cmocka_unit_test(a_day_in_viet_nam_begins_at_17_utc),
		cmocka_unit_test(written_times_are_read),
		cmocka_unit_test(a_day_is_written_in_one_way),
		cmocka_unit_test(times_are_written_as_people_there_say_them),
		cmocka_unit_test(a_test_clock_is_an_offset_at_rate_one),
		cmocka_unit_test(ids_have_the_layout_of_the_standard),
		cmocka_unit_test(ids_rise_within_a_millisecond_and_over_a_clock_set_back),
	};

	return cmocka_run_group_tests_name("time", tests, start, NULL);
}
