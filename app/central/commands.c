// SPDX-License-Identifier: Apache-2.0
// The subcommands of sao-central.
#include "central/commands.h"
#include "base/log.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DETAIL 1024

const struct command COMMANDS[] = {
	{"serve", "", "the server, until a signal ends it", serve_command},
	{"migrate", "", "bring the database up to this program's schema, making it when it is missing",
		migrate_command},
	{"import", "FILE [--dry-run] [--json]",
		"take in a customs-side export: CSV, not XLSX; - is the standard input", import_command},
	{"load", "LIST FILE [--from YYYY-MM-DD]",
		"load units, officers, steps or enterprises (tables with tabs), or procedures (a Markdown "
		"file, or\n"
		"        a folder of them); what changes holds from that day, else from today",
		load_command},
	{"kiosk add",
		"[NAME] [--unit CODE] [--role touch|board] [--connector] [--place TEXT] [--count N]\n"
		"            [--replace] [--yes]",
		"codes to join with; --yes prints the codes alone, one a line", kiosk_command},
	{"kiosk list", "", "who may speak, with the fingerprints to compare", kiosk_command},
	{"kiosk revoke", "NAME [--why TEXT]", "its keys are void from now on", kiosk_command},
	{"user add", "NAME --role ROLE [--unit CODE]",
		"an account for officers; the password is one line of the standard input", user_command},
	{"backup", "FILE", "a copy of the database, opened and checked", backup_command},
	{"restore", "FILE | --epoch",
		"put a copy in place, the server stopped; kiosks send again what it lacks", restore_command},
	{"doctor", "", "check database, journal and counters, and say what an administrator should know",
		doctor_command},
	{NULL, NULL, NULL, NULL},
};

static bool is_named(const struct command *command, const char *name)
{
	size_t length = strlen(name);

	return length == 0 || (text_starts(command->name, name) && strchr(" ", command->name[length]));
}

const struct command *command_find(const char *name)
{
	const struct command *command = COMMANDS;

	while (command->name && (!*name || strchr(name, ' ') || !is_named(command, name)))
		command++;
	return command->name ? command : NULL;
}

void command_help(const char *name, FILE *out)
{
	if (*name)
		fputs("usage: sao-central [OPTION...] COMMAND [ARGUMENT...]\n\n", out);
	for (const struct command *command = COMMANDS; command->name; command++)
		if (is_named(command, name))
			fprintf(out, "  %s%s%s\n        %s\n", command->name, *command->arguments ? " " : "",
				command->arguments, command->about);
}

int command_usage(const char *name, const char *why)
{
	if (*why)
		fprintf(stderr, "sao-central: %s: %s\n", name, why);
	command_help(name, stderr);
	return EXIT_USAGE;
}

// ---- arguments ----

struct reading {
	const char *name;
	const struct command_option *options;
	size_t count;
	char why[256];
};

// An option's value stands in the same word behind "=", or is the next word.
static bool value_take(struct reading *reading, const struct command_option *option, const char *value)
{
	if (!value)
		snprintf(reading->why, sizeof reading->why, "%s needs a value", option->name);
	else if (option->text)
		*option->text = value;
	else if (text_to_int(value, option->lowest, option->highest, option->number))
		snprintf(reading->why, sizeof reading->why, "%s: a number from %lld to %lld, not %s",
			option->name, (long long)option->lowest, (long long)option->highest, value);
	return !*reading->why;
}

static const struct command_option *option_find(const struct reading *reading, const char *word)
{
	for (size_t i = 0; i < reading->count; i++) {
		const char *name = reading->options[i].name;
		size_t length = strlen(name);
		if (text_starts(word, name) &&
			(!word[length] || (word[length] == '=' && !reading->options[i].flag)))
			return &reading->options[i];
	}
	return NULL;
}

static bool option_take(struct reading *reading, char **argv, int argc, int *i)
{
	const struct command_option *option = option_find(reading, argv[*i]);
	const char *value = strchr(argv[*i], '=');

	if (!option) {
		snprintf(reading->why, sizeof reading->why, "there is no option %s", argv[*i]);
		return false;
	}
	if (option->flag) {
		*option->flag = true;
		return true;
	}
	if (!value && *i + 1 < argc)
		value = argv[++*i];
	else if (value)
		value++;
	return value_take(reading, option, value);
}

bool command_read(const char *name, int argc, char **argv, const struct command_option *options, size_t count,
	const char **words, size_t least, size_t most)
{
	struct reading reading = {name, options, count, ""};
	size_t taken = 0;

	for (int i = strchr(name, ' ') ? 2 : 1; i < argc && !*reading.why; i++) {
		if (argv[i][0] == '-' && argv[i][1])
			option_take(&reading, argv, argc, &i);
		else if (taken < most)
			words[taken++] = argv[i];
		else
			snprintf(reading.why, sizeof reading.why, "one word too many: %s", argv[i]);
	}
	if (!*reading.why && taken < least)
		snprintf(reading.why, sizeof reading.why, "something is missing");
	if (*reading.why)
		command_usage(name, reading.why);
	return !*reading.why;
}

// ---- refusals ----

static const char *const SENTENCES[ERR_COUNT] = {
	[ERR_NONE] = "nothing went wrong",
	[ERR_INVALID] = "not of the form it must have",
	[ERR_TOO_BIG] = "too large",
	[ERR_NOT_FOUND] = "not there",
	[ERR_CONFLICT] = "there already, with other content",
	[ERR_DENIED] = "not allowed",
	[ERR_EXPIRED] = "too old",
	[ERR_FULL] = "the disk is full",
	[ERR_IO] = "the disk refused",
	[ERR_READ_ONLY] = "may not be written by this user, or stands on a disk that is read-only",
	[ERR_BUSY] = "in use by another program; try again later",
	[ERR_CORRUPT] = "damaged, or not a database of sao-central",
	[ERR_NETWORK] = "the connection ended without an answer",
	[ERR_CONFIG] = "its settings are not those sao-central needs",
	[ERR_UNSUPPORTED] = "of another version than this program",
};

const char *command_sentence(enum err err)
{
	return (unsigned)err < ERR_COUNT ? SENTENCES[err] : "failed";
}

// Behind these stands something only the system could say.
static bool has_detail(enum err err)
{
	return err == ERR_IO || err == ERR_NETWORK || err == ERR_CONFIG || err == ERR_CORRUPT ||
	       err == ERR_DENIED;
}

void command_detail(enum err err, FILE *out)
{
	char detail[DETAIL];

	log_held(detail, sizeof detail);
	if (has_detail(err) && *detail)
		fprintf(out, "  (%s)\n", detail);
}

int command_fail(const char *what, enum err err, const char *why)
{
	fprintf(stderr, "sao-central: %s: %s\n", what, *why ? why : command_sentence(err));
	command_detail(err, stderr);
	return err == ERR_CONFIG ? EXIT_CONFIG : EXIT_FAILED;
}

enum err command_open_file(const char *path, int *file)
{
	struct stat about;

	*file = open(path, O_RDONLY | O_CLOEXEC);
	bool is_there = *file >= 0 && !fstat(*file, &about);
	if (is_there && !S_ISDIR(about.st_mode))
		return ERR_NONE;
	fprintf(stderr, "sao-central: %s: %s\n", path, strerror(is_there ? EISDIR : errno));
	if (*file >= 0)
		close(*file);
	return ERR_NOT_FOUND;
}
