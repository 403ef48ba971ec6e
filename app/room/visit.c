// SPDX-License-Identifier: Apache-2.0
// A visit by script: each line is a command of the test socket with {number}, {tax4} and {lang} filled in, or
// one of four words of its own: `at PLACE` (the kiosk must come there), `told` (it must show declarations),
// `picture NAME` (left as NAME.LANG.png), `if ID COMMAND` (only when that node is there).
#include "base/arena.h"
#include "base/text.h"
#include "room/export.h"
#include "room/glass.h"
#include "room/options.h"
#include "room/room.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SCRIPT_BYTES (256 * 1024)
#define OPEN_MS 30000
#define AT_MS 30000
#define IDLE_MS 10000
#define TOLD_TRIES 600
#define TOLD_AFTER_MS 50

struct visit {
	struct glass glass;
	struct arena arena;
	const char *script, *shots, *lang;
	char number[NUMBER_DIGITS + 1], tax4[TAX_PROOF + 1];
};

static const char *fill(struct visit *visit, const char *line)
{
	const struct {
		const char *name, *text;
	} words[] = {{"{number}", visit->number}, {"{tax4}", visit->tax4}, {"{lang}", visit->lang}};
	const char *text = line;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (const char *at; (at = strstr(text, words[i].name));)
			text = arena_format(&visit->arena, "%.*s%s%s", (int)(at - text), text, words[i].text,
				at + strlen(words[i].name));
	return text;
}

static const char *after(const char *line, const char *word)
{
	size_t length = strlen(word);

	return text_starts(line, word) && line[length] == ' ' ? line + length + 1 : NULL;
}

static enum err picture(struct visit *visit, const char *name)
{
	enum err err = glass_say(&visit->glass, "idle %d", IDLE_MS);

	if (err || !visit->shots)
		return err;
	return glass_say(&visit->glass, "shot %s/%s.%s.png", visit->shots, name, visit->lang);
}

// The socket tells where the kiosk is but not what it hears: ask again until it has heard.
static enum err told(struct visit *visit)
{
	for (int tries = 0; tries < TOLD_TRIES; tries++) {
		int64_t rows;
		enum err err = glass_say(&visit->glass, "stats");
		if (!err)
			err = json_get_int(visit->glass.answer, "rows", 0, INT64_MAX, &rows);
		if (err || rows)
			return err;
		nanosleep(&(struct timespec){0, TOLD_AFTER_MS * 1000000L}, NULL);
	}
	return ERR_NETWORK;
}

static enum err line_do(struct visit *visit, const char *line)
{
	const char *rest;

	if ((rest = after(line, "at")))
		return glass_wait(&visit->glass, rest, AT_MS);
	if (text_equal(line, "told"))
		return told(visit);
	if ((rest = after(line, "picture")))
		return picture(visit, rest);
	if ((rest = after(line, "if"))) {
		size_t length = strcspn(rest, " ");
		const char *id = arena_format(&visit->arena, "%.*s", (int)length, rest);
		return glass_has(&visit->glass, id) ? line_do(visit, rest + length + (rest[length] == ' '))
						    : ERR_NONE;
	}
	return glass_say(&visit->glass, "%s", line);
}

// What a person reading the failure wants to know: where the kiosk is and what could have been touched.
static void failure_tell(struct visit *visit, int number, const char *line, enum err err)
{
	const char *place = "?";

	fprintf(stderr, "%s:%d: %s: %s %s\n", visit->script, number, line, err_name(err),
		glass_why(&visit->glass));
	if (glass_place(&visit->glass, &place))
		return;
	fprintf(stderr, "  the kiosk is at %s; nodes:", place);
	if (!glass_say(&visit->glass, "nodes")) {
		const json_t *nodes = json_object_get(visit->glass.answer, "nodes");
		for (size_t i = 0; i < json_array_size(nodes); i++) {
			const char *id;
			if (!json_get_text(json_array_get(nodes, i), "id", 128, &id))
				fprintf(stderr, " %s", id);
		}
	}
	fputc('\n', stderr);
}

static enum err script_run(struct visit *visit)
{
	struct buf text;
	int number = 0;

	buf_init(&text, SCRIPT_BYTES);
	enum err err = buf_read_file(&text, visit->script);
	if (err)
		fprintf(stderr, "sao-room: %s: %s\n", visit->script, strerror(errno));
	for (char *at = text.at, *next; !err && at && *at; at = next) {
		next = at + strcspn(at, "\n");
		if (*next)
			*next++ = '\0';
		number++;
		char *line = text_trim(at);
		if (!*line || *line == '#')
			continue;
		const char *filled = fill(visit, line);
		err = line_do(visit, filled);
		if (err)
			failure_tell(visit, number, filled, err);
	}
	buf_finish(&text);
	return err;
}

// The declaration this visit is about, and the digits that prove it.
static enum err subject_find(struct visit *visit, const char *export_file, const char *number)
{
	struct export export;

	if (!number)
		return ERR_NONE;
	snprintf(visit->number, sizeof(visit->number), "%s", number);
	if (!export_file)
		return ERR_NONE;
	enum err err = export_open(&export, &visit->arena, export_file);
	if (err)
		return err;
	const struct export_row *row = export_find(&export, number);
	if (row)
		return tax_code_proof(export_cell(&export, row, COLUMN_TAX_CODE), visit->tax4);
	fprintf(stderr, "sao-room: %s: no declaration %s\n", export_file, number);
	return ERR_NOT_FOUND;
}

int visit_command(int argc, char **argv)
{
	struct visit visit = {.lang = "vi"};
	const char *kiosk = NULL, *export = NULL, *number = NULL;
	const struct option_key keys[] = {
		{"kiosk", OPTION_TEXT, &kiosk},
		{"script", OPTION_TEXT, &visit.script},
		{"export", OPTION_TEXT, &export},
		{"number", OPTION_TEXT, &number},
		{"shots", OPTION_TEXT, &visit.shots},
		{"lang", OPTION_TEXT, &visit.lang},
	};

	if (options_read(argc, argv, keys, sizeof(keys) / sizeof(*keys)) || !kiosk || !visit.script)
		return EXIT_USAGE;
	arena_init(&visit.arena, 0);
	enum err err = subject_find(&visit, export, number);
	if (!err) {
		err = glass_open(&visit.glass, kiosk, OPEN_MS);
		if (!err)
			err = script_run(&visit);
		glass_close(&visit.glass);
	}
	arena_finish(&visit.arena);
	return err ? EXIT_FAILED : 0;
}
