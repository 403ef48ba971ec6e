// SPDX-License-Identifier: Apache-2.0
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "room/room.h"
#include <signal.h>
#include <stdio.h>

static const struct command COMMANDS[] = {
	{"play",
		"--central URL --ca FILE --key FILE [--enrol CODE] --events FILE --export FILE [--from "
		"TIME]\n"
		"            [--until TIME] [--speed N]\n"
		"        the day's declarations; speed 0: as fast as it goes",
		play_command},
	{"people",
		"--kiosk SOCKET [--export FILE] [--count N] [--first N] [--seed N] [--history FILE]\n"
		"            [--patient 1]\n"
		"        people who find, prove, rate and send, or skip, or walk away; patient: the kiosk "
		"may die",
		people_command},
	{"visit",
		"--kiosk SOCKET --script FILE [--export FILE --number N] [--shots DIR] [--lang vi]\n"
		"        one visit by script (assets/demo/visits), a picture where the script says so",
		visit_command},
};
#define COMMAND_COUNT (sizeof(COMMANDS) / sizeof(*COMMANDS))

static const char SYNOPSIS[] = "usage: sao-room COMMAND OPTION...\n"
			       "       sao-room [COMMAND] --help | --version\n";

static void commands_print(const char *name, FILE *to)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!*name || text_equal(COMMANDS[i].name, name))
			fprintf(to, "  %s %s\n", COMMANDS[i].name, COMMANDS[i].usage);
}

static int help(void)
{
	fputs(SYNOPSIS, stdout);
	fputs("\n", stdout);
	commands_print("", stdout);
	fputs("\n"
	      "  --check-config      there is no configuration to check\n"
	      "  --help, --version\n"
	      "\n"
	      "Exit: 0 done, 1 failed, 2 usage.\n",
		stdout);
	return 0;
}

static int usage(const char *why, const char *word)
{
	if (*why)
		fprintf(stderr, "sao-room: %s %s\n", why, word);
	fputs(SYNOPSIS, stderr);
	return EXIT_USAGE;
}

static int run(const struct command *command, int argc, char **argv)
{
	for (int i = 2; i < argc; i++)
		if (text_equal(argv[i], "--help")) {
			fputs(SYNOPSIS, stdout);
			commands_print(command->name, stdout);
			return 0;
		}
	log_hold(true); // faults are said where they are met
	signal(SIGPIPE, SIG_IGN);
	crypto_start();
	int status = command->run(argc - 2, argv + 2);
	if (status == EXIT_USAGE) {
		fputs(SYNOPSIS, stderr);
		commands_print(command->name, stderr);
	}
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage("", "");
	if (text_equal(argv[1], "--help"))
		return help();
	if (text_equal(argv[1], "--check-config"))
		return 0;
	if (text_equal(argv[1], "--version")) {
		puts("sao-room " SAO_VERSION);
		return 0;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (text_equal(argv[1], COMMANDS[i].name))
			return run(&COMMANDS[i], argc, argv);
	return usage(*argv[1] == '-' ? "there is no option" : "there is no command", argv[1]);
}
