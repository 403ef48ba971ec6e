// SPDX-License-Identifier: Apache-2.0
// A ballot the kiosk thanks for is there after any end of the program, once, in its place; it leaves only by
// central's word about exactly its bytes, and is forgotten seven days later.
#include "kiosk/local/machine.h"
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

// Everything pending must read back as it was hashed, with seq 1, 2, 3 ... and the chain through all of it.
static int64_t assert_whole(struct machine *machine)
{
	uint8_t head[CRYPTO_HASH], chain[CRYPTO_HASH] = {0}, hash[CRYPTO_HASH];
	int64_t position = 0, seq = 0, told;
	size_t count;

	do {
		struct outbox_entry *entries;
		arena_wipe(&machine->arena);
		assert_int_equal(outbox_list(&machine->local, &machine->arena, position, ENTRIES_COUNT, false,
					 &entries, &count),
			ERR_NONE);
		for (size_t i = 0; i < count; i++) {
			struct entry entry;
			assert_int_equal(entries[i].seq, ++seq);
			crypto_hash_make(entries[i].bytes, entries[i].length, hash);
			assert_memory_equal(hash, entries[i].hash, CRYPTO_HASH);
			assert_int_equal(entry_read(entries[i].bytes, entries[i].length, &entry), ERR_NONE);
			assert_int_equal(entry.seq, seq);
			assert_string_equal(entry.id, entries[i].id);
			entry_finish(&entry);
			chain_step(chain, hash);
			position = entries[i].position;
		}
	} while (count > 0);
	assert_int_equal(outbox_chain(&machine->local, &told, head), ERR_NONE);
	assert_int_equal(told, seq);
	assert_memory_equal(head, chain, CRYPTO_HASH);
	assert_int_equal(machine_count(machine).pending, seq);
	return seq;
}

// ---- thanked means durable ----

static void test_thanked_is_there_after_an_abrupt_end(void **state)
{
	struct machine *machine = *state;

	local_close(&machine->local);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char id[ID_SIZE];
		machine_open(machine);
		machine_put_new(machine, id);
		_exit(0); // nothing is closed
	}
	int status;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	machine_open(machine);
	assert_int_equal(assert_whole(machine), 1);
}

// The child tells each ballot it was thanked for; the parent kills it somewhere.
static int64_t put_until_killed(struct machine *machine, int kill_after)
{
	int pipes[2], status;
	int64_t thanked = 0;
	char id[ID_SIZE];

	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		close(pipes[0]);
		for (machine_open(machine);;) {
			machine_put_new(machine, id);
			if (write(pipes[1], "+", 1) != 1)
				_exit(1);
		}
	}
	close(pipes[1]);
	for (char c; read(pipes[0], &c, 1) == 1;)
		if (++thanked == kill_after) {
			usleep((useconds_t)crypto_uniform(300));
			kill(child, SIGKILL);
		}
	close(pipes[0]);
	waitpid(child, &status, 0);
	return thanked;
}

static void test_seq_has_no_gap_over_a_thousand_ballots_and_many_kills(void **state)
{
	struct machine *machine = *state;
	int64_t thanked = 0, kept = 0;
	int lives = 0;

	local_close(&machine->local);
	for (; thanked < 1000; lives++) {
		thanked += put_until_killed(machine, 1 + (int)crypto_uniform(60));
		machine_open(machine);
		kept = assert_whole(machine);
		// What was committed but not thanked for may be there: one a life at most.
		assert_in_range(kept, thanked, thanked + lives + 1);
		local_close(&machine->local);
	}
	machine_open(machine);
}

// ---- one person, one row ----

static void test_the_same_send_twice_is_one_row(void **state)
{
	struct machine *machine = *state;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	assert_int_equal(machine_put(machine, id, "199044171150"), ERR_NONE);
	assert_int_equal(machine_put(machine, id, "199044171160"), ERR_NONE); // the first bytes stay
	assert_int_equal(assert_whole(machine), 1);
	bool has;
	assert_int_equal(
		outbox_has_ballot(&machine->local, "19904417115", PHASE_AFTER, true, &has), ERR_NONE);
	assert_true(has);
}

static void test_what_central_would_refuse_is_not_thanked_for(void **state)
{
	struct machine *machine = *state;
	char id[ID_SIZE];
	json_t *body = json_pack("{s:s}", "phase", "after");

	id_make(&machine->ids, clock_wall(&machine->clock), id);
	assert_int_equal(outbox_put(&machine->local, id, ENTRY_BALLOT, body, "", 1), ERR_INVALID);
	json_decref(body);
	assert_int_equal(assert_whole(machine), 0);
	char after[ID_SIZE];
	machine_put_new(machine, after);
	assert_int_equal(assert_whole(machine), 1); // and its number was not used up
}

static void test_a_kiosk_without_a_name_stores_nothing(void **state)
{
	struct machine *machine = *state;
	char id[ID_SIZE], folder[] = "/tmp/sao-local-XXXXXX", command[64];
	struct local nameless;
	json_t *body = machine_ballot("199044171150", PHASE_AFTER, PROOF_NONE);

	assert_non_null(mkdtemp(folder));
	assert_int_equal(local_open(&nameless, folder, &machine->clock), ERR_NONE);
	id_make(&machine->ids, clock_wall(&machine->clock), id);
	assert_int_equal(outbox_put(&nameless, id, ENTRY_BALLOT, body, "", 1), ERR_DENIED);
	json_decref(body);
	local_close(&nameless);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
}

static void test_only_proven_ballots_of_the_phase_count_as_rated(void **state)
{
	static const struct {
		enum phase phase;
		enum proof proof;
		bool after_proven, after_any, during_any;
	} rows[] = {
		{PHASE_DURING, PROOF_TAX4, false, false, true},
		{PHASE_AFTER, PROOF_NONE, false, true, true},
		{PHASE_AFTER, PROOF_BARCODE, true, true, true},
	};
	struct machine *machine = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char id[ID_SIZE];
		bool has;
		json_t *body = machine_ballot("199044171150", rows[i].phase, rows[i].proof);
		id_make(&machine->ids, clock_wall(&machine->clock), id);
		assert_int_equal(outbox_put(&machine->local, id, ENTRY_BALLOT, body, "", 1), ERR_NONE);
		json_decref(body);
		const char *declaration = "19904417115";
		assert_int_equal(
			outbox_has_ballot(&machine->local, declaration, PHASE_AFTER, true, &has), ERR_NONE);
		assert_int_equal(has, rows[i].after_proven);
		assert_int_equal(
			outbox_has_ballot(&machine->local, declaration, PHASE_AFTER, false, &has), ERR_NONE);
		assert_int_equal(has, rows[i].after_any);
		assert_int_equal(
			outbox_has_ballot(&machine->local, declaration, PHASE_DURING, false, &has), ERR_NONE);
		assert_int_equal(has, rows[i].during_any);
	}
}

// ---- leaving ----

static void test_only_a_verdict_on_id_and_bytes_settles(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	answer.high_seq = 0;
	answer.rows[0].hash[5] ^= 1; // other bytes under the same id
	answer.rows[1].id[35] ^= 1;  // the bytes under another id
	assert_false(machine_settle(machine, &answer));
	assert_int_equal(machine_count(machine).pending, 2);
	machine_answer(machine, VERDICT_OK, &answer);
	answer.count = 1;
	answer.high_seq = 1;
	assert_false(machine_settle(machine, &answer));
	assert_int_equal(machine_count(machine).pending, 1);
	assert_int_equal(machine_count(machine).total, 2); // kept for seven days
}

static void test_a_line_central_could_not_read_is_known_by_its_bytes(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	machine_answer(machine, VERDICT_REFUSED, &answer);
	answer.rows[0].id[0] = '\0';
	snprintf(answer.rows[0].code, sizeof answer.rows[0].code, "schema");
	machine_settle(machine, &answer);
	assert_int_equal(machine_count(machine).refused, 1);
	assert_int_equal(machine_count(machine).pending, 0);
}

static void test_later_stays_and_lets_others_pass(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	for (int i = 0; i < 3; i++)
		machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	answer.rows[1].verdict = VERDICT_LATER;
	answer.high_seq = 1;
	machine_settle(machine, &answer);
	struct outbox_entry *entries;
	assert_int_equal(machine_list(machine, &entries), 1);
	assert_int_equal(entries[0].seq, 2);
}

static void test_one_bad_entry_is_set_aside_and_found_again(void **state)
{
	struct machine *machine = *state;
	struct outbox_entry *entries;
	struct verdicts answer;
	char id[ID_SIZE], last[ID_SIZE];
	size_t count;

	machine_put_new(machine, id);
	machine_put_new(machine, last);
	assert_int_equal(outbox_set_aside(&machine->local, id, "400"), ERR_NONE);
	assert_int_equal(machine_list(machine, &entries), 1);
	assert_string_equal(entries[0].id, last);
	assert_int_equal(
		outbox_list(&machine->local, &machine->arena, 0, 10, true, &entries, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(entries[0].id, id);
	assert_int_equal(machine_count(machine).aside, 1);
	// Retried alone and taken.
	machine_answer(machine, VERDICT_OK, &answer);
	memcpy(answer.rows[0].id, id, ID_SIZE);
	memcpy(answer.rows[0].hash, entries[0].hash, CRYPTO_HASH);
	answer.high_seq = 1;
	machine_settle(machine, &answer);
	assert_int_equal(machine_count(machine).aside, 0);
	assert_int_equal(machine_count(machine).pending, 1);
}

// ---- central set back, disk set back ----

static void test_another_epoch_sends_again_what_is_not_claimed(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	for (int i = 0; i < 5; i++)
		machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	machine_settle(machine, &answer);
	assert_int_equal(machine_count(machine).pending, 0);
	answer.count = 0;
	answer.high_seq = 3; // the backup was older
	snprintf(answer.epoch, sizeof answer.epoch, "%s", MACHINE_OTHER_EPOCH);
	assert_true(machine_settle(machine, &answer));
	struct outbox_entry *entries;
	assert_int_equal(machine_list(machine, &entries), 2);
	assert_int_equal(entries[0].seq, 4);
	char epoch[ID_SIZE];
	assert_int_equal(outbox_epoch(&machine->local, epoch), ERR_NONE);
	assert_string_equal(epoch, MACHINE_OTHER_EPOCH);
	assert_false(machine_settle(machine, &answer)); // once
}

static void test_a_journal_copied_back_by_hand_is_noticed(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	for (int i = 0; i < 5; i++)
		machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	machine_settle(machine, &answer);
	answer.count = 0;
	answer.high_seq = 1; // the same epoch
	assert_true(machine_settle(machine, &answer));
	assert_int_equal(machine_count(machine).pending, 4);
}

static void assert_new_life(struct machine *machine, const char *before, int64_t before_seq)
{
	struct outbox_entry *entries;
	struct entry entry;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	size_t count = machine_list(machine, &entries);
	struct outbox_entry *last = &entries[count - 1];
	assert_int_equal(last->seq, 1);
	assert_string_not_equal(last->incarnation, before);
	assert_int_equal(entry_read(last->bytes, last->length, &entry), ERR_NONE);
	assert_string_equal(entry.previous, before); // a loss is a number, not silence
	assert_int_equal(entry.previous_seq, before_seq);
	entry_finish(&entry);
}

static void test_a_disk_set_back_begins_a_new_life(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	machine_answer(machine, VERDICT_DUPLICATE, &answer);
	answer.high_seq = 40; // central has more than this disk ever wrote
	machine_settle(machine, &answer);
	assert_new_life(machine, answer.high_incarnation, 1);
}

// Entries wait in this order; the one at `index` is the ballot refused, in another place.
static void assert_again(struct machine *machine, const struct outbox_entry *refused, size_t index,
	int64_t seq, struct entry *out)
{
	struct outbox_entry *entries;
	struct entry before;
	int64_t position = 0;
	size_t count = 0;

	for (size_t left = index + 1; left > 0; left -= count < left ? count : left) {
		assert_int_equal(outbox_list(&machine->local, &machine->arena, position, left, false,
					 &entries, &count),
			ERR_NONE);
		assert_true(count > 0);
		position = entries[count - 1].position;
	}
	const struct outbox_entry *again = &entries[count - 1];
	assert_string_equal(again->id, refused->id); // it is one press of Send
	assert_string_not_equal(again->incarnation, refused->incarnation);
	assert_int_equal(again->seq, seq);
	assert_int_equal(entry_read(refused->bytes, refused->length, &before), ERR_NONE);
	assert_int_equal(entry_read(again->bytes, again->length, out), ERR_NONE);
	assert_true(json_equal(before.body, out->body)); // marks, and the receipt's tag
	assert_int_equal(out->at, before.at);
	assert_int_equal(out->clock, before.clock);
	assert_string_equal(out->incarnation, again->incarnation);
	assert_int_equal(out->seq, seq);
	entry_finish(&before);
}

static void test_two_disks_of_one_kiosk_part(void **state)
{
	struct machine *machine = *state;
	struct outbox_entry *entries;
	struct verdicts answer;
	struct entry again;
	char id[ID_SIZE];

	for (int i = 0; i < 4; i++)
		machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	machine_refuse(&answer, 0, "fork");
	machine_refuse(&answer, 2, "fork");
	answer.rows[3].verdict = VERDICT_LATER;
	answer.high_seq = 3;
	assert_int_equal(machine_list(machine, &entries), 4);
	machine_settle(machine, &answer);
	// The one behind them stays in its place and goes first.
	assert_int_equal(machine_count(machine).pending, 3);
	assert_int_equal(machine_count(machine).refused, 0);
	struct outbox_entry *left;
	assert_int_equal(machine_list(machine, &left), 1);
	assert_int_equal(left[0].seq, 4);
	assert_again(machine, &entries[0], 1, 1, &again);
	assert_string_equal(again.previous, entries[0].incarnation); // a loss is a number, not silence
	assert_int_equal(again.previous_seq, 4);
	entry_finish(&again);
	assert_again(machine, &entries[2], 2, 2, &again);
	entry_finish(&again);
	// The same answer once more says nothing about them any more.
	machine_settle(machine, &answer);
	assert_int_equal(machine_count(machine).pending, 3);
	bool has;
	assert_int_equal(
		outbox_has_ballot(&machine->local, "19904417115", PHASE_AFTER, true, &has), ERR_NONE);
	assert_true(has);
	machine_reopen(machine); // the chain leads through them
	assert_int_equal(machine_count(machine).pending, 3);
}

static void test_what_forks_in_an_ended_life_goes_on_in_the_running_one(void **state)
{
	struct machine *machine = *state;
	struct outbox_entry *entries;
	struct verdicts answer;
	struct entry again;
	char id[ID_SIZE];

	for (int i = 0; i < 2; i++)
		machine_put_new(machine, id);
	assert_int_equal(machine_list(machine, &entries), 2);
	machine_answer(machine, VERDICT_LATER, &answer);
	machine_refuse(&answer, 0, "fork");
	machine_settle(machine, &answer);
	machine_answer(machine, VERDICT_LATER, &answer);
	machine_refuse(&answer, 0, "fork");
	machine_settle(machine, &answer);
	assert_again(machine, &entries[0], 0, 1, &again);
	char running[INCARNATION];
	memcpy(running, again.incarnation, INCARNATION);
	entry_finish(&again);
	assert_again(machine, &entries[1], 1, 2, &again);
	assert_string_equal(again.incarnation, running); // not one life more
	entry_finish(&again);
}

static void test_a_ballot_that_arrived_by_another_disk_is_not_put_again(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	machine_refuse(&answer, 0, "conflict");
	machine_settle(machine, &answer);
	assert_int_equal(machine_count(machine).refused, 1);
	assert_int_equal(machine_count(machine).pending, 0);
	assert_new_life(machine, answer.high_incarnation, 1); // two disks still write as one
}

static void test_what_a_kiosk_said_of_an_hour_gone_by_is_not_put_again(void **state)
{
	struct machine *machine = *state;
	const struct health_body body = {.version = "0.1.0", .role = "touch"};
	struct verdicts answer;
	char id[ID_SIZE];
	json_t *json = health_body_write(&body);

	id_make(&machine->ids, clock_wall(&machine->clock), id);
	assert_int_equal(outbox_put(&machine->local, id, ENTRY_HEALTH, json, "", 1), ERR_NONE);
	json_decref(json);
	machine_answer(machine, VERDICT_OK, &answer);
	machine_refuse(&answer, 0, "fork");
	machine_settle(machine, &answer);
	assert_int_equal(machine_count(machine).refused, 1);
	assert_new_life(machine, answer.high_incarnation, 1);
}

static void test_another_name_begins_a_new_life(void **state)
{
	struct machine *machine = *state;
	struct outbox_entry *entries;
	char id[ID_SIZE], before[INCARNATION];

	machine_put_new(machine, id);
	assert_int_equal(machine_list(machine, &entries), 1);
	memcpy(before, entries[0].incarnation, INCARNATION);
	machine_enrol(machine, "tg-01"); // the same name goes on
	machine_put_new(machine, id);
	assert_int_equal(machine_list(machine, &entries), 2);
	// What waits was made under the old name and central would never take it under another.
	assert_int_equal(machine_join(machine, "tg-02"), ERR_CONFLICT);
	struct identity identity;
	assert_int_equal(identity_get(&machine->local, &identity), ERR_NONE);
	assert_string_equal(identity.kiosk, "tg-01");
	struct verdicts answer;
	machine_answer(machine, VERDICT_OK, &answer);
	machine_settle(machine, &answer);
	machine_enrol(machine, "tg-02");
	assert_new_life(machine, before, 2);
}

// A central restored from an older copy lacks what this machine sent under a name it had before.
static void test_what_an_earlier_name_said_goes_again_under_this_one(void **state)
{
	struct machine *machine = *state;
	struct outbox_entry *entries;
	struct verdicts answer;
	struct entry again;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	assert_int_equal(machine_list(machine, &entries), 1);
	const struct outbox_entry first = entries[0];
	machine_answer(machine, VERDICT_OK, &answer);
	machine_settle(machine, &answer);
	machine_enrol(machine, "tg-02");
	answer.count = 0;
	*answer.high_incarnation = '\0';
	answer.high_seq = 0;
	snprintf(answer.epoch, sizeof answer.epoch, "%s", MACHINE_OTHER_EPOCH);
	assert_true(machine_settle(machine, &answer)); // it is pending again, as it was made
	machine_answer(machine, VERDICT_OK, &answer);
	assert_int_equal(answer.count, 1);
	snprintf(answer.epoch, sizeof answer.epoch, "%s", MACHINE_OTHER_EPOCH);
	*answer.high_incarnation = '\0';
	machine_refuse(&answer, 0, "name");
	assert_false(machine_settle(machine, &answer));
	assert_again(machine, &first, 0, 1, &again);
	assert_string_equal(again.kiosk, "tg-02");
	entry_finish(&again);
	assert_int_equal(machine_count(machine).pending, 1);
}

// ---- forgetting ----

static void test_kept_for_seven_days_by_centrals_clock(void **state)
{
	struct machine *machine = *state;
	struct verdicts answer;
	char id[ID_SIZE];

	machine_put_new(machine, id);
	machine_answer(machine, VERDICT_OK, &answer);
	machine_settle(machine, &answer);
	machine_put_new(machine, id);				      // pending: never forgotten
	clock_set_wall(&machine->clock, answer.now + 30 * CLOCK_DAY); // a wall clock that jumped
	assert_int_equal(outbox_purge(&machine->local), ERR_NONE);
	assert_int_equal(machine_count(machine).total, 2);
	machine_hear_feed(machine, answer.now);
	clock_move(&machine->clock, 7 * CLOCK_DAY - CLOCK_MINUTE);
	assert_int_equal(outbox_purge(&machine->local), ERR_NONE);
	assert_int_equal(machine_count(machine).total, 2);
	clock_move(&machine->clock, 2 * CLOCK_MINUTE);
	assert_int_equal(outbox_purge(&machine->local), ERR_NONE);
	assert_int_equal(machine_count(machine).total, 1);
	assert_int_equal(machine_count(machine).pending, 1);
	char wal[160];
	struct stat file;
	machine_path(machine, "outbox.db-wal", wal); // nor readable in the WAL any more
	assert_true(stat(wal, &file) != 0 || file.st_size == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_thanked_is_there_after_an_abrupt_end, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_seq_has_no_gap_over_a_thousand_ballots_and_many_kills,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_the_same_send_twice_is_one_row, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_central_would_refuse_is_not_thanked_for, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_kiosk_without_a_name_stores_nothing, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_only_proven_ballots_of_the_phase_count_as_rated,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_only_a_verdict_on_id_and_bytes_settles, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_a_line_central_could_not_read_is_known_by_its_bytes,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_later_stays_and_lets_others_pass, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_one_bad_entry_is_set_aside_and_found_again, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_another_epoch_sends_again_what_is_not_claimed,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_journal_copied_back_by_hand_is_noticed, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_disk_set_back_begins_a_new_life, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_two_disks_of_one_kiosk_part, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_what_forks_in_an_ended_life_goes_on_in_the_running_one,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_a_ballot_that_arrived_by_another_disk_is_not_put_again,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_what_a_kiosk_said_of_an_hour_gone_by_is_not_put_again,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_another_name_begins_a_new_life, machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_what_an_earlier_name_said_goes_again_under_this_one,
			machine_set_up, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_kept_for_seven_days_by_centrals_clock, machine_set_up, machine_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
