// SPDX-License-Identifier: Apache-2.0
// kiosk: who may speak to this central, and the codes they join with.
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/writer.h"
#include "central/store/declaration.h"
#include "central/store/kiosk.h"
#include "central/task.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MOST 200
#define SHEET_LIFE CLOCK_DAY // codes printed as sheets are carried to the rooms
#define KIOSKS_LISTED 1000

// ---- the work ----

struct kiosk_work {
	struct task_call *call;
	struct kiosk_row kiosk; // id: the name, or the beginning of several
	int64_t count, expires;
	bool is_replacing;
	const char *revoked_why; // NULL: add
	char codes[COUNT_MOST][ENROL_CODE];
	struct kiosk_row made[COUNT_MOST];
};

// A place that has no number of its own gets the first free one.
static enum err name_choose(struct store *store, struct kiosk_work *work, int64_t n, struct kiosk_row *kiosk)
{
	struct kiosk_row held;
	enum err err = ERR_NONE;

	if (*work->kiosk.id && work->count == 1)
		return ERR_NONE;
	for (int64_t i = n; !err; i++) {
		int length = snprintf(kiosk->id, sizeof(kiosk->id), "%s-%02" PRId64,
			*work->kiosk.id ? work->kiosk.id : kiosk->role, i + 1);
		if (length >= (int)sizeof(kiosk->id))
			return ERR_TOO_BIG;
		err = kiosk_get_any(store, kiosk->id, &held);
	}
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

// Replacing keeps the place: unit and words that are not given are those of the kiosk there was.
static enum err place_choose(struct store *store, struct kiosk_work *work, struct kiosk_row *kiosk)
{
	struct kiosk_row held;
	enum err err = kiosk_get_any(store, kiosk->id, &held);

	if (err && err != ERR_NOT_FOUND)
		return err;
	bool is_there = !err, has_key = false;
	err = is_there ? kiosk_has_key(store, kiosk->id, &has_key) : ERR_NONE;
	if (err)
		return err;
	if (!is_there && work->is_replacing) {
		work->call->why = "there is no such kiosk to replace";
		return ERR_NOT_FOUND;
	}
	if (has_key && !work->is_replacing) {
		work->call->why = "there is such a kiosk; --replace gives its place to a new one";
		return ERR_CONFLICT;
	}
	if (is_there) {
		memcpy(kiosk->role, held.role, sizeof(kiosk->role));
		if (!*kiosk->unit)
			memcpy(kiosk->unit, held.unit, sizeof(kiosk->unit));
		if (!*kiosk->place)
			memcpy(kiosk->place, held.place, sizeof(kiosk->place));
	}
	return ERR_NONE;
}

// Where only one unit has declarations, nobody need name it.
static enum err unit_choose(struct store *store, struct kiosk_work *work, struct kiosk_row *kiosk)
{
	char units[2][UNIT_ID];
	size_t count = 0;
	enum err err = *kiosk->unit ? ERR_NONE : declaration_unit_list(store, units, 2, &count);

	if (!err && count == 1)
		memcpy(kiosk->unit, units[0], sizeof(kiosk->unit));
	if (!err && !*kiosk->unit) {
		work->call->why = "which unit? give --unit";
		err = ERR_INVALID;
	}
	return err;
}

static enum err kiosk_make(struct store *store, struct kiosk_work *work, int64_t n)
{
	struct kiosk_row *kiosk = &work->made[n];

	*kiosk = work->kiosk;
	enum err err = name_choose(store, work, n, kiosk);
	if (!err)
		err = place_choose(store, work, kiosk);
	if (!err)
		err = unit_choose(store, work, kiosk);
	if (!err)
		err = kiosk_put(store, kiosk);
	if (!err)
		err = code_make(store, kiosk->id, work->expires, work->codes[n]);
	return err;
}

static enum err kiosk_run(struct store *store, void *context)
{
	struct kiosk_work *work = context;
	struct kiosk_row held;
	enum err err = ERR_NONE;

	if (work->revoked_why) {
		err = kiosk_get_any(store, work->kiosk.id, &held);
		return err ? err
			   : key_revoke(store, work->kiosk.id, clock_wall(store->clock), work->revoked_why);
	}
	for (int64_t i = 0; i < work->count && !err; i++)
		err = kiosk_make(store, work, i);
	return err;
}

static bool text_take(const json_t *ask, const char *key, char *out, size_t room)
{
	const char *text;

	if (json_take_text(ask, key, room - 1, "", &text))
		return false;
	snprintf(out, room, "%s", text);
	return true;
}

static json_t *kiosks_write(const struct kiosk_work *work)
{
	json_t *list = json_array();

	for (int64_t i = 0; i < work->count; i++) {
		const struct kiosk_row *kiosk = &work->made[i];
		json_t *one = json_pack("{ss, ss, ss, ss, ss, sI}", "kiosk", kiosk->id, "code",
			work->codes[i], "unit", kiosk->unit, "role", kiosk->role, "place", kiosk->place,
			"expires", (json_int_t)work->expires);
		if (!one || json_array_append_new(list, one))
			err_abort("a kiosk that cannot be written as JSON");
	}
	return json_pack("{so}", "kiosks", list);
}

enum err kiosk_task(struct task_call *call)
{
	struct kiosk_work *work = arena_new(call->arena, struct kiosk_work);
	const json_t *ask = call->ask;

	work->call = call;
	work->is_replacing = json_is_flag(ask, "replace");
	if (!text_take(ask, "kiosk", work->kiosk.id, sizeof(work->kiosk.id)) ||
		!text_take(ask, "role", work->kiosk.role, sizeof(work->kiosk.role)) ||
		!text_take(ask, "unit", work->kiosk.unit, sizeof(work->kiosk.unit)) ||
		!text_take(ask, "place", work->kiosk.place, sizeof(work->kiosk.place)) ||
		json_take_text(ask, "revoke", 200, NULL, &work->revoked_why) ||
		json_take_int(ask, "count", 1, COUNT_MOST, 1, &work->count))
		return ERR_INVALID;
	work->expires = clock_wall(&call->central->clock) + (work->count > 1 ? SHEET_LIFE : CODE_LIFE);
	enum err err = writer_do(call->central->writer, kiosk_run, work);
	if (err)
		return err;
	json_t *answer = work->revoked_why ? json_object() : kiosks_write(work);
	json_put(&call->answer, answer);
	json_decref(answer);
	return ERR_NONE;
}

// ---- adding ----

struct kiosk_arguments {
	const char *name, *unit, *role, *place, *why;
	int64_t count;
	bool is_replacing, is_terse;
};

static bool arguments_read(int argc, char **argv, struct kiosk_arguments *out)
{
	const struct {
		const char *name;
		const char **into;
	} TEXTS[] = {{"--unit", &out->unit}, {"--role", &out->role}, {"--place", &out->place},
		{"--why", &out->why}};

	*out = (struct kiosk_arguments){
		.name = "", .unit = "", .role = "touch", .place = "", .why = "revoked", .count = 1};
	for (int i = 2; i < argc; i++) {
		bool is_taken = false;
		for (size_t k = 0; k < sizeof(TEXTS) / sizeof(TEXTS[0]) && !is_taken; k++) {
			is_taken = i + 1 < argc && strcmp(argv[i], TEXTS[k].name) == 0;
			if (is_taken)
				*TEXTS[k].into = argv[++i];
		}
		if (is_taken)
			continue;
		if (strcmp(argv[i], "--yes") == 0)
			out->is_terse = true;
		else if (strcmp(argv[i], "--replace") == 0)
			out->is_replacing = true;
		else if (strcmp(argv[i], "--connector") == 0)
			out->role = "connector";
		else if (strcmp(argv[i], "--count") == 0 && i + 1 < argc &&
			 !text_to_int(argv[i + 1], 1, COUNT_MOST, &out->count))
			i++;
		else if (argv[i][0] != '-' && !*out->name)
			out->name = argv[i];
		else
			return false;
	}
	return strlen(out->unit) < UNIT_ID && strlen(out->name) < KIOSK_ID &&
	       strlen(out->place) < KIOSK_PLACE &&
	       (strcmp(out->role, "touch") == 0 || strcmp(out->role, "board") == 0 ||
		       strcmp(out->role, "connector") == 0);
}

static void kiosk_print(const json_t *kiosk, bool is_terse)
{
	char until[32];
	const char *code = json_string_value(json_object_get(kiosk, "code"));

	if (is_terse) {
		printf("%s\n", code);
		return;
	}
	civil_write(json_integer_value(json_object_get(kiosk, "expires")), CLOCK_VIETNAM, until);
	printf("kiosk  %s (%s, unit %s)\nplace  %s\ncode   %s\nuntil  %s, once\n\n",
		json_string_value(json_object_get(kiosk, "kiosk")),
		json_string_value(json_object_get(kiosk, "role")),
		json_string_value(json_object_get(kiosk, "unit")),
		json_string_value(json_object_get(kiosk, "place")), code, until);
}

static int kiosk_ask(struct central *central, json_t *ask, const char *what, bool is_terse)
{
	struct task_call call = {.arena = &central->arena, .ask = ask, .body = {-1, "", 0}};
	json_t *answer = NULL;
	enum err err = task_do(central, "kiosk", &call);

	int status = err ? command_fail(what, err, call.why) : 0;
	if (!err && !json_open(call.answer.at, call.answer.length, &answer)) {
		const json_t *list = json_object_get(answer, "kiosks");
		for (size_t i = 0; i < json_array_size(list); i++)
			kiosk_print(json_array_get(list, i), is_terse);
		if (!is_terse && json_array_size(list) > 0)
			printf("When it has joined, compare the fingerprint it shows with: sao-central kiosk "
			       "list\n");
		json_decref(answer);
	}
	json_decref(ask);
	task_finish(&call);
	return status;
}

static int kiosk_add(struct central *central, int argc, char **argv)
{
	struct kiosk_arguments arguments;

	if (!arguments_read(argc, argv, &arguments))
		return command_usage(command_find("kiosk"));
	json_t *ask = json_pack("{ss, ss, ss, ss, sI, sb}", "kiosk", arguments.name, "role", arguments.role,
		"unit", arguments.unit, "place", arguments.place, "count", (json_int_t)arguments.count,
		"replace", arguments.is_replacing);
	return ask ? kiosk_ask(central, ask, "kiosk add", arguments.is_terse)
		   : command_usage(command_find("kiosk"));
}

static int kiosk_revoke(struct central *central, int argc, char **argv)
{
	struct kiosk_arguments arguments;

	if (!arguments_read(argc, argv, &arguments) || !*arguments.name)
		return command_usage(command_find("kiosk"));
	json_t *ask = json_pack("{ss, ss}", "kiosk", arguments.name, "revoke", arguments.why);
	return ask ? kiosk_ask(central, ask, arguments.name, true) : command_usage(command_find("kiosk"));
}

// ---- listing: read only, beside the server or not ----

static int kiosk_list(struct central *central)
{
	const struct store_options reading = central_store_options(central, DB_READ);
	struct key_row *keys = arena_array(&central->arena, struct key_row, KIOSKS_LISTED);
	bool *has_key = arena_array(&central->arena, bool, KIOSKS_LISTED);
	struct store store;
	size_t count = 0;

	enum err err = store_open(&store, &reading);
	if (!err)
		err = kiosk_list_all(&store, keys, has_key, KIOSKS_LISTED, &count);
	store_close(&store);
	for (size_t i = 0; i < count; i++) {
		char fingerprint[42] = "(no valid key)";
		if (has_key[i])
			key_fingerprint(keys[i].public_half, fingerprint);
		printf("%-24s %-9s %-8s %-42s %s\n", keys[i].kiosk.id, keys[i].kiosk.role, keys[i].kiosk.unit,
			fingerprint, keys[i].kiosk.place);
	}
	return err ? command_fail("kiosk list", err, "") : 0;
}

int kiosk_command(struct central *central, int argc, char **argv)
{
	if (argc >= 2 && strcmp(argv[1], "add") == 0)
		return kiosk_add(central, argc, argv);
	if (argc >= 2 && strcmp(argv[1], "revoke") == 0)
		return kiosk_revoke(central, argc, argv);
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return kiosk_list(central);
	return command_usage(command_find("kiosk"));
}
