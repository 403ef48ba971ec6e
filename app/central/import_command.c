// SPDX-License-Identifier: Apache-2.0
// import: a customs-side export into the tables. A trial (--dry-run) only reads, beside the server or not.
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/columns.h"
#include "central/ingest/import.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SUMMARY_BYTES ((size_t)1 << 20)
#define NOTES_SHOWN 20

static enum err aliases_read(struct task_call *call, struct buf *aliases)
{
	const char *file = call->central->config.import_aliases;

	buf_init(aliases, IMPORT_ALIASES);
	if (!*file || !buf_read_file(aliases, file))
		return ERR_NONE;
	call->why = arena_format(call->arena, "import.aliases: %s: %s", file, strerror(errno));
	return ERR_CONFIG;
}

// The scratch file belongs on the database's disk, not in memory behind /tmp.
static const char *scratch_folder(struct arena *arena, const struct central *central)
{
	const char *database = central->config.database;

	if (!text_starts(database, "sqlite:"))
		return NULL;
	database += strlen("sqlite:");
	const char *slash = strrchr(database, '/');
	return slash ? arena_copy(arena, database, (size_t)(slash - database)) : ".";
}

static enum err import_run(struct task_call *call, struct import_options *options)
{
	static _Thread_local char piece[TASK_PIECE];
	struct import *import;
	struct buf aliases;
	size_t got = 0;

	enum err err = aliases_read(call, &aliases);
	options->aliases = aliases.length > 0 ? aliases.at : NULL;
	options->folder = scratch_folder(call->arena, call->central);
	options->now = clock_wall(&call->central->clock);
	if (!err)
		err = import_open(&import, options);
	if (err) {
		buf_finish(&aliases);
		return err;
	}
	while (!err && !(err = task_body_read(&call->body, piece, &got)) && got > 0)
		err = import_put(import, piece, got);
	if (!err)
		err = import_end(import);
	call->why = arena_text(call->arena, import_why(import));
	import_summary_write(import, &call->answer);
	import_close(import);
	buf_finish(&aliases);
	return err;
}

enum err import_for_office(struct task_call *call, const char *key, const char *office)
{
	struct import_options options = {.writer = call->central->writer, .key = key, .office = office};

	return import_run(call, &options);
}

static enum err import_task(struct task_call *call)
{
	return import_for_office(call, NULL, NULL);
}

const struct task IMPORT_TASK = {"import", import_task};

// Without a database yet everything in the file is new.
static enum err import_try(struct central *central, struct task_call *call)
{
	struct import_options options = {0};
	struct store reader;

	buf_init(&call->answer, SUMMARY_BYTES);
	call->why = "";
	call->central = central;
	enum err err = central_open_reader(central, &reader);
	if (!err) {
		options.reader = &reader;
	} else if (err != ERR_NOT_FOUND) {
		call->why = central->why;
		return err;
	}
	err = import_run(call, &options);
	store_close(&reader);
	return err;
}

// ---- for people ----

static int64_t number(const json_t *summary, const char *key)
{
	return json_integer_value(json_object_get(summary, key));
}

static void counts_print(const json_t *summary, const char *key)
{
	const char *name;
	json_t *value;
	const char *comma = "";

	printf("%s: ", key);
	json_object_foreach(json_object_get(summary, key), name, value)
	{
		if (json_integer_value(value) == 0)
			continue;
		printf("%s%s %" PRId64, comma, *name ? name : "-", (int64_t)json_integer_value(value));
		comma = ", ";
	}
	printf("\n");
}

// What the keys of reasons mean; the keys are for programs.
static const char *reason_sentence(const char *key)
{
	static const struct {
		const char *key, *sentence;
	} REASONS[] = {
		{"nul", "a NUL byte is in it"},
		{"encoding", "it is not UTF-8"},
		{"too-long", "a cell is longer than 64 KiB, or the row longer than 1 MiB"},
		{"columns", "it has not as many cells as the header, or a quote is opened and never closed"},
		{"truncated", "the file ends within it"},
		{"number-empty", "sotk is empty"},
		{"number-format", "sotk is not digits only"},
		{"number-length", "sotk has not 12 digits"},
		{"date-empty", "ngay_dk is empty"},
		{"date-format", "ngay_dk is not a date in a form known here"},
		{"date-impossible", "ngay_dk is a day that never was"},
		{"date-ahead", "lies ahead"},
		{"channel-unknown", "luong is none of the channels; left empty"},
		{"time-ignored", "a time cannot be read; left empty"},
		{"time-ahead", "a time is more than an hour ahead of this server's clock; taken as it is"},
	};

	for (size_t i = 0; i < sizeof(REASONS) / sizeof(REASONS[0]); i++)
		if (text_equal(REASONS[i].key, key))
			return REASONS[i].sentence;
	return "";
}

static void notes_print(const json_t *summary, const char *key, const char *file, const char *word)
{
	const json_t *notes = json_object_get(summary, key);
	size_t count = json_array_size(notes);

	for (size_t i = 0; i < count && i < NOTES_SHOWN; i++) {
		const json_t *note = json_array_get(notes, i);
		const char *reason = json_string_value(json_object_get(note, "reason"));
		char lines[64];
		int64_t line = number(note, "line"), last = number(note, "last");
		if (last > line)
			snprintf(lines, sizeof(lines), "%" PRId64 "-%" PRId64, line, last);
		else
			snprintf(lines, sizeof(lines), "%" PRId64, line);
		const char *column = json_string_value(json_object_get(note, "column")),
			   *value = json_string_value(json_object_get(note, "value"));
		printf("%s:%s: %s: %s: ", file, lines, word, reason);
		if (column && value)
			printf("%s: %s ", column, value);
		printf("%s\n", reason_sentence(reason));
	}
	if (count > NOTES_SHOWN)
		printf("%s: %zu more %s (--json lists them)\n", file, count - NOTES_SHOWN, word);
}

static void summary_print(const struct buf *answer, const char *file)
{
	json_t *summary;

	if (json_open(answer->at, answer->length, &summary))
		return;
	const json_t *unknown = json_object_get(summary, "offices_unknown");
	printf("%" PRId64 " rows, %" PRId64 " rejected; %" PRId64 " declarations: %" PRId64 " new, %" PRId64
	       " changed, %" PRId64 " unchanged\n",
		number(summary, "rows"), number(summary, "rejected"), number(summary, "declarations"),
		number(summary, "new"), number(summary, "changed"), number(summary, "unchanged"));
	counts_print(summary, "by_channel");
	counts_print(summary, "by_status");
	counts_print(summary, "by_office");
	notes_print(summary, "rejects", file, "rejected");
	notes_print(summary, "warnings", file, "warning");
	for (size_t i = 0; i < json_array_size(unknown); i++)
		printf("office %s is not known; units are loaded with: sao-central load units FILE\n",
			json_string_value(json_array_get(unknown, i)));
	json_decref(summary);
}

// ---- arguments ----

int import_command(struct central *central, int argc, char **argv)
{
	bool is_trial = false, is_json = false;
	const char *file;
	const struct command_option options[] = {
		{.name = "--dry-run", .flag = &is_trial}, {.name = "--json", .flag = &is_json}};
	struct task_call call = {.arena = &central->arena, .body = {.file = STDIN_FILENO}};

	if (!command_read("import", argc, argv, options, 2, &file, 1, 1))
		return EXIT_USAGE;
	if (strcmp(file, "-") != 0 && command_open_file(file, &call.body.file))
		return EXIT_FAILED;
	json_t *ask = json_object();
	call.ask = ask;
	enum err err = is_trial ? import_try(central, &call) : task_do(central, &IMPORT_TASK, &call);
	if (is_json && call.answer.length > 0)
		printf("%s\n", call.answer.at);
	else if (call.answer.length > 0 && err != ERR_INVALID)
		summary_print(&call.answer, file);
	int status = err ? command_fail(file, err, call.why) : 0;
	json_decref(ask);
	task_finish(&call);
	close(call.body.file);
	return status;
}
