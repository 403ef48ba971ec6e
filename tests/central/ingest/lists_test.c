// SPDX-License-Identifier: Apache-2.0
// Lists an administrator loads: the same again changes nothing, a change holds from its day, a bad line says
// where it is.
#include "central/ingest/import_stage.h"

#include "central/ingest/figures.h"
#include "central/ingest/lists.h"
#include "central/store/organisation.h"

#define DAY(year, month, day) civil_day_number(year, month, day)

static enum err load_text(struct office *office, enum list_kind kind, int from_day, const char *text,
	struct list_load *list, struct arena *arena)
{
	*list = (struct list_load){.writer = office->writer, .kind = kind, .from_day = from_day};
	return list_load(arena, list, text, strlen(text));
}

static int64_t load_file(struct office *office, enum list_kind kind, const char *path)
{
	struct list_load list;
	struct arena arena = {0};
	struct buf text = {0};

	assert_int_equal(buf_read_file(&text, path), ERR_NONE);
	assert_int_equal(load_text(office, kind, DAY(2026, 11, 23), text.at, &list, &arena), ERR_NONE);
	buf_finish(&text);
	arena_finish(&arena);
	return list.changed;
}

static void every_list_twice_changes_nothing(void **state)
{
	static const struct {
		enum list_kind kind;
		const char *path;
		int rows;
	} LISTS[] = {
		{LIST_UNITS, "assets/demo/offices.tsv", 45},
		{LIST_OFFICERS, "assets/demo/officers-03TG.tsv", 24},
		{LIST_STEPS, "assets/demo/steps.tsv", 9},
		{LIST_ENTERPRISES, "assets/demo/enterprises-demo.tsv", 188},
		{LIST_PROCEDURES, "assets/demo/procedures/DEMO-01.md", 1},
		{LIST_PROCEDURES, "assets/demo/procedures/DEMO-01.en.md", 1},
	};
	struct office *office = *state;

	for (size_t i = 0; i < sizeof(LISTS) / sizeof(LISTS[0]); i++) {
		assert_int_equal(load_file(office, LISTS[i].kind, LISTS[i].path), LISTS[i].rows);
		int64_t feed = office->scene->store.feed;
		assert_int_equal(load_file(office, LISTS[i].kind, LISTS[i].path), 0);
		assert_int_equal(office->scene->store.feed, feed);
	}
	assert_int_equal(office_ask(office, "SELECT count(*) FROM procedure"), 2);
}

static void a_unit_has_the_name_of_the_day(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};
	struct unit_row unit;
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);

	load_file(office, LIST_UNITS, "assets/demo/offices.tsv");
	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(unit_get(&reader, &arena, "03TG", DAY(2025, 2, 28), &unit), ERR_NONE);
	assert_string_equal(unit.name, "Chi cục HQ CK cảng Hải Phòng KV III");
	assert_int_equal(unit_get(&reader, &arena, "03TG", DAY(2025, 3, 1), &unit), ERR_NONE);
	assert_string_equal(unit.name, "Hải quan cửa khẩu cảng Hải Phòng khu vực 3");
	assert_string_equal(unit.parent, "III");
	assert_int_equal(unit_get(&reader, &arena, "99ZZ", DAY(2025, 3, 1), &unit), ERR_NOT_FOUND);
	store_close(&reader);
	arena_finish(&arena);
}

// What a line does not say of the time before stays as it was.
static void a_new_office_needs_only_a_code_and_a_name(void **state)
{
	struct office *office = *state;
	struct list_load list;
	struct arena arena = {0};
	struct unit_row unit;
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);
	static const char TEXT[] = "code\tname_from_2026-12-01\n03TG\tHải quan mới\n99ZZ\tHải quan khác\n";

	load_file(office, LIST_UNITS, "assets/demo/offices.tsv");
	assert_int_equal(load_text(office, LIST_UNITS, 0, TEXT, &list, &arena), ERR_NONE);
	assert_int_equal(list.changed, 2);
	assert_int_equal(load_text(office, LIST_UNITS, 0, TEXT, &list, &arena), ERR_NONE);
	assert_int_equal(list.changed, 0);
	assert_int_equal(
		load_text(office, LIST_UNITS, 0, "code\tname_from_2026-12-01\n", &list, &arena), ERR_NONE);
	assert_int_equal(list.rows, 0);
	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(unit_get(&reader, &arena, "03TG", DAY(2025, 2, 28), &unit), ERR_NONE);
	assert_string_equal(unit.name, "Chi cục HQ CK cảng Hải Phòng KV III");
	assert_int_equal(unit_get(&reader, &arena, "03TG", DAY(2026, 12, 1), &unit), ERR_NONE);
	assert_string_equal(unit.name, "Hải quan mới");
	assert_string_equal(unit.kind, "office");
	assert_int_equal(unit_get(&reader, &arena, "99ZZ", DAY(2026, 11, 23), &unit), ERR_NONE);
	assert_string_equal(unit.name, "Hải quan khác");
	store_close(&reader);
	arena_finish(&arena);
}

#define OFFICERS "badge\tname\toffice\tteam\tteam_vi\ttitle\tsteps\tcounter\n"

static void an_officer_who_moves_has_been_where_he_was(void **state)
{
	struct office *office = *state;
	struct list_load list;
	struct arena arena = {0};
	struct officer_row officer;
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);

	assert_int_equal(
		load_text(office, LIST_OFFICERS, DAY(2026, 1, 1),
			OFFICERS "HQ-03TG-0001\tĐỗ Hữu Phúc\t03TG\t03TG-00\tBộ phận 00\tCông chức\tHOSO\t1\n",
			&list, &arena),
		ERR_NONE);
	assert_int_equal(
		load_text(office, LIST_OFFICERS, DAY(2026, 6, 1),
			OFFICERS "HQ-03TG-0001\tĐỗ Hữu Phúc\t03CC\t03CC-01\tBộ phận 01\tCông chức\tTHUE\t2\n",
			&list, &arena),
		ERR_NONE);
	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(officer_get(&reader, &arena, "HQ-03TG-0001", DAY(2025, 1, 1), &officer), ERR_NONE);
	assert_string_equal(officer.team, "03TG-00"); // the first place told of holds for the past, too
	assert_int_equal(officer_get(&reader, &arena, "HQ-03TG-0001", DAY(2026, 5, 31), &officer), ERR_NONE);
	assert_string_equal(officer.unit, "03TG");
	assert_int_equal(officer_get(&reader, &arena, "HQ-03TG-0001", DAY(2026, 6, 1), &officer), ERR_NONE);
	assert_string_equal(officer.team, "03CC-01");
	// His old unit's kiosks no longer know him.
	assert_int_equal(office_ask(office, "SELECT count(*) FROM change WHERE unit = '03TG' AND key = "
					    "'HQ-03TG-0001' AND value IS NULL"),
		1);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM change WHERE unit = '03CC' AND key = "
					    "'HQ-03TG-0001' AND value IS NOT NULL"),
		1);
	store_close(&reader);
	arena_finish(&arena);
}

static void a_bad_line_says_where_it_is_and_nothing_is_stored(void **state)
{
	static const struct {
		enum list_kind kind;
		const char *text;
		int line;
		const char *words;
	} CASES[] = {
		{LIST_OFFICERS, OFFICERS "HQ-1\tTên\t03TG\t\t\t\t\t\nHQ-2\t\t03TG\t\t\t\t\t\n", 3,
			"name: is missing"},
		{LIST_OFFICERS, OFFICERS "HQ-1\tTên\t03TG456789012345678901234567890\n", 2,
			"office: is longer"},
		{LIST_OFFICERS, "badge\tname\nHQ-1\tTên\n", 1, "header: no column office;"},
		{LIST_OFFICERS, "badge\tTên\nHQ-1\tTên\n", 1, "header: no columns name, office;"},
		{LIST_UNITS, "mã\tname_from_never\tregion\tkind\n", 1,
			"no columns code, name_from_YYYY-MM-DD;"},
		{LIST_STEPS, "step\tvi\nHOSO\tHồ sơ\nTHUE\tThuế\nHOSO\tHồ sơ\nTHUE\tThuế khác\nHOSO\tKhác\n",
			5, "step: line 3 says something else"},
		{LIST_UNITS, "code\tname_until_2025-02-28\tname_from_2025-03-01\tregion\tkind\n03TG\n", 2,
			"name_until, name_from: one"},
		{LIST_STEPS, "step\tvi\nHOSO\t\xff\n", 2, "vi: not UTF-8"},
		{LIST_STEPS, "step\tvi\nHOSO\tKiểm tra\tmore\n", 2, "row: has 3 cells"},
		{LIST_STEPS, "step\tvi\nHOSO\t\"Kiểm tra\nTHUE\tThuế\n", 2, "row: a quote is opened"},
		{LIST_ENTERPRISES, "tax_code\tname\n12\tTên\n", 2, "tax_code: has 10 digits"},
		{LIST_ENTERPRISES, "", 0, "empty"},
		{LIST_PROCEDURES, "# Thủ tục\n", 1, "front matter: the file begins"},
		{LIST_PROCEDURES, "---\ncode: DEMO-01\n", 3, "front matter: it is ended"},
		{LIST_PROCEDURES, "---\ncode: DEMO-01\nlang: vi\nvalid_from: 01/03/2025\n---\n", 4,
			"valid_from: a day"},
		{LIST_PROCEDURES, "---\ncode: DEMO-01\nlang: vi\nvalid_from: 2025-03-01\n---\n", 5,
			"title_vi: is missing"},
		{LIST_PROCEDURES, "---\nlang: vi\nvalid_from: 2025-03-01\n---\n", 4,
			"code, title_vi: is missing"},
	};
	struct office *office = *state;

	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
		struct list_load list;
		struct arena arena = {0};
		assert_int_equal(
			load_text(office, CASES[i].kind, 20000, CASES[i].text, &list, &arena), ERR_INVALID);
		if (!strstr(list.why, CASES[i].words))
			print_error("%s\n", list.why);
		assert_non_null(strstr(list.why, CASES[i].words));
		assert_int_equal(list.line, CASES[i].line);
		arena_finish(&arena);
	}
	assert_int_equal(office_ask(office, "SELECT count(*) FROM officer"), 0);
}

// Also when it stands behind what would fill several transactions.
static void a_bad_line_far_down_leaves_nothing_behind(void **state)
{
	struct office *office = *state;
	struct list_load list;
	struct arena arena = {0};
	struct buf text;

	buf_init(&text, 0);
	buf_text(&text, "tax_code\tname\n");
	for (int i = 0; i < 5000; i++)
		buf_format(&text, "99%08d\tTên\n", i);
	buf_text(&text, "99x\tTên\n");
	assert_int_equal(load_text(office, LIST_ENTERPRISES, 20000, text.at, &list, &arena), ERR_INVALID);
	assert_int_equal(list.line, 5002);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM enterprise"), 0);
	buf_finish(&text);
	arena_finish(&arena);
}

static void an_office_nobody_loaded_is_listed_until_it_is(void **state)
{
	struct office *office = *state;

	json_decref(import_file(office, DAY_FILE));
	assert_int_equal(office_ask(office, "SELECT count(*) FROM office_unknown WHERE code = '03TG'"), 1);
	load_file(office, LIST_UNITS, "assets/demo/offices.tsv");
	assert_int_equal(office_ask(office, "SELECT count(*) FROM office_unknown"), 0);
}

static enum err publish(struct store *store, void *context)
{
	return figures_publish(store, context);
}

static void figures_are_those_of_the_day(void **state)
{
	struct office *office = *state;
	char unit[] = "03TG";

	json_decref(import_file(office, DAY_FILE));
	assert_int_equal(writer_do(office->writer, publish, unit), ERR_NONE);
	int64_t open = office_ask(office,
		"SELECT count(*) FROM declaration WHERE status IN ('registered', 'channelled', 'doc_check',"
		" 'physical', 'check_done', 'suspended')");
	assert_int_equal(open, 8 + 33 + 65 + 20 + 16 + 6);
	char sql[256];
	snprintf(sql, sizeof sql,
		"SELECT count(*) FROM change WHERE kind = 'figures' AND key = '03TG' AND value LIKE "
		"'{\"open\":%d,%%'",
		(int)open);
	assert_int_equal(office_ask(office, sql), 1);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM change WHERE kind = 'figures' AND value "
					    "LIKE '%\"satisfied_percent\":null%'"),
		1);
	int64_t feed = office->scene->store.feed;
	assert_int_equal(writer_do(office->writer, publish, unit), ERR_NONE);
	assert_int_equal(office->scene->store.feed, feed);

	// At ten in the morning an export of the whole day has told of hours that are yet to come.
	int64_t ten;
	assert_int_equal(civil_read("2026-11-23T10:00+07:00", &ten), ERR_NONE);
	clock_set_wall(&office->scene->clock, ten);
	assert_int_equal(writer_do(office->writer, publish, unit), ERR_NONE);
	snprintf(sql, sizeof sql,
		"SELECT count(*) FROM declaration WHERE unit = '03TG' AND finished_at >= %lld AND "
		"finished_at <= "
		"%lld",
		(long long)(ten - 10 * CLOCK_HOUR), (long long)ten);
	int64_t finished = office_ask(office, sql);
	assert_true(finished > 0);
	snprintf(sql, sizeof sql,
		"SELECT count(*) FROM change WHERE kind = 'figures' AND value LIKE '%%\"finished\":%d,%%'",
		(int)finished);
	assert_int_equal(office_ask(office, sql), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OFFICE_TESTS(every_list_twice_changes_nothing),
		OFFICE_TESTS(a_unit_has_the_name_of_the_day),
		OFFICE_TESTS(a_new_office_needs_only_a_code_and_a_name),
		OFFICE_TESTS(an_officer_who_moves_has_been_where_he_was),
		OFFICE_TESTS(a_bad_line_says_where_it_is_and_nothing_is_stored),
		OFFICE_TESTS(a_bad_line_far_down_leaves_nothing_behind),
		OFFICE_TESTS(an_office_nobody_loaded_is_listed_until_it_is),
		OFFICE_TESTS(figures_are_those_of_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
