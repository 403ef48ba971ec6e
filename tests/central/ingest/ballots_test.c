// SPDX-License-Identifier: Apache-2.0
// Which ballot counts, what a wrong proof is worth, what waits for its declaration, and that counters are
// nothing but the journal counted.
#include "central/ingest/sender.h"

#include "central/ingest/apply.h"
#include "central/store/ballots.h"
#include "central/store/organisation.h"
#include "central/store/tally.h"

#define OFFICER "HQ-03TG-0003"

static struct choice give(enum phase phase, enum proof proof, int stars)
{
	return (struct choice){NUMBER, phase, proof, NULL, 1, {{PARTY_OFFICER, OFFICER, "HOSO", stars}}};
}

static void send_one(struct sender *sender, struct choice choice)
{
	sender_ballot(sender, &choice);
	assert_int_equal(sender_send(sender), ERR_NONE);
}

#define STATES "SELECT position, state, is_disputed FROM ballot ORDER BY position"
#define OFFICER_TALLY                                                                                        \
	"SELECT phase, level, ballots, means FROM tally WHERE party = 'officer' AND ballots <> 0 ORDER BY "  \
	"phase, level"

static void of_two_with_equal_proof_the_first_counts(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, give(PHASE_AFTER, PROOF_TAX4, 5));
	send_one(&sender, give(PHASE_AFTER, PROOF_BARCODE, 4));
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 3, STATES), "1|counts|0\n2|superseded|0\n");
	assert_string_equal(scene_rows(*state, 4, OFFICER_TALLY), "after|1|1|5000000\n");
}

static void better_proof_replaces(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, give(PHASE_AFTER, PROOF_NONE, 1));
	send_one(&sender, give(PHASE_AFTER, PROOF_TAX4, 3));
	send_one(&sender, give(PHASE_AFTER, PROOF_TOKEN, 4));
	send_one(&sender, give(PHASE_AFTER, PROOF_NONE, 1));
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 3, STATES),
		"1|superseded|0\n2|superseded|0\n3|counts|0\n4|superseded|0\n");
	assert_string_equal(scene_rows(*state, 4, OFFICER_TALLY), "after|1|1|4000000\n");
}

static void during_and_after_both_count(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, give(PHASE_DURING, PROOF_TAX4, 2));
	send_one(&sender, give(PHASE_AFTER, PROOF_NONE, 5));
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 3, STATES), "1|counts|0\n2|counts|0\n");
	assert_string_equal(scene_rows(*state, 4, OFFICER_TALLY), "after|0|1|5000000\nduring|1|1|2000000\n");
}

static void equal_proof_far_apart_is_disputed(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, give(PHASE_AFTER, PROOF_TAX4, 5));
	send_one(&sender, give(PHASE_AFTER, PROOF_TAX4, 3));
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 3, STATES), "1|counts|1\n2|superseded|1\n");
}

// A print ending in 0 finds the declaration that now ends in 1.
static void the_last_digit_is_no_part_of_the_name(void **state)
{
	struct sender sender;
	struct choice choice = give(PHASE_AFTER, PROOF_TAX4, 5);

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, choice);
	choice.number = DECLARATION "1";
	send_one(&sender, choice);
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 3, STATES), "1|counts|0\n2|superseded|0\n");
}

static void the_waiting_room_is_rated_by_everyone(void **state)
{
	struct sender sender;
	const struct choice room = {NULL, PHASE_DURING, PROOF_NONE, NULL, 2,
		{{PARTY_PLACE, "seats", NULL, 2}, {PARTY_PLACE, "water", NULL, 4}}};

	sender_open(&sender, *state);
	send_one(&sender, room);
	send_one(&sender, room);
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 3, STATES), "1|counts|0\n2|counts|0\n");
	assert_string_equal(scene_rows(*state, 4, "SELECT unit, ref, ballots, means FROM tally ORDER BY ref"),
		UNIT "|seats|2|4000000\n" UNIT "|water|2|8000000\n");
}

// Rated before central knows it, matched later, counted once.
static void a_ballot_waits_for_its_declaration(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	sender_ballot(&sender, &(struct choice){NUMBER, PHASE_AFTER, PROOF_NONE, NULL, 1,
				       {{PARTY_OFFICER, OFFICER, "HOSO", 1}}});
	sender_ballot(&sender, &(struct choice){NUMBER, PHASE_AFTER, PROOF_NONE, "0000", 1,
				       {{PARTY_OFFICER, OFFICER, "HOSO", 2}}});
	sender_ballot(&sender, &(struct choice){NUMBER, PHASE_AFTER, PROOF_TAX4, "0003", 1,
				       {{PARTY_OFFICER, OFFICER, "HOSO", 4}}});
	assert_int_equal(sender_send(&sender), ERR_NONE);
	for (size_t i = 0; i < 3; i++)
		sender_expect(&sender, i, VERDICT_PARKED, "declaration");
	sender_declare(&sender, "10199000002");
	sender_declare(&sender, DECLARATION);
	sender_declare(&sender, DECLARATION);
	sender_close(&sender);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM parked"), 0);
	assert_string_equal(
		scene_rows(scene, 4, "SELECT position, state, proof, claimed FROM ballot ORDER BY position"),
		"1|superseded|none|none\n2|superseded|none|none\n3|counts|tax4|tax4\n");
	assert_string_equal(scene_rows(scene, 4, OFFICER_TALLY), "after|1|1|4000000\n");
}

static enum held_as held_now(struct scene *scene)
{
	const struct store_options options = scene_options(scene, DB_READ);
	struct ballot_held held = {HELD_COUNT, 0};
	struct store reader = {0};

	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(
		ballots_find_held(&reader, "00000000000000000000000000000000", &held), ERR_NOT_FOUND);
	assert_int_equal(ballots_find_held(&reader, "", &held), ERR_NOT_FOUND);
	enum err err = ballots_find_held(&reader, "9ccdea48c325e9c0dfc005c17c3a4de6", &held);
	store_close(&reader);
	assert_int_equal(err == ERR_NOT_FOUND ? ERR_NONE : err, ERR_NONE);
	if (!err)
		assert_in_range(clock_wall(&scene->clock) - held.received, 0, CLOCK_HOUR);
	return held.as;
}

// who kept the receipt of the first ballot asks after each step.
static void a_receipt_tells_what_became_of_its_ballot(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	assert_int_equal(held_now(scene), HELD_COUNT);
	send_one(&sender, give(PHASE_AFTER, PROOF_NONE, 1));
	assert_int_equal(held_now(scene), HELD_WAITING);
	sender_declare(&sender, DECLARATION);
	assert_int_equal(held_now(scene), HELD_APART);
	send_one(&sender, give(PHASE_AFTER, PROOF_TAX4, 3));
	assert_int_equal(held_now(scene), HELD_REPLACED);
	sender_close(&sender);
}

// Nothing about a waiting room can be proven: its page must not speak of a missing proof.
static void a_receipt_of_a_room_needs_no_proof(void **state)
{
	struct choice choice = {NULL, PHASE_DURING, PROOF_NONE, NULL, 1, {{PARTY_PLACE, "water", "", 4}}};
	struct sender sender;

	sender_open(&sender, *state);
	send_one(&sender, choice);
	assert_int_equal(held_now(*state), HELD_COUNTED);
	sender_close(&sender);
}

static void a_receipt_of_a_proven_ballot_is_counted(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, give(PHASE_AFTER, PROOF_TAX4, 1));
	assert_int_equal(held_now(*state), HELD_COUNTED);
	sender_close(&sender);
}

// TAX_CODE is 9900000003: digits 7-10 are 0003.
static void typed_digits_are_compared_by_central(void **state)
{
	struct sender sender;
	struct choice wrong = give(PHASE_AFTER, PROOF_TAX4, 1), right = give(PHASE_AFTER, PROOF_NONE, 4);

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	wrong.tax4 = "1234";
	right.tax4 = "0003";
	send_one(&sender, wrong);
	send_one(&sender, right);
	sender_close(&sender);
	assert_string_equal(
		scene_rows(*state, 3, "SELECT state, proof, claimed FROM ballot ORDER BY position"),
		"superseded|none|tax4\ncounts|tax4|none\n");
}

static void marks_roll_up_to_step_team_and_unit(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	const struct officer_row officer = {
		OFFICER, "Ngô Văn Nghĩa", 20000, UNIT, "03TG-00", "", "HOSO", "1"};
	const struct choice choice = {NUMBER, PHASE_AFTER, PROOF_TAX4, NULL, 4,
		{{PARTY_OFFICER, OFFICER, "HOSO", 5}, {PARTY_TEAM, "03TG-00", NULL, 2},
			{PARTY_STEP, "HOSO", NULL, 3}, {PARTY_UNIT, UNIT, NULL, 1}}};
	bool changed;

	assert_int_equal(officer_put(&scene->store, &officer, &changed), ERR_NONE);
	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	send_one(&sender, choice);
	sender_close(&sender);
	// The unit: officer 5, team 2, unit 1: one ballot, with the mean of three marks.
	assert_string_equal(
		scene_rows(scene, 5, "SELECT party, ref, ballots, means, n5 FROM tally ORDER BY party"),
		"officer|" OFFICER "|1|5000000|1\nstep|HOSO|1|4000000|1\nteam|03TG-00|1|3500000|1\n"
		"unit|" UNIT "|1|2666666|1\n");
	struct tally sum;
	int day = day_of(clock_wall(&scene->clock));
	assert_int_equal(tally_sum(&scene->store, UNIT, PARTY_UNIT, "", 1, day, day, &sum), ERR_NONE);
	assert_int_equal(sum.ballots, 1);
	assert_int_equal(tally_sum(&scene->store, UNIT, PARTY_UNIT, "", 1, day + 1, day + 9, &sum), ERR_NONE);
	assert_int_equal(sum.ballots, 0);
}

#define ALL_BALLOTS                                                                                          \
	"SELECT position, identity, unit, phase, proof, state, is_disputed FROM ballot ORDER BY position"
#define ALL_TALLIES                                                                                          \
	"SELECT unit, party, ref, day, phase, level, ballots, means, n1, n2, n3, n4, n5 FROM tally"          \
	" WHERE ballots <> 0 ORDER BY unit, party, ref, day, phase, level"

// A day of people who come back, prove more, contradict each other, and rate what nobody knows yet.
static void counters_are_the_journal_counted(void **state)
{
	static const char *const OFFICERS[] = {"HQ-03TG-0001", "HQ-03TG-0002", "HQ-03TG-0003"};
	struct scene *scene = *state;
	struct sender sender;
	unsigned seed = 20261123;

	sender_open(&sender, scene);
	for (int i = 0; i < 150; i++) {
		char identity[NUMBER_IDENTITY + 1], number[NUMBER_DIGITS + 1];
		seed = seed * 1103515245 + 12345;
		unsigned dice = seed >> 8;
		snprintf(identity, sizeof identity, "101990000%02u", dice % 30);
		snprintf(number, sizeof number, "%s0", identity);
		const struct choice choice = {dice / 30 % 9 ? number : NULL,
			dice / 270 % 2 ? PHASE_AFTER : PHASE_DURING, (enum proof)(dice / 540 % 4),
			dice / 2160 % 3 ? NULL : "0003", 3,
			{{PARTY_OFFICER, OFFICERS[dice / 7 % 3], "HOSO", (int)(dice / 11 % 5) + 1},
				{PARTY_OFFICER, OFFICERS[dice / 13 % 3], "KIEMHOA", (int)(dice / 17 % 5) + 1},
				{PARTY_UNIT, UNIT, NULL, (int)(dice / 19 % 5) + 1}}};
		sender_ballot(&sender, &choice);
		if (dice % 5 == 0)
			sender_declare(&sender, identity);
		if (dice % 3 == 0) {
			assert_int_equal(sender_send(&sender), ERR_NONE);
			clock_move(&scene->clock, CLOCK_HOUR);
		}
	}
	if (sender.batch.length)
		assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	const char *ballots = scene_rows(scene, 7, ALL_BALLOTS),
		   *tallies = scene_rows(scene, 13, ALL_TALLIES);
	assert_true(scene_ask(scene, "SELECT count(*) FROM ballot WHERE state = 'superseded'") > 10);
	assert_true(scene_ask(scene, "SELECT count(*) FROM parked") > 0);
	assert_int_equal(store_begin(&scene->store), ERR_NONE);
	assert_int_equal(apply_again(&scene->store), ERR_NONE);
	assert_int_equal(store_commit(&scene->store), ERR_NONE);
	assert_string_equal(scene_rows(scene, 7, ALL_BALLOTS), ballots);
	assert_string_equal(scene_rows(scene, 13, ALL_TALLIES), tallies);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(of_two_with_equal_proof_the_first_counts),
		BOTH(better_proof_replaces),
		BOTH(during_and_after_both_count),
		BOTH(equal_proof_far_apart_is_disputed),
		BOTH(the_last_digit_is_no_part_of_the_name),
		BOTH(the_waiting_room_is_rated_by_everyone),
		BOTH(a_ballot_waits_for_its_declaration),
		BOTH(a_receipt_tells_what_became_of_its_ballot),
		BOTH(a_receipt_of_a_proven_ballot_is_counted),
		BOTH(a_receipt_of_a_room_needs_no_proof),
		BOTH(typed_digits_are_compared_by_central),
		BOTH(marks_roll_up_to_step_team_and_unit),
		BOTH(counters_are_the_journal_counted),
	};

	return cmocka_run_group_tests_name("ballots", tests, NULL, NULL);
}
