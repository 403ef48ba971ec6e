// SPDX-License-Identifier: Apache-2.0
// The subcommands of sao-central.
#include "central/central.h"

const struct command COMMANDS[] = {
	{"serve", "serve                        the server", serve_command},
	{NULL, NULL, NULL},
};
