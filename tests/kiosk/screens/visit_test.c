// SPDX-License-Identifier: Apache-2.0
// A person at the kiosk without the glass: what is asked, proven, given, stored and forgotten.
#include "kiosk/local/machine.h"
#include "kiosk/local/told.h"

#include "base/text.h"
#include "kiosk/local/spare.h"
#include "kiosk/screens/flow.h"
#include "kiosk/screens/rows.h"

#define DONE                                                                                                 \
	"19904417115" // cleared, red channel, documents checked by one officer, nobody assigned to the goods
#define OPEN "19904417226"
#define ALSO "19904417337"  // cleared too
#define OTHER "39900000771" // of another trader
#define TAX4 "2542"

struct room {
	struct machine machine;
	struct station_settings settings;
	struct station station;
	struct visit visit;
};

static void tell(struct room *room, struct told *told, const char *identity, enum stage stage, uint8_t owner)
{
	struct feed_declaration value = {.enterprise = "Cty CP Thép V•••",
		.type = "A11",
		.office = "03TG",
		.channel = CHANNEL_RED,
		.status = stage,
		.stage = stage,
		.counter = "3",
		.has_proof = true,
		.party_count = 2,
		.parties = {{PARTY_OFFICER, "HQ-03TG-0003", STEP_DOCUMENTS}, {PARTY_TEAM, "03TG-00", ""}}};
	char number[NUMBER_DIGITS + 1], shown[32];
	struct identity me;

	snprintf(number, sizeof number, "%s0", identity);
	number_mask(identity, 0, shown);
	value.number = number;
	value.shown = shown;
	value.times[STAGE_REGISTERED] = clock_wall(&room->machine.clock) - CLOCK_DAY;
	value.times[stage] = clock_wall(&room->machine.clock) - CLOCK_HOUR;
	memset(value.owner, owner, sizeof value.owner);
	assert_int_equal(identity_get(&room->machine.local, &me), ERR_NONE);
	feed_proof(me.proof_key, identity, TAX4, value.proof);
	told_json(told, FEED_DECLARATION, identity, feed_declaration_write(&value));
}

static void spare_receipt(struct room *room)
{
	struct receipt receipt = {.digits = "48210937551620483", .tag = "00112233445566778899aabbccddeeff"};

	crypto_random(receipt.public_half, sizeof receipt.public_half);
	spare_put(&room->machine.local, &receipt);
}

static int begin(void **state)
{
	struct room *room = calloc(1, sizeof *room);
	struct told told;

	assert_non_null(room);
	machine_begin(&room->machine);
	told_begin(&told, 0);
	told_name(&told, FEED_UNIT, "03TG", "Hải quan khu vực 3", "Customs Area 3", "", "unit");
	told_name(&told, FEED_UNIT, "03TG-00", "Bộ phận tiếp nhận", "", "03TG", "team");
	told_name(&told, FEED_OFFICER, "HQ-03TG-0003", "Ngô Văn Nghĩa", "", "03TG-00", "officer");
	told_name(&told, FEED_STEP, "HOSO", "Kiểm tra hồ sơ", "Documentary check", "", "step");
	told_name(
		&told, FEED_STEP, "KIEMHOA", "Kiểm tra thực tế hàng hóa", "Physical inspection", "", "step");
	tell(room, &told, DONE, STAGE_CLEARED, 7);
	tell(room, &told, OPEN, STAGE_DOC_CHECK, 7);
	tell(room, &told, ALSO, STAGE_CLEARED, 7);
	tell(room, &told, OTHER, STAGE_CLEARED, 9);
	assert_int_equal(told_snapshot(&told, &room->machine), ERR_NONE);
	machine_hear_feed(&room->machine, clock_wall(&room->machine.clock));
	room->settings = (struct station_settings){
		.unit_name = "", .unit_parent = "", .phone_url = "", .qr_url = "", .page_ms = 8000};
	station_init(&room->station, &room->settings, &room->machine.local, &room->machine.clock);
	station_turn(&room->station);
	visit_init(&room->visit, &room->station);
	*state = room;
	return 0;
}

static int end(void **state)
{
	struct room *room = *state;

	visit_finish(&room->visit);
	station_finish(&room->station);
	machine_end(&room->machine);
	free(room);
	return 0;
}

static void type_number(struct visit *visit, const char *digits)
{
	visit_ask_number(visit, PURPOSE_RATE, NULL);
	for (; *digits; digits++)
		visit_type_digit(visit, *digits);
}

static void find(struct visit *visit, const char *identity)
{
	type_number(visit, identity);
	visit_type_digit(visit, '0');
	flow_go(visit, visit_find(visit));
}

static void prove(struct visit *visit, const char *tax4)
{
	memcpy(visit->tax4, tax4, TAX_PROOF + 1);
	visit->tax4_count = TAX_PROOF;
	flow_go(visit, visit_prove(visit));
}

static size_t stored(struct room *room)
{
	return (size_t)machine_count(&room->machine).total;
}

// ---- the number ----

static void test_a_board_row_leaves_only_its_hidden_digits_to_type(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	visit_ask_number(visit, PURPOSE_RATE, "199…7115");
	assert_string_equal(visit->typed, "199    7115 ");
	visit_erase_digit(visit); // what was shown is not the person's to erase
	assert_string_equal(visit->typed, "199    7115 ");
	for (const char *digit = "0441"
				 "0";
		*digit; digit++)
		visit_type_digit(visit, *digit);
	assert_string_equal(visit->typed, DONE "0");
	assert_int_equal(visit_find(visit), PLACE_PROOF);
	assert_true(visit->is_known);
}

static void test_a_short_number_goes_nowhere(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	type_number(visit, "1990441711");
	assert_int_equal(visit_find(visit), PLACE_FIND);
	assert_int_equal(visit_digits(visit), 10);
}

static void test_any_twelfth_digit_finds_the_declaration(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	assert_int_equal(visit_scan(visit, "*" DONE "4*"), ERR_NONE);
	assert_int_equal(visit_find(visit), PLACE_PROOF);
	assert_true(visit->is_known);
}

// Amended since it was printed, or printed since the export: shown and stored is what central holds.
static void test_an_old_print_finds_the_number_of_today(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	assert_int_equal(visit_scan(visit, DONE "4"), ERR_NONE);
	flow_go(visit, visit_find(visit));
	assert_string_equal(visit->number.digits, DONE "0");
	assert_true(visit_is_renumbered(visit));
	prove(visit, TAX4);
	flow_go(visit, visit_consent(visit));
	assert_string_equal(visit->ballot.ref, DONE "0");
	assert_int_equal(visit_scan(visit, DONE "0"), ERR_NONE);
	assert_int_equal(visit_find(visit), PLACE_DECLARATION);
	assert_false(visit_is_renumbered(visit));
}

// ---- proof ----

static void test_the_right_digits_prove_every_declaration_of_that_trader(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	find(visit, DONE);
	assert_int_equal(visit->place, PLACE_PROOF);
	prove(visit, TAX4);
	assert_int_equal(visit->place, PLACE_DECLARATION);
	assert_true(visit_is_proven(visit));
	assert_memory_equal(visit->tax4, "\0\0\0\0", 4); // not kept longer than the comparison
	find(visit, OPEN);
	assert_int_equal(visit->place, PLACE_DECLARATION);
	find(visit, OTHER);
	assert_int_equal(visit->place, PLACE_PROOF);
}

static void test_wrong_digits_prove_nothing_and_are_counted(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	find(visit, DONE);
	for (int i = 0; i < GUARD_PER_DECLARATION; i++)
		prove(visit, "0000");
	assert_false(visit_is_proven(visit));
	assert_true(visit->is_wrong);
	prove(visit, TAX4); // right, but too late
	assert_false(visit_is_proven(visit));
	assert_int_equal(visit->place, PLACE_PROOF);
}

// ---- rows ----

static void test_after_proof_officers_are_named_with_their_step(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;
	const struct mark *marks = visit->ballot.marks;

	find(visit, DONE);
	prove(visit, TAX4);
	flow_go(visit, visit_consent(visit));
	assert_int_equal(visit->place, PLACE_BALLOT);
	assert_int_equal(visit->ballot.phase, PHASE_AFTER);
	assert_int_equal(visit->ballot.count, 4);
	assert_int_equal(marks[0].party, PARTY_OFFICER);
	assert_string_equal(marks[0].name, "Ngô Văn Nghĩa");
	assert_string_equal(marks[0].step, "HOSO");
	assert_int_equal(marks[1].party, PARTY_STEP); // nobody is assigned to the goods: the step itself
	assert_string_equal(marks[1].name, "Kiểm tra thực tế hàng hóa");
	assert_int_equal(marks[2].party, PARTY_TEAM);
	assert_int_equal(marks[3].party, PARTY_UNIT);
	for (size_t i = 0; i < visit->ballot.count; i++)
		assert_int_equal(marks[i].stars, 0); // nothing is chosen for anybody
}

static void test_without_proof_no_name_is_on_the_ballot(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	find(visit, DONE);
	flow_go(visit, visit_unproven(visit));
	flow_go(visit, visit_consent(visit));
	assert_int_equal(visit->ballot.proof, PROOF_NONE);
	assert_true(visit->ballot.count > 0);
	for (size_t i = 0; i < visit->ballot.count; i++)
		assert_true(visit->ballot.marks[i].party == PARTY_STEP ||
			    visit->ballot.marks[i].party == PARTY_UNIT);
}

static void test_another_language_renames_and_keeps_the_stars(void **state)
{
	struct visit *visit = &((struct room *)*state)->visit;

	find(visit, DONE);
	prove(visit, TAX4);
	flow_go(visit, visit_consent(visit));
	ballot_give(&visit->ballot, 1, 2);
	visit_set_lang(visit, LANG_EN);
	assert_string_equal(visit->ballot.marks[1].name, "Physical inspection");
	assert_int_equal(visit->ballot.marks[1].stars, 2);
}

// ---- sending ----

static void rate(struct room *room, const char *identity)
{
	struct visit *visit = &room->visit;

	find(visit, identity);
	if (visit->place == PLACE_PROOF)
		prove(visit, TAX4);
	flow_go(visit, visit_consent(visit));
	ballot_give(&visit->ballot, 0, 4);
	flow_go(visit, PLACE_REVIEW);
}

static void test_the_thank_you_stands_on_one_stored_entry(void **state)
{
	struct room *room = *state;

	rate(room, DONE);
	spare_receipt(room);
	assert_int_equal(stored(room), 0);
	flow_go(&room->visit, visit_send(&room->visit));
	assert_int_equal(room->visit.place, PLACE_RECEIPT);
	assert_int_equal(stored(room), 1);
	assert_true(room->station.wishes.push);
	assert_int_equal(visit_send(&room->visit), PLACE_RECEIPT); // a second tap that was under way
	assert_int_equal(stored(room), 1);
}

static void test_without_a_receipt_nobody_is_thanked_and_nothing_is_lost(void **state)
{
	struct room *room = *state;

	rate(room, DONE);
	flow_go(&room->visit, visit_send(&room->visit)); // nobody has made a receipt
	assert_int_equal(room->visit.place, PLACE_CANNOT_STORE);
	assert_int_equal(stored(room), 0);
	assert_int_equal(room->visit.ballot.marks[0].stars, 4);
	spare_receipt(room);
	flow_go(&room->visit, visit_send(&room->visit));
	assert_int_equal(room->visit.place, PLACE_RECEIPT);
	assert_int_equal(stored(room), 1);
}

static void test_the_unrated_list_is_the_same_from_everywhere_and_shrinks(void **state)
{
	struct room *room = *state;
	struct visit *visit = &room->visit;

	rate(room, DONE);
	assert_int_equal(
		visit->unrated_count, 1); // not the one being rated; OPEN is not finished, OTHER another's
	assert_string_equal(visit->unrated[0].identity, ALSO);
	flow_go(visit, PLACE_UNRATED);
	assert_int_equal(visit->unrated_count, 1);
	flow_go(visit, flow_back(visit));
	assert_int_equal(visit->place, PLACE_REVIEW);
	spare_receipt(room);
	flow_go(visit, visit_send(visit));
	assert_int_equal(visit->place, PLACE_RECEIPT);
	assert_int_equal(visit->unrated_count, 1);
	assert_true(visit_is_rated(visit, PHASE_AFTER));
	assert_false(visit_is_rated(visit, PHASE_DURING));
	rate(room, ALSO);
	assert_int_equal(visit->unrated_count, 0);
}

static void test_what_is_put_off_waits_in_the_list(void **state)
{
	struct room *room = *state;
	struct visit *visit = &room->visit;

	rate(room, DONE);
	flow_go(visit, visit_skip(visit));
	assert_int_equal(visit->place, PLACE_UNRATED);
	assert_int_equal(visit->unrated_count, 2);
}

static void test_a_skip_is_counted_and_no_ballot(void **state)
{
	struct room *room = *state;
	struct outbox_entry *entries;
	struct arena arena;
	size_t count;

	find(&room->visit, DONE);
	prove(&room->visit, TAX4);
	flow_go(&room->visit, visit_skip(&room->visit));
	arena_init(&arena, 0);
	assert_int_equal(outbox_list(&room->machine.local, &arena, 0, 10, false, &entries, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_non_null(strstr(entries[0].bytes, "\"kind\":\"skip\""));
	assert_null(strstr(entries[0].bytes, "stars"));
	arena_finish(&arena);
}

// ---- leaving ----

static void test_leaving_with_stars_given_asks_first(void **state)
{
	struct room *room = *state;
	struct visit *visit = &room->visit;

	find(visit, DONE);
	prove(visit, TAX4);
	flow_go(visit, visit_consent(visit));
	assert_int_equal(flow_home(visit), PLACE_HOME);
	ballot_give(&visit->ballot, 0, 5);
	assert_int_equal(flow_home(visit), PLACE_LEAVE);
	assert_int_equal(flow_back(visit), PLACE_LEAVE);
}

static void move(struct room *room, int64_t ms)
{
	clock_move(&room->machine.clock, ms);
	station_turn(&room->station);
	flow_turn(&room->visit);
}

// Nothing is told for 25 minutes: what had just finished ten minutes before is still what had just finished
// then.
static void test_what_just_finished_does_not_melt_while_nothing_is_told(void **state)
{
	struct room *room = *state;
	struct clock *clock = &room->machine.clock;
	int64_t now = clock_wall(clock);
	struct told told;

	told_begin(&told, 0);
	clock_set_wall(clock, now + 50 * CLOCK_MINUTE); // it finished an hour before that
	tell(room, &told, DONE, STAGE_CLEARED, 7);
	clock_set_wall(clock, now);
	assert_int_equal(told_snapshot(&told, &room->machine), ERR_NONE);
	machine_hear_feed(&room->machine, now);
	station_turn(&room->station);
	assert_int_equal(room->station.board.finished, 1);
	move(room, 25 * CLOCK_MINUTE);
	assert_int_equal(room->station.freshness.stage, FRESH_AMBER);
	assert_int_equal(room->station.board.finished, 1);
}

static bool holds(const void *memory, size_t size, const char *text)
{
	const char *bytes = memory;

	for (size_t i = 0; i + strlen(text) <= size; i++)
		if (memcmp(bytes + i, text, strlen(text)) == 0)
			return true;
	return false;
}

static void test_who_walks_away_is_warned_then_forgotten(void **state)
{
	struct room *room = *state;
	struct visit *visit = &room->visit;

	rate(room, DONE);
	visit_touch(visit);
	move(room, AWAY_AFTER_MS / 2);
	assert_int_equal(visit->place, PLACE_REVIEW);
	move(room, AWAY_AFTER_MS / 2);
	assert_int_equal(visit->place, PLACE_AWAY);
	assert_true(holds(visit, sizeof *visit, DONE));
	move(room, AWAY_COUNT_MS);
	assert_int_equal(visit->place, PLACE_HOME);
	assert_false(holds(visit, sizeof *visit, DONE));
	assert_false(holds(visit, sizeof *visit, "Nghĩa"));
	assert_int_equal(visit->owner_count, 0);
	assert_true(room->station.wishes.forget);
}

static void test_a_thank_you_goes_home_unless_touched(void **state)
{
	struct room *room = *state;

	rate(room, DONE);
	spare_receipt(room);
	flow_go(&room->visit, visit_send(&room->visit));
	move(room, RECEIPT_MS / 2);
	assert_int_equal(room->visit.place, PLACE_RECEIPT);
	visit_touch(&room->visit);
	move(room, RECEIPT_MS / 2);
	assert_int_equal(room->visit.place, PLACE_RECEIPT);
	move(room, AWAY_AFTER_MS - RECEIPT_MS / 2);
	assert_int_equal(room->visit.place, PLACE_AWAY);
}

// ---- the table ----

static void test_every_place_can_be_reached_and_left(void **state)
{
	unsigned reached = TO(PLACE_HOME) | TO(PLACE_BOARD) | TO(PLACE_ENROL) | TO(PLACE_LEAVE) |
			   TO(PLACE_AWAY) | TO(PLACE_LANGUAGE) | TO(PLACE_ACCESSIBILITY) | TO(PLACE_HELP);

	(void)state;
	for (int place = 0; place < PLACE_COUNT; place++) {
		assert_non_null(PLACES[place].show);
		assert_int_equal(place_find(PLACES[place].key), place);
		reached |= PLACES[place].to;
		// Somebody stands there: Back or a button of its own leads on.
		if (PLACES[place].kind == PLACE_VISIT)
			assert_true(PLACES[place].back != (enum place)place || PLACES[place].to);
	}
	assert_int_equal(reached, (1u << PLACE_COUNT) - 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_just_finished_does_not_melt_while_nothing_is_told),
		TEST(test_a_board_row_leaves_only_its_hidden_digits_to_type),
		TEST(test_a_short_number_goes_nowhere),
		TEST(test_any_twelfth_digit_finds_the_declaration),
		TEST(test_an_old_print_finds_the_number_of_today),
		TEST(test_the_right_digits_prove_every_declaration_of_that_trader),
		TEST(test_wrong_digits_prove_nothing_and_are_counted),
		TEST(test_after_proof_officers_are_named_with_their_step),
		TEST(test_without_proof_no_name_is_on_the_ballot),
		TEST(test_another_language_renames_and_keeps_the_stars),
		TEST(test_the_thank_you_stands_on_one_stored_entry),
		TEST(test_without_a_receipt_nobody_is_thanked_and_nothing_is_lost),
		TEST(test_the_unrated_list_is_the_same_from_everywhere_and_shrinks),
		TEST(test_what_is_put_off_waits_in_the_list),
		TEST(test_a_skip_is_counted_and_no_ballot),
		TEST(test_leaving_with_stars_given_asks_first),
		TEST(test_who_walks_away_is_warned_then_forgotten),
		TEST(test_a_thank_you_goes_home_unless_touched),
		TEST(test_every_place_can_be_reached_and_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
