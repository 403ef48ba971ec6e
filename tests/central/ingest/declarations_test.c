// SPDX-License-Identifier: Apache-2.0
// What kiosks are shown of declarations: who can be rated, what a counter told, masks nobody shares, and what
// goes when its time is over.
#include "central/ingest/import_stage.h"

#include "central/ingest/declarations.h"
#include "central/ingest/events.h"
#include "central/ingest/lists.h"
#include "wire/feed.h"

#define HEADER "sotk,ngay_dk,ma_dv,ten_dv,ma_lh,mahq,luong,ngay_thongquan,canbo_kiemtra,canbo_kiemhoa\n"

static void import_rows(struct office *office, const char *rows)
{
	struct buf text = {0};

	buf_text(&text, HEADER);
	buf_text(&text, rows);
	import_buf(office, &text);
	buf_finish(&text);
}

// The newest change of this unit, kind and key; NULL: a tombstone, or none. To be closed.
static json_t *change_value(struct office *office, const char *unit, const char *kind, const char *key)
{
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);
	struct db_query *query;
	json_t *value = NULL;
	bool row;

	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(
		db_prepare(reader.db, "SELECT value FROM change WHERE unit = $1 AND kind = $2 AND key = $3",
			&query),
		ERR_NONE);
	db_bind_text(query, 1, unit);
	db_bind_text(query, 2, kind);
	db_bind_text(query, 3, key);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	if (row && !db_is_null(query, 0))
		assert_int_equal(json_open(db_text(query, 0), strlen(db_text(query, 0)), &value), ERR_NONE);
	store_close(&reader);
	return value;
}

static const char *text_of(const json_t *value, const char *key)
{
	const char *text = json_string_value(json_object_get(value, key));

	return text ? text : "";
}

static void events_tell(struct office *office, const char *unit, const char *lines, const char *summary)
{
	struct buf said = {0};

	assert_int_equal(events_take(office->writer, NULL, unit, lines, strlen(lines), &said), ERR_NONE);
	if (summary)
		assert_string_equal(said.at, summary);
	buf_finish(&said);
}

static char *event_line(
	struct arena *arena, const char *number, const char *event, const char *at, const char *badges)
{
	int64_t ms;

	assert_int_equal(civil_read(at, &ms), ERR_NONE);
	return arena_format(arena,
		"{\"sotk\":\"%s\",\"event\":\"%s\",\"at\":%lld,\"officers\":[%s],\"counter\":\"3\"}\n",
		number, event, (long long)ms, badges);
}

static void load(struct office *office, enum list_kind kind, const char *path)
{
	struct list_load list = {.writer = office->writer, .kind = kind, .from_day = 20700};
	struct arena arena = {0};
	struct buf text = {0};

	assert_int_equal(buf_read_file(&text, path), ERR_NONE);
	assert_int_equal(list_load(&arena, &list, text.at, text.length), ERR_NONE);
	buf_finish(&text);
	arena_finish(&arena);
}

static bool has_party(const json_t *value, const char *party, const char *ref, const char *step)
{
	const json_t *parties = json_object_get(value, "parties");

	for (size_t i = 0; i < json_array_size(parties); i++) {
		const json_t *one = json_array_get(parties, i);
		if (text_equal(text_of(one, "party"), party) && text_equal(text_of(one, "ref"), ref) &&
			text_equal(text_of(one, "step"), step))
			return true;
	}
	return false;
}

#define ROW_CHECKED                                                                                           \
	"199000200360,23/11/2026 08:00,9956066192,CÔNG TY TNHH MTV RIVAKU TEXTILE,A11,03TG,2,,HQ-03TG-0003 " \
	"Ngô Văn Nghĩa,"                                                                                   \
	"HQ-03TG-0014 Phan Bảo Giang; Lê Thị Mới\n"

static void those_who_worked_on_it_can_be_rated(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};

	load(office, LIST_OFFICERS, "assets/demo/officers-03TG.tsv");
	import_rows(office, ROW_CHECKED);
	events_tell(office, "03TG",
		event_line(&arena, "199000200360", "tax_paid", "2026-11-23T08:30+07:00", "\"HQ-03TG-0005\""),
		NULL);
	json_t *value = change_value(office, "03TG", "declaration", "19900020036");
	assert_true(has_party(value, "officer", "HQ-03TG-0003", "HOSO"));
	assert_true(has_party(value, "officer", "HQ-03TG-0014", "KIEMHOA"));
	assert_true(has_party(value, "officer", "lethimoi", "KIEMHOA"));
	assert_true(has_party(value, "officer", "HQ-03TG-0005", "THUE"));
	assert_true(has_party(value, "team", "03TG-00", ""));
	assert_true(has_party(value, "team", "03TG-KH", ""));
	assert_true(has_party(value, "unit", "03TG", ""));
	assert_string_equal(text_of(value, "enterprise"), "Cty TNHH MTV R•••");
	assert_string_equal(text_of(value, "masked"), "199…0036");
	json_decref(value);
	value = change_value(
		office, "03TG", "officer", "lethimoi"); // met in the export: his name is known from there
	assert_string_equal(text_of(value, "vi"), "Lê Thị Mới");
	json_decref(value);
	arena_finish(&arena);
}

static void officers_loaded_late_are_shown_with_their_team(void **state)
{
	struct office *office = *state;

	import_rows(office, ROW_CHECKED);
	json_t *value = change_value(office, "03TG", "declaration", "19900020036");
	assert_false(has_party(value, "team", "03TG-00", ""));
	json_decref(value);
	load(office, LIST_OFFICERS, "assets/demo/officers-03TG.tsv");
	value = change_value(office, "03TG", "declaration", "19900020036");
	assert_true(has_party(value, "team", "03TG-00", ""));
	json_decref(value);
}

static void what_a_counter_told_is_shown_until_the_export_knows_more(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};
	const char *called =
		event_line(&arena, "199000200361", "called", "2026-11-23T09:00+07:00", "\"HQ-03TG-0003\"");

	import_rows(office, "199000200360,23/11/2026 08:00,9956066192,Tên,A11,03TG,2,,,\n");
	events_tell(office, "03TG", called, "{\"events\":1,\"rejected\":0,\"new\":1,\"rejects\":[]}");
	json_t *value = change_value(office, "03TG", "declaration", "19900020036");
	assert_string_equal(text_of(value, "status"), "channelled");
	assert_string_equal(text_of(value, "stage"), "called");
	assert_string_equal(text_of(value, "counter"), "3");
	json_decref(value);

	// The same again is nothing new.
	int64_t feed = office->scene->store.feed;
	events_tell(office, "03TG", called, "{\"events\":1,\"rejected\":0,\"new\":0,\"rejects\":[]}");
	assert_int_equal(office->scene->store.feed, feed);

	import_rows(office, "199000200360,23/11/2026 08:00,9956066192,Tên,A11,03TG,2,23/11/2026 10:00,,\n");
	value = change_value(office, "03TG", "declaration", "19900020036");
	assert_string_equal(text_of(value, "stage"), "cleared");
	json_decref(value);
	arena_finish(&arena);
}

static void an_event_before_its_declaration_waits(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};

	events_tell(office, "03TG",
		event_line(&arena, "199000200360", "called", "2026-11-23T09:00+07:00", "\"HQ-03TG-0003\""),
		NULL);
	assert_null(change_value(office, "03TG", "declaration", "19900020036"));
	json_t *call = change_value(office, "03TG", "call", "03TG"); // who is called hears it at once
	assert_number(call, "serial", 1);
	json_decref(call);
	import_rows(office, "199000200360,23/11/2026 08:00,9956066192,Tên,A11,03TG,2,,,\n");
	json_t *value = change_value(office, "03TG", "declaration", "19900020036");
	assert_string_equal(text_of(value, "stage"), "called");
	assert_true(has_party(value, "officer", "HQ-03TG-0003", "HOSO"));
	json_decref(value);
	arena_finish(&arena);
}

static void calls_rise_and_old_ones_are_not_made_again(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};

	import_rows(office, "199000200360,23/11/2026 08:00,x,Tên,A11,03TG,2,,,\n199000200370,23/11/2026 "
			    "08:00,x,Tên,A11,03TG,2,,,\n");
	events_tell(office, "03TG",
		event_line(&arena, "199000200360", "called", "2026-11-23T09:00+07:00", ""), NULL);
	events_tell(office, "03TG",
		event_line(&arena, "199000200370", "called", "2026-11-23T09:05+07:00", ""), NULL);
	events_tell(office, "03TG",
		event_line(&arena, "199000200360", "called", "2026-11-23T08:30+07:00", ""), NULL);
	json_t *call = change_value(office, "03TG", "call", "03TG");
	assert_number(call, "serial", 2);
	assert_string_equal(text_of(call, "masked"), "199…0037");
	assert_string_equal(text_of(call, "counter"), "3");
	json_decref(call);
	arena_finish(&arena);
}

static void a_bad_event_line_does_not_lose_the_others(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};

	import_rows(office, "199000200360,23/11/2026 08:00,x,Tên,A11,03CC,2,,,\n");
	const char *lines = arena_format(&arena, "{\"sotk\":\n%s%s%s",
		event_line(&arena, "199000200360", "called", "2026-11-23T09:00+07:00", ""),
		event_line(&arena, "19900020037", "called", "2026-11-23T09:00+07:00", ""),
		event_line(&arena, "199000200370", "called", "2026-11-23T09:00+07:00", ""));
	events_tell(office, "03TG", lines,
		"{\"events\":4,\"rejected\":3,\"new\":1,\"rejects\":[{\"line\":1,\"reason\":\"json\"},{"
		"\"line\":2,\"reason\":\"office\"},"
		"{\"line\":3,\"reason\":\"content\"}]}");
	arena_finish(&arena);
}

// Numbers that all show the same digits: what is shown of them must tell them apart, however they arrive.
static void no_two_rows_on_show_are_equal(void **state)
{
	enum { COUNT = 90 };
	struct office *office = *state;
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);
	struct db_query *query;
	char shown[COUNT][40];
	size_t count = 0;
	bool row;

	for (int part = 0; part < 3; part++) {
		struct buf rows = {0};
		for (int i = part; i < COUNT; i += 3)
			buf_format(&rows, "199%04d12340,23/11/2026 08:00,9956066192,Tên,A11,03TG,2,,,\n",
				i * i % 10000);
		import_rows(office, rows.at);
		buf_finish(&rows);
	}
	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(db_prepare(reader.db, "SELECT value FROM change WHERE kind = 'declaration'", &query),
		ERR_NONE);
	for (assert_int_equal(db_step(query, &row), ERR_NONE); row;
		assert_int_equal(db_step(query, &row), ERR_NONE)) {
		json_t *value;
		assert_int_equal(json_open(db_text(query, 0), strlen(db_text(query, 0)), &value), ERR_NONE);
		snprintf(shown[count], sizeof shown[count], "%s", text_of(value, "masked"));
		for (size_t i = 0; i < count; i++)
			assert_string_not_equal(shown[i], shown[count]);
		assert_memory_equal(shown[count], "199", 3);
		json_decref(value);
		count++;
	}
	assert_int_equal(count, COUNT);
	store_close(&reader);
}

static enum err retire(struct store *store, void *context)
{
	struct arena arena = {0};
	enum err err = declarations_retire(store, &arena, 100, context);

	arena_finish(&arena);
	return err;
}

static void what_is_over_leaves_the_kiosks(void **state)
{
	struct office *office = *state;
	size_t count = 0;

	import_rows(office, "199000200360,20/10/2026 08:00,9956066192,Tên,A11,03TG,2,26/10/2026 10:00,,\n"
			    "199000200370,20/10/2026 08:00,9956066192,Tên,A11,03TG,2,,,\n"
			    "199000200380,20/10/2025 08:00,9956066192,Tên,A11,03TG,2,,,\n");
	assert_null(change_value(office, "03TG", "declaration", "19900020038")); // a year old: never shown
	json_t *value = change_value(office, "03TG", "declaration", "19900020036");
	assert_non_null(value);
	json_decref(value);
	clock_move(&office->scene->clock, 3 * CLOCK_DAY);
	assert_int_equal(writer_do(office->writer, retire, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_null(change_value(office, "03TG", "declaration", "19900020036"));
	value = change_value(office, "03TG", "declaration", "19900020037"); // still open: somebody waits
	assert_non_null(value);
	json_decref(value);
	assert_int_equal(office_ask(office, "SELECT count(*) FROM declaration"), 3);
}

static void a_declaration_that_moves_leaves_its_old_unit(void **state)
{
	struct office *office = *state;

	import_rows(office, "199000200360,23/11/2026 08:00,9956066192,Tên,A11,03TG,2,,,\n");
	import_rows(office, "199000200360,23/11/2026 08:00,9956066192,Tên,A11,03CC,2,23/11/2026 09:00,,\n");
	assert_null(change_value(office, "03TG", "declaration", "19900020036"));
	json_t *value = change_value(office, "03CC", "declaration", "19900020036");
	assert_string_equal(text_of(value, "office"), "03CC");
	json_decref(value);
}

// The demo day as told by counters, before or after the export: the end is the same.
static void the_order_of_export_and_events_does_not_matter(void **state)
{
	struct office *office = *state;
	struct buf lines = {0}, replay = {0}, after = {0}, before = {0};
	struct arena arena = {0};
	char *next = NULL;

	assert_int_equal(buf_read_file(&replay, "assets/demo/declarations-replay.csv"), ERR_NONE);
	for (char *line = strtok_r(replay.at, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
		char at[32], number[16], event[24], badge[32] = "";
		if (sscanf(line, "%31[^,],%15[^,],%23[^,],%31[^,;\r]", at, number, event, badge) >= 3 &&
			text_starts(at, "2026"))
			buf_text(&lines, event_line(&arena, number, event, at,
						 *badge == 'H' ? arena_format(&arena, "\"%s\"", badge) : ""));
	}
	json_decref(import_file(office, DAY_FILE));
	events_tell(office, "", lines.at, "{\"events\":5686,\"rejected\":0,\"new\":5686,\"rejects\":[]}");
	declarations_say(office, &after);
	assert_true(office_ask(office, "SELECT count(*) FROM declaration WHERE stage <> status") > 50);
	office_empty(office);
	events_tell(office, "", lines.at, NULL);
	json_decref(import_file(office, DAY_FILE));
	declarations_say(office, &before);
	assert_string_equal(after.at, before.at);
	buf_finish(&lines);
	buf_finish(&replay);
	buf_finish(&after);
	buf_finish(&before);
	arena_finish(&arena);
}

static void a_key_revoked_meanwhile_tells_nothing_more(void **state)
{
	struct office *office = *state;
	struct arena arena = {0};
	struct buf lines = {0}, said = {0};
	char key[KEY_ID];

	for (int i = 0; i < EVENTS_BATCH + 50; i++)
		buf_text(&lines, event_line(&arena, arena_format(&arena, "1%010d0", i), "called",
					 "2026-11-23T09:00+07:00", ""));
	office_open_voiding(office, key);
	assert_int_equal(events_take(office->writer, key, UNIT, lines.at, lines.length, &said), ERR_DENIED);
	assert_string_equal(said.at, "{\"events\":200,\"rejected\":0,\"new\":200,\"rejects\":[]}");
	assert_int_equal(office_ask(office, "SELECT count(*) FROM counter_event"), EVENTS_BATCH);
	buf_finish(&said);
	buf_finish(&lines);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OFFICE_TESTS(those_who_worked_on_it_can_be_rated),
		OFFICE_TESTS(officers_loaded_late_are_shown_with_their_team),
		OFFICE_TESTS(what_a_counter_told_is_shown_until_the_export_knows_more),
		OFFICE_TESTS(an_event_before_its_declaration_waits),
		OFFICE_TESTS(calls_rise_and_old_ones_are_not_made_again),
		OFFICE_TESTS(a_bad_event_line_does_not_lose_the_others),
		OFFICE_TESTS(a_key_revoked_meanwhile_tells_nothing_more),
		OFFICE_TESTS(no_two_rows_on_show_are_equal),
		OFFICE_TESTS(what_is_over_leaves_the_kiosks),
		OFFICE_TESTS(a_declaration_that_moves_leaves_its_old_unit),
		OFFICE_TESTS(the_order_of_export_and_events_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
