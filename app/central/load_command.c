// SPDX-License-Identifier: Apache-2.0
// load: the lists an administrator keeps, idempotent and dated.
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/lists.h"
#include "central/store/organisation.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_BYTES ((size_t)64 << 20)
#define FILES_MOST 4096

static enum err load_task(struct task_call *call)
{
	struct list_load load = {.writer = call->central->writer, .why = ""};
	const char *key;
	int64_t day;
	struct buf text;

	if (json_get_text(call->ask, "list", 32, &key) || list_kind_find(key, &load.kind) ||
		json_take_int(call->ask, "from", 0, 1000000, day_of(clock_wall(&call->central->clock)), &day))
		return ERR_INVALID;
	load.from_day = (int)day;
	buf_init(&text, LIST_BYTES);
	enum err err = task_body_read_all(&call->body, LIST_BYTES, &text);
	if (!err)
		err = list_load(call->arena, &load, text.at ? text.at : "", text.length);
	call->why = load.why ? load.why : "";
	buf_format(&call->answer, "{\"rows\":%" PRId64 ",\"changed\":%" PRId64 ",\"line\":%" PRId64 "}",
		load.rows, load.changed, load.line);
	buf_finish(&text);
	return err;
}

const struct task LOAD_TASK = {"load", load_task};

static int64_t number(const struct buf *answer, const char *key)
{
	json_t *json;
	int64_t value = 0;

	if (json_open(answer->at, answer->length, &json))
		return 0;
	value = json_integer_value(json_object_get(json, key));
	json_decref(json);
	return value;
}

struct load_sum {
	int64_t rows, changed;
};

static int file_load(struct central *central, const json_t *ask, const char *path, struct load_sum *sum)
{
	struct task_call call = {.arena = &central->arena, .ask = ask};

	if (command_open_file(path, &call.body.file))
		return EXIT_FAILED;
	enum err err = task_do(central, &LOAD_TASK, &call);
	sum->rows += err ? 0 : number(&call.answer, "rows");
	sum->changed += number(&call.answer, "changed");
	int64_t line = number(&call.answer, "line");
	if (line > 0)
		path = arena_format(&central->arena, "%s:%" PRId64, path, line);
	int status = err ? command_fail(path, err, call.why) : 0;
	task_finish(&call);
	close(call.body.file);
	return status;
}

static int name_compare(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

// A folder of procedures: its .md files, in order of name, each for itself.
static int folder_load(
	struct central *central, const json_t *ask, const char *path, DIR *folder, struct load_sum *sum)
{
	const char **names = arena_array(&central->arena, const char *, FILES_MOST);
	size_t count = 0;
	int status = 0;

	for (struct dirent *entry; count < FILES_MOST && (entry = readdir(folder));) {
		size_t length = strlen(entry->d_name);
		if (length > 3 && strcmp(entry->d_name + length - 3, ".md") == 0)
			names[count++] = arena_format(&central->arena, "%s/%s", path, entry->d_name);
	}
	qsort(names, count, sizeof(*names), name_compare);
	for (size_t i = 0; i < count; i++)
		if (file_load(central, ask, names[i], sum))
			status = EXIT_FAILED;
	return count > 0 ? status : command_fail(path, ERR_NOT_FOUND, "no file in this folder ends in .md");
}

int load_command(struct central *central, int argc, char **argv)
{
	const char *names[2] = {NULL, NULL}, *from = NULL;
	const struct command_option options[] = {{.name = "--from", .text = &from}};
	enum list_kind kind;
	struct load_sum sum = {0, 0};
	int day = 0;

	if (!command_read("load", argc, argv, options, 1, names, 2, 2))
		return EXIT_USAGE;
	if (list_kind_find(names[0], &kind))
		return command_usage(
			"load", "the list is one of units, officers, steps, procedures, enterprises");
	if (from && civil_day_read(from, &day))
		return command_usage("load", "--from: a day is written YYYY-MM-DD");
	json_t *ask = json_pack("{ss}", "list", names[0]);
	if (from)
		json_object_set_new(ask, "from", json_integer(day));
	DIR *folder = kind == LIST_PROCEDURES ? opendir(names[1]) : NULL;
	int status = folder ? folder_load(central, ask, names[1], folder, &sum)
			    : file_load(central, ask, names[1], &sum);
	if (folder)
		closedir(folder);
	if (!status)
		printf("%s: %" PRId64 " rows, %" PRId64 " changed%s\n", names[0], sum.rows, sum.changed,
			sum.rows > 0 ? "" : "; the file has headings and no row below them");
	json_decref(ask);
	return status;
}
