// SPDX-License-Identifier: Apache-2.0
// Killed at any moment, a migration leaves the old schema or the new one; two processes at once are as one.
#include "db/migrate.h"
#include "db/stage.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define STEPS 3
#define KILLS 60

// Each step moves every row on: a half-run step would show as a table that is missing, too many, or not
// filled.
static const struct migration LIST[] = {
	{1, "parcels",
		"CREATE TABLE parcel (id {text} PRIMARY KEY, weight {int} NOT NULL, seal {bytes}){table};"
		"CREATE INDEX parcel_weight ON parcel (weight);"
		"INSERT INTO parcel (id, weight) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n WHERE i < 400)"
		" SELECT 'parcel ' || CAST(i AS VARCHAR(9)), i FROM n;"},
	{2, "labels",
		"CREATE TABLE label (parcel {text} PRIMARY KEY REFERENCES parcel (id), words {text} NOT NULL "
		"DEFAULT '{}'){table};"
		"INSERT INTO label (parcel) SELECT id FROM parcel;"},
	{3, "heavy",
		"ALTER TABLE parcel ADD COLUMN heavy {int} NOT NULL DEFAULT 0;"
		"UPDATE parcel SET heavy = 1 WHERE weight > 200;"
		"DELETE FROM label WHERE parcel IN (SELECT id FROM parcel WHERE heavy = 0);"},
};

static int version_of(struct db *db)
{
	int version = -1;

	assert_int_equal(migrate_version(db, &version), ERR_NONE);
	return version;
}

// Everything the number promises is there, and nothing beyond it.
static void assert_whole(struct db *db, int version)
{
	const char *names = strcmp(db_kind(db), "sqlite") == 0
				    ? "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
				      "('parcel', 'label')"
				    : "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND "
				      "tablename IN ('parcel', 'label')";

	assert_int_equal(stage_ask(db, names), version > 1 ? 2 : version);
	if (version >= 1)
		assert_int_equal(stage_ask(db, "SELECT count(*) FROM parcel"), 400);
	if (version >= 2)
		assert_int_equal(stage_ask(db, "SELECT count(*) FROM label WHERE words = '{}'"),
			version == 2 ? 400 : 200);
	if (version >= 3)
		assert_int_equal(stage_ask(db, "SELECT sum(heavy) FROM parcel"), 200);
	else if (version >= 1)
		assert_int_equal(db_run(db, "ALTER TABLE parcel ADD COLUMN heavy INTEGER; ALTER TABLE parcel "
					    "DROP COLUMN heavy"),
			ERR_NONE);
}

static void each_number_runs_once(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = stage_open(stage, DB_WRITE);
	int ran;

	assert_int_equal(version_of(db), 0);
	for (int version = 1; version <= STEPS; version++) {
		assert_int_equal(migrate_run(db, LIST, (size_t)version, &ran), ERR_NONE);
		assert_int_equal(ran, 1);
		assert_whole(db, version);
		assert_int_equal(migrate_run(db, LIST, (size_t)version, &ran), ERR_NONE);
		assert_int_equal(ran, 0);
	}
	db_close(db);
	db = stage_open(stage, DB_READ);
	assert_int_equal(version_of(db), STEPS);
	assert_int_equal(migrate_run(db, LIST, STEPS, &ran), ERR_NONE);
	db_close(db);
}

static void a_newer_database_is_left_alone(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = stage_open(stage, DB_WRITE);
	int ran;

	assert_int_equal(migrate_run(db, LIST, STEPS, &ran), ERR_NONE);
	assert_int_equal(migrate_run(db, LIST, STEPS - 1, &ran), ERR_UNSUPPORTED);
	assert_int_equal(ran, 0);
	assert_whole(db, STEPS);
	db_close(db);
}

static void a_step_that_fails_leaves_nothing(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = stage_open(stage, DB_WRITE);
	int ran;
	struct migration bad[] = {LIST[0], LIST[1]};

	bad[1].sql = "CREATE TABLE label (parcel {text} PRIMARY KEY){table}; INSERT INTO label (parcel) "
		     "SELECT id FROM parcel;"
		     "INSERT INTO label (parcel) SELECT id FROM parcel;";
	assert_int_equal(migrate_run(db, bad, 2, &ran), ERR_CONFLICT);
	assert_int_equal(ran, 1);
	assert_int_equal(version_of(db), 1);
	assert_whole(db, 1);
	assert_int_equal(migrate_run(db, LIST, STEPS, &ran), ERR_NONE);
	assert_int_equal(ran, 2);
	assert_whole(db, STEPS);
	db_close(db);
}

static void migrate_and_leave(const struct db_stage *stage)
{
	struct db_options options = stage_options(stage, DB_WRITE);
	struct db *db;
	int ran;

	if (db_open(&db, &options) || migrate_run(db, LIST, STEPS, &ran))
		_exit(1);
	db_close(db);
	_exit(0);
}

static void wait_for(int64_t microseconds)
{
	struct timespec pause = {.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000};

	nanosleep(&pause, NULL);
}

static int64_t now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static void start_over(struct db_stage *stage)
{
	const struct db_driver *driver = stage->driver;

	stage_finish(stage);
	stage_start(stage, driver);
}

static void killed_half_way_it_is_old_or_new(void **state)
{
	struct db_stage *stage = *state;
	int status, seen[STEPS + 1] = {0};

	int64_t began = now();
	pid_t child = fork();
	if (!child)
		migrate_and_leave(stage);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	int64_t whole = now() - began;
	start_over(stage);

	int kills = stage->is_postgres ? KILLS / 3 : KILLS;
	for (int i = 0; i < kills; i++) {
		child = fork();
		if (!child)
			migrate_and_leave(stage);
		wait_for(whole * i / kills);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);

		struct db *db = stage_open(stage, DB_WRITE);
		int version = version_of(db), ran;
		assert_in_range(version, 0, STEPS);
		seen[version]++;
		assert_int_equal(db_check(db), ERR_NONE);
		assert_whole(db, version);
		assert_int_equal(migrate_run(db, LIST, STEPS, &ran), ERR_NONE);
		assert_whole(db, STEPS);
		db_close(db);
		start_over(stage);
	}
	print_message(
		"killed at version 0, 1, 2, 3: %d %d %d %d times\n", seen[0], seen[1], seen[2], seen[3]);
}

static void two_at_once_are_as_one(void **state)
{
	struct db_stage *stage = *state;
	pid_t children[4];
	int status;

	for (size_t i = 0; i < 4; i++) {
		children[i] = fork();
		if (!children[i])
			migrate_and_leave(stage);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	struct db *db = stage_open(stage, DB_READ);
	assert_int_equal(version_of(db), STEPS);
	db_close(db);
	db = stage_open(stage, DB_WRITE);
	assert_whole(db, STEPS);
	db_close(db);
}

#define BOTH(function)                                                                                       \
	STAGE_TEST("sqlite: ", DB_SQLITE, function), STAGE_TEST("postgres: ", DB_POSTGRES, function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(each_number_runs_once),
		BOTH(a_newer_database_is_left_alone),
		BOTH(a_step_that_fails_leaves_nothing),
		BOTH(killed_half_way_it_is_old_or_new),
		BOTH(two_at_once_are_as_one),
	};

	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
