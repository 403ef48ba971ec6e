// SPDX-License-Identifier: Apache-2.0
// The board never looks fresher than it is, whatever clocks and restarts do; a receipt is ready when one is
// needed.
#include "kiosk/local/machine.h"

#include "db/db.h"
#include "kiosk/local/spare.h"

#define MINUTE CLOCK_MINUTE

static struct freshness_state state_now(struct machine *machine)
{
	struct freshness_state state;

	freshness_get(&machine->local, &state);
	return state;
}

// What the files would say after the machine was started again: another boot id.
static void reboot(struct machine *machine)
{
	assert_int_equal(db_run(machine->local.cache,
				 "UPDATE heard SET boot = '0193b000-0000-7000-8000-00000000dead'"),
		ERR_NONE);
	machine_reopen(machine);
}

static void test_never_heard_is_the_oldest_stage(void **state)
{
	struct freshness_state now = state_now(*state);

	assert_int_equal(now.stage, FRESH_HIDDEN);
	assert_int_equal(now.age, -1);
	assert_int_equal(now.at, 0);
	assert_int_equal(now.clock, CLOCK_UNKNOWN);
	assert_int_equal(freshness_next(&now), -1);
}

static void test_stages_by_the_age_of_the_last_answer(void **state)
{
	static const struct {
		int64_t age;
		enum freshness stage;
	} rows[] = {
		{0, FRESH},
		{2 * MINUTE - 2000, FRESH},
		{2 * MINUTE + 1, FRESH_DATED},
		{15 * MINUTE - 2000, FRESH_DATED},
		{15 * MINUTE + 1, FRESH_AMBER},
		{CLOCK_DAY - 2000, FRESH_AMBER},
		{CLOCK_DAY + 1, FRESH_HIDDEN},
		{9 * CLOCK_DAY, FRESH_HIDDEN},
	};
	struct machine *machine = *state;
	int64_t said = clock_wall(&machine->clock), aged = 0;

	machine_hear_feed(machine, said);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		clock_move(&machine->clock, rows[i].age - aged);
		aged = rows[i].age;
		struct freshness_state now = state_now(machine);
		assert_int_equal(now.stage, rows[i].stage);
		assert_in_range(now.age, aged, aged + 1900);
		assert_in_range(now.at, said - 1000, said);
		assert_int_equal(now.clock, CLOCK_ANCHORED);
		// Waiting exactly so long changes the stage, and nothing sooner does.
		int64_t next = freshness_next(&now);
		assert_int_equal(next < 0, now.stage == FRESH_HIDDEN);
		if (next > 1) {
			clock_move(&machine->clock, next);
			aged += next;
			assert_int_equal(state_now(machine).stage, now.stage + 1);
		}
		while (i + 1 < sizeof rows / sizeof rows[0] && rows[i + 1].age < aged)
			i++;
	}
}

static void test_a_jumping_wall_clock_makes_nothing_younger(void **state)
{
	struct machine *machine = *state;
	int64_t said = clock_wall(&machine->clock);

	machine_hear_feed(machine, said);
	clock_move(&machine->clock, 20 * MINUTE);
	clock_set_wall(&machine->clock, said);
	assert_int_equal(state_now(machine).stage, FRESH_AMBER);
	assert_in_range(freshness_central_now(&machine->local), said + 20 * MINUTE, said + 21 * MINUTE);
}

static void test_an_answer_to_a_push_does_not_freshen_the_board(void **state)
{
	struct machine *machine = *state;

	machine_hear_feed(machine, clock_wall(&machine->clock));
	clock_move(&machine->clock, 20 * MINUTE);
	freshness_note_answer(&machine->local, clock_wall(&machine->clock));
	struct freshness_state now = state_now(machine);
	assert_int_equal(now.stage, FRESH_AMBER);
	assert_true(now.is_online);
	assert_in_range(now.last_sync, now.at + 20 * MINUTE, now.at + 21 * MINUTE);
}

static void test_an_answer_long_under_way_is_as_old_as_its_question(void **state)
{
	struct machine *machine = *state;
	int64_t asked = clock_boot(&machine->clock);

	clock_move(&machine->clock, 3 * MINUTE);
	freshness_note_feed(&machine->local, clock_wall(&machine->clock), asked);
	struct freshness_state now = state_now(machine);
	assert_int_equal(now.stage, FRESH_DATED);
	assert_in_range(now.age, 3 * MINUTE, 4 * MINUTE);
	reboot(machine); // and stays so
	assert_true(state_now(machine).age >= 3 * MINUTE);
}

static void test_a_restart_in_the_same_boot_goes_on(void **state)
{
	struct machine *machine = *state;

	machine_hear_feed(machine, clock_wall(&machine->clock));
	machine_reopen(machine);
	struct freshness_state now = state_now(machine);
	assert_int_equal(now.stage, FRESH);
	assert_int_equal(now.clock, CLOCK_ANCHORED);
	assert_false(now.is_online); // not yet
}

static void test_after_a_reboot_it_is_amber_at_least(void **state)
{
	struct machine *machine = *state;

	machine_hear_feed(machine, clock_wall(&machine->clock));
	reboot(machine);
	struct freshness_state now = state_now(machine);
	assert_int_equal(now.stage, FRESH_AMBER);
	assert_int_equal(now.clock, CLOCK_AGREED);
	assert_in_range(now.age, 0, MINUTE);
	clock_set_wall(&machine->clock, now.at + 25 * CLOCK_HOUR);
	assert_int_equal(state_now(machine).stage, FRESH_HIDDEN);
	clock_set_wall(&machine->clock, now.at + 8 * CLOCK_DAY); // agreed too long ago
	assert_int_equal(state_now(machine).clock, CLOCK_UNKNOWN);
	assert_int_equal(state_now(machine).age, -1);
	clock_set_wall(&machine->clock, now.at - CLOCK_HOUR); // a wall clock before what central said
	assert_int_equal(state_now(machine).clock, CLOCK_UNKNOWN);
	assert_int_equal(state_now(machine).stage, FRESH_HIDDEN);
	assert_in_range(freshness_central_now(&machine->local), now.at, now.at + 1000);
	machine_hear_feed(machine, now.at + CLOCK_HOUR); // contact
	assert_int_equal(state_now(machine).stage, FRESH);
}

static void test_a_wall_clock_that_never_agreed_is_not_used(void **state)
{
	struct machine *machine = *state;

	machine_hear_feed(machine, clock_wall(&machine->clock) + CLOCK_HOUR);
	reboot(machine);
	assert_int_equal(state_now(machine).clock, CLOCK_UNKNOWN);
	assert_int_equal(state_now(machine).stage, FRESH_HIDDEN);
}

static void test_trouble_is_told_until_the_next_good_answer(void **state)
{
	struct machine *machine = *state;

	freshness_note_trouble(&machine->local, "sync.certificate");
	assert_string_equal(state_now(machine).trouble, "sync.certificate");
	assert_false(state_now(machine).is_online);
	freshness_note_answer(&machine->local, clock_wall(&machine->clock));
	assert_string_equal(state_now(machine).trouble, "");
	assert_true(state_now(machine).is_online);
}

static void test_an_entry_says_how_good_its_clock_is(void **state)
{
	struct machine *machine = *state;
	struct outbox_entry *entries;
	struct entry entry;
	char id[ID_SIZE];
	int64_t said = clock_wall(&machine->clock) + 3 * CLOCK_HOUR; // this kiosk is three hours slow

	machine_put_new(machine, id);
	freshness_note_answer(&machine->local, said);
	machine_put_new(machine, id);
	assert_int_equal(machine_list(machine, &entries), 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(entry_read(entries[i].bytes, entries[i].length, &entry), ERR_NONE);
		assert_int_equal(entry.clock, i == 0 ? CLOCK_UNKNOWN : CLOCK_ANCHORED);
		if (i == 1)
			assert_in_range(entry.at, said, said + MINUTE);
		entry_finish(&entry);
	}
}

static void test_spare_receipts_are_taken_once(void **state)
{
	struct machine *machine = *state;
	struct receipt made = {.digits = "1"}, taken;

	assert_int_equal(spare_take(&machine->local, 0, &taken), ERR_BUSY);
	for (int i = 0; i < SPARE_RECEIPTS; i++) {
		assert_true(spare_wanted(&machine->local));
		made.digits[0] = (char)('1' + i);
		spare_put(&machine->local, &made);
	}
	assert_false(spare_wanted(&machine->local));
	spare_put(&machine->local, &made); // one too many is dropped
	unsigned seen = 0;
	for (int i = 0; i < SPARE_RECEIPTS; i++) {
		assert_int_equal(spare_take(&machine->local, 0, &taken), ERR_NONE);
		seen |= 1u << (taken.digits[0] - '1');
	}
	assert_int_equal(seen, (1u << SPARE_RECEIPTS) - 1);
	assert_int_equal(spare_take(&machine->local, 5, &taken), ERR_BUSY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_never_heard_is_the_oldest_stage, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_stages_by_the_age_of_the_last_answer, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_jumping_wall_clock_makes_nothing_younger, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_an_answer_to_a_push_does_not_freshen_the_board,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_an_answer_long_under_way_is_as_old_as_its_question,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_restart_in_the_same_boot_goes_on, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_after_a_reboot_it_is_amber_at_least, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_wall_clock_that_never_agreed_is_not_used, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_trouble_is_told_until_the_next_good_answer, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_an_entry_says_how_good_its_clock_is, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_spare_receipts_are_taken_once, machine_set_up, machine_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
