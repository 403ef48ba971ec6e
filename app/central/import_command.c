// SPDX-License-Identifier: Apache-2.0
// import: a customs-side export into the tables. A trial (--dry-run) only reads, beside the server or not.
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/import.h"
#include "central/task.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ALIASES_BYTES ((size_t)256 * 1024)
#define SUMMARY_BYTES ((size_t)1 << 20)
#define NOTES_SHOWN 20

static enum err aliases_read(const struct central *central, struct buf *aliases)
{
	buf_init(aliases, ALIASES_BYTES);
	return *central->config.import_aliases ? buf_read_file(aliases, central->config.import_aliases)
					       : ERR_NONE;
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

	enum err err = aliases_read(call->central, &aliases);
	options->aliases = aliases.length > 0 ? aliases.at : NULL;
	options->folder = scratch_folder(call->arena, call->central);
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

enum err import_for_office(struct task_call *call, const char *office)
{
	struct import_options options = {.writer = call->central->writer, .office = office};

	return import_run(call, &options);
}

enum err import_task(struct task_call *call)
{
	return import_for_office(call, NULL);
}

// Without a database yet everything in the file is new.
static enum err import_try(struct central *central, struct task_call *call)
{
	const struct store_options reading = central_store_options(central, DB_READ);
	struct import_options options = {0};
	struct store reader;

	buf_init(&call->answer, SUMMARY_BYTES);
	call->why = "";
	call->central = central;
	enum err err = store_open(&reader, &reading);
	if (!err)
		options.reader = &reader;
	else if (err != ERR_NOT_FOUND)
		return err;
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

static void notes_print(const json_t *summary, const char *key)
{
	const json_t *notes = json_object_get(summary, key);
	size_t count = json_array_size(notes);

	for (size_t i = 0; i < count && i < NOTES_SHOWN; i++) {
		const json_t *note = json_array_get(notes, i);
		printf("%s: line %" PRId64 ": %s\n", key, number(note, "line"),
			json_string_value(json_object_get(note, "reason")));
	}
	if (count > NOTES_SHOWN)
		printf("%s: and %zu more (--json lists them)\n", key, count - NOTES_SHOWN);
}

static void summary_print(const struct buf *answer)
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
	notes_print(summary, "rejects");
	notes_print(summary, "warnings");
	for (size_t i = 0; i < json_array_size(unknown); i++)
		printf("office not known: %s (load units)\n", json_string_value(json_array_get(unknown, i)));
	json_decref(summary);
}

// ---- arguments ----

struct import_arguments {
	const char *file;
	bool is_trial, is_json;
};

static bool arguments_read(int argc, char **argv, struct import_arguments *arguments)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--dry-run") == 0)
			arguments->is_trial = true;
		else if (strcmp(argv[i], "--json") == 0)
			arguments->is_json = true;
		else if ((argv[i][0] == '-' && argv[i][1]) || arguments->file)
			return false;
		else
			arguments->file = argv[i];
	}
	return arguments->file;
}

int import_command(struct central *central, int argc, char **argv)
{
	struct import_arguments arguments = {0};
	struct task_call call = {.arena = &central->arena, .body = {.file = STDIN_FILENO}};

	if (!arguments_read(argc, argv, &arguments))
		return command_usage(command_find("import"));
	if (strcmp(arguments.file, "-") != 0)
		call.body.file = open(arguments.file, O_RDONLY | O_CLOEXEC);
	if (call.body.file < 0)
		return command_fail(arguments.file, ERR_NOT_FOUND, strerror(errno));
	json_t *ask = json_object();
	call.ask = ask;
	enum err err = arguments.is_trial ? import_try(central, &call) : task_do(central, "import", &call);
	if (arguments.is_json && call.answer.length > 0)
		printf("%s\n", call.answer.at);
	else if (call.answer.length > 0 && err != ERR_INVALID)
		summary_print(&call.answer);
	int status = err ? command_fail(arguments.file, err, call.why) : 0;
	json_decref(ask);
	task_finish(&call);
	close(call.body.file);
	return status;
}
