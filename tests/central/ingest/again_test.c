// SPDX-License-Identifier: Apache-2.0
// What an earlier central did not understand, and kept: the next one applies it once, as if it had understood
// it at once, and whatever else there is goes its way.
#include "central/ingest/sender.h"

#include "central/ingest/again.h"
#include "central/ingest/apply.h"
#include "central/store/journal.h"

#define OFFICER "HQ-03TG-0003"
#define MANY 150 // more than two transactions

static const struct choice ROOM = {
	NULL, PHASE_DURING, PROOF_NONE, NULL, 1, {{PARTY_PLACE, "seats", NULL, 2}}};

static struct choice give(enum proof proof, int stars)
{
	return (struct choice){
		NUMBER, PHASE_AFTER, proof, NULL, 1, {{PARTY_OFFICER, OFFICER, "HOSO", stars}}};
}

static void run(struct scene *scene, const char *sql)
{
	assert_int_equal(db_run(scene->store.db, sql), ERR_NONE);
}

// The tables as they were, had these positions come to a central that did not understand them.
static void park(struct scene *scene, const char *where)
{
	struct store *store = &scene->store;

	assert_int_equal(store_begin(store), ERR_NONE);
	run(scene,
		arena_format(&scene->arena,
			"INSERT INTO parked (position, reason, ref, tag) SELECT position, 'schema', '', '' "
			"FROM "
			"journal WHERE %s; UPDATE journal SET verdict = 'parked', code = 'schema' WHERE %s",
			where, where));
	assert_int_equal(apply_again(store), ERR_NONE);
	assert_int_equal(store_commit(store), ERR_NONE);
}

static const char *results(struct scene *scene)
{
	return arena_format(&scene->arena, "%s/%s/%s",
		scene_rows(
			scene, 4, "SELECT position, state, is_disputed, proof FROM ballot ORDER BY position"),
		scene_rows(scene, 4, "SELECT position, n, party, stars FROM mark ORDER BY position, n"),
		scene_rows(scene, 5,
			"SELECT party, ref, level, ballots, means FROM tally WHERE ballots <> 0 ORDER BY "
			"party, ref, level"));
}

static int64_t parked(struct scene *scene, const char *reason)
{
	return scene_ask(scene,
		arena_format(&scene->arena, "SELECT count(*) FROM parked WHERE reason = '%s'", reason));
}

// Central starts, and ends when there is nothing left to do or, with `is_short`, at once.
static void start(struct scene *scene, bool is_short)
{
	const struct writer_options options = {.store = &scene->store};
	struct writer *writer;
	struct again again;

	assert_int_equal(writer_start(&writer, &options), ERR_NONE);
	again_start(&again, writer);
	if (is_short)
		again_stop(&again);
	writer_stop(writer);
}

static void what_is_still_not_understood_stays(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	sender_entry(&sender, ENTRY_FEEDBACK, json_object());
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_PARKED, "schema");
	sender_close(&sender);
	const char *before = results(scene);
	for (int i = 0; i < 2; i++)
		start(scene, false);
	assert_string_equal(results(scene), before);
	assert_int_equal(parked(scene, "schema"), 1);
}

static void what_is_understood_now_counts_once(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	int starts = 0;

	sender_open(&sender, scene);
	for (int i = 0; i < MANY; i++) {
		sender_ballot(&sender, &ROOM);
		if (i % ENTRIES_COUNT == ENTRIES_COUNT - 1 || i == MANY - 1)
			assert_int_equal(sender_send(&sender), ERR_NONE);
	}
	sender_close(&sender);
	const char *before = results(scene);
	park(scene, "position % 10 <> 0");
	assert_int_equal(parked(scene, "schema"), MANY - MANY / 10);
	// However often it is stopped meanwhile.
	for (; parked(scene, "schema") > 0; starts++)
		start(scene, true);
	assert_in_range(starts, 2, MANY);
	assert_string_equal(results(scene), before);
	start(scene, false);
	assert_string_equal(results(scene), before);
}

// Places among others of its declaration are those of the order they came in: the figures are those of a
// rebuild.
static void it_stands_before_what_came_later(void **state)
{
	static const char *const parts[] = {
		"position = 1", "position = 2", "position IN (1, 3)", "position < 5"};
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	const struct choice choices[] = {
		give(PROOF_TAX4, 5), give(PROOF_TAX4, 2), give(PROOF_NONE, 1), give(PROOF_TOKEN, 4)};
	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
		sender_ballot(&sender, &choices[i]);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	const char *before = results(scene);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		park(scene, parts[i]);
		assert_string_not_equal(results(scene), before);
		start(scene, false);
		assert_string_equal(results(scene), before);
	}
}

static void it_may_have_to_wait_for_its_declaration(void **state)
{
	struct scene *scene = *state;
	const struct choice choice = give(PROOF_NONE, 4);
	struct ballot_held held;
	struct sender sender;

	sender_open(&sender, scene);
	sender_ballot(&sender, &choice);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	run(scene, "UPDATE parked SET reason = 'schema', ref = '', tag = ''");
	start(scene, false);
	assert_int_equal(parked(scene, "declaration"), 1);
	assert_int_equal(
		ballots_find_held(&scene->store, "9ccdea48c325e9c0dfc005c17c3a4de6", &held), ERR_NONE);
	assert_int_equal(held.as, HELD_WAITING); // its receipt is known now
	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	sender_close(&sender);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM parked"), 0);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM ballot WHERE state = 'counts'"), 1);
}

static void what_cannot_be_applied_is_left_to_a_person(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	for (int i = 0; i < 6; i++)
		sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	park(scene, "position > 0");
	run(scene, "UPDATE journal SET kiosk = 'nobody' WHERE position IN (2, 4)");
	assert_int_equal(db_do(scene->store.db, NULL, "UPDATE journal SET bytes = $1 WHERE position = 5", "b",
				 "{}", (size_t)2),
		ERR_NONE);
	start(scene, false);
	assert_string_equal(
		scene_rows(scene, 1, "SELECT position FROM ballot ORDER BY position"), "1\n3\n6\n");
	assert_int_equal(parked(scene, "apply"), 3);
	assert_int_equal(parked(scene, "schema"), 0);
}

// A version that is stricter than the one that parked it must not drop it unseen.
static void what_is_no_longer_understood_when_its_declaration_comes_is_left_to_a_person(void **state)
{
	struct scene *scene = *state;
	const struct choice choice = give(PROOF_NONE, 4);
	struct sender sender;

	sender_open(&sender, scene);
	sender_ballot(&sender, &choice);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	assert_int_equal(db_do(scene->store.db, NULL, "UPDATE journal SET bytes = $1", "b", "{}", (size_t)2),
		ERR_NONE);
	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	sender_close(&sender);
	assert_int_equal(parked(scene, "apply"), 1);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM declaration"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_is_still_not_understood_stays),
		BOTH(what_is_understood_now_counts_once),
		BOTH(it_stands_before_what_came_later),
		BOTH(it_may_have_to_wait_for_its_declaration),
		BOTH(what_cannot_be_applied_is_left_to_a_person),
		BOTH(what_is_no_longer_understood_when_its_declaration_comes_is_left_to_a_person),
	};

	return cmocka_run_group_tests_name("again", tests, NULL, NULL);
}
