// SPDX-License-Identifier: Apache-2.0
// Over the calendar and the clocks in kiosk-config. Run at the top of the tree.
#include "base/buf.h"
#include "base/civil.h"
#include "base/clock.h"
#include "customs/deadline.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct calendar calendar;
static struct deadline_rule *rules;
static size_t rule_count;

static int64_t at(const char *text)
{
	char full[32];
	int64_t ms;

	snprintf(full, sizeof(full), "%s+07:00", text);
	assert_int_equal(civil_read(full, &ms), ERR_NONE);
	return ms;
}

static int day(const char *date)
{
	char noon[24];

	snprintf(noon, sizeof(noon), "%sT12:00", date);
	struct civil civil = civil_from(at(noon), CLOCK_VIETNAM);
	return civil_day_number(civil.year, civil.month, civil.day);
}

static void is_due(int64_t due, const char *expected)
{
	char text[32];

	civil_write(due, CLOCK_VIETNAM, text);
	text[16] = '\0'; // to the minute
	assert_string_equal(text, expected);
}

static int read_tables(void **state)
{
	struct buf buf;

	(void)state;
	arena_init(&arena, 0);
	buf_init(&buf, 0);
	assert_int_equal(buf_read_file(&buf, "kiosk-config/holidays-vn.tsv"), ERR_NONE);
	assert_int_equal(calendar_read(&arena, buf.at, &calendar), ERR_NONE);
	buf_clear(&buf);
	assert_int_equal(buf_read_file(&buf, "kiosk-config/deadlines.tsv"), ERR_NONE);
	assert_int_equal(deadline_rules_read(&arena, buf.at, &rules, &rule_count), ERR_NONE);
	buf_finish(&buf);
	return 0;
}

static int drop_tables(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

static void week_has_five_working_days(void **state)
{
	(void)state;
	for (int i = 0; i < 7; i++)
		assert_int_equal(calendar_is_working(&CALENDAR_PLAIN, day("2026-10-19") + i), i < 5);
	for (int i = 0; i < 7; i++) // also before 1970
		assert_int_equal(calendar_is_working(&CALENDAR_PLAIN, day("1969-12-29") + i), i < 5);
}

static void days_off_and_saturdays_worked(void **state)
{
	(void)state;
	assert_false(calendar_is_working(&calendar, day("2026-02-16"))); // Tết, a Monday
	assert_false(calendar_is_working(&calendar, day("2026-02-20")));
	assert_true(calendar_is_working(&calendar, day("2026-02-23")));
	assert_true(calendar_is_working(&calendar, day("2026-08-22"))); // a Saturday
	assert_false(calendar_is_working(&calendar, day("2026-08-23")));
	assert_false(calendar_is_working(&calendar, day("2026-08-31"))); // a Monday
}

static void ten_days_in_an_ordinary_month(void **state)
{
	(void)state;
	is_due(deadline_days(&calendar, at("2026-10-19T09:42"), 10), "2026-11-02T17:00");
	is_due(deadline_days(&calendar, at("2026-10-19T09:42"), 0), "2026-10-19T17:00");
	is_due(deadline_days(&calendar, at("2026-10-16T09:00"), 1), "2026-10-19T17:00"); // Friday to Monday
	is_due(deadline_days(&calendar, at("2026-11-23T09:42"), 10),
		"2026-12-08T17:00"); // 24 November is off
}

static void after_five_the_day_is_over(void **state)
{
	(void)state;
	is_due(deadline_days(&calendar, at("2026-10-19T17:00"), 3), "2026-10-22T17:00");
	is_due(deadline_days(&calendar, at("2026-10-19T17:00:01"), 3), "2026-10-23T17:00");
	is_due(deadline_days(&calendar, at("2026-10-19T00:00"), 3), "2026-10-22T17:00");
	is_due(deadline_days(&calendar, at("2026-10-23T18:00"), 0), "2026-10-26T17:00"); // Friday evening
	is_due(deadline_days(&calendar, at("2026-10-24T10:00"), 0), "2026-10-26T17:00"); // Saturday
}

static void tet_does_not_count(void **state)
{
	(void)state;
	is_due(deadline_days(&calendar, at("2026-02-13T10:00"), 3), "2026-02-25T17:00"); // Friday before
	is_due(deadline_days(&calendar, at("2026-02-17T10:00"), 3),
		"2026-02-26T17:00"); // on the first day of the year
	is_due(deadline_days(&calendar, at("2026-02-13T17:30"), 0), "2026-02-23T17:00");
}

static void a_saturday_worked_counts(void **state)
{
	(void)state;
	is_due(deadline_days(&calendar, at("2026-08-21T10:00"), 1), "2026-08-22T17:00");
	is_due(deadline_days(&calendar, at("2026-08-22T10:00"), 1), "2026-08-24T17:00");
	is_due(deadline_days(&calendar, at("2026-08-28T10:00"), 1),
		"2026-09-03T17:00"); // National Day between
}

static void legal_hours_are_working_hours(void **state)
{
	(void)state;
	is_due(deadline_hours(&calendar, at("2026-10-19T08:00"), 2), "2026-10-19T10:00");
	is_due(deadline_hours(&calendar, at("2026-10-19T10:30"), 2), "2026-10-19T14:00"); // over midday
	is_due(deadline_hours(&calendar, at("2026-10-19T09:30"), 2),
		"2026-10-19T11:30"); // to the end of the morning
	is_due(deadline_hours(&calendar, at("2026-10-19T12:00"), 2), "2026-10-19T15:00");
	is_due(deadline_hours(&calendar, at("2026-10-19T16:30"), 2), "2026-10-20T09:00");
	is_due(deadline_hours(&calendar, at("2026-10-19T05:00"), 8), "2026-10-19T17:00");
	is_due(deadline_hours(&calendar, at("2026-10-23T16:00"), 8), "2026-10-26T16:00"); // over the week-end
	is_due(deadline_hours(&calendar, at("2026-02-13T16:00"), 2), "2026-02-23T08:30"); // over Tết
}

static void worked_time_is_what_lies_between(void **state)
{
	(void)state;
	assert_int_equal(
		deadline_worked(&calendar, at("2026-10-19T10:30"), at("2026-10-19T14:00")), 2 * CLOCK_HOUR);
	assert_int_equal(deadline_worked(&calendar, at("2026-10-16T16:00"), at("2026-10-19T08:00")),
		90 * CLOCK_MINUTE);
	assert_int_equal(deadline_worked(&calendar, at("2026-02-13T17:00"), at("2026-02-23T07:30")), 0);
	assert_int_equal(deadline_worked(&calendar, at("2026-10-19T14:00"), at("2026-10-19T10:00")), 0);
	assert_int_equal(deadline_worked(&calendar, at("2026-10-20T14:00"), at("2026-10-19T10:00")), 0);
}

// The hours until a deadline are the hours given, wherever one starts.
static void deadline_and_worked_time_agree(void **state)
{
	(void)state;
	for (int64_t from = at("2026-02-10T00:00"); from < at("2026-03-02T00:00"); from += 37 * CLOCK_MINUTE)
		for (int hours = 1; hours <= 20; hours += 6)
			assert_int_equal(
				deadline_worked(&calendar, from, deadline_hours(&calendar, from, hours)),
				hours * CLOCK_HOUR);
}

static void rule_in_force_on_the_day(void **state)
{
	const struct deadline_rule *rule;

	(void)state;
	rule = deadline_rule_find(rules, rule_count, "complaint.accept", day("2026-06-30"));
	assert_non_null(rule);
	assert_int_equal(rule->calendar_days, 10);
	assert_int_equal(rule->working_days, -1);
	rule = deadline_rule_find(rules, rule_count, "complaint.accept", day("2026-07-01"));
	assert_int_equal(rule->working_days, 7);
	assert_int_equal(rule->calendar_days, -1);
	rule = deadline_rule_find(rules, rule_count, "declaration.physical", day("2026-10-19"));
	assert_int_equal(rule->working_hours, 8);
	assert_null(deadline_rule_find(rules, rule_count, "report.answer", day("2025-12-31")));
	assert_null(deadline_rule_find(rules, rule_count, "nothing", day("2026-07-01")));
}

static void faulty_tables_are_refused(void **state)
{
	static const char *const calendars[] = {
		"",
		"date\tkind\n2026-02-30\toff\n",
		"date\tkind\n2026-2-16\toff\n",
		"date\tkind\n2026-02-16\tholiday\n",
		"date\tkind\n2026-02-17\toff\n2026-02-16\toff\n",
		"date\tkind\n2026-02-16\toff\n2026-02-16\twork\n",
		"day\tkind\n2026-02-16\toff\n",
	};
	struct calendar read;
	struct deadline_rule *list;
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof(calendars) / sizeof(calendars[0]); i++)
		assert_int_equal(calendar_read(&arena, calendars[i], &read), ERR_INVALID);
	assert_int_equal(deadline_rules_read(&arena, "lane\tfrom_date\tworking_days\na\t2026-01-01\tten\n",
				 &list, &count),
		ERR_INVALID);
	assert_int_equal(
		deadline_rules_read(&arena, "lane\tfrom_date\n\t2026-01-01\n", &list, &count), ERR_INVALID);
	assert_int_equal(
		calendar_read(&arena, "\xef\xbb\xbfkind\tdate\r\n\r\noff\t2026-02-16\r\n", &read), ERR_NONE);
	assert_int_equal(read.count, 1);
	assert_false(calendar_is_working(&read, day("2026-02-16")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(week_has_five_working_days),
		cmocka_unit_test(days_off_and_saturdays_worked),
		cmocka_unit_test(ten_days_in_an_ordinary_month),
		cmocka_unit_test(after_five_the_day_is_over),
		cmocka_unit_test(tet_does_not_count),
		cmocka_unit_test(a_saturday_worked_counts),
		cmocka_unit_test(legal_hours_are_working_hours),
		cmocka_unit_test(worked_time_is_what_lies_between),
		cmocka_unit_test(deadline_and_worked_time_agree),
		cmocka_unit_test(rule_in_force_on_the_day),
		cmocka_unit_test(faulty_tables_are_refused),
	};

	return cmocka_run_group_tests(tests, read_tables, drop_tables);
}
