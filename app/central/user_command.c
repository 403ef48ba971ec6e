// SPDX-License-Identifier: Apache-2.0
// user: accounts for the desk. The password comes from standard input, is hashed in this process, and only
// the hash goes on.
#include "base/crypto.h"
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/writer.h"
#include "central/store/account.h"
#include "central/store/organisation.h"
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_LEAST 12
#define PASSWORD_MOST 128

struct user_work {
	struct task_call *call;
	struct account_row account;
};

static enum err user_run(struct store *store, void *context)
{
	struct user_work *work = context;
	struct task_call *call = work->call;
	struct unit_row unit;
	enum err err = ERR_NONE;

	if (*work->account.unit)
		err = unit_get(
			store, call->arena, work->account.unit, day_of(clock_wall(store->clock)), &unit);
	if (err == ERR_NOT_FOUND)
		call->why = arena_format(call->arena,
			"there is no unit %s; units are loaded with: sao-central load units FILE",
			work->account.unit);
	if (!err)
		err = account_add(store, &work->account);
	if (err == ERR_CONFLICT)
		call->why = "there is such an account";
	return err;
}

static bool account_take(const json_t *ask, struct account_row *account)
{
	const struct {
		const char *key;
		char *into;
		size_t room;
	} TEXTS[] = {{"name", account->name, sizeof(account->name)},
		{"role", account->role, sizeof(account->role)},
		{"unit", account->unit, sizeof(account->unit)},
		{"hash", account->hash, sizeof(account->hash)}};

	for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++) {
		const char *text;
		if (json_take_text(ask, TEXTS[i].key, TEXTS[i].room - 1, "", &text))
			return false;
		snprintf(TEXTS[i].into, TEXTS[i].room, "%s", text);
	}
	return true;
}

static enum err user_task(struct task_call *call)
{
	struct user_work work = {.call = call};

	if (!account_take(call->ask, &work.account) || !*work.account.hash)
		return ERR_INVALID;
	const char *why = account_fault(&work.account);
	if (why) {
		call->why = why;
		return ERR_INVALID;
	}
	enum err err = writer_do(call->central->writer, user_run, &work);
	buf_text(&call->answer, "{}");
	return err;
}

const struct task USER_TASK = {"user", user_task};

// One line, not shown when a person types it.
static bool password_read(char password[PASSWORD_MOST + 2])
{
	struct termios before, quiet;
	bool is_person = tcgetattr(STDIN_FILENO, &before) == 0;

	if (is_person) {
		fputs("password: ", stderr);
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	bool is_read = fgets(password, PASSWORD_MOST + 2, stdin) != NULL;
	if (is_person) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (!is_read)
		return false;
	password[strcspn(password, "\r\n")] = '\0';
	size_t length = strlen(password);
	return length >= PASSWORD_LEAST && length <= PASSWORD_MOST && text_is_utf8(password, length);
}

static int user_add(struct central *central, json_t *ask)
{
	char password[PASSWORD_MOST + 2], hash[CRYPTO_PASSWORD];
	struct task_call call = {.arena = &central->arena, .ask = ask, .body = {.file = -1, .bytes = ""}};

	bool is_good = password_read(password);
	if (is_good)
		crypto_password_make(password, hash);
	crypto_wipe(password, sizeof(password));
	if (!is_good)
		return command_fail("user add", ERR_INVALID, "a password has 12 to 128 characters");
	json_object_set_new(ask, "hash", json_string(hash));
	enum err err = task_do(central, &USER_TASK, &call);
	int status = err ? command_fail("user add", err, call.why) : 0;
	task_finish(&call);
	return status;
}

// All but the password is looked at before anybody types one.
int user_command(struct central *central, int argc, char **argv)
{
	const char *name = NULL, *role = "", *unit = "";
	const struct command_option options[] = {
		{.name = "--role", .text = &role}, {.name = "--unit", .text = &unit}};
	struct account_row account = {0};

	if (argc < 2 || strcmp(argv[1], "add") != 0)
		return command_usage("user", "");
	if (!command_read("user add", argc, argv, options, 2, &name, 1, 1))
		return EXIT_USAGE;
	json_t *ask = json_pack("{ss, ss, ss}", "name", name, "role", role, "unit", unit);
	const char *why = ask && account_take(ask, &account)
				  ? account_fault(&account)
				  : "the name, role or unit is too long, or not UTF-8";
	int status = why ? command_usage("user add", why) : user_add(central, ask);
	json_decref(ask);
	return status;
}
