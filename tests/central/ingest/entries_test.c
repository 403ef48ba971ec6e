// SPDX-License-Identifier: Apache-2.0
// What a kiosk sends is journalled exactly once, whatever happens, and one bad entry never holds up another.
#include "central/ingest/sender.h"

#include "central/ingest/apply.h"

static const struct choice HAPPY = {
	NUMBER, PHASE_AFTER, PROOF_TAX4, NULL, 1, {{PARTY_OFFICER, "HQ-03TG-0003", "HOSO", 5}}};
static const struct choice ROOM = {
	NULL, PHASE_DURING, PROOF_NONE, NULL, 1, {{PARTY_PLACE, "seats", NULL, 2}}};

static void the_same_entry_again_has_no_second_effect(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_declare(&sender, DECLARATION);
	const char *line = sender_ballot(&sender, &HAPPY);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_OK, "");
	for (int i = 0; i < 2; i++) {
		sender_line(&sender, line, strlen(line));
		assert_int_equal(sender_send(&sender), ERR_NONE);
		sender_expect(&sender, 0, VERDICT_DUPLICATE, "");
	}
	assert_int_equal(sender.verdicts.high_seq, 1);
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM journal"), 1);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM ballot"), 1);
	assert_int_equal(scene_ask(*state, "SELECT ballots FROM tally WHERE party = 'officer'"), 1);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM apart"), 0);
}

static void the_journal_holds_the_bytes_as_they_came(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	struct db_query *query;
	size_t length;
	bool row;

	sender_open(&sender, scene);
	const char *line = sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	assert_int_equal(db_prepare(scene->store.db, "SELECT bytes FROM journal", &query), ERR_NONE);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	const void *bytes = db_bytes(query, 0, &length);
	assert_int_equal(length, strlen(line));
	assert_memory_equal(bytes, line, length);
	db_reset(query);
}

static const char *altered(struct scene *scene, const char *line, const char *piece, const char *other)
{
	const char *at = strstr(line, piece);

	assert_non_null(at);
	return arena_format(&scene->arena, "%.*s%s%s", (int)(at - line), line, other, at + strlen(piece));
}

static void other_bytes_under_an_id_are_kept_apart(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	const char *line = sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	// The same id in a place of its own: its place is taken, it has no effect.
	const char *conflict = altered(*state, line, "\"seq\":1", "\"seq\":2");
	for (int i = 0; i < 2; i++) {
		sender_line(&sender, conflict, strlen(conflict));
		assert_int_equal(sender_send(&sender), ERR_NONE);
		sender_expect(&sender, 0, VERDICT_REFUSED, "conflict");
		assert_int_equal(sender.verdicts.high_seq, 2);
	}
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM ballot"), 1);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM apart WHERE code = 'conflict'"), 1);
	// Its bytes are a good ballot: neither does it count when everything is made again from the journal.
	struct scene *scene = *state;
	assert_int_equal(store_begin(&scene->store), ERR_NONE);
	assert_int_equal(apply_again(&scene->store), ERR_NONE);
	assert_int_equal(store_commit(&scene->store), ERR_NONE);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM ballot"), 1);
}

static void two_disks_in_one_place_are_a_fork(void **state)
{
	struct sender sender, twin;

	sender_open(&sender, *state);
	twin = sender;
	buf_init(&twin.batch, 0);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	clock_move(&sender.scene->clock, 5000);
	for (int i = 0; i < 2; i++) {
		twin.seq = 0;
		sender_ballot(&twin, &ROOM);
		assert_int_equal(sender_send(&twin), ERR_NONE);
		sender_expect(&twin, 0, VERDICT_REFUSED, "fork");
	}
	buf_finish(&twin.batch);
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM ballot"), 1);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM apart WHERE code = 'fork'"), 2);
}

// What a kiosk does about a fork: the same id and body, next in a new incarnation. Two copies of its disk
// both do.
static void a_ballot_put_again_after_a_fork_counts_once(void **state)
{
	static const char inc[] = "\"inc\":\"00112233445566778899aabbccddeeff\"";
	static const char again[] = "\"inc\":\"a0112233445566778899aabbccddeeff\"";
	static const char twice[] = "\"inc\":\"b0112233445566778899aabbccddeeff\"";
	struct sender sender;

	sender_open(&sender, *state);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	clock_move(&sender.scene->clock, 5000);
	sender.seq = 0;
	const char *forked = sender_ballot(&sender, &ROOM);
	const struct {
		const char *line;
		enum verdict verdict;
		const char *code;
	} rows[] = {
		{forked, VERDICT_REFUSED, "fork"}, {altered(*state, forked, inc, again), VERDICT_OK, ""},
		{altered(*state, forked, inc, again), VERDICT_DUPLICATE, ""},
		{altered(*state, forked, inc, twice), VERDICT_REFUSED, "conflict"}, // the other disk's
		{forked, VERDICT_REFUSED, "conflict"}, // the other disk had not heard yet
	};
	buf_clear(&sender.batch);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		sender_line(&sender, rows[i].line, strlen(rows[i].line));
		assert_int_equal(sender_send(&sender), ERR_NONE);
		sender_expect(&sender, 0, rows[i].verdict, rows[i].code);
	}
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM ballot"), 2);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM stream WHERE high = 1"), 3);
}

static void a_line_that_cannot_be_read_is_kept_and_the_others_taken(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_ballot(&sender, &ROOM);
	sender_line(&sender, "{\"id\":", 6);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_OK, "");
	sender_expect(&sender, 1, VERDICT_REFUSED, "unreadable");
	assert_string_equal(sender.verdicts.rows[1].id, "");
	sender_expect(&sender, 2, VERDICT_OK, "");
	assert_int_equal(sender.verdicts.high_seq, 2);
	sender_line(&sender, "{\"id\":", 6);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_DUPLICATE, "");
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM journal"), 3);
}

static void content_that_must_not_be_is_refused_but_kept(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	const char *line = sender_ballot(&sender, &ROOM);
	buf_clear(&sender.batch);
	const char *six_stars = altered(*state, line, "\"stars\":2", "\"stars\":6");
	sender_line(&sender, six_stars, strlen(six_stars));
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_REFUSED, "content");
	assert_int_equal(sender.verdicts.high_seq, 1);
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM journal WHERE verdict = 'refused'"), 1);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM ballot"), 0);
}

static void what_is_not_understood_yet_is_parked(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	const char *line = sender_ballot(&sender, &ROOM);
	buf_clear(&sender.batch);
	const char *unknown = altered(*state, line, "\"kind\":\"ballot\"", "\"kind\":\"applause\"");
	sender_line(&sender, unknown, strlen(unknown));
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_PARKED, "schema");
	assert_int_equal(sender.verdicts.high_seq, 1);
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM parked WHERE reason = 'schema'"), 1);
}

// An entry the tables refuse, for whatever reason, does not take the others with it.
static void an_entry_that_cannot_be_applied_is_parked_alone(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	struct choice poison = ROOM;

	poison.stars[0].ref = "poison";
	assert_int_equal(db_run(scene->store.db,
				 scene->stage.is_postgres
					 ? "ALTER TABLE mark ADD CONSTRAINT no_poison CHECK (ref <> 'poison')"
					 : "CREATE TRIGGER no_poison BEFORE INSERT ON mark WHEN NEW.ref = "
					   "'poison' BEGIN"
					   " SELECT RAISE(ABORT, 'poison'); END"),
		ERR_NONE);
	sender_open(&sender, scene);
	sender_ballot(&sender, &ROOM);
	sender_ballot(&sender, &poison);
	sender_ballot(&sender, &ROOM);
	sender_ballot(&sender, &poison);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_OK, "");
	sender_expect(&sender, 1, VERDICT_PARKED, "apply");
	sender_expect(&sender, 2, VERDICT_OK, "");
	sender_expect(&sender, 3, VERDICT_PARKED, "apply");
	assert_int_equal(sender.verdicts.high_seq, 4);
	sender_close(&sender);
	assert_string_equal(scene_rows(scene, 2, "SELECT position, verdict FROM journal ORDER BY position"),
		"1|ok\n2|parked\n3|ok\n4|parked\n");
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM ballot"), 2);
	assert_int_equal(scene_ask(scene, "SELECT position FROM counter"), 4);
}

static void high_waits_for_what_is_missing(void **state)
{
	struct sender sender;
	const char *lines[6];
	static const int ORDER[] = {1, 2, 5, 4, 0, 3};
	static const int HIGH[] = {0, 0, 0, 0, 3, 6};

	sender_open(&sender, *state);
	for (int i = 0; i < 6; i++)
		lines[i] = sender_ballot(&sender, &ROOM);
	buf_clear(&sender.batch);
	for (int i = 0; i < 6; i++) {
		sender_line(&sender, lines[ORDER[i]], strlen(lines[ORDER[i]]));
		assert_int_equal(sender_send(&sender), ERR_NONE);
		assert_int_equal(sender.verdicts.high_seq, HIGH[i]);
		assert_string_equal(sender.verdicts.high_incarnation, sender.incarnation);
	}
	// Whatever the order, the chain is that of the kiosk.
	sender_health(&sender);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	assert_string_equal(scene_rows(*state, 2, "SELECT chain, chain_seq FROM health"), "agrees|6\n");
}

static void a_chain_that_differs_is_noticed(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_ballot(&sender, &ROOM);
	sender_health(&sender);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender.head[7] ^= 1;
	sender_health(&sender);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_OK, "");
	sender_close(&sender);
	assert_string_equal(
		scene_rows(*state, 3, "SELECT chain, chain_seq, unsent FROM health"), "differs|2|3\n");
}

static void a_new_incarnation_names_the_one_before(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_ballot(&sender, &ROOM);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	const char *line = sender_ballot(&sender, &ROOM);
	buf_clear(&sender.batch);
	line = altered(*state, line, "\"seq\":3", "\"seq\":1");
	line = altered(*state, line, "\"of\":null",
		"\"of\":null,\"prev\":{\"inc\":\"00112233445566778899aabbccddeeff\",\"seq\":2}");
	line = altered(*state, line, "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100");
	sender_line(&sender, line, strlen(line));
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_OK, "");
	assert_string_equal(sender.verdicts.high_incarnation, "ffeeddccbbaa99887766554433221100");
	assert_int_equal(sender.verdicts.high_seq, 1);
	sender_close(&sender);
	assert_string_equal(
		scene_rows(*state, 2, "SELECT previous, previous_seq FROM stream WHERE previous <> ''"),
		"00112233445566778899aabbccddeeff|2\n");
}

static void framing_is_the_only_thing_a_whole_body_is_refused_for(void **state)
{
	struct sender sender;
	struct buf many;

	sender_open(&sender, *state);
	assert_int_equal(sender_post(&sender, "", 0), ERR_INVALID);
	assert_int_equal(sender_post(&sender, "{}", 2), ERR_INVALID);
	assert_int_equal(sender_post(&sender, "\n", 1), ERR_INVALID);
	assert_int_equal(sender_post(&sender, "{}\n\n", 4), ERR_INVALID);
	buf_init(&many, 0);
	for (int i = 0; i < ENTRIES_COUNT; i++)
		buf_format(&many, "{%d\n", i);
	assert_int_equal(sender_post(&sender, many.at, many.length), ERR_NONE);
	assert_int_equal(sender.verdicts.count, ENTRIES_COUNT);
	buf_text(&many, "{}\n");
	assert_int_equal(sender_post(&sender, many.at, many.length), ERR_TOO_BIG);
	buf_finish(&many);
	// Under another name: kept apart, not journalled, and no sequence moves.
	const char *line = sender_ballot(&sender, &ROOM);
	buf_clear(&sender.batch);
	line = altered(*state, line, KIOSK, "hp3-02");
	sender_line(&sender, line, strlen(line));
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_expect(&sender, 0, VERDICT_REFUSED, "name");
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM apart WHERE code = 'name'"), 1);
	assert_int_equal(
		scene_ask(*state, "SELECT count(*) FROM stream WHERE kiosk = 'hp3-02' OR high > 0"), 0);
	sender_close(&sender);
	assert_int_equal(scene_ask(*state, "SELECT count(*) FROM journal"), ENTRIES_COUNT);
}

static void a_skip_is_counted(void **state)
{
	struct sender sender;

	sender_open(&sender, *state);
	sender_skip(&sender);
	sender_skip(&sender);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	assert_string_equal(
		scene_rows(*state, 3, "SELECT unit, phase, skips FROM skip_tally"), UNIT "|after|2\n");
}

static void moments_are_taken_between_the_entry_before_and_now(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	int64_t now = clock_wall(&scene->clock);

	sender_open(&sender, scene);
	sender_ballot(&sender, &ROOM);
	clock_set_wall(&scene->clock, now - CLOCK_HOUR); // the kiosk's clock, an hour late
	sender_ballot(&sender, &ROOM);
	clock_set_wall(&scene->clock, now + CLOCK_DAY); // and a day early
	sender_ballot(&sender, &ROOM);
	clock_set_wall(&scene->clock, now + CLOCK_MINUTE);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	sender_close(&sender);
	assert_int_equal(
		scene_ask(scene, "SELECT b.dated - a.dated FROM journal a JOIN journal b ON a.seq = 1"
				 " AND b.seq = 2"),
		0);
	assert_int_equal(scene_ask(scene, "SELECT received - dated FROM journal WHERE seq = 3"), 0);
}

static enum err key_give(struct store *store, void *context)
{
	return key_put(store, KIOSK, context, clock_wall(store->clock));
}

static enum err key_take(struct store *store, void *context)
{
	return key_revoke(store, KIOSK, clock_wall(store->clock), "stolen", context);
}

// Let in, and revoked before the writer came to it.
static void entries_of_a_key_revoked_meanwhile_are_not_stored(void **state)
{
	uint8_t half[CRYPTO_KEY], secret[CRYPTO_SIGN_KEY];
	struct scene *scene = *state;
	struct sender sender;
	char key[KEY_ID];
	bool had_key;

	sender_open(&sender, scene);
	crypto_sign_pair(half, secret);
	key_id_of(half, key);
	sender.key = key;
	assert_int_equal(writer_do(sender.writer, key_give, half), ERR_NONE);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_NONE);
	assert_int_equal(writer_do(sender.writer, key_take, &had_key), ERR_NONE);
	sender_ballot(&sender, &ROOM);
	assert_int_equal(sender_send(&sender), ERR_DENIED);
	sender_close(&sender);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM journal"), 1);
	assert_int_equal(scene_ask(scene, "SELECT high FROM stream"), 1);
}

static void batches_send(struct scene *scene, int told, void *context)
{
	struct sender sender;

	(void)context;
	sender_open(&sender, scene);
	do {
		for (int i = 0; i < 20; i++)
			sender_ballot(&sender, &ROOM);
	} while (!sender_send(&sender) && write(told, &sender.verdicts.high_seq, sizeof(int64_t)) > 0);
}

// Killed while batches are being stored: the journal holds each batch whole or not at all, what was answered
// is there, and the tables are what the journal says.
static void killed_in_the_middle_of_a_batch(void **state)
{
	struct scene *scene = *state;
	int64_t high = scene_kill(scene, batches_send, NULL, 100);

	int64_t rows = scene_ask(scene, "SELECT count(*) FROM journal");
	assert_in_range(rows, high, high + 20);
	assert_int_equal(rows % 20, 0);
	assert_int_equal(scene_ask(scene, "SELECT high FROM stream"), rows);
	assert_int_equal(scene_ask(scene, "SELECT position FROM counter"), rows);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM ballot"), rows);
	assert_int_equal(scene_ask(scene, "SELECT sum(ballots) FROM tally"), rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(the_same_entry_again_has_no_second_effect),
		BOTH(the_journal_holds_the_bytes_as_they_came),
		BOTH(other_bytes_under_an_id_are_kept_apart),
		BOTH(two_disks_in_one_place_are_a_fork),
		BOTH(a_ballot_put_again_after_a_fork_counts_once),
		BOTH(a_line_that_cannot_be_read_is_kept_and_the_others_taken),
		BOTH(content_that_must_not_be_is_refused_but_kept),
		BOTH(what_is_not_understood_yet_is_parked),
		BOTH(an_entry_that_cannot_be_applied_is_parked_alone),
		BOTH(entries_of_a_key_revoked_meanwhile_are_not_stored),
		BOTH(high_waits_for_what_is_missing),
		BOTH(a_chain_that_differs_is_noticed),
		BOTH(a_new_incarnation_names_the_one_before),
		BOTH(framing_is_the_only_thing_a_whole_body_is_refused_for),
		BOTH(a_skip_is_counted),
		BOTH(moments_are_taken_between_the_entry_before_and_now),
		BOTH(killed_in_the_middle_of_a_batch),
	};

	return cmocka_run_group_tests_name("entries", tests, NULL, NULL);
}
