// SPDX-License-Identifier: Apache-2.0
// The subcommands of sao-central.
#include "central/commands.h"
#include <stdio.h>
#include <string.h>

const struct command COMMANDS[] = {
	{"serve", "serve                              the server", serve_command},
	{"migrate", "migrate                            brings the database up to this program's schema",
		migrate_command},
	{"import",
		"import FILE [--dry-run] [--json]   a customs-side export, CSV (not XLSX); - reads standard "
		"input",
		import_command},
	{"load",
		"load LIST FILE [--from YYYY-MM-DD]  LIST: units, officers, steps, enterprises (TSV), "
		"procedures (Markdown file or\n"
		"                                     folder); changes hold from that day, else from today",
		load_command},
	{"kiosk",
		"kiosk add [NAME] [--unit CODE] [--role touch|board] [--connector] [--place TEXT] [--count "
		"N] [--replace] [--yes]\n"
		"                                     codes to join with; --yes prints the codes alone, one "
		"a line\n"
		"  kiosk list                         who may speak, with the fingerprints to compare\n"
		"  kiosk revoke NAME [--why TEXT]     its keys are void from now on",
		kiosk_command},
	{"user",
		"user add NAME --role ROLE [--unit CODE]   an account for the desk; the password is read "
		"from standard input",
		user_command},
	{"backup", "backup FILE                        a copy of the database, opened and checked",
		backup_command},
	{"restore",
		"restore FILE|--epoch               puts a copy in place (the server stopped); kiosks send "
		"again what it lacks",
		restore_command},
	{"doctor",
		"doctor                             checks database, journal and counters, and says what an "
		"administrator should know",
		doctor_command},
	{NULL, NULL, NULL},
};

const struct command *command_find(const char *name)
{
	const struct command *command = COMMANDS;

	while (command->name && strcmp(command->name, name) != 0)
		command++;
	return command->name ? command : NULL;
}

int command_usage(const struct command *command)
{
	fprintf(stderr, "usage: sao-central [--config FILE] %s\n", command->usage);
	return EXIT_USAGE;
}

int command_fail(const char *what, enum err err, const char *why)
{
	fprintf(stderr, "sao-central: %s: %s\n", what, *why ? why : err_name(err));
	return central_exit(err);
}
