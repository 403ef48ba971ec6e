// SPDX-License-Identifier: Apache-2.0
// What a server adds to the ways of failing: it may be away, go away, or be set up to lose what was thanked
// for.
#include "db/migrate.h"
#include "db/stage.h"
#include <signal.h>

static enum err open_with(const struct db_stage *stage, const char *more)
{
	struct db_options options = stage_options(stage, DB_WRITE);
	char target[600];
	struct db *db;

	snprintf(target, sizeof target, "%s%s", stage->target, more);
	options.target = target;
	enum err err = db_open(&db, &options);
	db_close(db);
	return err;
}

static void a_server_that_would_forget_is_refused(void **state)
{
	assert_int_equal(open_with(*state, ""), ERR_NONE);
	assert_int_equal(open_with(*state, "&options=-csynchronous_commit%3Doff"), ERR_CONFIG);
	assert_int_equal(open_with(*state, "&options=-csynchronous_commit%3Dlocal"), ERR_NONE);
}

static void a_server_that_is_away_is_a_matter_of_the_network(void **state)
{
	assert_int_equal(open_with(*state, "&host=/tmp/sao-there-is-no-such-folder"), ERR_NETWORK);
	assert_int_equal(open_with(*state, "&host=127.0.0.1&port=1"), ERR_NETWORK);
	assert_int_equal(open_with(*state, "&dbname=sao_there_is_no_such_database"), ERR_NETWORK);
}

// The server ends the connection in the middle of a transaction, by the hand of somebody else.
static void cut(const struct db_stage *stage, int64_t backend)
{
	struct db *other = stage_open(stage, DB_WRITE);

	bool is_told;

	assert_int_equal(db_has(other, &is_told, "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 10000)",
				 "i", backend),
		ERR_NONE);
	db_close(other);
}

static void a_lost_connection_loses_the_transaction_only(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = stage_open(stage, DB_WRITE);

	assert_int_equal(db_run(db, "CREATE TABLE box (id BIGINT PRIMARY KEY)"), ERR_NONE);
	assert_int_equal(db_lease(db), ERR_NONE);
	for (int64_t id = 0; id < 4; id++) {
		int64_t backend = stage_ask(db, "SELECT pg_backend_pid()");
		assert_int_equal(db_begin(db), ERR_NONE);
		assert_int_equal(db_do(db, NULL, "INSERT INTO box (id) VALUES ($1)", "i", id), ERR_NONE);
		if (id % 2) {
			cut(stage, backend);
			// Lost at COMMIT, or at the statement before it.
			if (id == 1)
				assert_int_equal(
					db_do(db, NULL, "INSERT INTO box (id) VALUES ($1)", "i", id + 100),
					ERR_NETWORK);
			assert_int_equal(db_commit(db), ERR_NETWORK);
			db_rollback(db);
			assert_int_equal(db_begin(db), ERR_NETWORK);
			db_close(db);
			db = stage_open(stage, DB_WRITE);
			assert_int_equal(db_lease(db), ERR_NONE);
		} else {
			assert_int_equal(db_commit(db), ERR_NONE);
		}
	}
	assert_int_equal(stage_ask(db, "SELECT count(*) FROM box"), 2);
	assert_int_equal(stage_ask(db, "SELECT sum(id) FROM box"), 2);
	db_close(db);
}

static void a_migration_cut_off_leaves_the_old_schema(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = stage_open(stage, DB_WRITE);
	const struct migration list[] = {
		{1, "one", "CREATE TABLE box (id {int} PRIMARY KEY){table};"},
		{2, "two",
			"CREATE TABLE lid (id {int} PRIMARY KEY){table}; SELECT "
			"pg_terminate_backend(pg_backend_pid());"},
	};
	int ran, version;

	assert_int_equal(migrate_run(db, list, 2, &ran), ERR_NETWORK);
	assert_int_equal(ran, 1);
	db_close(db);
	db = stage_open(stage, DB_WRITE);
	assert_int_equal(migrate_version(db, &version), ERR_NONE);
	assert_int_equal(version, 1);
	assert_int_equal(stage_ask(db, "SELECT count(*) FROM pg_tables WHERE tablename = 'lid'"), 0);
	db_close(db);
}

// The server's process stands still: the kernel goes on taking what is sent, nobody answers.
static void a_server_that_hangs_is_a_matter_of_the_network(void **state)
{
	static char bytes[4 << 20]; // more than the kernel takes
	struct db_stage *stage = *state;
	struct db_options options = stage_options(stage, DB_WRITE);
	char target[600];
	struct db *db;

	snprintf(target, sizeof target, "%s&tcp_user_timeout=300", stage->target);
	options.target = target;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_open(&db, &options), ERR_NONE);
		assert_int_equal(db_begin(db), ERR_NONE);
		int64_t backend = stage_ask(db, "SELECT pg_backend_pid()");
		assert_int_equal(kill((pid_t)backend, SIGSTOP), 0);
		enum err err = i ? db_run(db, "SELECT 1")
				 : db_do(db, NULL, "SELECT length($1)", "b", bytes, sizeof bytes);
		kill((pid_t)backend, SIGCONT);
		assert_int_equal(err, ERR_NETWORK);
		db_rollback(db);
		db_close(db);
	}
}

static void who_waits_for_a_lock_is_told_by_the_server(void **state)
{
	struct db_stage *stage = *state;
	struct db_options options = stage_options(stage, DB_WRITE);
	struct db *holder = stage_open(stage, DB_WRITE), *db;
	char target[600];

	snprintf(target, sizeof target, "%s&options=-cstatement_timeout%%3D100", stage->target);
	options.target = target;
	assert_int_equal(db_run(holder, "CREATE TABLE box (id BIGINT PRIMARY KEY)"), ERR_NONE);
	assert_int_equal(db_begin(holder), ERR_NONE);
	assert_int_equal(db_run(holder, "LOCK TABLE box"), ERR_NONE);
	assert_int_equal(db_open(&db, &options), ERR_NONE);
	assert_int_equal(db_begin(db), ERR_NONE);
	assert_int_equal(db_run(db, "DELETE FROM box"), ERR_BUSY);
	db_rollback(db);
	assert_int_equal(
		stage_ask(holder, "SELECT count(*) FROM pg_settings WHERE name = 'statement_timeout' "
				  "AND setting = '50000'"),
		1);
	db_rollback(holder);
	db_close(db);
	db_close(holder);
}

static void what_only_a_file_has_is_said_plainly(void **state)
{
	struct db *db = stage_open(*state, DB_WRITE);

	assert_int_equal(db_checkpoint(db, true), ERR_NONE);
	assert_int_equal(db_wal_pages(db), 0);
	assert_int_equal(db_backup(db, "/tmp/sao-no-copy.db"), ERR_UNSUPPORTED);
	assert_string_equal(db_kind(db), "postgresql");
	db_close(db);
}

static void a_text_that_is_no_text_is_the_datas_fault(void **state)
{
	struct db *db = stage_open(*state, DB_WRITE);

	assert_int_equal(db_run(db, "CREATE TABLE box (id BIGINT PRIMARY KEY, words TEXT)"), ERR_NONE);
	assert_int_equal(db_begin(db), ERR_NONE);
	assert_int_equal(db_savepoint(db), ERR_NONE);
	assert_int_equal(db_do(db, NULL, "INSERT INTO box VALUES ($1, $2)", "it", (int64_t)1, "\xff\xfe"),
		ERR_INVALID);
	assert_int_equal(
		db_do(db, NULL, "INSERT INTO box VALUES ($1, $2)", "it", (int64_t)2, "x"), ERR_INVALID);
	assert_int_equal(db_rollback_to(db), ERR_NONE);
	assert_int_equal(db_do(db, NULL, "INSERT INTO box VALUES ($1, $2)", "it", (int64_t)3, "x"), ERR_NONE);
	assert_int_equal(db_commit(db), ERR_NONE);
	assert_int_equal(stage_ask(db, "SELECT sum(id) FROM box"), 3);
	db_close(db);
}

int main(void)
{
#define TEST(function) STAGE_TEST("", DB_POSTGRES, function)
	const struct CMUnitTest tests[] = {
		TEST(a_server_that_would_forget_is_refused),
		TEST(a_server_that_is_away_is_a_matter_of_the_network),
		TEST(a_lost_connection_loses_the_transaction_only),
		TEST(a_migration_cut_off_leaves_the_old_schema),
		TEST(a_server_that_hangs_is_a_matter_of_the_network),
		TEST(who_waits_for_a_lock_is_told_by_the_server),
		TEST(what_only_a_file_has_is_said_plainly),
		TEST(a_text_that_is_no_text_is_the_datas_fault),
	};

	return cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
}
