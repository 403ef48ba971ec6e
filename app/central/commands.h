// SPDX-License-Identifier: Apache-2.0
// The subcommands: arguments after the name, exit status back. Each file named *_command.c holds those of one
// matter. What they say to a person is a sentence on stderr; what was asked for goes to stdout.
#ifndef CENTRAL_COMMANDS_H
#define CENTRAL_COMMANDS_H

#include "central/central.h"
#include "central/task.h"
#include <stdio.h>

int migrate_command(struct central *central, int argc, char **argv);
int import_command(struct central *central, int argc, char **argv);
int load_command(struct central *central, int argc, char **argv);
int kiosk_command(struct central *central, int argc, char **argv);
int user_command(struct central *central, int argc, char **argv);
int backup_command(struct central *central, int argc, char **argv);
int restore_command(struct central *central, int argc, char **argv);
int doctor_command(struct central *central, int argc, char **argv);

// ---- what the writing ones have done ----
extern const struct task IMPORT_TASK, LOAD_TASK, KIOSK_TASK, USER_TASK;
// Of this office alone, while this key is in force. NULL: every office; nobody's key.
MUST_USE enum err import_for_office(struct task_call *call, const char *key, const char *office);

// ---- what they share ----
struct command_option {
	const char *name;  // "--unit"
	const char **text; // one of the three
	bool *flag;
	int64_t *number;
	int64_t lowest, highest;
};
// Reads what stands behind the command's name (one word or two) into options and words; faults are told.
MUST_USE bool command_read(const char *name, int argc, char **argv, const struct command_option *options,
	size_t option_count, const char **words, size_t least, size_t most);
int command_usage(
	const char *name, const char *why); // why, "" or a sentence, and its usage on stderr; EXIT_USAGE
// What it is about and a sentence, why or else the error's own, on stderr; the exit status.
int command_fail(const char *what, enum err err, const char *why);
void command_detail(enum err err, FILE *out); // what the system said, where the sentence leaves it open
MUST_USE enum err command_open_file(const char *path, int *file); // for reading; told when it cannot be
const char *command_sentence(enum err err);			  // "the disk is full"
const struct command *command_find(const char *name);		  // by its first word; NULL
void command_help(const char *name, FILE *out);			  // of all whose name begins so; "": of all

#endif
