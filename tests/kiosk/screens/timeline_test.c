// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/clock.h"
#include "kiosk/screens/timeline.h"
#include "kiosk/screens/visit.h"

static const struct deadline_rule RULES[] = {
	{"declaration.documents", 0, -1, -1, 2},
	{"declaration.physical", 0, -1, -1, 8},
};

static int64_t at(const char *time)
{
	int64_t ms = 0;

	assert_int_equal(civil_read(time, &ms), ERR_NONE);
	return ms;
}

static struct timeline seen(const struct feed_declaration *declaration, const char *now)
{
	struct timeline timeline;

	timeline_make(&timeline, declaration, &CALENDAR_PLAIN, RULES, 2, at(now));
	return timeline;
}

static struct feed_declaration yellow(enum stage stage)
{
	struct feed_declaration declaration = {
		.channel = CHANNEL_YELLOW, .status = STAGE_DOC_CHECK, .stage = stage};

	declaration.times[STAGE_REGISTERED] = at("2026-11-23T08:12+07:00");
	declaration.times[STAGE_CHANNELLED] = at("2026-11-23T08:12+07:00");
	declaration.times[STAGE_DOCS_RECEIVED] = at("2026-11-23T08:40+07:00");
	declaration.times[STAGE_DOC_CHECK] = at("2026-11-23T08:50+07:00");
	return declaration;
}

static void test_what_happened_comes_in_order_then_now_then_what_is_left(void **state)
{
	const enum stage stages[] = {STAGE_REGISTERED, STAGE_CHANNELLED, STAGE_DOCS_RECEIVED, STAGE_DOC_CHECK,
		STAGE_CHECK_DONE, STAGE_CLEARED};
	struct feed_declaration declaration = yellow(STAGE_DOC_CHECK);
	struct timeline timeline = seen(&declaration, "2026-11-23T09:11+07:00");

	(void)state;
	assert_int_equal(timeline.count, 6);
	for (size_t i = 0; i < timeline.count; i++) {
		assert_int_equal(timeline.rows[i].stage, stages[i]);
		assert_int_equal(timeline.rows[i].state, i < 3	  ? TIMELINE_DONE
							 : i == 3 ? TIMELINE_NOW
								  : TIMELINE_AHEAD);
	}
}

static void test_the_legal_clock_runs_from_the_full_dossier(void **state)
{
	struct feed_declaration declaration = yellow(STAGE_DOC_CHECK);
	struct timeline timeline = seen(&declaration, "2026-11-23T09:11+07:00");

	(void)state;
	assert_int_equal(timeline.rows[3].limit_hours, 2);
	assert_int_equal(timeline.rows[3].worked_ms, 31 * CLOCK_MINUTE);
	assert_false(timeline.rows[3].is_over);
	timeline = seen(&declaration, "2026-11-23T10:41+07:00");
	assert_true(timeline.rows[3].is_over);
}

static void test_documents_asked_for_again_stop_the_clock(void **state)
{
	struct feed_declaration declaration = yellow(STAGE_DOC_CHECK);
	struct timeline timeline;

	(void)state;
	declaration.times[STAGE_DOC_MORE] = at("2026-11-23T09:00+07:00");
	timeline = seen(&declaration, "2026-11-23T15:00+07:00");
	for (size_t i = 0; i < timeline.count; i++) {
		assert_int_equal(timeline.rows[i].limit_hours, 0);
		assert_false(timeline.rows[i].is_over);
	}
}

static void test_a_name_without_an_event_is_only_assigned(void **state)
{
	struct feed_declaration declaration = yellow(STAGE_DOC_CHECK);
	struct timeline timeline;

	(void)state;
	declaration.times[STAGE_DOC_CHECK] = 0;
	timeline = seen(&declaration, "2026-11-23T09:11+07:00");
	assert_true(timeline.rows[3].is_assigned);
}

static void test_what_is_finished_promises_nothing_more(void **state)
{
	struct feed_declaration declaration = yellow(STAGE_CLEARED);
	struct timeline timeline;

	(void)state;
	declaration.status = STAGE_CLEARED;
	declaration.times[STAGE_CLEARED] = at("2026-11-23T10:00+07:00");
	timeline = seen(&declaration, "2026-11-23T12:00+07:00");
	assert_int_equal(timeline.rows[timeline.count - 1].stage, STAGE_CLEARED);
	assert_int_equal(timeline.rows[timeline.count - 1].state, TIMELINE_DONE);
}

static void test_goods_in_storage_still_wait_for_clearance(void **state)
{
	struct feed_declaration declaration = yellow(STAGE_STORAGE);
	struct timeline timeline;

	(void)state;
	declaration.status = STAGE_STORAGE;
	declaration.times[STAGE_STORAGE] = at("2026-11-23T10:00+07:00");
	timeline = seen(&declaration, "2026-11-23T12:00+07:00");
	assert_int_equal(timeline.rows[timeline.count - 2].stage, STAGE_STORAGE);
	assert_int_equal(timeline.rows[timeline.count - 2].state, TIMELINE_DONE);
	assert_int_equal(timeline.rows[timeline.count - 1].stage, STAGE_CLEARED);
	assert_int_equal(timeline.rows[timeline.count - 1].state, TIMELINE_AHEAD);
}

// Eight rows of 100, the fourth is the present one: none of those seen is cut, whatever the height of the
// list.
static void test_a_list_too_low_opens_with_whole_rows(void **state)
{
	struct timeline timeline = {.count = 8};
	int heights[TIMELINE_MOST];

	(void)state;
	for (size_t i = 0; i < timeline.count; i++) {
		heights[i] = 100;
		timeline.rows[i].state = i < 3 ? TIMELINE_DONE : i == 3 ? TIMELINE_NOW : TIMELINE_AHEAD;
	}
	for (int room = 130; room < 800; room += 7) {
		int height = room, from = timeline_open(&timeline, heights, &height);
		int above = from > 0 ? from + TIMELINE_CUT - TIMELINE_PAD : 0;

		assert_in_range(height, 1, room);
		assert_int_equal(above % 100, 0);
		assert_in_range(above, 0, 200); // the step before the present one is seen
		if (above + height - TIMELINE_CUT < 800)
			assert_int_equal((height - TIMELINE_CUT) % 100, 0);
	}
}

static void test_the_phase_is_proposed_only_from_what_is_known_and_fresh(void **state)
{
	struct feed_declaration declaration = yellow(STAGE_DOC_CHECK);

	(void)state;
	assert_int_equal(phase_propose(&declaration, true, CLOCK_MINUTE), PHASE_IS_DURING);
	assert_int_equal(phase_propose(&declaration, true, 15 * CLOCK_MINUTE + 1), PHASE_ASK);
	assert_int_equal(phase_propose(&declaration, true, -1), PHASE_ASK);
	assert_int_equal(phase_propose(&declaration, false, CLOCK_MINUTE), PHASE_ASK);
	declaration.times[STAGE_STORAGE] = 1; // taken to storage and still under way: "after" is open
	assert_int_equal(phase_propose(&declaration, true, CLOCK_MINUTE), PHASE_IS_AFTER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_happened_comes_in_order_then_now_then_what_is_left),
		cmocka_unit_test(test_the_legal_clock_runs_from_the_full_dossier),
		cmocka_unit_test(test_documents_asked_for_again_stop_the_clock),
		cmocka_unit_test(test_a_name_without_an_event_is_only_assigned),
		cmocka_unit_test(test_what_is_finished_promises_nothing_more),
		cmocka_unit_test(test_goods_in_storage_still_wait_for_clearance),
		cmocka_unit_test(test_a_list_too_low_opens_with_whole_rows),
		cmocka_unit_test(test_the_phase_is_proposed_only_from_what_is_known_and_fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
