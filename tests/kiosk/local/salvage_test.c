// SPDX-License-Identifier: Apache-2.0
// A damaged outbox gives back every row that is still whole, under its old place, and keeps the damaged file.
// What is not whole is never sent.
#include "kiosk/local/machine.h"
#include <fcntl.h>
#include <sys/stat.h>

#define ROWS 160
#define PAGE 4096
// Nothing here has a second thread: one look is enough for the thread sanitizer, which is slow at reading
// bytes.
#ifdef __SANITIZE_THREAD__
#define ROUNDS 2
#else
#define ROUNDS 40
#endif
#define HEAD_MOST 240 // of a row: everything before its hash

struct kept {
	char id[ID_SIZE];
	uint8_t hash[CRYPTO_HASH];
	char *bytes;
	size_t length;
	int64_t seq;
	bool is_back;
};

struct file {
	char *at;
	size_t length;
};

// An outbox whose last run did not end: part of it in the file, part in the WAL, some rows over several
// pages.
struct scene {
	struct machine machine;
	struct kept rows[ROWS];
	struct file db, wal;
	char incarnation[INCARNATION];
};

static struct file read_file(const struct machine *machine, const char *name)
{
	struct file file = {0};
	char path[160];

	machine_path(machine, name, path);
	FILE *from = fopen(path, "r");
	assert_non_null(from);
	fseek(from, 0, SEEK_END);
	file.length = (size_t)ftell(from);
	rewind(from);
	file.at = malloc(file.length + 1);
	assert_int_equal(fread(file.at, 1, file.length, from), file.length);
	fclose(from);
	return file;
}

static void write_file(const struct machine *machine, const char *name, const char *at, size_t length)
{
	char path[160];

	machine_path(machine, name, path);
	FILE *to = fopen(path, "w");
	assert_non_null(to);
	assert_int_equal(fwrite(at, 1, length, to), length);
	assert_int_equal(fclose(to), 0);
}

static void put_row(struct scene *scene, int i)
{
	struct machine *machine = &scene->machine;
	char id[ID_SIZE], text[9001];
	size_t length = i % 8 == 7 ? 5000 + crypto_uniform(4000) : 200 + crypto_uniform(1500);

	memset(text, 'a' + i % 26, length);
	text[length] = '\0';
	json_t *body = json_pack("{s:s, s:s}", "lane", "praise", "text", text);
	id_make(&machine->ids, clock_wall(&machine->clock), id);
	assert_int_equal(outbox_put(&machine->local, id, ENTRY_FEEDBACK, body, "", 1), ERR_NONE);
	json_decref(body);
}

static void keep_rows(struct scene *scene)
{
	struct machine *machine = &scene->machine;
	int64_t position = 0;
	size_t count, kept = 0;

	do {
		struct outbox_entry *list;
		arena_wipe(&machine->arena);
		assert_int_equal(
			outbox_list(&machine->local, &machine->arena, position, 100, false, &list, &count),
			ERR_NONE);
		for (size_t i = 0; i < count; i++) {
			struct kept *row = &scene->rows[kept++];
			memcpy(row->id, list[i].id, ID_SIZE);
			memcpy(row->hash, list[i].hash, CRYPTO_HASH);
			row->bytes = malloc(list[i].length);
			memcpy(row->bytes, list[i].bytes, list[i].length);
			row->length = list[i].length;
			row->seq = list[i].seq;
			memcpy(scene->incarnation, list[i].incarnation, INCARNATION);
			position = list[i].position;
		}
	} while (count > 0);
	assert_int_equal(kept, ROWS);
}

static int begin(void **state)
{
	struct scene *scene = calloc(1, sizeof *scene);
	struct machine *machine = &scene->machine;

	machine_begin(machine);
	for (int i = 0; i < ROWS / 2; i++)
		put_row(scene, i);
	machine_reopen(machine); // into the file
	for (int i = ROWS / 2; i < ROWS; i++)
		put_row(scene, i); // into the WAL
	keep_rows(scene);
	scene->db = read_file(machine, "outbox.db");
	scene->wal = read_file(machine, "outbox.db-wal");
	*state = scene;
	return 0;
}

static int end(void **state)
{
	struct scene *scene = *state;

	machine_end(&scene->machine);
	for (int i = 0; i < ROWS; i++)
		free(scene->rows[i].bytes);
	free(scene->db.at);
	free(scene->wal.at);
	free(scene);
	return 0;
}

// ---- what must come back ----

// Where hash and bytes stand together; a row over several pages is nowhere.
static const char *find_row(const struct file *file, const struct kept *row)
{
	for (const char *at = file->at, *last = file->at + file->length; at < last;) {
		at = memchr(at, row->hash[0], (size_t)(last - at));
		if (!at || (size_t)(last - at) < CRYPTO_HASH + row->length)
			return NULL;
		if (memcmp(at, row->hash, CRYPTO_HASH) == 0 &&
			memcmp(at + CRYPTO_HASH, row->bytes, row->length) == 0)
			return at;
		at++;
	}
	return NULL;
}

static bool is_untouched(const struct file *before, const struct file *now, const struct kept *row)
{
	const char *at = find_row(before, row);

	if (!at)
		return false;
	size_t from = (size_t)(at - before->at), to = from + CRYPTO_HASH + row->length;
	from = from > HEAD_MOST ? from - HEAD_MOST : 0;
	return to <= now->length && memcmp(before->at + from, now->at + from, to - from) == 0;
}

// Takes everything there is; a second start when the first found out only while reading.
static bool take_all(struct scene *scene)
{
	struct machine *machine = &scene->machine;
	int64_t position = 0;
	size_t count;

	for (int i = 0; i < ROWS; i++)
		scene->rows[i].is_back = false;
	do {
		struct outbox_entry *list;
		arena_wipe(&machine->arena);
		if (outbox_list(&machine->local, &machine->arena, position, 100, false, &list, &count))
			return false;
		for (size_t i = 0; i < count; i++) {
			struct kept *row = NULL;
			for (int j = 0; j < ROWS && !row; j++)
				if (strcmp(scene->rows[j].id, list[i].id) == 0)
					row = &scene->rows[j];
			// Nothing is sent that was not put, and it has its old place.
			assert_non_null(row);
			assert_false(row->is_back);
			assert_int_equal(list[i].length, row->length);
			assert_memory_equal(list[i].bytes, row->bytes, row->length);
			assert_int_equal(list[i].seq, row->seq);
			assert_string_equal(list[i].incarnation, scene->incarnation);
			row->is_back = true;
			position = list[i].position;
		}
	} while (count > 0);
	return true;
}

static bool is_file(const struct machine *machine, const char *name)
{
	char path[160];

	machine_path(machine, name, path);
	return access(path, F_OK) == 0;
}

static void remove_files(struct machine *machine)
{
	char command[128];

	snprintf(command, sizeof command, "rm -f %s/outbox*", machine->folder);
	assert_int_equal(system(command), 0);
}

// Starts on these files; returns how many rows came back.
static int start_on(struct scene *scene, const struct file *db, const struct file *wal)
{
	struct machine *machine = &scene->machine;
	int back = 0;

	local_close(&machine->local);
	remove_files(machine);
	write_file(machine, "outbox.db", db->at, db->length);
	write_file(machine, "outbox.db-wal", wal->at, wal->length);
	machine_open(machine);
	if (!take_all(scene)) {
		assert_true(machine->local.is_broken); // the program ends with 75 and is started again
		machine_reopen(machine);
		assert_true(take_all(scene));
		assert_true(is_file(machine, "outbox.bad.1"));
	}
	bool is_salvaged = is_file(machine, "outbox.bad.1");
	for (int i = 0; i < ROWS; i++) {
		struct kept *row = &scene->rows[i];
		back += row->is_back;
		if (!row->is_back &&
			(is_untouched(&scene->db, db, row) || is_untouched(&scene->wal, wal, row)))
			fail_msg("row %lld is whole and was not found (salvaged: %d)", (long long)row->seq,
				is_salvaged);
	}
	assert_false(is_file(machine, "outbox.suspect"));
	return back;
}

static struct file copy_file(const struct file *from)
{
	struct file copy = {malloc(from->length + 1), from->length};

	memcpy(copy.at, from->at, from->length);
	return copy;
}

static void flip(struct file *file, int bits)
{
	while (bits-- > 0)
		file->at[crypto_uniform((uint32_t)file->length)] ^= (char)(1 << crypto_uniform(8));
}

// ---- damage ----

static void test_undamaged_files_lose_nothing(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(start_on(scene, &scene->db, &scene->wal), ROWS);
	assert_false(is_file(&scene->machine, "outbox.bad.1"));
}

static void test_a_broken_first_page_loses_no_row_and_not_the_name(void **state)
{
	struct scene *scene = *state;
	struct machine *machine = &scene->machine;
	struct file db = copy_file(&scene->db), wal = {scene->wal.at, 0};
	struct outbox_entry *list;
	struct identity identity;
	struct entry entry;
	size_t count;
	char id[ID_SIZE];

	memset(db.at, 0xa5, PAGE);
	int back = start_on(scene, &db, &wal); // the WAL is gone: what was in the file
	assert_int_equal(back, ROWS / 2);
	assert_int_equal(identity_get(&machine->local, &identity), ERR_NONE);
	assert_true(identity.is_enrolled);
	assert_string_equal(identity.kiosk, "tg-01");
	// A new life, that says where the old one was seen last.
	machine_put_new(machine, id);
	assert_int_equal(outbox_list(&machine->local, &machine->arena, INT64_C(1) << 40 | ROWS / 2, 100,
				 false, &list, &count),
		ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].seq, 1);
	assert_int_equal(entry_read(list[0].bytes, list[0].length, &entry), ERR_NONE);
	assert_string_equal(entry.previous, scene->incarnation);
	assert_int_equal(entry.previous_seq, ROWS / 2);
	entry_finish(&entry);
	free(db.at);
}

static void test_every_whole_row_comes_back_after_flipped_bits(void **state)
{
	struct scene *scene = *state;
	int salvaged = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct file db = copy_file(&scene->db), wal = copy_file(&scene->wal);
		flip(&db, (int)crypto_uniform(64));
		flip(&wal, (int)crypto_uniform(3));
		start_on(scene, &db, &wal);
		salvaged += is_file(&scene->machine, "outbox.bad.1");
		free(db.at);
		free(wal.at);
	}
	assert_true(salvaged > 0 || ROUNDS < 10);
}

static void test_every_whole_row_comes_back_after_zeroed_or_cut_pages(void **state)
{
	struct scene *scene = *state;

	for (int round = 0; round < ROUNDS; round++) {
		struct file db = copy_file(&scene->db), wal = copy_file(&scene->wal);
		size_t pages = db.length / PAGE;
		if (round % 2)
			memset(db.at + crypto_uniform((uint32_t)pages) * PAGE, 0, PAGE);
		else
			db.length = (1 + crypto_uniform((uint32_t)pages)) * PAGE - crypto_uniform(PAGE);
		start_on(scene, &db, &wal);
		free(db.at);
		free(wal.at);
	}
}

static void test_a_power_cut_while_salvaging_loses_nothing(void **state)
{
	struct scene *scene = *state;
	struct machine *machine = &scene->machine;
	struct file db = copy_file(&scene->db);

	// Cut between the two renames: outbox.db is away, outbox.new is whole, the old WAL is still there.
	memset(db.at, 0, PAGE);
	start_on(scene, &db, &scene->wal);
	local_close(&machine->local);
	struct file fresh = read_file(machine, "outbox.db");
	remove_files(machine);
	write_file(machine, "outbox.bad.1", db.at, db.length);
	write_file(machine, "outbox.db-wal", scene->wal.at, scene->wal.length);
	write_file(machine, "outbox.new", fresh.at, fresh.length);
	machine_open(machine);
	assert_true(take_all(scene));
	assert_true(is_file(machine, "outbox.bad.2-wal") || is_file(machine, "outbox.bad.1-wal"));
	assert_false(is_file(machine, "outbox.new"));
	free(fresh.at);
	free(db.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_undamaged_files_lose_nothing, begin, end),
		cmocka_unit_test_setup_teardown(
			test_a_broken_first_page_loses_no_row_and_not_the_name, begin, end),
		cmocka_unit_test_setup_teardown(
			test_every_whole_row_comes_back_after_flipped_bits, begin, end),
		cmocka_unit_test_setup_teardown(
			test_every_whole_row_comes_back_after_zeroed_or_cut_pages, begin, end),
		cmocka_unit_test_setup_teardown(test_a_power_cut_while_salvaging_loses_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
