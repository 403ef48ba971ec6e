// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "kiosk/screens/guard.h"
#include <stdio.h>

#define ONE "19900000001"
#define OTHER "19900000002"

static void test_five_wrong_tries_lock_one_declaration_for_an_hour(void **state)
{
	struct guard guard = {0};

	(void)state;
	for (int i = 0; i < GUARD_PER_DECLARATION; i++) {
		assert_int_equal(guard_ask(&guard, ONE, 1000 + i), GUARD_OPEN);
		guard_note_wrong(&guard, ONE, 1000 + i);
	}
	assert_int_equal(guard_ask(&guard, ONE, 2000), GUARD_DECLARATION_LOCKED);
	assert_int_equal(guard_left(&guard, ONE, 2000), 0);
	assert_int_equal(guard_ask(&guard, OTHER, 2000), GUARD_OPEN);
	assert_int_equal(guard_ask(&guard, ONE, 1000 + CLOCK_HOUR), GUARD_OPEN); // the first is an hour old
}

static void wrong_at_many(struct guard *guard, int from, int count, int64_t at)
{
	char identity[NUMBER_IDENTITY + 1];

	for (int i = from; i < from + count; i++) {
		snprintf(identity, sizeof identity, "1990000%04u", (unsigned)i % 10000u);
		guard_note_wrong(guard, identity, at);
	}
}

static void test_twenty_wrong_tries_pause_the_kiosk_for_ten_minutes(void **state)
{
	struct guard guard = {0};

	(void)state;
	wrong_at_many(&guard, 0, GUARD_PER_KIOSK - 1, 5000);
	assert_int_equal(guard_ask(&guard, OTHER, 5000), GUARD_OPEN);
	assert_int_equal(guard_next(&guard, 5000), -1);
	wrong_at_many(&guard, 500, 1, 5000);
	assert_int_equal(guard_ask(&guard, OTHER, 5000), GUARD_KIOSK_PAUSED);
	assert_int_equal(guard_next(&guard, 5000), 10 * CLOCK_MINUTE);
	assert_int_equal(guard_ask(&guard, OTHER, 5000 + 10 * CLOCK_MINUTE), GUARD_OPEN);
}

static void test_tries_at_other_declarations_do_not_wash_a_lock_away(void **state)
{
	struct guard guard = {0};
	int64_t now = 1000;

	(void)state;
	for (int i = 0; i < GUARD_PER_DECLARATION; i++)
		guard_note_wrong(&guard, ONE, now);
	// All an attacker can do in the hour: 20, pause, 20, pause ...
	for (int pause = 0; now < CLOCK_HOUR; pause++, now += 10 * CLOCK_MINUTE + 1)
		wrong_at_many(&guard, pause * 20, GUARD_PER_KIOSK, now);
	assert_int_equal(guard_left(&guard, ONE, CLOCK_HOUR), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_five_wrong_tries_lock_one_declaration_for_an_hour),
		cmocka_unit_test(test_twenty_wrong_tries_pause_the_kiosk_for_ten_minutes),
		cmocka_unit_test(test_tries_at_other_declarations_do_not_wash_a_lock_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
