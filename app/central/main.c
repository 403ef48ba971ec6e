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

static const char SYNOPSIS[] = "usage: sao-central [OPTION...] COMMAND [ARGUMENT...]\n"
			       "       sao-central [--config FILE] --check-config\n"
			       "       sao-central [COMMAND] --help | --version\n";

static int help(void)
{
	fputs(SYNOPSIS, stdout);
	fputs("\n", stdout);
	command_help("", stdout);
	fputs("\n"
	      "  --config FILE       configuration, else " DEFAULT_CONFIG "\n"
	      "  --check-config      check it, say every fault, end\n"
	      "  --test-clock TIME   the wall clock begins at this time (RFC 3339); on loopback only\n"
	      "  --help, --version\n"
	      "\n"
	      "Exit: 0 done, 1 failed, 2 usage, 75 serve: the disk refused (start again), 78 bad "
	      "configuration.\n",
		stdout);
	return 0;
}

static int usage(const char *why, const char *what)
{
	if (*why)
		fprintf(stderr, "sao-central: %s%s\n", why, what);
	fputs(SYNOPSIS, stderr);
	return EXIT_USAGE;
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static int run(struct central *central, const char *config, bool is_check, int argc, char **argv)
{
	const struct command *command = argc > 0 ? command_find(argv[0]) : NULL;

	if (!is_check && !command)
		return argc > 0 ? usage("there is no command ", argv[0]) : usage("", "");
	if (wants_help(argc, argv)) {
		command_help(argv[0], stdout);
		return 0;
	}
	bool is_serving = is_check || strcmp(command->name, "serve") == 0;
	log_hold(!is_serving);
	if (central_configure(central, config, is_serving))
		return EXIT_CONFIG;
	if (is_check)
		return 0;
	log_hold(!is_serving && !central->config.log_debug);
	return command->run(central, argc, argv);
}

int main(int argc, char **argv)
{
	static struct central central;
	static char name[] = "sao-central";
	const char *config = DEFAULT_CONFIG;
	bool is_check = false;
	int64_t wall;
	int option;

	argv[0] = name; // in what getopt says
	while ((option = getopt_long(argc, argv, "+", OPTIONS, NULL)) != -1) {
		switch (option) {
		case OPTION_HELP:
			return help();
		case OPTION_VERSION:
			puts("sao-central " SAO_VERSION);
			return 0;
		case OPTION_CHECK:
			is_check = true;
			break;
		case OPTION_CLOCK:
			if (civil_read(optarg, &wall))
				return usage("--test-clock: not a time: ", optarg);
			clock_set_wall(&central.clock, wall);
			central.has_test_clock = true;
			break;
		case OPTION_CONFIG:
			config = optarg;
			break;
		default:
			return usage("", "");
		}
	}
	crypto_start();
	int status = run(&central, config, is_check, argc - optind, argv + optind);
	central_finish(&central);
	return status;
}
