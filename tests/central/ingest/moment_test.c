// SPDX-License-Identifier: Apache-2.0
// A kiosk that lost the time still gives each ballot its day, once it is told the time in the same boot; what
// was counted by the wrong day is counted anew, and made again from the journal it is the same.
#include "central/ingest/sender.h"

#include "central/ingest/apply.h"
#include "central/store/check.h"
#include "central/store/organisation.h"

#define OTHER_BOOT "00000000-6f3a-4f3c-9a51-1d0f6f2f9a10"

static const struct choice ROOM = {
	NULL, PHASE_DURING, PROOF_NONE, NULL, 1, {{PARTY_PLACE, "seats", NULL, 2}}};
static const struct choice HAPPY = {
	NUMBER, PHASE_AFTER, PROOF_TAX4, NULL, 1, {{PARTY_OFFICER, "HQ-03TG-0003", "HOSO", 5}}};

static enum err again_run(struct store *store, void *context)
{
	(void)context;
	return apply_again(store);
}

// After each test: what is there is what the journal gives.
static void finish(struct sender *sender)
{
	uint8_t before[CRYPTO_HASH], after[CRYPTO_HASH];

	assert_int_equal(check_results(&sender->scene->store, before), ERR_NONE);
	assert_int_equal(writer_do(sender->writer, again_run, NULL), ERR_NONE);
	assert_int_equal(check_results(&sender->scene->store, after), ERR_NONE);
	assert_memory_equal(before, after, sizeof before);
	sender_close(sender);
}

// So long after the boot, by a clock that knows nothing.
static void lost(struct sender *sender, int64_t up)
{
	sender->clock = CLOCK_UNKNOWN;
	sender->up = up;
}

static void told(struct sender *sender, int64_t up)
{
	sender->clock = CLOCK_ANCHORED;
	sender->up = up;
}

// Days before it was received, within a second.
static const char *days(struct scene *scene)
{
	return scene_rows(scene, 2,
		arena_format(&scene->arena,
			"SELECT seq, (received - dated + 1000) / %lld FROM journal WHERE seq IS NOT NULL "
			"ORDER BY "
			"position",
			(long long)CLOCK_DAY));
}

static const char *tallies(struct scene *scene)
{
	int today = day_of(clock_wall(&scene->clock));

	return scene_rows(scene, 3,
		arena_format(&scene->arena,
			"SELECT party, %d - day, ballots FROM tally WHERE ballots <> 0 AND party IN "
			"('place', "
			"'officer') ORDER BY party, day",
			today));
}

// Offline for three days without the time: a rating each day, one skipped, all sent on the fourth.
static void each_day_gets_its_own_once_the_time_is_told(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	lost(&sender, CLOCK_HOUR);
	sender_ballot(&sender, &ROOM);
	lost(&sender, CLOCK_HOUR + CLOCK_DAY);
	sender_ballot(&sender, &HAPPY);
	sender_skip(&sender);
	lost(&sender, CLOCK_HOUR + 2 * CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_string_equal(days(scene), "1|0\n2|0\n3|0\n4|0\n"); // by the day they came
	assert_string_equal(tallies(scene), "officer|0|1\nplace|0|2\n");
	told(&sender, CLOCK_HOUR + 3 * CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_string_equal(days(scene), "1|3\n2|2\n3|2\n4|1\n5|0\n");
	assert_string_equal(tallies(scene), "officer|2|1\nplace|3|1\nplace|1|1\nplace|0|1\n");
	assert_int_equal(
		scene_ask(scene, "SELECT count(*) FROM ballot b JOIN journal j ON j.position = b.position "
				 "WHERE b.dated <> j.dated"),
		0);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM skip_tally WHERE skips <> 0"), 1);
	assert_int_equal(scene_ask(scene, "SELECT day FROM skip_tally WHERE skips <> 0"),
		day_of(clock_wall(&scene->clock)) - 2);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM undated"), 0);
	assert_int_equal(scene_ask(scene, "SELECT undated FROM boot"), 0);
	finish(&sender);
}

static void another_boot_tells_nothing_of_this(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	const char *boot;

	sender_open(&sender, scene);
	lost(&sender, CLOCK_HOUR);
	sender_ballot(&sender, &ROOM);
	boot = sender.boot;
	sender.boot = OTHER_BOOT;
	told(&sender, 5 * CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_string_equal(days(scene), "1|0\n2|0\n");
	// The same in one batch, and with another sequence of the same kiosk.
	sender.boot = boot;
	sender.seq = 0;
	strcpy(sender.incarnation, "a0112233445566778899aabbccddeeff");
	told(&sender, CLOCK_HOUR + CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_string_equal(days(scene), "1|1\n2|0\n1|0\n");
	finish(&sender);
}

// An entry the kiosk had set aside comes when the time of its boot is long known.
static void what_comes_after_the_time_was_told_is_dated_at_once(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	told(&sender, 3 * CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	strcpy(sender.incarnation, "a0112233445566778899aabbccddeeff");
	sender.seq = 0;
	lost(&sender, CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_string_equal(days(scene), "1|0\n1|2\n");
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM undated"), 0);
	finish(&sender);
}

static void never_before_the_entry_before_nor_after_it_came(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	int64_t now = clock_wall(&scene->clock);

	sender_open(&sender, scene);
	sender.boot = OTHER_BOOT;
	told(&sender, CLOCK_MINUTE);
	clock_set_wall(&scene->clock, now - CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	clock_set_wall(&scene->clock, now);
	sender.boot = "4f7f0c5e-6f3a-4f3c-9a51-1d0f6f2f9a10";
	lost(&sender, CLOCK_MINUTE);
	sender_ballot(&sender, &ROOM);
	lost(&sender, 9 * CLOCK_DAY);
	sender_ballot(&sender, &ROOM);
	told(&sender, 3 * CLOCK_DAY); // by which the first was three days ago, and the second will be
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_int_equal(
		scene_ask(scene, "SELECT b.dated - a.dated FROM journal a JOIN journal b ON a.seq = 1 AND "
				 "b.seq = 2"),
		0);
	assert_int_equal(scene_ask(scene, "SELECT received - dated FROM journal WHERE seq = 3"), 0);
	finish(&sender);
}

// It is dated while it waits for its declaration, and counted on that day when it comes.
static void what_waits_for_its_declaration_is_dated_too(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	lost(&sender, CLOCK_HOUR);
	sender_ballot(&sender, &HAPPY);
	told(&sender, CLOCK_HOUR + 2 * CLOCK_DAY);
	sender_skip(&sender);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_declare(&sender, DECLARATION);
	assert_string_equal(tallies(scene), "officer|2|1\n");
	finish(&sender);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(each_day_gets_its_own_once_the_time_is_told),
		BOTH(another_boot_tells_nothing_of_this),
		BOTH(what_comes_after_the_time_was_told_is_dated_at_once),
		BOTH(never_before_the_entry_before_nor_after_it_came),
		BOTH(what_waits_for_its_declaration_is_dated_too),
	};

	return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
