// SPDX-License-Identifier: Apache-2.0
// Lines of "key: value" between two lines of "---", then the procedure's sections.
#include "central/ingest/procedure.h"
#include "base/civil.h"
#include "base/text.h"
#include "central/store/organisation.h"
#include <string.h>

struct procedure_run {
	struct list_load *load;
	struct procedure_row row;
};

static enum err procedure_run(struct store *store, void *context)
{
	struct procedure_run *run = context;
	bool is_new = false;
	enum err err = procedure_put(store, &run->row, &is_new);

	run->load->changed = is_new;
	return err;
}

// One line of "key: value"; what is wrong with it, or NULL.
static const char *front_take(struct procedure_row *row, char *line)
{
	char *value = strchr(line, ':');
	const struct {
		const char *key;
		const char **into;
	} TEXTS[] = {{"code", &row->code}, {"lang", &row->lang}, {"title_vi", &row->title_vi},
		{"title_en", &row->title_en}, {"field", &row->field}, {"level", &row->level},
		{"time_limit", &row->time_limit}, {"fee", &row->fee}};

	if (!value)
		return *text_trim(line) ? "front matter: a line of it is key: value" : NULL;
	*value = '\0';
	value = text_trim(value + 1);
	line = text_trim(line);
	for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++)
		if (text_equal(line, TEXTS[i].key))
			*TEXTS[i].into = value;
	if (text_equal(line, "valid_from") && civil_day_read(value, &row->valid_from))
		return "valid_from: a day is written YYYY-MM-DD";
	if (text_equal(line, "valid_to") && *value && civil_day_read(value, &row->valid_to))
		return "valid_to: a day is written YYYY-MM-DD";
	return NULL;
}

// All keys that are missing, or NULL.
static const char *front_lack(struct arena *arena, const struct procedure_row *row)
{
	const struct {
		const char *key;
		bool is_there;
	} KEYS[] = {{"code", *row->code}, {"lang", *row->lang}, {"title_vi", *row->title_vi},
		{"valid_from", row->valid_from}};
	const char *lacking = NULL;

	for (size_t i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++)
		if (!KEYS[i].is_there)
			lacking = lacking ? arena_format(arena, "%s, %s", lacking, KEYS[i].key) : KEYS[i].key;
	return lacking ? arena_format(arena, "%s: is missing", lacking) : NULL;
}

// Up to the second "---"; `copy` goes on behind it.
static const char *front_read(struct arena *arena, struct procedure_row *row, char **copy, int64_t *line)
{
	const char *why = NULL;

	*line = 1;
	if (strncmp(*copy, "---\n", 4) != 0)
		return "front matter: the file begins with a line ---";
	*copy += 4;
	while (!why) {
		char *at = *copy, *end = strchr(at, '\n');
		++*line;
		if (!end)
			return "front matter: it is ended by a line ---";
		*end = '\0';
		*copy = end + 1;
		if (text_equal(at, "---"))
			return front_lack(arena, row);
		why = front_take(row, at);
	}
	return why;
}

enum err procedure_load(struct arena *arena, struct list_load *load, const char *text, size_t length)
{
	struct procedure_run run = {.load = load,
		.row = {.code = "",
			.lang = "",
			.title_vi = "",
			.title_en = "",
			.field = "",
			.level = "",
			.time_limit = "",
			.fee = ""}};
	char *copy;

	const char *why = text_normalise(arena, text, length, &copy) ? "not UTF-8" : NULL;
	if (!why)
		why = front_read(arena, &run.row, &copy, &load->line);
	if (why) {
		load->why = why;
		return ERR_INVALID;
	}
	run.row.body = copy;
	load->rows = 1;
	return writer_do(load->writer, procedure_run, &run);
}
