// SPDX-License-Identifier: Apache-2.0
// The board shows what central told, whole and in the order people need; what is not rated yet is neither too
// much nor too little.
#include "kiosk/local/told.h"
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define NOW INT64_C(1795000000000)

static int begin(void **state)
{
	struct told told;

	machine_set_up(state);
	told_begin(&told, 0);
	assert_int_equal(told_snapshot(&told, *state), ERR_NONE);
	return 0;
}

static struct board board_at(struct machine *machine, int64_t now)
{
	struct board board;

	assert_int_equal(cache_board(&machine->local, &machine->arena, now, 2000, &board), ERR_NONE);
	return board;
}

// ---- the order of the board ----

static void test_order_is_called_trader_office_finished(void **state)
{
	static const struct {
		const char *identity;
		enum stage stage;
		int64_t since;
		int place; // on the board; -1: not on it
	} rows[] = {
		{"10000000001", STAGE_CLEARED, NOW - 10 * CLOCK_MINUTE, 9},
		{"10000000002", STAGE_PASSED, NOW - 31 * CLOCK_MINUTE, -1},
		{"10000000003", STAGE_DOC_CHECK, NOW - 3 * CLOCK_HOUR, 5},
		{"10000000004", STAGE_CALLED, NOW - CLOCK_MINUTE, 1},
		{"10000000005", STAGE_DOC_MORE, NOW - 2 * CLOCK_HOUR, 2},
		{"10000000006", STAGE_CALLED, NOW - 2 * CLOCK_MINUTE, 0},
		{"10000000007", STAGE_RELEASED, NOW - CLOCK_MINUTE, 8},
		{"10000000008", STAGE_CANCELLED, NOW - CLOCK_MINUTE, -1},
		{"10000000009", STAGE_REGISTERED, NOW - CLOCK_HOUR, 6},
		{"10000000010", STAGE_TAX_WAIT, NOW - CLOCK_HOUR, 3},
		{"10000000011", STAGE_PHYSICAL_WAIT, NOW - CLOCK_MINUTE, 4},
		{"10000000012", STAGE_CHECK_DONE, NOW - 2 * CLOCK_MINUTE, 7},
	};
	struct machine *machine = *state;
	struct told told;
	size_t shown = 0;

	told_begin(&told, 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		told_declaration(&told, rows[i].identity, rows[i].stage, rows[i].since, 0, 0);
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	struct board board = board_at(machine, NOW);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].place < 0)
			continue;
		shown++;
		assert_true((size_t)rows[i].place < board.count);
		const struct board_row *row = &board.rows[rows[i].place];
		assert_string_equal(row->identity, rows[i].identity);
		assert_int_equal(row->stage, rows[i].stage);
		assert_int_equal(row->since, rows[i].since);
		assert_int_equal(row->channel, CHANNEL_YELLOW);
		assert_string_equal(row->enterprise, "Cty CP Thép V•••");
	}
	assert_int_equal(board.count, shown);
	assert_int_equal(board.open, 8);
	assert_int_equal(board.finished, 2);
	// Half an hour later nothing finished is left, neither counted nor listed.
	board = board_at(machine, NOW + 30 * CLOCK_MINUTE);
	assert_int_equal(board.count, 8);
	assert_int_equal(board.finished, 0);
}

static void test_a_moved_declaration_moves_and_a_tombstone_goes(void **state)
{
	struct machine *machine = *state;
	struct told told;
	int64_t version = cache_version(&machine->local);

	told_begin(&told, 0);
	told_declaration(&told, "10000000001", STAGE_REGISTERED, NOW - CLOCK_HOUR, 0, 0);
	told_declaration(&told, "10000000002", STAGE_DOC_CHECK, NOW - CLOCK_HOUR, 0, 0);
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	assert_true(cache_version(&machine->local) > version);
	told_begin(&told, 2);
	told_declaration(&told, "10000000001", STAGE_CALLED, NOW, 0, 0);
	told_json(&told, FEED_DECLARATION, "10000000002", NULL);
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	struct board board = board_at(machine, NOW);
	assert_int_equal(board.count, 1);
	assert_int_equal(board.rows[0].stage, STAGE_CALLED);
}

static void test_a_full_day_is_read_at_once(void **state)
{
	struct machine *machine = *state;
	struct timespec from, to;
	struct told told;
	char identity[NUMBER_IDENTITY + 1];

	told_begin(&told, 0);
	for (int i = 0; i < 1800; i++) {
		snprintf(identity, sizeof identity, "1%010u", (unsigned)i % 100000u);
		told_declaration(&told, identity, i % 12 ? STAGE_PASSED : STAGE_DOC_CHECK,
			NOW - (i % 480) * CLOCK_MINUTE, 1, 0);
	}
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	clock_gettime(CLOCK_MONOTONIC, &from);
	struct board board = board_at(machine, NOW);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_int_equal(board.open, 150);
	assert_true(board.count >= 150 && board.count < 300);
	assert_int_equal(
		board.count, board.open + board.finished); // what the title counts is what the pages show
	print_message("[   INFO   ] board of 1,800 read in %.2f ms\n",
		(double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6);
}

// ---- one transaction, one cursor ----

static void test_a_page_and_its_cursor_are_one(void **state)
{
	struct machine *machine = *state;
	int status, last = 0, applied[2];

	// A child applies page after page and is killed somewhere: the cursor must be that of the rows.
	for (int life = 0; life < 20; life++) {
		local_close(&machine->local);
		assert_int_equal(pipe(applied), 0);
		pid_t child = fork();
		if (child == 0) {
			close(applied[0]);
			machine_open(machine);
			for (int page = last;; page++) {
				struct told told;
				char identity[NUMBER_IDENTITY + 1];
				told_begin(&told, page * 10);
				for (int i = 0; i < 10; i++) {
					snprintf(identity, sizeof identity, "1%010u",
						(unsigned)(page * 10 + i) % 10000000u);
					told_declaration(&told, identity, STAGE_DOC_CHECK, NOW, 0, 0);
				}
				if (told_apply(&told, machine) || write(applied[1], "", 1) != 1)
					_exit(1);
				arena_wipe(&machine->arena);
			}
		}
		char one;
		close(applied[1]);
		assert_int_equal(read(applied[0], &one, 1), 1);
		close(applied[0]);
		usleep((useconds_t)crypto_uniform(8000));
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		machine_open(machine);
		int64_t after;
		char epoch[ID_SIZE];
		assert_int_equal(cache_cursor(&machine->local, &after, epoch), ERR_NONE);
		assert_int_equal(board_at(machine, NOW).open, after);
		last = (int)after / 10;
		arena_wipe(&machine->arena);
	}
	assert_true(last > 0);
}

static void test_a_page_of_another_life_of_central_is_not_applied(void **state)
{
	struct machine *machine = *state;
	struct feed_page page;
	struct told told;

	told_begin(&told, 0);
	told_declaration(&told, "10000000001", STAGE_CALLED, NOW, 0, 0);
	told_read(&told, &machine->arena, &page);
	snprintf(page.epoch, sizeof page.epoch, "%s", MACHINE_OTHER_EPOCH);
	assert_int_equal(cache_apply(&machine->local, &page), ERR_EXPIRED);
	assert_int_equal(board_at(machine, NOW).count, 0);
	feed_page_finish(&page);
}

static void test_a_value_we_do_not_understand_blocks_nothing(void **state)
{
	struct machine *machine = *state;
	struct told told;
	int64_t after;
	char epoch[ID_SIZE];

	told_begin(&told, 0);
	told_json(&told, FEED_DECLARATION, "10000000001", json_pack("{s:s}", "masked", "?"));
	feed_page_change(&told.text, ++told.n, "weather", "hp", "{\"sun\":1}");
	told_declaration(&told, "10000000002", STAGE_CALLED, NOW, 0, 0);
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	assert_int_equal(board_at(machine, NOW).count, 1);
	assert_int_equal(cache_cursor(&machine->local, &after, epoch), ERR_NONE);
	assert_int_equal(after, 3);
}

// ---- snapshots ----

static void tell_day(struct told *told, int rows, enum stage stage, int64_t after)
{
	char identity[NUMBER_IDENTITY + 1];

	told_begin(told, after);
	for (int i = 0; i < rows; i++) {
		snprintf(identity, sizeof identity, "1%010u", (unsigned)i % 100000u);
		told_declaration(told, identity, stage, NOW - i, 0, 0);
	}
}

static int64_t monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// A child says when it begins to load, and is killed so long after.
static void load_and_kill(struct machine *machine, int64_t after_us)
{
	struct feed_page page;
	struct told told;
	int pipes[2], status;
	char c;

	assert_int_equal(pipe(pipes), 0);
	local_close(&machine->local);
	pid_t child = fork();
	if (child == 0) {
		machine_open(machine);
		tell_day(&told, 1300, STAGE_CALLED, 900);
		told_read(&told, &machine->arena, &page);
		if (write(pipes[1], "+", 1) != 1 || cache_snapshot(&machine->local, &page))
			_exit(1);
		pause();
	}
	assert_int_equal(read(pipes[0], &c, 1), 1);
	usleep((useconds_t)after_us);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
	close(pipes[0]);
	close(pipes[1]);
	machine_open(machine);
}

static void test_a_snapshot_is_shown_whole_or_not_at_all(void **state)
{
	struct machine *machine = *state;
	struct told told;
	int kept = 0, swapped = 0;
	int64_t after;
	char epoch[ID_SIZE];

	tell_day(&told, 1300, STAGE_DOC_CHECK, 100);
	int64_t begun = monotonic_us();
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	int64_t took = monotonic_us() - begun;
	// On a busy machine the same takes longer from one life to the next: on until both ends were met.
	for (int life = 0; life < 25 || (!(kept && swapped) && life < 250); life++) {
		tell_day(&told, 700, STAGE_DOC_CHECK, 100);
		assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
		load_and_kill(machine, crypto_uniform((uint32_t)(took * 3 / 2 * (1 + life / 25))));
		assert_int_equal(cache_cursor(&machine->local, &after, epoch), ERR_NONE);
		struct board board = board_at(machine, NOW);
		assert_true((after == 800 && board.open == 700) || (after == 2200 && board.open == 1300));
		for (size_t i = 0; i < board.count; i++)
			assert_int_equal(board.rows[i].stage, after == 800 ? STAGE_DOC_CHECK : STAGE_CALLED);
		swapped += after == 2200;
		kept += after == 800;
		arena_wipe(&machine->arena);
	}
	assert_true(kept > 0 && swapped > 0); // both were met
}

static void test_a_broken_cache_is_forgotten_and_fetched_again(void **state)
{
	struct machine *machine = *state;
	struct told told;
	char path[160], epoch[ID_SIZE], noise[4096];
	int64_t after;

	tell_day(&told, 300, STAGE_DOC_CHECK, 0);
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	local_close(&machine->local);
	machine_path(machine, "cache.db", path);
	FILE *file = fopen(path, "r+");
	assert_non_null(file);
	crypto_random(noise, sizeof noise);
	assert_int_equal(fwrite(noise, sizeof noise, 1, file), 1);
	fclose(file);
	machine_open(machine);
	assert_int_equal(cache_cursor(&machine->local, &after, epoch), ERR_NONE);
	assert_string_equal(epoch, "");
	tell_day(&told, 300, STAGE_DOC_CHECK, 0);
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	assert_int_equal(board_at(machine, NOW).open, 300);
}

static void test_a_cut_cache_keeps_the_board_alive(void **state)
{
	struct machine *machine = *state;
	struct told told;
	int64_t after;
	char epoch[ID_SIZE];

	told_begin(&told, 0);
	told_declaration(&told, "10000000001", STAGE_DOC_CHECK, NOW, 1, 0);
	told_declaration(&told, "10000000002", STAGE_PASSED, NOW - CLOCK_DAY, 1, 0);
	told_name(&told, FEED_OFFICER, "HQ-03TG-0003", "Ngô Văn Nghĩa", "", "03TG-00", "");
	told_json(&told, FEED_PROCEDURE, "DEMO-01", json_pack("{s:s}", "name", "Thủ tục"));
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	assert_int_equal(cache_shrink(&machine->local), ERR_NONE);
	assert_true(cache_is_cut(&machine->local));
	assert_int_equal(cache_shrink(&machine->local), ERR_FULL);
	assert_int_equal(board_at(machine, NOW).open, 1);
	assert_string_equal(
		cache_name(&machine->local, &machine->arena, FEED_OFFICER, "HQ-03TG-0003", LANG_VI),
		"Ngô Văn Nghĩa");
	assert_int_equal(cache_cursor(&machine->local, &after, epoch), ERR_NONE);
	assert_int_equal(after, 4); // the feed goes on
	told_begin(&told, 4);
	told_declaration(&told, "10000000003", STAGE_CALLED, NOW, 1, 0);
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	assert_int_equal(board_at(machine, NOW).open, 2);
	machine_reopen(machine);
	assert_true(cache_is_cut(&machine->local));
	told_begin(&told, 0);
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	assert_false(cache_is_cut(&machine->local));
}

// ---- finding ----

static void test_a_declaration_is_found_by_its_eleven_digits(void **state)
{
	struct machine *machine = *state;
	struct cache_declaration found;
	struct told told;

	told_begin(&told, 0);
	told_declaration(&told, "19904417115", STAGE_DOC_CHECK, NOW, 7, 0);
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	assert_int_equal(cache_find(&machine->local, &machine->arena, "19904417115", &found), ERR_NONE);
	assert_string_equal(found.value.number, "199044171150");
	assert_int_equal(found.value.stage, STAGE_DOC_CHECK);
	assert_int_equal(found.value.times[STAGE_DOC_CHECK], NOW);
	assert_int_equal(found.value.owner[3], 7);
	assert_int_equal(cache_find(&machine->local, &machine->arena, "19904417116", &found), ERR_NOT_FOUND);
}

static void test_search_needs_no_accents_and_prefers_this_unit(void **state)
{
	struct machine *machine = *state;
	struct party_found *found;
	struct told told;
	size_t count;

	told_begin(&told, 0);
	told_name(&told, FEED_UNIT, "03TG", "Hải quan cửa khẩu Tân Giang", "Tan Giang", "III", "unit");
	told_name(&told, FEED_UNIT, "03TG-00", "Bộ phận nghiệp vụ", "Operations", "03TG", "team");
	told_name(&told, FEED_UNIT, "02BX", "Hải quan Bến Xa", "Ben Xa", "II", "unit");
	told_name(&told, FEED_UNIT, "02BX-01", "Đội thủ tục", "Procedures", "02BX", "team");
	told_name(&told, FEED_OFFICER, "HQ-02BX-0001", "Đặng Văn Nghĩa", "", "02BX-01", "");
	told_name(&told, FEED_OFFICER, "HQ-03TG-0003", "Ngô Văn Nghĩa", "", "03TG-00", "");
	told_name(&told, FEED_STEP, "HOSO", "Kiểm tra hồ sơ", "Documents", "", "");
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	assert_int_equal(
		cache_search(&machine->local, &machine->arena, " van NGHIA ", LANG_VI, 10, &found, &count),
		ERR_NONE);
	assert_int_equal(count, 2);
	assert_string_equal(found[0].ref, "HQ-03TG-0003");
	assert_int_equal(found[0].party, PARTY_OFFICER);
	assert_string_equal(found[0].parent, "03TG-00");
	assert_string_equal(found[1].ref, "HQ-02BX-0001");
	assert_int_equal(
		cache_search(&machine->local, &machine->arena, "doi", LANG_VI, 10, &found, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(found[0].party, PARTY_TEAM);
	assert_string_equal(found[0].name, "Đội thủ tục");
	assert_int_equal(
		cache_search(&machine->local, &machine->arena, "doi", LANG_EN, 10, &found, &count), ERR_NONE);
	assert_string_equal(found[0].name, "Procedures"); // found by either name, shown by the one asked for
	assert_int_equal(
		cache_search(&machine->local, &machine->arena, "hai quan", LANG_VI, 1, &found, &count),
		ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(found[0].ref, "03TG");
	assert_int_equal(cache_search(&machine->local, &machine->arena, "ho so", LANG_VI, 10, &found, &count),
		ERR_NONE);
	assert_int_equal(count, 0); // a step is not searched for
	assert_string_equal(
		cache_name(&machine->local, &machine->arena, FEED_STEP, "HOSO", LANG_EN), "Documents");
	assert_string_equal(
		cache_name(&machine->local, &machine->arena, FEED_OFFICER, "HQ-03TG-0003", LANG_EN),
		"Ngô Văn Nghĩa");
	assert_string_equal(cache_name(&machine->local, &machine->arena, FEED_UNIT, "99ZZ", LANG_VI), "");
}

static void test_the_last_call_and_the_figures(void **state)
{
	struct machine *machine = *state;
	struct feed_call call = {
		.serial = 12, .identity = "19904417115", .shown = "199…4417115", .counter = "3", .at = NOW};
	struct feed_figures figures = {150, 40, 75, -1, 3};
	struct told told;

	assert_int_equal(cache_call(&machine->local, &machine->arena, "03TG", &call), ERR_NOT_FOUND);
	told_begin(&told, 0);
	told_json(&told, FEED_CALL, "03TG", feed_call_write(&call));
	told_json(&told, FEED_FIGURES, "03TG", feed_figures_write(&figures));
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	memset(&call, 0, sizeof call);
	assert_int_equal(cache_call(&machine->local, &machine->arena, "03TG", &call), ERR_NONE);
	assert_int_equal(call.serial, 12);
	assert_string_equal(call.counter, "3");
	assert_int_equal(cache_figures(&machine->local, "03TG", &figures), ERR_NONE);
	assert_int_equal(figures.satisfied_percent, -1);
}

// ---- not rated yet ----

static void test_unrated_is_what_this_trader_may_still_rate(void **state)
{
	static const struct {
		const char *identity;
		enum stage stage;
		int64_t since;
		uint8_t owner;
		unsigned rated;
		bool has_ballot;
		enum phase phase;
		enum proof proof;
		bool is_unrated;
	} rows[] = {
		{"10000000001", STAGE_CLEARED, NOW - CLOCK_HOUR, 1, 0, false, 0, 0, true},
		{"10000000002", STAGE_DOC_CHECK, NOW - CLOCK_HOUR, 1, 0, false, 0, 0, false}, // not open yet
		{"10000000003", STAGE_RELEASED, NOW - CLOCK_HOUR, 2, 0, false, 0, 0,
			false}, // somebody else's
		{"10000000004", STAGE_STORAGE, NOW - 31 * CLOCK_DAY, 1, 0, false, 0, 0, false}, // too old
		{"10000000005", STAGE_RELEASED, NOW - 29 * CLOCK_DAY, 1, 0, false, 0, 0, true},
		{"10000000006", STAGE_CLEARED, NOW - 2 * CLOCK_HOUR, 1, 1u << PHASE_AFTER, false, 0, 0,
			false},
		{"10000000007", STAGE_CLEARED, NOW - 3 * CLOCK_HOUR, 1, 1u << PHASE_DURING, false, 0, 0,
			true},
		{"10000000008", STAGE_CLEARED, NOW - 4 * CLOCK_HOUR, 1, 0, true, PHASE_AFTER, PROOF_TAX4,
			false},
		{"10000000009", STAGE_CLEARED, NOW - 5 * CLOCK_HOUR, 1, 0, true, PHASE_DURING, PROOF_TAX4,
			true},
		{"10000000010", STAGE_CLEARED, NOW - 6 * CLOCK_HOUR, 1, 0, true, PHASE_AFTER, PROOF_NONE,
			true},
	};
	struct machine *machine = *state;
	uint8_t owner[OWNER_BYTES];
	struct cache_declaration *list;
	struct told told;
	size_t count, expected = 0;

	told_begin(&told, 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char id[ID_SIZE], number[NUMBER_DIGITS + 1];
		told_declaration(
			&told, rows[i].identity, rows[i].stage, rows[i].since, rows[i].owner, rows[i].rated);
		if (!rows[i].has_ballot)
			continue;
		snprintf(number, sizeof number, "%s1", rows[i].identity); // another twelfth digit
		json_t *body = machine_ballot(number, rows[i].phase, rows[i].proof);
		id_make(&machine->ids, NOW, id);
		assert_int_equal(outbox_put(&machine->local, id, ENTRY_BALLOT, body, "", 1), ERR_NONE);
		json_decref(body);
	}
	assert_int_equal(told_apply(&told, machine), ERR_NONE);
	memset(owner, 1, sizeof owner);
	assert_int_equal(
		cache_unrated(&machine->local, &machine->arena, owner, NOW, &list, &count), ERR_NONE);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool is_listed = false;
		for (size_t j = 0; j < count; j++)
			is_listed = is_listed || strcmp(list[j].identity, rows[i].identity) == 0;
		assert_int_equal(is_listed, rows[i].is_unrated);
		expected += rows[i].is_unrated;
	}
	assert_int_equal(count, expected);
	assert_string_equal(list[0].identity, "10000000001"); // newest first
	assert_string_equal(list[count - 1].identity, "10000000005");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_order_is_called_trader_office_finished, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_moved_declaration_moves_and_a_tombstone_goes, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_a_full_day_is_read_at_once, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_a_page_and_its_cursor_are_one, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_page_of_another_life_of_central_is_not_applied, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_value_we_do_not_understand_blocks_nothing, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_snapshot_is_shown_whole_or_not_at_all, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_broken_cache_is_forgotten_and_fetched_again, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_cut_cache_keeps_the_board_alive, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_declaration_is_found_by_its_eleven_digits, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_search_needs_no_accents_and_prefers_this_unit, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(test_the_last_call_and_the_figures, begin, machine_tear_down),
		cmocka_unit_test_setup_teardown(
			test_unrated_is_what_this_trader_may_still_rate, begin, machine_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
