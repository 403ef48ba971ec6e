// SPDX-License-Identifier: Apache-2.0
// user: accounts for the desk. The password comes from standard input, is hashed in this process, and only
// the hash goes on.
#include "base/crypto.h"
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/writer.h"
#include "central/store/account.h"
#include "central/task.h"
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_LEAST 12
#define PASSWORD_MOST 128

static enum err user_run(struct store *store, void *context)
{
	return account_add(store, context);
}

enum err user_task(struct task_call *call)
{
	struct account_row account = {0};
	const struct {
		const char *key;
		char *into;
		size_t room;
	} TEXTS[] = {{"name", account.name, sizeof(account.name)},
		{"role", account.role, sizeof(account.role)}, {"unit", account.unit, sizeof(account.unit)},
		{"hash", account.hash, sizeof(account.hash)}};

	for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++) {
		const char *text;
		if (json_get_text(call->ask, TEXTS[i].key, TEXTS[i].room - 1, &text))
			return ERR_INVALID;
		snprintf(TEXTS[i].into, TEXTS[i].room, "%s", text);
	}
	if (!account_is_valid(&account)) {
		call->why = "name: a-z 0-9 . -; role: officer or head (both with --unit), inspector, "
			    "auditor, admin, association";
		return ERR_INVALID;
	}
	enum err err = writer_do(call->central->writer, user_run, &account);
	if (err == ERR_CONFLICT)
		call->why = "there is such an account";
	buf_text(&call->answer, "{}");
	return err;
}

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

static int user_add(struct central *central, const char *name, const char *role, const char *unit)
{
	char password[PASSWORD_MOST + 2], hash[CRYPTO_PASSWORD];
	struct task_call call = {.arena = &central->arena, .body = {-1, "", 0}};

	bool is_good = password_read(password);
	if (is_good)
		crypto_password_make(password, hash);
	crypto_wipe(password, sizeof(password));
	if (!is_good)
		return command_fail("user add", ERR_INVALID, "a password has 12 to 128 characters");
	json_t *ask = json_pack("{ss, ss, ss, ss}", "name", name, "role", role, "unit", unit, "hash", hash);
	if (!ask)
		return command_usage("user add", "a name, role or unit is not UTF-8");
	call.ask = ask;
	enum err err = task_do(central, "user", &call);
	int status = err ? command_fail(name, err, call.why) : 0;
	json_decref(ask);
	task_finish(&call);
	return status;
}

int user_command(struct central *central, int argc, char **argv)
{
	const char *name = NULL, *role = NULL, *unit = "";
	const struct command_option options[] = {
		{.name = "--role", .text = &role}, {.name = "--unit", .text = &unit}};

	if (argc < 2 || strcmp(argv[1], "add") != 0)
		return command_usage("user", "");
	if (!command_read("user add", argc, argv, options, 2, &name, 1, 1))
		return EXIT_USAGE;
	return role ? user_add(central, name, role, unit) : command_usage("user add", "--role is missing");
}
