// SPDX-License-Identifier: Apache-2.0
// A full disk, and one that cannot be written: nothing is thanked for, nothing thanked for is lost, and it
// goes on by itself when there is room. On a small tmpfs of its own name space; where the system allows none,
// the test says so.
#define _GNU_SOURCE
#include "db/mounts.h"
#include "kiosk/local/told.h"
#include <errno.h>
#include <sys/stat.h>

#define DISK "size=3m"
#define NOW INT64_C(1795000000000)

static bool has_disk;
static char folder[] = "/tmp/sao-full-XXXXXX";

static int make_disk(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	has_disk = mounts_part() && mount("none", folder, "tmpfs", 0, DISK) == 0;
	if (!has_disk)
		print_message("skipped: no disk of its own here: %s\n", strerror(errno));
	return 0;
}

static int drop_disk(void **state)
{
	(void)state;
	if (has_disk)
		umount(folder);
	return rmdir(folder);
}

static int begin(void **state)
{
	struct machine *machine = calloc(1, sizeof *machine);

	*state = machine;
	if (has_disk)
		machine_begin_in(machine, folder);
	return 0;
}

static int end(void **state)
{
	struct machine *machine = *state;
	char command[96];

	if (has_disk) {
		mount("none", folder, NULL, MS_REMOUNT, DISK);
		local_close(&machine->local);
		arena_finish(&machine->arena);
		snprintf(command, sizeof command, "rm -rf %s/*", folder);
		assert_int_equal(system(command), 0);
	}
	free(machine);
	return 0;
}

// Takes what is left of the disk.
static void fill(const struct machine *machine)
{
	static const char noise[4096];
	char path[160];

	machine_path(machine, "filler", path);
	int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	while (write(file, noise, sizeof noise) > 0)
		;
	close(file);
}

static void make_room(const struct machine *machine)
{
	char path[160];

	machine_path(machine, "filler", path);
	assert_int_equal(unlink(path), 0);
}

static enum err put(struct machine *machine)
{
	char id[ID_SIZE];

	id_make(&machine->ids, clock_wall(&machine->clock), id);
	return machine_put(machine, id, "199044171150");
}

static int64_t put_until_full(struct machine *machine)
{
	int64_t thanked = 0;
	enum err err;

	while (!(err = put(machine)))
		assert_true(++thanked < 100000);
	assert_int_equal(err, ERR_FULL);
	return thanked;
}

static void test_a_full_disk_thanks_for_nothing_and_recovers(void **state)
{
	struct machine *machine = *state;

	if (!has_disk)
		skip();
	assert_int_equal(put(machine), ERR_NONE);
	for (int round = 0; round < 5; round++) {
		int64_t before = machine_count(machine).total;
		fill(machine);
		int64_t thanked = put_until_full(machine);
		assert_int_equal(put(machine), ERR_FULL);
		assert_int_equal(outbox_can_store(&machine->local), ERR_FULL);
		assert_false(machine->local.is_broken);
		assert_int_equal(machine_count(machine).total, before + thanked);
		make_room(machine);
		assert_int_equal(outbox_can_store(&machine->local), ERR_NONE);
		assert_int_equal(put(machine), ERR_NONE);
		assert_int_equal(machine_count(machine).total, before + thanked + 1);
	}
	int64_t kept = machine_count(machine).total;
	machine_reopen(machine);
	assert_int_equal(machine_count(machine).total, kept);
	assert_int_equal(machine_count(machine).pending, kept);
}

static void test_the_cache_gives_way_first(void **state)
{
	struct machine *machine = *state;
	struct board board;
	struct told told;
	char identity[NUMBER_IDENTITY + 1];

	if (!has_disk)
		skip();
	told_begin(&told, 0);
	for (int i = 0; i < 600; i++) {
		snprintf(identity, sizeof identity, "1%010d", i);
		told_declaration(&told, identity, i < 20 ? STAGE_DOC_CHECK : STAGE_PASSED, NOW, 1, 0);
	}
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	fill(machine);
	assert_false(cache_is_cut(&machine->local));
	int64_t thanked = put_until_full(machine);
	assert_true(cache_is_cut(&machine->local));
	assert_true(thanked > 10); // what the cache had is ballots now
	assert_int_equal(cache_board(&machine->local, &machine->arena, NOW, 100, &board), ERR_NONE);
	assert_int_equal(board.open, 20);
	make_room(machine);
}

static void test_a_kiosk_starts_on_a_full_disk(void **state)
{
	struct machine *machine = *state;
	struct identity identity;

	if (!has_disk)
		skip();
	assert_int_equal(put(machine), ERR_NONE);
	fill(machine);
	machine_reopen(machine);
	assert_int_equal(identity_get(&machine->local, &identity), ERR_NONE);
	assert_true(identity.is_enrolled);
	put_until_full(machine);
	make_room(machine);
	assert_int_equal(outbox_can_store(&machine->local), ERR_NONE);
	assert_int_equal(put(machine), ERR_NONE);
}

static void test_a_disk_nobody_can_write_still_shows(void **state)
{
	struct machine *machine = *state;
	struct identity identity;
	struct board board;
	struct told told;

	if (!has_disk)
		skip();
	told_begin(&told, 0);
	told_declaration(&told, "10000000001", STAGE_CALLED, NOW, 1, 0);
	assert_int_equal(told_snapshot(&told, machine), ERR_NONE);
	assert_int_equal(put(machine), ERR_NONE);
	local_close(&machine->local);
	assert_int_equal(mount("none", folder, NULL, MS_REMOUNT | MS_RDONLY, DISK), 0);
	machine_open(machine);
	assert_int_equal(put(machine), ERR_READ_ONLY);
	assert_int_equal(outbox_can_store(&machine->local), ERR_READ_ONLY);
	assert_false(machine->local.is_broken); // no restart loop
	assert_int_equal(identity_get(&machine->local, &identity), ERR_NONE);
	assert_true(identity.is_enrolled);
	assert_int_equal(cache_board(&machine->local, &machine->arena, NOW, 100, &board), ERR_NONE);
	assert_int_equal(board.count, 1);
	assert_int_equal(mount("none", folder, NULL, MS_REMOUNT, DISK), 0);
	assert_int_equal(outbox_can_store(&machine->local), ERR_NONE);
	assert_int_equal(put(machine), ERR_NONE);
	assert_int_equal(machine_count(machine).total, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_full_disk_thanks_for_nothing_and_recovers, begin, end),
		cmocka_unit_test_setup_teardown(test_the_cache_gives_way_first, begin, end),
		cmocka_unit_test_setup_teardown(test_a_kiosk_starts_on_a_full_disk, begin, end),
		cmocka_unit_test_setup_teardown(test_a_disk_nobody_can_write_still_shows, begin, end),
	};

	return cmocka_run_group_tests(tests, make_disk, drop_disk);
}
