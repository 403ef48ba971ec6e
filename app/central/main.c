// SPDX-License-Identifier: Apache-2.0
// sao-central: arguments, then one subcommand (commands.c).
#include "base/log.h"
#include "central/commands.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_CONFIG "/etc/sao/central.conf"

enum { OPTION_HELP = 256, OPTION_VERSION, OPTION_CHECK, OPTION_CLOCK, OPTION_CONFIG };

static const struct option OPTIONS[] = {
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{"check-config", no_argument, NULL, OPTION_CHECK},
	{"test-clock", required_argument, NULL, OPTION_CLOCK},
	{"config", required_argument, NULL, OPTION_CONFIG},
	{NULL, 0, NULL, 0},
};

static void print_help(FILE *out)
{
	fputs("usage: sao-central [--config FILE] [--test-clock TIME] COMMAND [ARGUMENT...]\n"
	      "       sao-central [--config FILE] --check-config | --help | --version\n\n",
		out);
	for (const struct command *command = COMMANDS; command->name; command++)
		fprintf(out, "  %s\n", command->usage);
	fputs("\n  --config FILE       configuration, else " DEFAULT_CONFIG "\n"
	      "  --test-clock TIME   the wall clock begins at this time (RFC 3339); on loopback only\n",
		out);
}

static int run(struct central *central, const char *config, bool is_check, int argc, char **argv)
{
	const struct command *command = argc > 0 ? command_find(argv[0]) : NULL;

	if (!is_check && !command) {
		if (argc > 0)
			fprintf(stderr, "sao-central: unknown command: %s\n", argv[0]);
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (central_configure(central, config))
		return EXIT_CONFIG;
	return is_check ? 0 : command->run(central, argc, argv);
}

int main(int argc, char **argv)
{
	static struct central central;
	const char *config = DEFAULT_CONFIG;
	bool is_check = false;
	int64_t wall;
	int option;

	while ((option = getopt_long(argc, argv, "+", OPTIONS, NULL)) != -1) {
		switch (option) {
		case OPTION_HELP:
			print_help(stdout);
			return 0;
		case OPTION_VERSION:
			puts("sao-central " SAO_VERSION);
			return 0;
		case OPTION_CHECK:
			is_check = true;
			break;
		case OPTION_CLOCK:
			if (civil_read(optarg, &wall)) {
				fprintf(stderr, "sao-central: --test-clock: not a time: %s\n", optarg);
				return EXIT_USAGE;
			}
			clock_set_wall(&central.clock, wall);
			central.has_test_clock = true;
			break;
		case OPTION_CONFIG:
			config = optarg;
			break;
		default:
			return EXIT_USAGE;
		}
	}
	crypto_start();
	int status = run(&central, config, is_check, argc - optind, argv + optind);
	central_finish(&central);
	return status;
}
