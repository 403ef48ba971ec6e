// SPDX-License-Identifier: Apache-2.0
// sao-room, a simulated waiting room: declarations that move and people who rate them, from outside only, by
// the import, the wire and the test socket everyone else uses. Each command is one file and returns the exit
// status of the program.
#ifndef ROOM_ROOM_H
#define ROOM_ROOM_H

#define EXIT_FAILED 1
#define EXIT_USAGE 2

struct command {
	const char *name, *usage; // usage: what --help shows
	int (*run)(int argc, char **argv);
};

int play_command(int argc, char **argv);
int people_command(int argc, char **argv);
int visit_command(int argc, char **argv);

#endif
