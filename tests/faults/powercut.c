// SPDX-License-Identifier: Apache-2.0
// Cuts the power of a kiosk's disk, again and again: ballots are put, settled, put again, purged and
// checkpointed once while the disk is recorded; then the disk is rebuilt at many moments and opened by SQLite
// as it is, now and then by the kiosk itself. Every put that had returned must be there with its bytes,
// nothing that nobody put, and the file must be sound. One JSON line tells what was found.
//   powercut --folder F [--cuts N] [--seed N] [--puts N] [--synchronous full|normal|off]
#include "db/db.h"
#include "faults/disk.h"
#include "kiosk/local/machine.h"
#include <getopt.h>
#include <sys/stat.h>

#define PUTS_MOST 20000
#define SETTLE_EVERY 7
#define FORK_EVERY 11 // central has other bytes in the places of what waits
#define CHECKPOINT_EVERY 10
#define LIVES 4	       // the kiosk is closed and opened again
#define PURGES 3       // eight days pass
#define KIOSK_EVERY 50 // cuts; the rest is looked at by SQLite alone
#define NUMBER_FIRST INT64_C(199044000000)

struct put {
	char id[ID_SIZE];
	uint8_t hash[CRYPTO_HASH], again[CRYPTO_HASH]; // again: put again in another place
	size_t returned;			       // ops recorded when the kiosk could say thanks
	size_t purged; // ops recorded when it was allowed to go; SIZE_MAX: never
	bool is_settled;
};

struct powercut {
	struct disk disk;
	struct machine machine;
	struct put *puts;
	size_t count;
	const char *synchronous;
	char image[512];
	int64_t lost, unsound, strange; // cuts
};

// ---- the run that is recorded ----

static void weaken(struct powercut *run)
{
	char sql[64];

	if (strcmp(run->synchronous, "full") == 0)
		return;
	snprintf(sql, sizeof sql, "PRAGMA synchronous = %s", run->synchronous);
	assert_int_equal(db_run(run->machine.local.outbox, sql), ERR_NONE);
}

static void read_hash(struct powercut *run, const char *id, uint8_t hash[CRYPTO_HASH])
{
	struct db_query *query;
	size_t length;
	bool row;

	assert_int_equal(
		db_prepare(run->machine.local.outbox, "SELECT hash FROM entry WHERE id = $1", &query),
		ERR_NONE);
	db_bind_text(query, 1, id);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_true(row);
	memcpy(hash, db_bytes(query, 0, &length), CRYPTO_HASH);
	db_reset(query);
}

static void put_one(struct powercut *run)
{
	struct put *put = &run->puts[run->count];
	char number[24];

	snprintf(number, sizeof number, "%lld", (long long)(NUMBER_FIRST + 10 * (int64_t)run->count));
	id_make(&run->machine.ids, clock_wall(&run->machine.clock), put->id);
	assert_int_equal(machine_put(&run->machine, put->id, number), ERR_NONE);
	put->returned = run->disk.count;
	put->purged = SIZE_MAX;
	read_hash(run, put->id, put->hash);
	memcpy(put->again, put->hash, sizeof put->again);
	run->count++;
}

static void settle_all(struct powercut *run)
{
	struct verdicts answer;

	machine_answer(&run->machine, VERDICT_OK, &answer);
	for (size_t i = 0; i < run->count; i++)
		run->puts[i].is_settled = true;
	machine_settle(&run->machine, &answer);
	arena_wipe(&run->machine.arena);
}

static void fork_all(struct powercut *run)
{
	struct verdicts answer;

	machine_answer(&run->machine, VERDICT_OK, &answer);
	for (size_t i = 0; i < answer.count; i++)
		machine_refuse(&answer, i, "fork");
	machine_settle(&run->machine, &answer);
	for (size_t i = 0; i < run->count; i++)
		if (!run->puts[i].is_settled)
			read_hash(run, run->puts[i].id, run->puts[i].again);
	arena_wipe(&run->machine.arena);
}

static void purge_settled(struct powercut *run)
{
	clock_move(&run->machine.clock, 8 * CLOCK_DAY);
	freshness_note_answer(&run->machine.local, clock_wall(&run->machine.clock));
	for (size_t i = 0; i < run->count; i++)
		if (run->puts[i].is_settled && run->puts[i].purged == SIZE_MAX)
			run->puts[i].purged = run->disk.count;
	assert_int_equal(outbox_purge(&run->machine.local), ERR_NONE);
}

static void live(struct powercut *run, const char *folder, size_t puts)
{
	disk_start(&run->disk, "outbox.db");
	machine_begin_in(&run->machine, folder);
	weaken(run);
	for (size_t i = 1; i <= puts; i++) {
		put_one(run);
		if (i % FORK_EVERY == 0)
			fork_all(run);
		if (i % SETTLE_EVERY == 0)
			settle_all(run);
		if (i % CHECKPOINT_EVERY == 0)
			local_checkpoint(&run->machine.local);
		if (i % (puts / PURGES) == 0)
			purge_settled(run);
		if (i % (puts / LIVES) == 0) {
			machine_reopen(&run->machine);
			weaken(run);
		}
	}
	machine_end(&run->machine);
	disk_stop(&run->disk);
}

// ---- one cut ----

static const struct put *find(const struct powercut *run, const char *id)
{
	for (size_t i = 0; i < run->count; i++)
		if (strcmp(run->puts[i].id, id) == 0)
			return &run->puts[i];
	return NULL;
}

static bool is_sound(sqlite3 *handle)
{
	sqlite3_stmt *check;
	bool is_ok = !sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &check, NULL) &&
		     sqlite3_step(check) == SQLITE_ROW &&
		     strcmp((const char *)sqlite3_column_text(check, 0), "ok") == 0;

	sqlite3_finalize(check);
	return is_ok;
}

// Marks what is there; false: something is there that was never put so.
static bool read_rows(const struct powercut *run, sqlite3 *handle, bool *there)
{
	uint8_t hash[CRYPTO_HASH];
	sqlite3_stmt *rows;
	bool is_known = true;

	if (sqlite3_prepare_v2(handle, "SELECT id, bytes FROM entry", -1, &rows, NULL))
		return true; // before the tables were made
	while (sqlite3_step(rows) == SQLITE_ROW) {
		const struct put *put = find(run, (const char *)sqlite3_column_text(rows, 0));
		crypto_hash_make(sqlite3_column_blob(rows, 1), (size_t)sqlite3_column_bytes(rows, 1), hash);
		if (put && (memcmp(put->hash, hash, sizeof hash) == 0 ||
				   memcmp(put->again, hash, sizeof hash) == 0))
			there[put - run->puts] = true;
		else
			is_known = false;
	}
	return !sqlite3_finalize(rows) && is_known;
}

// What a cut left in the image folder, by SQLite as Debian ships it.
static void judge(struct powercut *run, size_t at, bool *there)
{
	char path[600];
	sqlite3 *handle;
	bool is_lost = false;

	memset(there, 0, run->count * sizeof *there);
	snprintf(path, sizeof path, "%s/outbox.db", run->image);
	if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ||
		!is_sound(handle))
		run->unsound++;
	else if (!read_rows(run, handle, there))
		run->strange++;
	sqlite3_close(handle);
	for (size_t i = 0; i < run->count; i++)
		is_lost = is_lost || (run->puts[i].returned <= at && at <= run->puts[i].purged && !there[i]);
	run->lost += is_lost;
}

// The kiosk starts on what SQLite's recovery would find too: same rows, nothing to salvage, and it goes on.
static void judge_by_kiosk(struct powercut *run, const bool *there)
{
	struct machine machine = {.clock = {0}};
	struct outbox_count count;
	char bad[600];
	struct stat stat_of;
	int64_t rows = 0;

	for (size_t i = 0; i < run->count; i++)
		rows += there[i];
	snprintf(bad, sizeof bad, "%s/outbox.bad.1", run->image);
	bool is_good = !local_open(&machine.local, run->image, &machine.clock);
	is_good = is_good && !outbox_count(&machine.local, &count) && count.total == rows &&
		  stat(bad, &stat_of);
	run->strange += !is_good;
	local_close(&machine.local);
}

static void image_clear(const struct powercut *run)
{
	static const char *const names[] = {
		"outbox.db", "outbox.db-wal", "outbox.db-shm", "cache.db", "cache.db-wal"};
	char path[600];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", run->image, names[i]);
		unlink(path);
	}
}

static void cut(struct powercut *run, uint64_t seed, int64_t cuts)
{
	bool *there = calloc(run->count, sizeof *there);
	struct disk_player player;

	assert_non_null(there);
	player_start(&player, &run->disk, seed);
	for (int64_t n = 0; n < cuts; n++) {
		size_t span = run->disk.count + 1, at = (size_t)((double)span * (double)n / (double)cuts);
		at += player_throw(&player) % (span / (size_t)cuts + 1);
		if (at < player.played)
			at = player.played;
		if (at > run->disk.count)
			at = run->disk.count;
		image_clear(run);
		assert_true(player_cut(&player, at, (enum disk_cut)(n % DISK_CUTS), run->image));
		judge(run, at, there);
		if (n % KIOSK_EVERY == 0 && strcmp(run->synchronous, "full") == 0)
			judge_by_kiosk(run, there);
	}
	player_finish(&player);
	free(there);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"folder", required_argument, NULL, 'f'},
		{"cuts", required_argument, NULL, 'c'}, {"seed", required_argument, NULL, 's'},
		{"puts", required_argument, NULL, 'p'}, {"synchronous", required_argument, NULL, 'y'},
		{NULL, 0, NULL, 0}};
	struct powercut run = {.synchronous = "full"};
	int64_t cuts = 1000, puts = 300, seed = 1;
	const char *folder = NULL;
	char live_folder[64];

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) >= 0;)
		switch (option) {
		case 'f':
			folder = optarg;
			break;
		case 'c':
			cuts = strtoll(optarg, NULL, 10);
			break;
		case 's':
			seed = strtoll(optarg, NULL, 10);
			break;
		case 'p':
			puts = strtoll(optarg, NULL, 10);
			break;
		case 'y':
			run.synchronous = optarg;
			break;
		default:
			return 2;
		}
	if (!folder || cuts < 1 || puts < LIVES || puts > PUTS_MOST ||
		strlen(folder) > sizeof live_folder - 8)
		return 2;
	snprintf(live_folder, sizeof live_folder, "%s/live", folder);
	snprintf(run.image, sizeof run.image, "%s/image", folder);
	run.puts = calloc((size_t)puts, sizeof *run.puts);
	if (!run.puts || mkdir(live_folder, 0700) || mkdir(run.image, 0700))
		return 1;
	live(&run, live_folder, (size_t)puts);
	cut(&run, (uint64_t)seed, cuts);
	printf("{\"puts\":%zu,\"ops\":%zu,\"cuts\":%lld,\"lost\":%lld,\"unsound\":%lld,\"strange\":%lld}\n",
		run.count, run.disk.count, (long long)cuts, (long long)run.lost, (long long)run.unsound,
		(long long)run.strange);
	disk_finish(&run.disk);
	free(run.puts);
	return 0;
}
