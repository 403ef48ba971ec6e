// SPDX-License-Identifier: Apache-2.0
// What every part of Sao relies on of a database, held on SQLite and on PostgreSQL alike.
#include "db/migrate.h"
#include "db/stage.h"

#include <limits.h>
#include <signal.h>
#include <sys/wait.h>

#define PEOPLE_SQL "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT, photo %s)"

struct scene {
	struct db_stage stage;
	struct db *db;
};

static int set_up(void **state)
{
	const struct db_driver *driver = *state;
	struct scene *scene = calloc(1, sizeof *scene);
	char sql[128];

	assert_non_null(scene);
	stage_start(&scene->stage, driver);
	scene->db = stage_open(&scene->stage, DB_WRITE);
	snprintf(sql, sizeof sql, PEOPLE_SQL, scene->stage.is_postgres ? "BYTEA" : "BLOB");
	assert_int_equal(db_run(scene->db, sql), ERR_NONE);
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	db_close(scene->db);
	stage_finish(&scene->stage);
	free(scene);
	return 0;
}

static enum err add(struct db *db, int64_t id, const char *name)
{
	return db_do(db, NULL, "INSERT INTO people (id, name) VALUES ($1, $2)", "it", id, name);
}

static int64_t count_people(struct db *db)
{
	return stage_ask(db, "SELECT count(*) FROM people");
}

static void what_is_put_comes_back_whole(void **state)
{
	struct scene *scene = *state;
	const char photo[] = {'a', '\0', '\\', '\xff', '\'', 'x'};
	struct db_query *query;
	size_t length;
	bool row;

	assert_int_equal(db_do(scene->db, NULL, "INSERT INTO people (id, name, photo) VALUES ($1, $2, $3)",
				 "itb", INT64_MIN, "Nguyễn Thị Ánh Tuyết \\ ' \"", photo, sizeof photo),
		ERR_NONE);
	assert_int_equal(db_do(scene->db, NULL, "INSERT INTO people (id, name, photo) VALUES ($1, $2, $3)",
				 "itb", INT64_MAX, "", "", (size_t)0),
		ERR_NONE);
	assert_int_equal(db_do(scene->db, NULL, "INSERT INTO people (id, name, photo) VALUES ($1, $2, $3)",
				 "itb", (int64_t)0, NULL, NULL, (size_t)0),
		ERR_NONE);

	assert_int_equal(
		db_prepare(scene->db, "SELECT id, name, photo FROM people ORDER BY id", &query), ERR_NONE);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_true(row && db_int(query, 0) == INT64_MIN);
	assert_string_equal(db_text(query, 1), "Nguyễn Thị Ánh Tuyết \\ ' \"");
	assert_memory_equal(db_bytes(query, 2, &length), photo, sizeof photo);
	assert_int_equal(length, sizeof photo);

	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_true(row && db_is_null(query, 1) && db_is_null(query, 2));
	assert_string_equal(db_text(query, 1), "");
	assert_non_null(db_bytes(query, 2, &length));
	assert_int_equal(length, 0);

	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_true(row && db_int(query, 0) == INT64_MAX && !db_is_null(query, 1) && !db_is_null(query, 2));
	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_false(row);
}

static void parameters_go_by_their_number(void **state)
{
	struct scene *scene = *state;
	struct db_query *query;
	bool row;

	assert_int_equal(db_prepare(scene->db,
				 "SELECT id + $10, name FROM people WHERE name = $2 AND id = $1 AND name = "
				 "$2 AND '$77' <> name "
				 "AND $3 + $4 + $5 + $6 + $7 + $8 + $9 = 42",
				 &query),
		ERR_NONE);
	assert_int_equal(add(scene->db, 7, "Lan"), ERR_NONE);
	for (int again = 0; again < 2; again++) {
		for (int n = 3; n <= 9; n++)
			db_bind_int(query, n, n);
		db_bind_int(query, 10, INT64_C(5000000000));
		db_bind_text(query, 2, "Lan");
		db_bind_int(query, 1, 7);
		assert_int_equal(db_step(query, &row), ERR_NONE);
		assert_true(row);
		assert_int_equal(db_int(query, 0), INT64_C(5000000007));
		db_reset(query);
	}
	// What was bound once is not bound again: without a name nobody is found.
	db_bind_int(query, 1, 7);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_false(row);
}

static void a_text_buffer_used_twice_is_two_queries(void **state)
{
	struct scene *scene = *state;
	char sql[64];

	for (int n = 1; n <= 5; n++) {
		snprintf(sql, sizeof sql, "SELECT %d", n);
		assert_int_equal(stage_ask(scene->db, sql), n);
	}
}

static void sums_and_flags_are_numbers(void **state)
{
	struct scene *scene = *state;

	for (int id = 1; id <= 3; id++)
		assert_int_equal(add(scene->db, id, "x"), ERR_NONE);
	assert_int_equal(stage_ask(scene->db, "SELECT sum(id) FROM people"), 6);
	assert_int_equal(stage_ask(scene->db, "SELECT sum(id) > 5 FROM people"), 1);
	assert_int_equal(stage_ask(scene->db, "SELECT sum(id) < 5 FROM people"), 0);
	assert_int_equal(stage_ask(scene->db, "SELECT EXISTS (SELECT 1 FROM people WHERE id = 3)"), 1);
	assert_int_equal(stage_ask(scene->db, "SELECT max(id) FROM people WHERE id > 9"), 0);
}

static void order_is_that_of_the_bytes(void **state)
{
	struct scene *scene = *state;
	static const char *const names[] = {
		"z", "Z", "a", "_", "é", "e", "đ", "d", "Đ", "10", "9", "a b", "ab", "中", "ế"};
	static const struct migration words = {
		1, "words", "CREATE TABLE words (w {text} PRIMARY KEY){table}"};
	struct db_query *query;
	char last[16] = "";
	bool row;
	int ran;

	assert_int_equal(migrate_run(scene->db, &words, 1, &ran), ERR_NONE);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(
			db_do(scene->db, NULL, "INSERT INTO words (w) VALUES ($1)", "t", names[i]), ERR_NONE);
	assert_int_equal(db_prepare(scene->db, "SELECT w FROM words ORDER BY w", &query), ERR_NONE);
	for (;;) {
		assert_int_equal(db_step(query, &row), ERR_NONE);
		if (!row)
			break;
		assert_true(strcmp(last, db_text(query, 0)) < 0);
		snprintf(last, sizeof last, "%s", db_text(query, 0));
	}
	assert_string_equal(last, "中");
}

static void a_change_tells_new_from_had(void **state)
{
	struct scene *scene = *state;
	const char *sql = "INSERT INTO people (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
	bool is_new;

	assert_int_equal(db_do(scene->db, &is_new, sql, "it", (int64_t)1, "Lan"), ERR_NONE);
	assert_true(is_new);
	assert_int_equal(db_do(scene->db, &is_new, sql, "it", (int64_t)1, "Hoa"), ERR_NONE);
	assert_false(is_new);
	assert_int_equal(add(scene->db, 1, "Hoa"), ERR_CONFLICT);
	assert_int_equal(stage_ask(scene->db, "SELECT count(*) FROM people WHERE name = 'Lan'"), 1);
	assert_int_equal(add(scene->db, 2, "Hoa"), ERR_NONE);
	bool is_changed;
	sql = "UPDATE people SET name = $1 WHERE name <> $1";
	assert_int_equal(db_do(scene->db, &is_changed, sql, "t", "Mai"), ERR_NONE);
	assert_true(is_changed);
	assert_int_equal(db_do(scene->db, &is_changed, sql, "t", "Mai"), ERR_NONE);
	assert_false(is_changed);
	bool has;
	assert_int_equal(
		db_has(scene->db, &has, "SELECT 1 FROM people WHERE name = $1", "t", "Mai"), ERR_NONE);
	assert_true(has);
	assert_int_equal(
		db_has(scene->db, &has, "SELECT 1 FROM people WHERE name = $1", "t", "Lan"), ERR_NONE);
	assert_false(has);
}

static void a_failed_statement_fails_the_commit(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(add(scene->db, 1, "Lan"), ERR_NONE);
	assert_int_equal(db_begin(scene->db), ERR_NONE);
	assert_int_equal(add(scene->db, 2, "Hoa"), ERR_NONE);
	assert_int_equal(add(scene->db, 1, "again"), ERR_CONFLICT);
	assert_int_equal(db_commit(scene->db), ERR_CONFLICT);
	db_rollback(scene->db);
	assert_int_equal(count_people(scene->db), 1);

	assert_int_equal(db_begin(scene->db), ERR_NONE);
	assert_int_equal(add(scene->db, 3, "Mai"), ERR_NONE);
	assert_int_equal(db_commit(scene->db), ERR_NONE);
	assert_int_equal(count_people(scene->db), 2);
}

static void a_savepoint_keeps_one_bad_row_from_the_others(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(db_begin(scene->db), ERR_NONE);
	for (int id = 0; id < 6; id++) {
		assert_int_equal(db_savepoint(scene->db), ERR_NONE);
		assert_int_equal(add(scene->db, 10 + id, "part"), ERR_NONE);
		// Every second one hits a row that is there.
		enum err err = add(scene->db, id % 2 ? 10 : 100 + id, "whole");
		assert_int_equal(err, id % 2 ? ERR_CONFLICT : ERR_NONE);
		assert_int_equal(err ? db_rollback_to(scene->db) : db_release(scene->db), ERR_NONE);
	}
	assert_int_equal(db_commit(scene->db), ERR_NONE);
	assert_int_equal(count_people(scene->db), 6);
	assert_int_equal(stage_ask(scene->db, "SELECT count(*) FROM people WHERE id IN (11, 13, 15)"), 0);
}

static void a_failure_before_the_savepoint_stays(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(add(scene->db, 1, "Lan"), ERR_NONE);
	assert_int_equal(db_begin(scene->db), ERR_NONE);
	assert_int_equal(add(scene->db, 1, "again"), ERR_CONFLICT);
	assert_int_equal(db_savepoint(scene->db), ERR_CONFLICT);
	assert_int_equal(db_commit(scene->db), ERR_CONFLICT);
	db_rollback(scene->db);
}

static void what_is_not_committed_is_gone(void **state)
{
	struct scene *scene = *state;
	struct db *reader = stage_open(&scene->stage, DB_READ);

	assert_int_equal(db_begin(scene->db), ERR_NONE);
	assert_int_equal(add(scene->db, 1, "Lan"), ERR_NONE);
	assert_int_equal(count_people(reader), 0);
	db_rollback(scene->db);
	assert_int_equal(count_people(scene->db), 0);

	assert_int_equal(db_begin(scene->db), ERR_NONE);
	assert_int_equal(add(scene->db, 1, "Lan"), ERR_NONE);
	db_close(scene->db);
	scene->db = stage_open(&scene->stage, DB_WRITE);
	assert_int_equal(count_people(scene->db), 0);
	db_close(reader);
}

static void a_reader_sees_one_state_and_writes_nothing(void **state)
{
	struct scene *scene = *state;
	struct db *reader = stage_open(&scene->stage, DB_READ);

	assert_int_equal(add(scene->db, 1, "Lan"), ERR_NONE);
	assert_int_equal(db_begin(reader), ERR_NONE);
	assert_int_equal(count_people(reader), 1);
	assert_int_equal(add(scene->db, 2, "Hoa"), ERR_NONE);
	assert_int_equal(count_people(reader), 1);
	assert_int_equal(db_commit(reader), ERR_NONE);
	assert_int_equal(count_people(reader), 2);
	assert_int_equal(add(reader, 3, "Mai"), ERR_READ_ONLY);
	db_close(reader);
}

static void rows_may_be_left_early(void **state)
{
	struct scene *scene = *state;
	struct db_query *query;
	bool row;

	for (int id = 0; id < 50; id++)
		assert_int_equal(add(scene->db, id, "x"), ERR_NONE);
	for (int64_t again = 0; again < 3; again++) {
		assert_int_equal(
			db_prepare(scene->db, "SELECT id FROM people WHERE id >= $1 ORDER BY id", &query),
			ERR_NONE);
		db_bind_int(query, 1, again);
		assert_int_equal(db_step(query, &row), ERR_NONE);
		assert_int_equal(db_int(query, 0), again);
		db_reset(query);
	}
	assert_int_equal(
		db_run(scene->db, "DELETE FROM people; INSERT INTO people (id) VALUES (1), (2)"), ERR_NONE);
	assert_int_equal(count_people(scene->db), 2);
}

static void wrong_sql_is_not_the_datas_fault(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(db_do(scene->db, NULL, "INSERT INTO nowhere (id) VALUES ($1)", "i", (int64_t)1),
		ERR_UNSUPPORTED);
	assert_int_equal(db_run(scene->db, "SELEKT 1"), ERR_UNSUPPORTED);
	assert_int_equal(count_people(scene->db), 0);
}

static void only_one_holds_the_lease(void **state)
{
	struct scene *scene = *state;
	struct db *second = stage_open(&scene->stage, DB_READ);
	int ready[2], status;

	assert_int_equal(db_lease(scene->db), ERR_NONE);
	assert_int_equal(db_lease(scene->db), ERR_NONE);
	assert_int_equal(db_lease(second), ERR_BUSY);
	db_close(scene->db);
	scene->db = NULL;

	// A process that dies gives it back.
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (!child) {
		struct db_options options = stage_options(&scene->stage, DB_WRITE);
		struct db *db;
		if (db_open(&db, &options) || db_lease(db) || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	char byte;
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(db_lease(second), ERR_BUSY);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	enum err err = ERR_BUSY;
	// A server notices the death a moment later.
	for (int tries = 0; err == ERR_BUSY && tries < 3000; tries++) {
		usleep(tries ? 10000 : 0);
		err = db_lease(second);
	}
	assert_int_equal(err, ERR_NONE);
	db_close(second);
}

// Two rows a transaction; the number is told only after COMMIT has returned.
static void write_pairs(const struct db_stage *stage, int tell)
{
	struct db_options options = stage_options(stage, DB_WRITE);
	struct db *db;

	if (db_open(&db, &options))
		_exit(1);
	for (int64_t n = stage_ask(db, "SELECT coalesce(max(id), 0) FROM people") + 1;; n += 2) {
		if (db_begin(db) || add(db, n, "one") || add(db, n + 1, "two") || db_commit(db))
			_exit(1);
		if (write(tell, &n, sizeof n) != sizeof n)
			_exit(1);
	}
}

static void what_was_committed_survives_kill_9(void **state)
{
	struct scene *scene = *state;
	int64_t told = 0, n;

	db_close(scene->db);
	for (int round = 0; round < 12; round++) {
		int tell[2], status;
		assert_int_equal(pipe(tell), 0);
		pid_t child = fork();
		if (!child)
			write_pairs(&scene->stage, tell[1]);
		close(tell[1]);
		for (int heard = 0; heard < 5 + round; heard++) {
			assert_int_equal(read(tell[0], &n, sizeof n), sizeof n);
			told = n;
		}
		kill(child, SIGKILL);
		while (read(tell[0], &n, sizeof n) == sizeof n)
			told = n;
		close(tell[0]);
		assert_int_equal(waitpid(child, &status, 0), child);

		struct db *db = stage_open(&scene->stage, DB_WRITE);
		assert_int_equal(db_check(db), ERR_NONE);
		// All that was told, and never half a transaction.
		assert_true(stage_ask(db, "SELECT max(id) FROM people") >= told + 1);
		assert_int_equal(stage_ask(db, "SELECT count(*) - max(id) FROM people"), 0);
		assert_int_equal(stage_ask(db, "SELECT max(id) % 2 FROM people"), 0);
		db_close(db);
	}
	scene->db = NULL;
}

static void the_wrong_target_is_a_fault_of_configuration(void **state)
{
	struct scene *scene = *state;
	struct db_options options = stage_options(&scene->stage, DB_WRITE);
	struct db *db;

	options.target = "mysql:x";
	assert_int_equal(db_open(&db, &options), ERR_CONFIG);
	assert_null(db);
	db_close(db);
}

#define TEST(function)                                                                                       \
	{                                                                                                    \
#function, function                                                                          \
	}
static const struct {
	const char *name;
	CMUnitTestFunction function;
} TESTS[] = {
	TEST(what_is_put_comes_back_whole),
	TEST(parameters_go_by_their_number),
	TEST(a_text_buffer_used_twice_is_two_queries),
	TEST(sums_and_flags_are_numbers),
	TEST(order_is_that_of_the_bytes),
	TEST(a_change_tells_new_from_had),
	TEST(a_failed_statement_fails_the_commit),
	TEST(a_savepoint_keeps_one_bad_row_from_the_others),
	TEST(a_failure_before_the_savepoint_stays),
	TEST(what_is_not_committed_is_gone),
	TEST(a_reader_sees_one_state_and_writes_nothing),
	TEST(rows_may_be_left_early),
	TEST(wrong_sql_is_not_the_datas_fault),
	TEST(only_one_holds_the_lease),
	TEST(what_was_committed_survives_kill_9),
	TEST(the_wrong_target_is_a_fault_of_configuration),
};
#define TEST_COUNT (sizeof TESTS / sizeof TESTS[0])

int main(void)
{
	static const struct db_driver *const drivers[] = {&DB_SQLITE, &DB_POSTGRES};
	static const char *const names[] = {"sqlite", "postgres"};
	static char titles[2 * TEST_COUNT][96];
	struct CMUnitTest tests[2 * TEST_COUNT];
	size_t count = 0;

	for (size_t d = 0; d < 2; d++) {
		for (size_t t = 0; t < TEST_COUNT; t++, count++) {
			snprintf(titles[count], sizeof titles[count], "%s: %s", names[d], TESTS[t].name);
			tests[count] = (struct CMUnitTest){titles[count], TESTS[t].function, set_up,
				tear_down, (void *)(uintptr_t)drivers[d]};
		}
	}
	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
