// SPDX-License-Identifier: Apache-2.0
#include "customs/organisation.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct officer_name officers[OFFICERS_IN_CELL];
static size_t count;

static void cell_of_one_officer(void **state)
{
	(void)state;
	assert_int_equal(officers_read(&arena, "HQ-03TG-0003 Ngô Văn Nghĩa", officers, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(officers[0].ref, "HQ-03TG-0003");
	assert_string_equal(officers[0].name, "Ngô Văn Nghĩa");
}

static void cell_of_two_officers(void **state)
{
	(void)state;
	assert_int_equal(officers_read(&arena, "HQ-03TG-0014 Phan Bảo Giang; HQ-03TG-0015  Trần Hữu Tâm;",
				 officers, &count),
		ERR_NONE);
	assert_int_equal(count, 2);
	assert_string_equal(officers[1].ref, "HQ-03TG-0015");
	assert_string_equal(officers[1].name, "Trần Hữu Tâm");
}

// Without a badge the whole name is the key, however it is typed.
static void name_without_badge_is_its_own_key(void **state)
{
	static const char *const spellings[] = {
		"Đỗ Hữu Phúc", "ĐỖ HỮU PHÚC", " do huu  phuc ", "D\xc3\xb4\xcc\x83 Huu Phuc"};

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		assert_int_equal(officers_read(&arena, spellings[i], officers, &count), ERR_NONE);
		assert_int_equal(count, 1);
		assert_string_equal(officers[0].ref, "dohuuphuc");
	}
	assert_int_equal(officers_read(&arena, "HQ-03TG-003 Ngô Văn Nghĩa", officers, &count), ERR_NONE);
	assert_string_equal(officers[0].ref, "hq03tg003ngovannghia"); // not a badge
}

static void empty_and_repeated_parts_do_not_count(void **state)
{
	(void)state;
	assert_int_equal(officers_read(&arena, "", officers, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(officers_read(&arena, " ; ;", officers, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(officers_read(&arena, "HQ-03TG-0003 A; HQ-03TG-0003 A", officers, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(officers_read(&arena, "HQ-03TG-0003", officers, &count), ERR_NONE);
	assert_string_equal(officers[0].name, "");
}

static void too_many_or_unreadable_are_refused(void **state)
{
	char name[200];

	(void)state;
	assert_int_equal(officers_read(&arena, "a;b;c;d;e;f;g;h", officers, &count), ERR_NONE);
	assert_int_equal(count, OFFICERS_IN_CELL);
	assert_int_equal(officers_read(&arena, "a;b;c;d;e;f;g;h;i", officers, &count), ERR_INVALID);
	assert_int_equal(officers_read(&arena, "...", officers, &count), ERR_INVALID);
	memset(name, 'a', sizeof(name) - 1);
	name[PARTY_REF] = '\0';
	assert_int_equal(officers_read(&arena, name, officers, &count), ERR_INVALID);
	name[PARTY_REF - 1] = '\0';
	assert_int_equal(officers_read(&arena, name, officers, &count), ERR_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cell_of_one_officer),
		cmocka_unit_test(cell_of_two_officers),
		cmocka_unit_test(name_without_badge_is_its_own_key),
		cmocka_unit_test(empty_and_repeated_parts_do_not_count),
		cmocka_unit_test(too_many_or_unreadable_are_refused),
	};

	arena_init(&arena, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
