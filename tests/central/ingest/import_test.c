// SPDX-License-Identifier: Apache-2.0
// Import of exports: the counts of the demo day, the same declarations whatever form and order a file has,
// and every way a row can be refused.
#include "central/ingest/import_stage.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <utf8proc.h>

// ---- the counts ----

static void assert_day(const json_t *summary)
{
	static const struct {
		const char *status;
		int count;
	} DAY[] = {{"cancelled", 2}, {"channelled", 33}, {"check_done", 16}, {"cleared", 251},
		{"doc_check", 65}, {"passed", 351}, {"physical", 20}, {"registered", 8}, {"released", 14},
		{"storage", 24}, {"suspended", 6}};
	int64_t sum = 0;

	assert_number(summary, "rows", 1820);
	assert_number(summary, "rejected", 0);
	assert_number(summary, "declarations", 790);
	for (size_t i = 0; i < sizeof(DAY) / sizeof(DAY[0]); i++)
		assert_number(json_object_get(summary, "by_status"), DAY[i].status, DAY[i].count);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		sum += json_integer_value(
			json_object_get(json_object_get(summary, "by_channel"), CHANNEL_KEYS[i]));
	assert_int_equal(sum, 790);
	assert_number(json_object_get(summary, "by_office"), "03TG", 790);
}

static void the_day_is_counted(void **state)
{
	struct office *office = *state;
	json_t *summary = import_file(office, DAY_FILE);

	assert_day(summary);
	assert_number(summary, "new", 790);
	assert_number(summary, "changed", 0);
	assert_int_equal(json_array_size(json_object_get(summary, "rejects")), 0);
	assert_int_equal(json_array_size(json_object_get(summary, "warnings")), 0);
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(summary, "offices_unknown"), 0)), "03TG");
	json_decref(summary);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM declaration"), 790);
}

static void the_same_file_again_changes_nothing(void **state)
{
	struct office *office = *state;

	json_decref(import_file(office, DAY_FILE));
	int64_t feed = office->scene->store.feed;
	json_t *summary = import_file(office, DAY_FILE);
	assert_day(summary);
	assert_number(summary, "new", 0);
	assert_number(summary, "changed", 0);
	assert_number(summary, "unchanged", 790);
	json_decref(summary);
	assert_int_equal(office->scene->store.feed, feed);
}

static void the_morning_and_the_day_in_any_order(void **state)
{
	struct office *office = *state;
	struct buf day = {0}, morning_first = {0}, day_first = {0};

	json_decref(import_file(office, DAY_FILE));
	declarations_say(office, &day);
	json_t *summary = import_file(office, MORNING_FILE);
	assert_number(summary, "rows", 789);
	assert_number(summary, "declarations", 349);
	assert_number(summary, "new", 0);
	assert_number(summary, "changed", 0);
	json_decref(summary);
	declarations_say(office, &day_first);

	office_empty(office);
	summary = import_file(office, MORNING_FILE);
	static const struct {
		const char *status;
		int count;
	} MORNING[] = {{"cancelled", 1}, {"channelled", 49}, {"check_done", 16}, {"cleared", 111},
		{"doc_check", 69}, {"passed", 67}, {"physical", 13}, {"registered", 7}, {"released", 9},
		{"storage", 6}, {"suspended", 1}};
	assert_number(summary, "new", 349);
	for (size_t i = 0; i < sizeof(MORNING) / sizeof(MORNING[0]); i++)
		assert_number(json_object_get(summary, "by_status"), MORNING[i].status, MORNING[i].count);
	json_decref(summary);
	json_decref(import_file(office, DAY_FILE));
	declarations_say(office, &morning_first);

	assert_string_equal(day.at, day_first.at);
	assert_string_equal(day.at, morning_first.at);
	buf_finish(&day);
	buf_finish(&day_first);
	buf_finish(&morning_first);
}

// ---- forms ----

static const char *decomposed(struct arena *arena, size_t row, size_t column, const char *text)
{
	utf8proc_uint8_t *nfd = utf8proc_NFD((const utf8proc_uint8_t *)text);

	(void)row;
	(void)column;
	assert_non_null(nfd);
	const char *copy = arena_text(arena, (const char *)nfd);
	free(nfd);
	return copy;
}

static bool is_time(size_t column)
{
	return column == 1 || (column >= 7 && column <= 12);
}

static const char *with_dashes(struct arena *arena, size_t row, size_t column, const char *text)
{
	if (row == 0 || !is_time(column) || !*text)
		return text;
	return arena_format(arena, "%.2s-%.2s-%s", text, text + 3, text + 6);
}

static const char *year_first(struct arena *arena, size_t row, size_t column, const char *text)
{
	if (row == 0 || !is_time(column) || !*text)
		return text;
	return arena_format(arena, "%.4s-%.2s-%.2s%s", text + 6, text + 3, text, text + 10);
}

static const char *without_signs(struct arena *arena, size_t row, size_t column, const char *text)
{
	if (row == 0 || !is_time(column) || !*text)
		return text;
	return arena_format(arena, "%.4s%.2s%.2s%s", text + 6, text + 3, text, text + 10);
}

static const char *as_people_write(struct arena *arena, size_t row, size_t column, const char *text)
{
	static const char *const HEADER[TABLE_COLUMNS] = {"Số tờ khai", "NGÀY ĐK", "MST", "Tên doanh nghiệp",
		"Loại hình", "Mã hải quan", "Phân luồng", "Ngày hoàn thành kiểm tra", "Ngày giải phóng hàng",
		"ngay_gph_v5", "Ngày hàng về bảo quản", "NGAY_TQ", "Ngày qua khu vực giám sát",
		"Cán bộ kiểm tra", "Cán bộ kiểm hóa", "TTTK_HQ", "Bộ phận xử lý", "stt_hang", "Mã HS",
		"Tên hàng", "Số lượng", "Đơn vị tính"};
	static const char *const CHANNELS[] = {"Luồng Xanh", "vàng", "Luồng đỏ"};

	if (row == 0)
		return HEADER[column];
	if (column == 0)
		return arena_format(arena, "*%s*", text);
	if (column == 6 && *text >= '1' && *text <= '3')
		return CHANNELS[*text - '1'];
	return text;
}

static void every_form_gives_the_same(void **state)
{
	static const struct form FORMS[] = {
		{',', "\r\n", true, false, NULL},
		{',', "\r\n", false, false, NULL},
		{';', "\n", true, false, NULL},
		{'\t', "\r\n", false, false, NULL},
		{',', "\r", true, false, NULL},
		{',', "\n", false, true, NULL},
		{';', "\r", false, true, decomposed},
		{',', "\r\n", true, false, with_dashes},
		{',', "\r\n", false, false, year_first},
		{'\t', "\n", true, false, without_signs},
		{';', "\r\n", true, false, as_people_write},
	};
	struct office *office = *state;
	struct table *table = table_open(DAY_FILE);
	struct buf standard = {0};

	json_decref(import_file(office, DAY_FILE));
	declarations_say(office, &standard);
	for (size_t i = 0; i < sizeof(FORMS) / sizeof(FORMS[0]); i++) {
		struct buf text = {0}, said = {0};
		office_empty(office);
		table_write(table, &FORMS[i], 1, table->count, &text);
		json_t *summary = import_text(office, text.at, text.length);
		assert_day(summary);
		json_decref(summary);
		declarations_say(office, &said);
		assert_string_equal(standard.at, said.at);
		buf_finish(&text);
		buf_finish(&said);
	}
	buf_finish(&standard);
	table_close(table);
}

static void no_order_of_rows_or_files_matters(void **state)
{
	static const struct form PLAIN = {',', "\n", false, false, NULL};
	struct office *office = *state;
	struct table *table = table_open(DAY_FILE), *morning = table_open(MORNING_FILE);
	struct buf standard = {0};

	json_decref(import_file(office, DAY_FILE));
	declarations_say(office, &standard);
	for (unsigned seed = 1; seed <= 6; seed++) {
		struct buf early = {0}, one = {0}, other = {0}, said = {0};
		office_empty(office);
		table_shuffle(table, seed);
		table_shuffle(morning, seed);
		size_t cut = 1 + seed * table->count / 7;
		table_write(table, &PLAIN, 1, cut, &one);
		table_write(table, &PLAIN, cut, table->count, &other);
		table_write(morning, &PLAIN, 1, morning->count, &early);
		import_buf(office, seed % 2 ? &one : &other);
		import_buf(office, &early);
		import_buf(office, seed % 2 ? &other : &one);
		import_buf(office, &early);
		declarations_say(office, &said);
		assert_string_equal(standard.at, said.at);
		buf_finish(&early);
		buf_finish(&one);
		buf_finish(&other);
		buf_finish(&said);
	}
	buf_finish(&standard);
	table_close(table);
	table_close(morning);
}

// Rows that contradict one another: whatever order they come in, the one with the latest time wins, then the
// later amendment, then the greater text.
static void contradictions_end_the_same_in_every_order(void **state)
{
	static const char *const ROWS[] = {
		"100000000010,01/11/2026 08:00,9956066192,Tên A,A11,03TG,1,\n",
		"100000000011,01/11/2026 08:00,9956066192,Tên B,A12,03TG,2,\n",
		"100000000012,01/11/2026 08:00,,Tên C,,03TG,,\n",
		"100000000010,01/11/2026 08:00,9985227768,Tên Á,E62,03CC,3,01/11/2026 09:00\n",
		"100000000010,02/11/2026,9956066192,Tên Z,,03TG,1,\n",
		"100000000012,01/11/2026 08:00,,Tên D,,03TG,,\n",
	};
	enum { COUNT = sizeof(ROWS) / sizeof(ROWS[0]) };
	struct office *office = *state;
	struct buf standard = {0};
	int order[COUNT] = {0, 1, 2, 3, 4, 5};

	for (int round = 0; round < 60; round++) {
		struct buf said = {0};
		office_empty(office);
		for (int i = 0; i < COUNT; i += 1 + round % 3) { // one to three rows a file
			struct buf text = {0};
			buf_text(&text, "sotk,ngay_dk,ma_dv,ten_dv,ma_lh,mahq,luong,ngay_thongquan\n");
			for (int k = i; k < COUNT && k < i + 1 + round % 3; k++)
				buf_text(&text, ROWS[order[k]]);
			import_buf(office, &text);
			buf_finish(&text);
		}
		declarations_say(office, &said);
		if (!standard.at)
			buf_text(&standard, said.at);
		assert_string_equal(standard.at, said.at);
		buf_finish(&said);
		for (int i = COUNT - 1; i > 0; i--) { // the next order
			int other = (round * 7 + i * 5) % (i + 1), held = order[i];
			order[i] = order[other];
			order[other] = held;
		}
	}
	assert_non_null(strstr(standard.at, "10000000001|100000000012|"));
	assert_non_null(strstr(standard.at, "|Tên Z|"));
	assert_non_null(strstr(standard.at, "|1|E62|03TG|9956066192|"));
	buf_finish(&standard);
}

// ---- rows that are refused ----

#define HEADER "sotk,ngay_dk,ma_dv,ma_lh,mahq,luong,ngay_thongquan\n"
#define GOOD "100000000010,01/11/2026,9956066192,A11,03TG,1,\n"

static void assert_reject(
	struct office *office, const char *rows, size_t length, int64_t line, const char *reason)
{
	struct buf text = {0};

	buf_text(&text, HEADER GOOD);
	buf_put(&text, rows, length);
	json_t *summary = import_text(office, text.at, text.length);
	const json_t *reject = json_array_get(json_object_get(summary, "rejects"), 0);
	assert_number(summary, "rejected", 1);
	assert_number(reject, "line", line);
	assert_string_equal(json_string_value(json_object_get(reject, "reason")), reason);
	json_decref(summary);
	buf_finish(&text);
}

static void each_reason_is_told_with_its_line(void **state)
{
	static const struct {
		const char *row, *reason;
	} CASES[] = {
		{"10000O000010,01/11/2026,x,A11,03TG,1,\n", "number-format"},
		{"100000000010,01/11/2026,\xff,A11,03TG,1,\n", "encoding"},
		{"100000000010,01/11/2026,x,A11,03TG\n", "columns"},
		{"100000000010,01/11/2026,x,A11,03TG,1,,,\n", "columns"},
		{"100000000010,01/11/20", "truncated"},
		{"100000000010,01/11/2026,x,\"A11", "truncated"},
		{" * ,01/11/2026,x,A11,03TG,1,\n", "number-empty"},
		{",khi nào,x,A11,03TG,1,\n", "number-empty"},
		{"\"1,99E+11\",01/11/2026,x,A11,03TG,1,\n", "number-format"},
		{"10000000001,01/11/2026,x,A11,03TG,1,\n", "number-length"},
		{"1000000000101,01/11/2026,x,A11,03TG,1,\n", "number-length"},
		{"100000000010,,x,A11,03TG,1,\n", "date-empty"},
		{"100000000010,1/11/2026,x,A11,03TG,1,\n", "date-format"},
		{"100000000010,01/11/2026 8:00,x,A11,03TG,1,\n", "date-format"},
		{"100000000010,45983.5,x,A11,03TG,1,\n", "date-format"},
		{"100000000010,31/02/2026,x,A11,03TG,1,\n", "date-impossible"},
		{"100000000010,20261301,x,A11,03TG,1,\n", "date-impossible"},
		{"100000000010,01/11/2026 24:00,x,A11,03TG,1,\n", "date-impossible"},
		{"100000000010,01/11/2026 08:00:60,x,A11,03TG,1,\n", "date-impossible"},
		{"100000000010,01/11/2096,x,A11,03TG,1,\n", "date-ahead"},
		{"100000000010,01/11/2026,x,A11,03TG,1,20/11/2099\n", "date-ahead"},
	};
	struct office *office = *state;
	struct buf long_row = {0};

	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
		assert_reject(office, CASES[i].row, strlen(CASES[i].row), 3, CASES[i].reason);
	assert_reject(office, "100000000010,01/11/2026,x\0y,\xff,03TG,1,\n", 38, 3, "nul");
	buf_text(&long_row, "100000000010,01/11/2026,");
	for (int i = 0; i < 64 * 1024 + 1; i++)
		buf_text(&long_row, "x");
	buf_text(&long_row, ",A11\n");
	assert_reject(office, long_row.at, long_row.length, 3, "too-long");
	buf_finish(&long_row);
}

// A year mistyped: what it said of the declaration would stay for good.
static void a_time_that_lies_ahead_is_told_with_its_cell(void **state)
{
	static const char TEXT[] = HEADER GOOD "100000000020,01/11/2026,x,A11,03TG,1,20/11/2099 08:00\n";
	struct office *office = *state;
	json_t *summary = import_text(office, TEXT, strlen(TEXT));
	const json_t *reject = json_array_get(json_object_get(summary, "rejects"), 0);

	assert_number(summary, "declarations", 1);
	assert_number(reject, "line", 3);
	assert_string_equal(json_string_value(json_object_get(reject, "reason")), "date-ahead");
	assert_string_equal(json_string_value(json_object_get(reject, "column")), "ngay_thongquan");
	assert_string_equal(json_string_value(json_object_get(reject, "value")), "20/11/2099 08:00");
	json_decref(summary);
}

static void one_bad_row_does_not_lose_the_others(void **state)
{
	static const char TEXT[] = HEADER "\"100000000010\",01/11/2026,\"a\nb\",A11,03TG,1,\n" // lines 2, 3
					  "\n"						       // 4
					  "bad,01/11/2026,x,A11,03TG,1,\n"		       // 5
					  "100000000020,01/11/2026,x,A11,03TG,1,\n"
					  "100000000030,01/11/2026,\"x,A11,03TG,1,\n" // 7: never closed
					  "100000000040,01/11/2026,x,A11,03TG,tím,hôm qua\n"
					  "100000000050,01/11/2026,x,A11,03TG,1,02/11/2026";
	struct office *office = *state;
	json_t *summary = import_text(office, TEXT, strlen(TEXT));
	const json_t *rejects = json_object_get(summary, "rejects"),
		     *warnings = json_object_get(summary, "warnings");

	assert_number(summary, "rows", 6);
	assert_number(summary, "rejected", 2);
	assert_number(summary, "declarations", 4);
	assert_number(json_array_get(rejects, 0), "line", 5);
	assert_number(json_array_get(rejects, 1), "line", 7);
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(rejects, 1), "reason")), "columns");
	assert_int_equal(json_array_size(warnings), 2);
	assert_number(json_array_get(warnings, 0), "line", 8);
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(warnings, 0), "reason")), "channel-unknown");
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(warnings, 1), "reason")), "time-ignored");
	assert_number(json_object_get(summary, "by_channel"), "none", 1);
	assert_number(json_object_get(summary, "by_status"), "cleared", 1);
	json_decref(summary);
}

static void assert_refused(struct office *office, const char *text, const char *words)
{
	struct import_options options = {.folder = office->scene->stage.folder,
		.now = clock_wall(&office->scene->clock),
		.writer = office->writer};
	enum err err;
	json_t *summary = import_text_as(&options, text, strlen(text), &err);

	assert_int_equal(err, ERR_INVALID);
	assert_non_null(strstr(json_string_value(json_object_get(summary, "why")), words));
	json_decref(summary);
}

static void a_file_that_is_no_export_is_refused_with_a_sentence(void **state)
{
	struct office *office = *state;

	assert_refused(
		office, "sotk,ngay_dk,ma_lh\n100000000010,01/11/2026,A11\n", "no column for: ma_dv, mahq");
	assert_refused(office, "PK\x03\x04 and so on", "XLSX");
	assert_refused(office, "\xff\xfes", "UTF-16");
	assert_refused(office, "", "empty");
	assert_int_equal(office_ask(office, "SELECT count(*) FROM declaration"), 0);
}

static void a_trial_changes_nothing(void **state)
{
	struct office *office = *state;
	struct store reader;
	struct store_options reading = scene_options(office->scene, DB_READ);
	struct buf file = {0}, before = {0}, after = {0};
	enum err err;

	json_decref(import_file(office, MORNING_FILE));
	declarations_say(office, &before);
	assert_int_equal(buf_read_file(&file, DAY_FILE), ERR_NONE);
	assert_int_equal(store_open(&reader, &reading), ERR_NONE);
	struct import_options options = {.folder = office->scene->stage.folder,
		.now = clock_wall(&office->scene->clock),
		.reader = &reader};
	json_t *summary = import_text_as(&options, file.at, file.length, &err);
	assert_int_equal(err, ERR_NONE);
	assert_day(summary);
	assert_number(summary, "new", 790 - 349);
	json_decref(summary);
	store_close(&reader);
	declarations_say(office, &after);
	assert_string_equal(before.at, after.at);
	buf_finish(&file);
	buf_finish(&before);
	buf_finish(&after);
}

static void a_connector_tells_of_its_own_office_only(void **state)
{
	static const char TEXT[] =
		HEADER "100000000010,01/11/2026,x,A11,03TG,1,\n100000000020,01/11/2026,x,A11,03CC,1,\n";
	static const char STOLEN[] = HEADER "100000000020,05/11/2026,x,A11,03TG,3,\n";
	struct office *office = *state;
	struct import_options options = {.folder = office->scene->stage.folder,
		.now = clock_wall(&office->scene->clock),
		.writer = office->writer};
	enum err err;

	json_decref(
		import_text(office, HEADER "100000000020,01/11/2026,x,A11,03CC,1,\n", strlen(HEADER) + 38));
	options.office = "03TG";
	json_t *summary = import_text_as(&options, TEXT, strlen(TEXT), &err);
	assert_int_equal(err, ERR_NONE);
	assert_number(summary, "declarations", 1);
	assert_number(summary, "foreign", 1);
	json_decref(summary);
	json_decref(import_text_as(&options, STOLEN, strlen(STOLEN), &err));
	assert_int_equal(office_ask(office,
				 "SELECT count(*) FROM declaration WHERE office = '03CC' AND channel = '1'"),
		1);
}

static void a_key_revoked_meanwhile_stores_nothing_more(void **state)
{
	struct office *office = *state;
	char key[KEY_ID];
	struct import_options options = {
		.folder = office->scene->stage.folder, .now = clock_wall(&office->scene->clock), .key = key};
	struct buf file = {0};
	enum err err;

	assert_int_equal(buf_read_file(&file, DAY_FILE), ERR_NONE);
	office_open_voiding(office, key);
	options.writer = office->writer;
	json_t *summary = import_text_as(&options, file.at, file.length, &err);
	assert_int_equal(err, ERR_DENIED);
	assert_non_null(strstr(json_string_value(json_object_get(summary, "why")), "no longer in force"));
	assert_number(summary, "declarations", IMPORT_BATCH);
	json_decref(summary);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM declaration"), IMPORT_BATCH);
	json_decref(import_text_as(&options, file.at, file.length, &err));
	assert_int_equal(err, ERR_DENIED);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM declaration"), IMPORT_BATCH);
	buf_finish(&file);
}

// ---- size ----

// What a sanitizer holds back of freed memory is no memory of ours.
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1";
}

static long memory_kb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void rows_make(struct buf *buf, int from, int count)
{
	for (int i = from; i < from + count; i++)
		buf_format(buf,
			"1%010d0,%02d/11/2026 %02d:%02d:00,9956066192,CÔNG TY TNHH MTV RIVAKU "
			"TEXTILE,A11,03TG,2,,,,,,,"
			"HQ-03TG-0003 Ngô Văn Nghĩa,,,00,1,85340030,\"Mạch in nhiều lớp, dùng cho điện "
			"thoại\",4444,PCE\n",
			i / 2, 1 + i % 20, i % 24, i % 60);
}

// A trial, so that reading alone is measured: what is stored goes in batches of a fixed size.
static void a_large_file_needs_no_more_memory(void **state)
{
	struct office *office = *state;
	struct import_options options = {
		.folder = office->scene->stage.folder, .now = clock_wall(&office->scene->clock)};
	struct import *import;
	struct buf piece = {0};
	size_t sum = 0, most = (size_t)(getenv("BIG") ? 100 : 20) << 20;
	long before = 0;

	assert_int_equal(import_open(&import, &options), ERR_NONE);
	buf_text(&piece, "sotk,ngay_dk,ma_dv,ten_dv,ma_lh,mahq,luong,ngay_hoanthanh_kt,ngay_gph,ngay_gph_v5,"
			 "ngay_hangve_baoquan,"
			 "ngay_thongquan,ngay_qua_kvgs,canbo_kiemtra,canbo_kiemhoa,ma_trangthai_tk,nhom_xl_"
			 "hs,stt_hang,ma_hs,"
			 "ten_hang,so_luong,dvt\n");
	for (int row = 0; sum < most; row += 1000) {
		rows_make(&piece, row, 1000);
		assert_int_equal(import_put(import, piece.at, piece.length), ERR_NONE);
		sum += piece.length;
		buf_clear(&piece);
		if (!before && sum > most / 10)
			before = memory_kb();
	}
	assert_int_equal(import_end(import), ERR_NONE);
	long grown = memory_kb() - before;
	if (grown > 8 * 1024)
		print_error("%zu MiB read, %ld KiB more memory than for a tenth of it\n", sum >> 20, grown);
	assert_true(grown <= 8 * 1024);
	import_close(import);
	buf_finish(&piece);
}

// ---- killed ----

static void a_killed_import_leaves_whole_batches(void **state)
{
	struct office *office = *state;
	struct buf whole = {0}, said = {0};

	json_decref(import_file(office, DAY_FILE));
	declarations_say(office, &whole);
	office_empty(office);
	office_close(office);
	store_close(&office->scene->store); // a child must not share it
	for (int ms = 1; ms < 60; ms += 13) {
		pid_t child = fork();
		if (child == 0) {
			scene_open(office->scene);
			office_open(office);
			json_decref(import_file(office, DAY_FILE));
			_exit(0);
		}
		usleep((useconds_t)ms * 1000);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	scene_open(office->scene);
	office_open(office);
	int64_t stored = office_ask(office, "SELECT count(*) FROM declaration");
	assert_true(stored == 0 || stored == IMPORT_BATCH || stored == 790);
	json_t *summary = import_file(office, DAY_FILE);
	assert_number(summary, "new", 790 - stored);
	json_decref(summary);
	declarations_say(office, &said);
	assert_string_equal(whole.at, said.at);
	buf_finish(&whole);
	buf_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OFFICE_TESTS(the_day_is_counted),
		OFFICE_TESTS(the_same_file_again_changes_nothing),
		OFFICE_TESTS(the_morning_and_the_day_in_any_order),
		OFFICE_TEST("sqlite: ", DB_SQLITE, every_form_gives_the_same),
		OFFICE_TESTS(no_order_of_rows_or_files_matters),
		OFFICE_TEST("sqlite: ", DB_SQLITE, contradictions_end_the_same_in_every_order),
		OFFICE_TEST("sqlite: ", DB_SQLITE, each_reason_is_told_with_its_line),
		OFFICE_TEST("sqlite: ", DB_SQLITE, a_time_that_lies_ahead_is_told_with_its_cell),
		OFFICE_TESTS(one_bad_row_does_not_lose_the_others),
		OFFICE_TEST("sqlite: ", DB_SQLITE, a_file_that_is_no_export_is_refused_with_a_sentence),
		OFFICE_TESTS(a_trial_changes_nothing),
		OFFICE_TESTS(a_connector_tells_of_its_own_office_only),
		OFFICE_TESTS(a_key_revoked_meanwhile_stores_nothing_more),
		OFFICE_TEST("sqlite: ", DB_SQLITE, a_large_file_needs_no_more_memory),
		OFFICE_TESTS(a_killed_import_leaves_whole_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
