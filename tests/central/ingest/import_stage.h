// SPDX-License-Identifier: Apache-2.0
// A central database with its writer, and the demo exports in memory to be turned into every form an office
// might send.
#ifndef TESTS_CENTRAL_INGEST_IMPORT_STAGE_H
#define TESTS_CENTRAL_INGEST_IMPORT_STAGE_H

#include "central/scene.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "central/ingest/import.h"
#include "central/ingest/sheet.h"
#include "central/store/kiosk.h"
#include "central/store/told.h"

#define DAY_FILE "assets/demo/declarations-03TG.csv"
#define MORNING_FILE "assets/demo/declarations-03TG-0942.csv"
#define FIVE_O_CLOCK "2026-11-23T17:00+07:00"

struct office {
	struct scene *scene;
	struct writer *writer;
};

static inline void office_open(struct office *office)
{
	struct writer_options options = {.store = &office->scene->store};

	assert_int_equal(writer_start(&office->writer, &options), ERR_NONE);
}

static inline void office_close(struct office *office)
{
	writer_stop(office->writer);
	office->writer = NULL;
}

static inline int office_set_up(void **state)
{
	struct office *office = calloc(1, sizeof *office);
	int64_t now;

	assert_non_null(office);
	scene_set_up(state);
	office->scene = *state;
	assert_int_equal(civil_read(FIVE_O_CLOCK, &now), ERR_NONE);
	clock_set_wall(&office->scene->clock, now);
	office_open(office);
	*state = office;
	return 0;
}

static inline int office_tear_down(void **state)
{
	struct office *office = *state;
	void *scene = office->scene;

	office_close(office);
	free(office);
	return scene_tear_down(&scene);
}

#define OFFICE_TEST(label, driver, function)                                                                 \
	{                                                                                                    \
		label #function, function, office_set_up, office_tear_down, (void *)(uintptr_t) & (driver)   \
	}
#define OFFICE_TESTS(function)                                                                               \
	OFFICE_TEST("sqlite: ", DB_SQLITE, function), OFFICE_TEST("postgresql: ", DB_POSTGRES, function)

// ---- a connector sent away while it tells ----

static inline void key_void(void *context, const struct store *writing)
{
	struct store *store = context;
	bool had_key;

	assert_ptr_equal(store, writing);
	assert_int_equal(key_revoke(store, "desk", clock_wall(store->clock), "stolen", &had_key), ERR_NONE);
}

// Its key is in force for the next transaction alone; the office has a writer that sees to it.
static inline void office_open_voiding(struct office *office, char key_id[KEY_ID])
{
	const struct kiosk_row desk = {"desk", "connector", UNIT, ""};
	struct store *store = &office->scene->store;
	struct writer_options options = {.store = store, .committed = key_void, .context = store};
	uint8_t half[CRYPTO_KEY], secret[CRYPTO_SIGN_KEY];

	office_close(office);
	crypto_sign_pair(half, secret);
	key_id_of(half, key_id);
	assert_int_equal(kiosk_put(store, &desk), ERR_NONE);
	assert_int_equal(key_put(store, desk.id, half, clock_wall(store->clock)), ERR_NONE);
	assert_int_equal(writer_start(&office->writer, &options), ERR_NONE);
}

// ---- importing ----

// The summary, to be closed with json_decref().
static inline json_t *import_text_as(
	const struct import_options *options, const char *text, size_t length, enum err *err)
{
	struct import *import;
	struct buf buf = {0};
	json_t *summary;

	assert_int_equal(import_open(&import, options), ERR_NONE);
	*err = import_put(import, text, length);
	if (!*err)
		*err = import_end(import);
	import_summary_write(import, &buf);
	assert_int_equal(json_open(buf.at, buf.length, &summary), ERR_NONE);
	json_object_set_new(summary, "why", json_string(import_why(import)));
	import_close(import);
	buf_finish(&buf);
	return summary;
}

static inline json_t *import_text(struct office *office, const char *text, size_t length)
{
	struct import_options options = {.folder = office->scene->stage.folder,
		.now = clock_wall(&office->scene->clock),
		.writer = office->writer};
	enum err err;
	json_t *summary = import_text_as(&options, text, length, &err);

	assert_int_equal(err, ERR_NONE);
	return summary;
}

static inline void import_buf(struct office *office, const struct buf *buf)
{
	json_decref(import_text(office, buf->at, buf->length));
}

static inline json_t *import_file(struct office *office, const char *path)
{
	struct buf buf = {0};

	assert_int_equal(buf_read_file(&buf, path), ERR_NONE);
	json_t *summary = import_text(office, buf.at, buf.length);
	buf_finish(&buf);
	return summary;
}

static inline void assert_number(const json_t *summary, const char *key, int64_t number)
{
	const json_t *value = json_object_get(summary, key);

	if (json_integer_value(value) != number)
		print_error("%s: %lld, expected %lld\n", key, (long long)json_integer_value(value),
			(long long)number);
	assert_true(json_is_integer(value));
	assert_int_equal(json_integer_value(value), number);
}

// Everything the database says of declarations but when it was said, as one text.
static inline void declarations_say(struct office *office, struct buf *said)
{
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);
	struct db_query *query;
	bool row;

	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	assert_int_equal(
		db_prepare(reader.db,
			"SELECT identity, " TOLD_COLUMNS ", status, stage, unit, reveal FROM declaration"
			" ORDER BY identity",
			&query),
		ERR_NONE);
	for (assert_int_equal(db_step(query, &row), ERR_NONE); row;
		assert_int_equal(db_step(query, &row), ERR_NONE)) {
		for (int i = 0; i < 1 + TOLD_COLUMN_COUNT + 4; i++)
			buf_format(said, "%s|", db_text(query, i));
		buf_text(said, "\n");
	}
	store_close(&reader);
}

static inline int64_t office_ask(struct office *office, const char *sql)
{
	struct store reader;
	struct store_options options = scene_options(office->scene, DB_READ);

	assert_int_equal(store_open(&reader, &options), ERR_NONE);
	int64_t answer = stage_ask(reader.db, sql);
	store_close(&reader);
	return answer;
}

static inline enum err office_empty_run(struct store *store, void *context)
{
	(void)context;
	return db_run(store->db, "DELETE FROM declaration; DELETE FROM counter_event; DELETE FROM change;"
				 " DELETE FROM call; DELETE FROM officer_period; DELETE FROM officer");
}

static inline void office_empty(struct office *office)
{
	assert_int_equal(writer_do(office->writer, office_empty_run, NULL), ERR_NONE);
}

// ---- an export in memory ----

#define TABLE_ROWS 2000
#define TABLE_COLUMNS 22
struct table {
	struct arena arena;
	size_t count;
	const char *cells[TABLE_ROWS][TABLE_COLUMNS]; // [0]: the header
};

static inline enum err table_take(void *context, const struct sheet_row *row)
{
	struct table *table = context;

	assert_true(row->count == TABLE_COLUMNS && table->count < TABLE_ROWS);
	for (size_t i = 0; i < row->count; i++)
		table->cells[table->count][i] = arena_text(&table->arena, row->cells[i].at);
	table->count++;
	return ERR_NONE;
}

static inline struct table *table_open(const char *path)
{
	struct table *table = calloc(1, sizeof *table);
	struct buf buf = {0};
	struct arena arena = {0};

	assert_non_null(table);
	assert_int_equal(buf_read_file(&buf, path), ERR_NONE);
	struct sheet *sheet = sheet_open(&arena, ',', table_take, table);
	assert_int_equal(sheet_put(sheet, buf.at, buf.length), ERR_NONE);
	assert_int_equal(sheet_end(sheet), ERR_NONE);
	sheet_close(sheet);
	arena_finish(&arena);
	buf_finish(&buf);
	return table;
}

static inline void table_close(struct table *table)
{
	arena_finish(&table->arena);
	free(table);
}

static inline void table_shuffle(struct table *table, unsigned seed)
{
	for (size_t i = table->count - 1; i > 1; i--) {
		const char *held[TABLE_COLUMNS];
		seed = seed * 1103515245u + 12345u;
		size_t other = 1 + (seed >> 8) % i;
		memcpy(held, table->cells[i], sizeof held);
		memcpy(table->cells[i], table->cells[other], sizeof held);
		memcpy(table->cells[other], held, sizeof held);
	}
}

struct form {
	char delimiter;
	const char *line_end;
	bool has_mark, has_break; // byte order mark; a line break within quotes in each name of goods
	const char *(*cell)(
		struct arena *arena, size_t row, size_t column, const char *text); // NULL: as it is
};

// Rows first..last-1 below the header.
static inline void table_write(
	struct table *table, const struct form *form, size_t first, size_t last, struct buf *buf)
{
	if (form->has_mark)
		buf_text(buf, "\xef\xbb\xbf");
	for (size_t row = 0; row < last; row = row ? row + 1 : first) {
		for (size_t column = 0; column < TABLE_COLUMNS; column++) {
			const char *text = table->cells[row][column];
			if (form->cell)
				text = form->cell(&table->arena, row, column, text);
			bool is_broken = form->has_break && row > 0 && column == 19;
			bool is_quoted = is_broken || strchr(text, form->delimiter) || strchr(text, '"');
			buf_format(buf, "%.*s%s", column > 0, &form->delimiter, is_quoted ? "\"" : "");
			for (; *text; text++)
				buf_format(buf, "%s%c", *text == '"' ? "\"" : "", *text);
			buf_format(buf, "%s%s", is_broken ? "\r\nloại 1" : "", is_quoted ? "\"" : "");
		}
		buf_text(buf, form->line_end);
	}
}

#endif
