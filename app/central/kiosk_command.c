// SPDX-License-Identifier: Apache-2.0
// kiosk: who may speak to this central, and the codes they join with.
#include "base/log.h"
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/writer.h"
#include "central/store/declaration.h"
#include "central/store/kiosk.h"
#include "central/store/organisation.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MOST 200
#define SHEET_LIFE CLOCK_DAY // codes printed as sheets are carried to the rooms
#define KIOSKS_LISTED 1000
#define UNITS_LISTED 512
#define WHY_MOST 200

// ---- the work ----

struct kiosk_work {
	struct task_call *call;
	struct kiosk_row kiosk; // id: the name, or the beginning of several
	int64_t count, expires;
	bool is_replacing;
	const char *revoked_why; // NULL: add
	bool had_key;		 // of one revoked
	char codes[COUNT_MOST][ENROL_CODE];
	struct kiosk_row made[COUNT_MOST];
	bool is_renewed[COUNT_MOST]; // a code given before is void now
};

static enum err refuse(struct kiosk_work *work, enum err err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static enum err refuse(struct kiosk_work *work, enum err err, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	work->call->why = arena_format_list(work->call->arena, format, list);
	va_end(list);
	return err;
}

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
		err = kiosk_get(store, kiosk->id, &held);
	}
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

// Replacing keeps the place: unit and words that are not given are those of the kiosk there was.
static enum err place_choose(struct store *store, struct kiosk_work *work, struct kiosk_row *kiosk)
{
	struct kiosk_row held;
	enum err err = kiosk_get(store, kiosk->id, &held);

	if (err && err != ERR_NOT_FOUND)
		return err;
	bool is_there = !err, has_key = false;
	err = is_there ? kiosk_has_key(store, kiosk->id, &has_key) : ERR_NONE;
	if (err)
		return err;
	if (!is_there && work->is_replacing)
		return refuse(work, ERR_NOT_FOUND, "there is no kiosk %s to replace", kiosk->id);
	if (has_key && !work->is_replacing)
		return refuse(work, ERR_CONFLICT, "%s has joined; --replace gives its place to a new machine",
			kiosk->id);
	if (is_there && *work->kiosk.role && strcmp(work->kiosk.role, held.role) != 0)
		return refuse(work, ERR_CONFLICT, "%s is a %s; choose another name for a %s", kiosk->id,
			held.role, work->kiosk.role);
	if (is_there) {
		memcpy(kiosk->role, held.role, sizeof(kiosk->role));
		if (!*kiosk->unit)
			memcpy(kiosk->unit, held.unit, sizeof(kiosk->unit));
		if (!*kiosk->place)
			memcpy(kiosk->place, held.place, sizeof(kiosk->place));
	}
	return ERR_NONE;
}

// A unit is one that was loaded, or that declarations name. Where only one has declarations, nobody need name
// it.
static enum err unit_choose(struct store *store, struct kiosk_work *work, struct kiosk_row *kiosk)
{
	char units[UNITS_LISTED][UNIT_ID];
	struct unit_row row;
	size_t count = 0;
	enum err err = declaration_unit_list(store, units, UNITS_LISTED, &count);

	if (err)
		return err;
	if (!*kiosk->unit && count == 1)
		memcpy(kiosk->unit, units[0], sizeof(kiosk->unit));
	if (!*kiosk->unit)
		return refuse(work, ERR_INVALID, "which unit? give --unit CODE");
	for (size_t i = 0; i < count; i++)
		if (strcmp(units[i], kiosk->unit) == 0)
			return ERR_NONE;
	err = unit_get(store, work->call->arena, kiosk->unit, (int)day_of(clock_wall(store->clock)), &row);
	if (err != ERR_NOT_FOUND)
		return err;
	return refuse(work, ERR_NOT_FOUND,
		"there is no unit %s; units are loaded with: sao-central load units FILE", kiosk->unit);
}

static enum err kiosk_make(struct store *store, struct kiosk_work *work, int64_t n)
{
	struct kiosk_row *kiosk = &work->made[n];

	*kiosk = work->kiosk;
	if (!*kiosk->role)
		memcpy(kiosk->role, "touch", sizeof("touch"));
	enum err err = name_choose(store, work, n, kiosk);
	if (!err)
		err = place_choose(store, work, kiosk);
	if (!err)
		err = unit_choose(store, work, kiosk);
	if (!err && !kiosk_is_valid(kiosk))
		err = refuse(
			work, ERR_INVALID, "a name has 1 to %d of the characters a-z 0-9 -", KIOSK_ID - 1);
	if (!err)
		err = kiosk_put(store, kiosk);
	if (!err)
		err = code_is_open(store, kiosk->id, &work->is_renewed[n]);
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
		err = kiosk_get(store, work->kiosk.id, &held);
		if (err == ERR_NOT_FOUND)
			return refuse(work, err, "there is no such kiosk; sao-central kiosk list names all");
		return err ? err
			   : key_revoke(store, work->kiosk.id, clock_wall(store->clock), work->revoked_why,
				     &work->had_key);
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
		json_t *one = json_pack("{ss, ss, ss, ss, ss, sI, sb}", "kiosk", kiosk->id, "code",
			work->codes[i], "unit", kiosk->unit, "role", kiosk->role, "place", kiosk->place,
			"expires", (json_int_t)work->expires, "renewed", work->is_renewed[i]);
		if (!one || json_array_append_new(list, one))
			err_abort("a kiosk that cannot be written as JSON");
	}
	return json_pack("{so}", "kiosks", list);
}

static enum err kiosk_task(struct task_call *call)
{
	struct kiosk_work *work = arena_new(call->arena, struct kiosk_work);
	const json_t *ask = call->ask;

	work->call = call;
	work->is_replacing = json_is_flag(ask, "replace");
	if (!text_take(ask, "kiosk", work->kiosk.id, sizeof(work->kiosk.id)) ||
		!text_take(ask, "role", work->kiosk.role, sizeof(work->kiosk.role)) ||
		!text_take(ask, "unit", work->kiosk.unit, sizeof(work->kiosk.unit)) ||
		!text_take(ask, "place", work->kiosk.place, sizeof(work->kiosk.place)) ||
		json_take_text(ask, "revoke", WHY_MOST, NULL, &work->revoked_why) ||
		json_take_int(ask, "count", 1, COUNT_MOST, 1, &work->count))
		return ERR_INVALID;
	work->expires = clock_wall(&call->central->clock) + (work->count > 1 ? SHEET_LIFE : CODE_LIFE);
	enum err err = writer_do(call->central->writer, kiosk_run, work);
	if (err)
		return err;
	if (work->revoked_why)
		log_line(LOG_INFO, "kiosk.revoke", "kiosk=%s had_key=%d", work->kiosk.id, work->had_key);
	json_t *answer = work->revoked_why
				 ? json_pack("{ss, sb}", "revoked", work->kiosk.id, "had_key", work->had_key)
				 : kiosks_write(work);
	json_put(&call->answer, answer);
	json_decref(answer);
	return ERR_NONE;
}

const struct task KIOSK_TASK = {"kiosk", kiosk_task};

// ---- adding ----

static void kiosk_print(const json_t *kiosk, bool is_terse)
{
	char until[32];
	const char *code = json_string_value(json_object_get(kiosk, "code"));

	if (json_is_flag(kiosk, "renewed"))
		fprintf(stderr, "sao-central: kiosk add: the code given before for %s is void now\n",
			json_string_value(json_object_get(kiosk, "kiosk")));
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

static void revoked_print(const json_t *answer)
{
	const char *kiosk = json_string_value(json_object_get(answer, "revoked"));

	if (kiosk && json_is_flag(answer, "had_key"))
		printf("%s is revoked: its key is void from now on\n", kiosk);
	else if (kiosk)
		printf("%s had no valid key; a code it had is void\n", kiosk);
}

static int kiosk_ask(struct central *central, json_t *ask, const char *what, bool is_terse)
{
	struct task_call call = {.arena = &central->arena, .ask = ask, .body = {.file = -1, .bytes = ""}};
	json_t *answer = NULL;
	enum err err = task_do(central, &KIOSK_TASK, &call);

	int status = err ? command_fail(what, err, call.why) : 0;
	if (!err && !json_open(call.answer.at, call.answer.length, &answer)) {
		const json_t *list = json_object_get(answer, "kiosks");
		revoked_print(answer);
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
	const char *name = "", *unit = "", *role = "", *place = "";
	bool is_connector = false, is_replacing = false, is_terse = false;
	int64_t count = 1;
	const struct command_option options[] = {{.name = "--unit", .text = &unit},
		{.name = "--role", .text = &role}, {.name = "--place", .text = &place},
		{.name = "--connector", .flag = &is_connector}, {.name = "--replace", .flag = &is_replacing},
		{.name = "--yes", .flag = &is_terse},
		{.name = "--count", .number = &count, .lowest = 1, .highest = COUNT_MOST}};

	if (!command_read(
		    "kiosk add", argc, argv, options, sizeof(options) / sizeof(options[0]), &name, 0, 1))
		return EXIT_USAGE;
	if (*role && strcmp(role, "touch") != 0 && strcmp(role, "board") != 0 &&
		strcmp(role, "connector") != 0)
		return command_usage("kiosk add", "--role is touch or board");
	if (strlen(unit) >= UNIT_ID || strlen(name) >= KIOSK_ID || strlen(place) >= KIOSK_PLACE)
		return command_usage("kiosk add", "the name, unit or place is too long");
	json_t *ask = json_pack("{ss, ss, ss, ss, sI, sb}", "kiosk", name, "role",
		is_connector ? "connector" : role, "unit", unit, "place", place, "count", (json_int_t)count,
		"replace", is_replacing);
	return ask ? kiosk_ask(central, ask, "kiosk add", is_terse)
		   : command_usage("kiosk add", "the name, unit or place is not UTF-8");
}

static int kiosk_revoke(struct central *central, int argc, char **argv)
{
	const char *name, *why = "revoked";
	const struct command_option options[] = {{.name = "--why", .text = &why}};

	if (!command_read("kiosk revoke", argc, argv, options, 1, &name, 1, 1))
		return EXIT_USAGE;
	json_t *ask = json_pack("{ss, ss}", "kiosk", name, "revoke", why);
	if (!ask || strlen(name) >= KIOSK_ID || strlen(why) > WHY_MOST) {
		json_decref(ask);
		return command_usage("kiosk revoke", "the name or reason is too long, or not UTF-8");
	}
	return kiosk_ask(central, ask, name, true);
}

// ---- listing: read only, beside the server or not ----

static void standing_print(const struct kiosk_standing *standing)
{
	const struct kiosk_row *kiosk = &standing->key.kiosk;
	char day[32], state[42] = "(has not joined)";

	if (standing->has_key) {
		key_fingerprint(standing->key.public_half, state);
	} else if (standing->revoked) {
		civil_write(standing->revoked, CLOCK_VIETNAM, day);
		snprintf(state, sizeof(state), "(revoked %.10s)", day);
	}
	printf("%-24s %-9s %-8s %-42s %s\n", kiosk->id, kiosk->role, kiosk->unit, state, kiosk->place);
}

static int kiosk_list(struct central *central, int argc, char **argv)
{
	struct kiosk_standing *list = arena_array(&central->arena, struct kiosk_standing, KIOSKS_LISTED);
	struct store store;
	size_t count = 0;

	if (!command_read("kiosk list", argc, argv, NULL, 0, NULL, 0, 0))
		return EXIT_USAGE;
	enum err err = central_open_reader(central, &store);
	if (!err)
		err = kiosk_list_all(&store, list, KIOSKS_LISTED, &count);
	store_close(&store);
	for (size_t i = 0; i < count; i++)
		standing_print(&list[i]);
	return err ? command_fail("kiosk list", err, central->why) : 0;
}

int kiosk_command(struct central *central, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct central *central, int argc, char **argv);
	} WORDS[] = {{"add", kiosk_add}, {"list", kiosk_list}, {"revoke", kiosk_revoke}};

	for (size_t i = 0; argc > 1 && i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
		if (strcmp(argv[1], WORDS[i].name) == 0)
			return WORDS[i].run(central, argc, argv);
	return command_usage("kiosk", "");
}
