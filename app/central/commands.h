// SPDX-License-Identifier: Apache-2.0
// The subcommands: arguments after the name, exit status back. Each file named *_command.c holds those of one
// matter.
#ifndef CENTRAL_COMMANDS_H
#define CENTRAL_COMMANDS_H

#include "central/central.h"

int migrate_command(struct central *central, int argc, char **argv);
int import_command(struct central *central, int argc, char **argv);
int load_command(struct central *central, int argc, char **argv);
int kiosk_command(struct central *central, int argc, char **argv);
int user_command(struct central *central, int argc, char **argv);
int backup_command(struct central *central, int argc, char **argv);
int restore_command(struct central *central, int argc, char **argv);
int doctor_command(struct central *central, int argc, char **argv);

// ---- what they share ----
int command_usage(const struct command *command);		   // its usage on stderr; EXIT_USAGE
int command_fail(const char *what, enum err err, const char *why); // a sentence on stderr; the exit status
const struct command *command_find(const char *name);

#endif
