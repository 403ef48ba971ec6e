// SPDX-License-Identifier: Apache-2.0
#include "customs/ballot.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct mark OFFICER = {PARTY_OFFICER, "HQ-03TG-0003", "Ngô Văn Nghĩa", STEP_DOCUMENTS, 5, 0};
static const struct mark STEP = {PARTY_STEP, STEP_GOODS, "Kiểm tra thực tế hàng hóa", "", 2, 1};
static const struct mark UNIT = {PARTY_UNIT, "03TG", "Hải quan cửa khẩu cảng Hải Phòng khu vực 3", "", 4, 0};

static struct ballot ballot_of(const struct mark *one, const struct mark *two)
{
	struct ballot ballot = {.subject = SUBJECT_DECLARATION, .ref = "199044171150", .phase = PHASE_AFTER};

	assert_int_equal(ballot_add(&ballot, one), ERR_NONE);
	if (two)
		assert_int_equal(ballot_add(&ballot, two), ERR_NONE);
	return ballot;
}

static void is_refused(const struct ballot *ballot, const char *why)
{
	const char *field = NULL;

	assert_int_equal(ballot_check(ballot, &field), ERR_INVALID);
	assert_string_equal(field, why);
}

static void is_taken(const struct ballot *ballot)
{
	const char *field = "";

	assert_int_equal(ballot_check(ballot, &field), ERR_NONE);
	assert_null(field);
}

static void one_ballot_rates_several_parties(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, &STEP);

	(void)state;
	assert_int_equal(ballot_add(&ballot, &UNIT), ERR_NONE);
	is_taken(&ballot);
	assert_int_equal(ballot_given(&ballot), 3);
}

static void only_one_to_five_stars(void **state)
{
	(void)state;
	for (int stars = -1; stars <= 7; stars++) {
		struct ballot ballot = ballot_of(&OFFICER, NULL);
		ballot.marks[0].stars = stars;
		if (stars >= 1 && stars <= 5)
			is_taken(&ballot);
		else
			is_refused(&ballot, "marks.stars");
	}
}

static void without_a_subject_or_a_mark_it_is_refused(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, NULL);

	(void)state;
	ballot.ref[0] = '\0';
	is_refused(&ballot, "subject");
	for (int subject = 0; subject < SUBJECT_COUNT; subject++) {
		ballot.subject = (enum subject)subject;
		is_refused(&ballot, "subject");
	}
	ballot = ballot_of(&OFFICER, NULL);
	strcpy(ballot.ref, "19904417115"); // the identity is not the number
	is_refused(&ballot, "subject");
	strcpy(ballot.ref, "19904417115A");
	is_refused(&ballot, "subject");
	ballot.subject = SUBJECT_DOSSIER;
	is_taken(&ballot);
	ballot.count = 0;
	is_refused(&ballot, "marks");
}

static void nobody_is_rated_twice(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, NULL);
	struct mark other_step = OFFICER;

	(void)state;
	assert_int_equal(ballot_add(&ballot, &OFFICER), ERR_CONFLICT);
	strcpy(other_step.step, STEP_GOODS);
	assert_int_equal(ballot_add(&ballot, &other_step), ERR_NONE);
	is_taken(&ballot);
	ballot.marks[1] = ballot.marks[0];
	is_refused(&ballot, "marks.ref");
}

static void what_is_not_a_ballot_is_refused(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, &UNIT);

	(void)state;
	ballot.marks[1].ref[0] = '\0';
	is_refused(&ballot, "marks.ref");
	ballot = ballot_of(&OFFICER, &UNIT);
	ballot.marks[1].reasons = 1u << REASON_COUNT;
	is_refused(&ballot, "marks.reasons");
	ballot = ballot_of(&OFFICER, &UNIT);
	memset(ballot.marks[1].name, 'a', MARK_NAME); // no end
	is_refused(&ballot, "marks.name");
	ballot = ballot_of(&OFFICER, &UNIT);
	strcpy(ballot.marks[1].name, "Ng\xc3"); // cut inside a letter
	is_refused(&ballot, "marks.name");
}

static void there_is_room_for_so_many_marks(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, NULL);
	struct mark mark = UNIT;

	(void)state;
	for (int i = 1; i < BALLOT_MARKS; i++) {
		mark.ref[0] = (char)('A' + i);
		assert_int_equal(ballot_add(&ballot, &mark), ERR_NONE);
	}
	is_taken(&ballot);
	mark.ref[0] = '9';
	assert_int_equal(ballot_add(&ballot, &mark), ERR_TOO_BIG);
	assert_int_equal(ballot.count, BALLOT_MARKS);
}

static void stars_are_given_and_taken_back(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, NULL);

	(void)state;
	ballot_give(&ballot, 0, 0);
	assert_true(ballot_is_empty(&ballot));
	ballot_turn(&ballot, 0, REASON_TIME); // a reason belongs to stars
	assert_int_equal(ballot.marks[0].reasons, 0);
	ballot_give(&ballot, 0, 2);
	ballot_turn(&ballot, 0, REASON_TIME);
	ballot_turn(&ballot, 0, REASON_FEE);
	ballot_turn(&ballot, 0, REASON_TIME);
	assert_int_equal(ballot.marks[0].reasons, 1u << REASON_FEE);
	ballot_give(&ballot, 0, 6);
	ballot_give(&ballot, 0, -1);
	ballot_give(&ballot, 7, 1);
	assert_int_equal(ballot.marks[0].stars, 2);
	ballot_give(&ballot, 0, 0);
	assert_int_equal(ballot.marks[0].reasons, 0);
}

static void only_given_marks_are_sent(void **state)
{
	struct ballot ballot = ballot_of(&OFFICER, &STEP);

	(void)state;
	assert_int_equal(ballot_add(&ballot, &UNIT), ERR_NONE);
	ballot_give(&ballot, 1, 0);
	is_refused(&ballot, "marks.stars");
	ballot_keep_given(&ballot);
	is_taken(&ballot);
	assert_int_equal(ballot.count, 2);
	assert_string_equal(ballot.marks[0].ref, OFFICER.ref);
	assert_string_equal(ballot.marks[1].ref, UNIT.ref);
	assert_string_equal(ballot.marks[2].ref, "");
}

static void the_better_proof_counts_else_the_first(void **state)
{
	static const enum proof rising[] = {PROOF_NONE, PROOF_TAX4, PROOF_TOKEN};

	(void)state;
	for (int held = 0; held < 3; held++)
		for (int other = 0; other < 3; other++)
			assert_int_equal(ballot_outranks(rising[held], rising[other]), other > held);
	assert_false(ballot_outranks(PROOF_TAX4, PROOF_BARCODE));
	assert_false(ballot_outranks(PROOF_BARCODE, PROOF_TAX4));
	assert_int_equal(proof_level(PROOF_NONE), 0);
	assert_int_equal(proof_level(PROOF_TAX4), 1);
	assert_int_equal(proof_level(PROOF_BARCODE), 1);
	assert_int_equal(proof_level(PROOF_TOKEN), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_ballot_rates_several_parties),
		cmocka_unit_test(only_one_to_five_stars),
		cmocka_unit_test(without_a_subject_or_a_mark_it_is_refused),
		cmocka_unit_test(nobody_is_rated_twice),
		cmocka_unit_test(what_is_not_a_ballot_is_refused),
		cmocka_unit_test(there_is_room_for_so_many_marks),
		cmocka_unit_test(stars_are_given_and_taken_back),
		cmocka_unit_test(only_given_marks_are_sent),
		cmocka_unit_test(the_better_proof_counts_else_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
