// SPDX-License-Identifier: Apache-2.0
// What SQLite's file must do for us beyond SQL: be durable, refuse what is not ours, fail by name, be copied
// while in use.
#define _GNU_SOURCE // unshare
#include "db/mounts.h"
#include "db/stage.h"

#include "base/clock.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PAGE 4096

static struct db *with_table(const struct db_stage *stage)
{
	struct db *db = stage_open(stage, DB_WRITE);

	assert_int_equal(
		db_run(db, "CREATE TABLE IF NOT EXISTS box (id INTEGER PRIMARY KEY, body BLOB) STRICT"),
		ERR_NONE);
	return db;
}

static enum err put(struct db *db, int64_t id, size_t length)
{
	static const char zeros[2 << 20];

	return db_do(db, NULL, "INSERT INTO box (id, body) VALUES ($1, $2)", "ib", id, (const void *)zeros,
		length);
}

static const char *ask(struct db *db, const char *sql)
{
	static char answer[64];
	struct db_query *query;
	bool row;

	assert_int_equal(db_prepare(db, sql, &query), ERR_NONE);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	snprintf(answer, sizeof answer, "%s", row ? db_text(query, 0) : "no row");
	if (row)
		db_reset(query);
	return answer;
}

static off_t size_of(const struct db_stage *stage, const char *ending)
{
	char path[128];
	struct stat file;

	snprintf(path, sizeof path, "%s%s", stage->file, ending);
	return stat(path, &file) ? -1 : file.st_size;
}

static void every_connection_is_set_for_power_cuts(void **state)
{
	static const char *const wanted[][2] = {
		{"PRAGMA journal_mode", "wal"},
		{"PRAGMA synchronous", "2"},
		{"PRAGMA wal_autocheckpoint", "0"},
		{"PRAGMA foreign_keys", "1"},
		{"PRAGMA trusted_schema", "0"},
		{"PRAGMA cell_size_check", "1"},
		{"PRAGMA secure_delete", "1"},
		{"PRAGMA mmap_size", "0"},
		{"PRAGMA temp_store", "2"},
	};
	static const enum db_use uses[] = {DB_WRITE, DB_READ, DB_OWN};

	for (size_t u = 0; u < 3; u++) {
		struct db *db = stage_open(*state, uses[u]);
		for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
			assert_string_equal(ask(db, wanted[i][0]), wanted[i][1]);
		assert_string_equal(
			ask(db, "PRAGMA locking_mode"), uses[u] == DB_OWN ? "exclusive" : "normal");
		db_close(db);
	}
	struct db_options options = stage_options(*state, DB_OWN);
	struct db *db;
	options.is_refetchable = true;
	assert_int_equal(db_open(&db, &options), ERR_NONE);
	assert_string_equal(ask(db, "PRAGMA synchronous"), "1");
	db_close(db);
}

static void the_file_is_ours_alone(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = with_table(stage);
	struct stat file;

	assert_int_equal(stat(stage->file, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	db_close(db);

	struct db_options options = stage_options(stage, DB_WRITE);
	options.application++;
	assert_int_equal(db_open(&db, &options), ERR_CORRUPT);
	options.application = 0;
	assert_int_equal(db_open(&db, &options), ERR_NONE);
	db_close(db);
}

static void one_owner_at_a_time(void **state)
{
	struct db *owner = stage_open(*state, DB_OWN);
	struct db_options options = stage_options(*state, DB_OWN);
	struct db *db;

	assert_int_equal(db_open(&db, &options), ERR_BUSY);
	db_close(owner);
	assert_int_equal(db_open(&db, &options), ERR_NONE);
	db_close(db);
}

// SQLite follows links: whoever comes by another name has the same file, and must find it taken.
static void one_writer_by_whatever_name(void **state)
{
	struct db_stage *stage = *state;
	struct db_options options = stage_options(stage, DB_WRITE);
	struct db *db = with_table(stage), *second;
	char target[160], link[128];

	assert_int_equal(db_lease(db), ERR_NONE);
	snprintf(link, sizeof link, "%s/other.db", stage->folder);
	snprintf(target, sizeof target, "sqlite:%s", link);
	assert_int_equal(symlink(stage->file, link), 0);
	options.target = target;
	assert_int_equal(db_open(&second, &options), ERR_NONE);
	assert_string_equal(db_file(second), db_file(db));
	assert_int_equal(db_lease(second), ERR_BUSY);
	db_close(db);
	assert_int_equal(db_lease(second), ERR_NONE);
	db_close(second);
	unlink(link);
}

static void what_is_no_database_is_refused_by_name(void **state)
{
	struct db_stage *stage = *state;
	struct db_options options = stage_options(stage, DB_WRITE);
	struct db *db;

	options.use = DB_READ;
	assert_int_equal(db_open(&db, &options), ERR_NOT_FOUND);
	options.use = DB_WRITE;
	options.target = "sqlite:/tmp/sao-there-is-no-such-folder/store.db";
	assert_int_equal(db_open(&db, &options), ERR_NOT_FOUND);
	options.target = "sqlite:";
	assert_int_equal(db_open(&db, &options), ERR_CONFIG);

	FILE *file = fopen(stage->file, "w");
	for (int i = 0; i < 2000; i++)
		fputs("this is a letter, not a database\n", file);
	fclose(file);
	options.target = stage->target;
	assert_int_equal(db_open(&db, &options), ERR_CORRUPT);
}

static void damage_is_found(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = with_table(stage);
	char noise[PAGE];

	assert_int_equal(db_lease(db), ERR_NONE);
	for (int64_t id = 0; id < 200; id++)
		assert_int_equal(put(db, id, 500), ERR_NONE);
	assert_int_equal(db_check(db), ERR_NONE);
	db_close(db);
	memset(noise, 0x5a, sizeof noise);
	int file = open(stage->file, O_WRONLY);
	assert_int_equal(pwrite(file, noise, sizeof noise, 5 * PAGE), sizeof noise);
	close(file);
	db = stage_open(stage, DB_WRITE);
	assert_int_equal(db_check(db), ERR_CORRUPT);
	db_close(db);
}

static void a_full_store_says_so_and_goes_on(void **state)
{
	struct db_options options = stage_options(*state, DB_WRITE);
	struct db *db = with_table(*state);
	int64_t id = 0;
	enum err err;

	db_close(db);
	options.page_limit = 50;
	assert_int_equal(db_open(&db, &options), ERR_NONE);
	do {
		err = db_begin(db);
		assert_int_equal(err, ERR_NONE);
		err = put(db, ++id, 3000);
		if (!err)
			err = db_commit(db);
		else
			assert_int_equal(db_commit(db), ERR_FULL);
		db_rollback(db);
	} while (!err && id < 100);
	assert_int_equal(err, ERR_FULL);
	assert_true(id > 30);
	assert_int_equal(db_do(db, NULL, "DELETE FROM box WHERE id < $1", "i", (int64_t)20), ERR_NONE);
	assert_int_equal(put(db, 1000, 3000), ERR_NONE);
	assert_int_equal(db_check(db), ERR_NONE);
	db_close(db);
}

static void a_value_over_the_ceiling_is_the_datas_fault(void **state)
{
	struct db *db = with_table(*state);

	assert_int_equal(db_begin(db), ERR_NONE);
	assert_int_equal(db_savepoint(db), ERR_NONE);
	assert_int_equal(put(db, 1, (1 << 20) + 1), ERR_INVALID);
	assert_int_equal(db_rollback_to(db), ERR_NONE);
	assert_int_equal(db_savepoint(db), ERR_NONE);
	assert_int_equal(db_do(db, NULL, "INSERT INTO box (id, body) VALUES ($1, $2)", "it", (int64_t)1,
				 "text in a blob"),
		ERR_INVALID);
	assert_int_equal(db_rollback_to(db), ERR_NONE);
	assert_int_equal(put(db, 1, 1000), ERR_NONE);
	assert_int_equal(db_commit(db), ERR_NONE);
	db_close(db);
}

// The disk refuses a write: the process stops writing for good, and the next one finds all that was
// committed.
static void refused_by_the_disk(const struct db_stage *stage)
{
	struct db_options options = stage_options(stage, DB_WRITE);
	struct rlimit limit = {.rlim_cur = 256 << 10, .rlim_max = 256 << 10};
	struct db *db;
	enum err err = ERR_NONE;
	int64_t id = 0;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) || db_open(&db, &options))
		_exit(101);
	while (!err && id < 100) {
		err = db_begin(db);
		if (!err)
			err = put(db, ++id, 10000);
		if (!err)
			err = db_commit(db);
		db_rollback(db);
	}
	if (err != ERR_IO || db_begin(db) != ERR_IO || db_checkpoint(db, true) != ERR_IO)
		_exit(102);
	db_close(db);
	_exit((int)id - 1);
}

static void after_the_disk_refused_nothing_is_tried_again(void **state)
{
	struct db *db = with_table(*state);
	char count[16];
	int status;

	db_close(db);
	pid_t child = fork();
	if (!child)
		refused_by_the_disk(*state);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_in_range(WEXITSTATUS(status), 5, 100);
	snprintf(count, sizeof count, "%d", WEXITSTATUS(status));
	db = stage_open(*state, DB_WRITE);
	assert_int_equal(db_check(db), ERR_NONE);
	assert_string_equal(ask(db, "SELECT count(*) FROM box"), count);
	db_close(db);
}

#define NO_MOUNTS 77

static bool count_is(const struct db_options *options, const char *wanted)
{
	struct db *db;

	if (db_open(&db, options))
		return false;
	bool is_good = strcmp(ask(db, "SELECT count(*) FROM box"), wanted) == 0;
	db_close(db);
	return is_good;
}

// In a file system of its own, which then can no longer be written: as a worn-out card or a full journal
// leaves it.
static void on_a_disk_gone_read_only(const struct db_stage *stage, bool is_killed)
{
	struct db_options options = stage_options(stage, DB_OWN);
	struct db *db;
	int status;

	if (!mounts_part() || mount("none", stage->folder, "tmpfs", 0, NULL))
		_exit(NO_MOUNTS);
	pid_t child = fork();
	if (!child) {
		if (db_open(&db, &options) ||
			db_run(db, "CREATE TABLE box (id INTEGER PRIMARY KEY, body BLOB) STRICT") ||
			put(db, 1, 10))
			_exit(1);
		if (!is_killed)
			db_close(db);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || status || (size_of(stage, "-wal") > 0) != is_killed)
		_exit(101);
	if (mount(NULL, stage->folder, NULL, MS_REMOUNT | MS_RDONLY, NULL))
		_exit(NO_MOUNTS);
	if (db_open(&db, &options) != ERR_READ_ONLY)
		_exit(102);
	options.use = DB_READ;
	_exit(count_is(&options, "1") ? 0 : 103);
}

static void a_disk_that_cannot_be_written_can_be_read(void **state)
{
	for (int is_killed = 0; is_killed < 2; is_killed++) {
		int status;
		pid_t child = fork();
		if (!child)
			on_a_disk_gone_read_only(*state, is_killed);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == NO_MOUNTS) {
			print_message("skipped: nobody may mount a file system here\n");
			skip();
		}
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void the_wal_is_counted_and_emptied_by_the_writer_only(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = with_table(stage);
	struct db *reader = stage_open(stage, DB_READ);

	assert_int_equal(db_checkpoint(db, true), ERR_NONE);
	assert_int_equal(db_wal_pages(db), 0);
	for (int64_t id = 0; id < 1500; id++)
		assert_int_equal(put(db, id, 100), ERR_NONE);
	assert_true(db_wal_pages(db) >= 1500);
	assert_true(size_of(stage, "-wal") > 1500 * PAGE);

	// A reader in the middle of its rows holds back the emptying, not the commits.
	assert_int_equal(db_begin(reader), ERR_NONE);
	assert_string_equal(ask(reader, "SELECT count(*) FROM box"), "1500");
	assert_int_equal(put(db, 2000, 100), ERR_NONE);
	assert_int_equal(db_checkpoint(db, false), ERR_NONE);
	assert_true(db_wal_pages(db) > 0);
	int64_t asked = clock_boot(&(struct clock){0});
	assert_int_equal(db_checkpoint(db, true), ERR_BUSY);
	assert_true(clock_boot(&(struct clock){0}) - asked < 4000); // what waits for a lock waits longer
	assert_int_equal(db_commit(reader), ERR_NONE);
	assert_int_equal(db_checkpoint(db, true), ERR_NONE);
	assert_int_equal(db_wal_pages(db), 0);
	assert_int_equal(size_of(stage, "-wal"), 0);

	// One that has no lease leaves the file to the one that has.
	struct db *other = stage_open(stage, DB_WRITE);
	assert_int_equal(db_lease(db), ERR_NONE);
	assert_int_equal(put(db, 2001, 100), ERR_NONE);
	db_close(other);
	assert_int_not_equal(size_of(stage, "-wal"), 0);
	db_close(db);
	assert_int_equal(size_of(stage, "-wal"), 0);
	assert_string_equal(ask(reader, "SELECT count(*) FROM box"), "1502");
	db_close(reader);
}

static void a_reader_leaves_the_wal_as_it_was(void **state)
{
	struct db_stage *stage = *state;
	int status;

	// A writer that died left its commits in the WAL.
	pid_t child = fork();
	if (!child) {
		struct db *db = with_table(stage);
		_exit(put(db, 1, 100) != ERR_NONE);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	off_t size = size_of(stage, "-wal");
	assert_true(size > 0);
	struct db *reader = stage_open(stage, DB_READ);
	assert_string_equal(ask(reader, "SELECT count(*) FROM box"), "1");
	db_close(reader);
	assert_int_equal(size_of(stage, "-wal"), size);
}

static void a_copy_is_whole_while_the_writer_goes_on(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = with_table(stage), *reader, *copy;
	struct db_options options = stage_options(stage, DB_WRITE);
	char file[128], target[160];

	for (int64_t id = 0; id < 300; id++)
		assert_int_equal(put(db, id, 900), ERR_NONE);
	assert_int_equal(db_begin(db), ERR_NONE);
	assert_int_equal(put(db, 1000, 900), ERR_NONE);
	reader = stage_open(stage, DB_READ);
	snprintf(file, sizeof file, "%s/copy.db", stage->folder);
	// Twice: a copy takes the place of the one before.
	assert_int_equal(db_backup(reader, file), ERR_NONE);
	assert_int_equal(db_backup(reader, file), ERR_NONE);
	assert_int_equal(db_commit(db), ERR_NONE);

	snprintf(target, sizeof target, "sqlite:%s", file);
	options.target = target;
	assert_int_equal(db_open(&copy, &options), ERR_NONE);
	assert_int_equal(db_check(copy), ERR_NONE);
	assert_string_equal(ask(copy, "SELECT count(*) FROM box"), "300");
	assert_int_equal(db_backup(copy, "/tmp/sao-there-is-no-such-folder/copy.db"), ERR_NOT_FOUND);
	db_close(copy);
	db_close(reader);
	db_close(db);
}

static void nothing_of_a_deleted_row_stays_in_the_file(void **state)
{
	struct db_stage *stage = *state;
	struct db *db = with_table(stage);
	char command[160];

	assert_int_equal(db_do(db, NULL, "INSERT INTO box (id, body) VALUES ($1, $2)", "ib", (int64_t)1,
				 "0912 345 678 of Lan", (size_t)19),
		ERR_NONE);
	assert_int_equal(db_checkpoint(db, true), ERR_NONE);
	snprintf(command, sizeof command, "cat %s* | grep -qa '345 678 of Lan'", stage->file);
	assert_int_equal(system(command), 0);
	assert_int_equal(db_run(db, "DELETE FROM box"), ERR_NONE);
	assert_int_equal(db_checkpoint(db, true), ERR_NONE);
	assert_int_not_equal(system(command), 0);
	db_close(db);
}

static void no_other_file_can_be_reached_by_sql(void **state)
{
	struct db *db = stage_open(*state, DB_WRITE);

	assert_int_not_equal(db_run(db, "ATTACH '/tmp/sao-other.db' AS other"), ERR_NONE);
	assert_int_not_equal(db_run(db, "SELECT load_extension('x')"), ERR_NONE);
	assert_int_not_equal(db_run(db, "SELECT \"word\""), ERR_NONE);
	db_close(db);
}

int main(void)
{
#define TEST(function) STAGE_TEST("", DB_SQLITE, function)
	const struct CMUnitTest tests[] = {
		TEST(every_connection_is_set_for_power_cuts),
		TEST(the_file_is_ours_alone),
		TEST(one_owner_at_a_time),
		TEST(one_writer_by_whatever_name),
		TEST(what_is_no_database_is_refused_by_name),
		TEST(damage_is_found),
		TEST(a_full_store_says_so_and_goes_on),
		TEST(a_value_over_the_ceiling_is_the_datas_fault),
		TEST(after_the_disk_refused_nothing_is_tried_again),
		TEST(a_disk_that_cannot_be_written_can_be_read),
		TEST(the_wal_is_counted_and_emptied_by_the_writer_only),
		TEST(a_reader_leaves_the_wal_as_it_was),
		TEST(a_copy_is_whole_while_the_writer_goes_on),
		TEST(nothing_of_a_deleted_row_stays_in_the_file),
		TEST(no_other_file_can_be_reached_by_sql),
	};

	return cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
}
