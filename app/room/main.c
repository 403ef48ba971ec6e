// SPDX-License-Identifier: Apache-2.0
#include "base/crypto.h"
#include "base/text.h"
#include "room/room.h"
#include <signal.h>
#include <stdio.h>

static const struct command COMMANDS[] = {
	{"play",
		"play --central URL --ca FILE --key FILE [--enrol CODE] --events FILE --export FILE\n"
		"           [--from TIME] [--until TIME] [--speed N]      the day's declarations; speed 0: "
		"as fast as it goes",
		play_command},
	{"people",
		"people --kiosk SOCKET [--export FILE] [--count N] [--first N] [--seed N] [--history FILE] "
		"[--patient 1]\n"
		"           people who find, prove, rate and send, or skip, or walk away; patient: the kiosk "
		"may die",
		people_command},
	{"visit",
		"visit --kiosk SOCKET --script FILE [--export FILE --number N] [--shots DIR] [--lang vi]\n"
		"           one visit by script (assets/demo/visits), a picture where the script says so",
		visit_command},
};
#define COMMAND_COUNT (sizeof(COMMANDS) / sizeof(*COMMANDS))

static int help(FILE *to)
{
	fprintf(to, "sao-room, a simulated waiting room\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(to, "  sao-room %s\n", COMMANDS[i].usage);
	fprintf(to, "  sao-room --help | --version\n");
	return to == stdout ? 0 : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr);
	if (text_equal(argv[1], "--help"))
		return help(stdout);
	if (text_equal(argv[1], "--version")) {
		printf("sao-room %s\n", SAO_VERSION);
		return 0;
	}
	signal(SIGPIPE, SIG_IGN);
	crypto_start();
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (text_equal(argv[1], COMMANDS[i].name)) {
			int status = COMMANDS[i].run(argc - 2, argv + 2);
			return status == EXIT_USAGE ? help(stderr) : status;
		}
	return help(stderr);
}
