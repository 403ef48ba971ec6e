// SPDX-License-Identifier: Apache-2.0
// The day as events in time order: time, sotk, event, officer, counter. Texts live in the arena.
#ifndef ROOM_REPLAY_H
#define ROOM_REPLAY_H

#include "room/export.h"
#include "wire/counter.h"

struct replay_event {
	struct export_row *row;
	struct counter_event event;
};
struct replay {
	size_t count;
	struct replay_event *events;
};
// INVALID: a line is not an event of a declaration in the export (told on stderr).
MUST_USE enum err replay_open(
	struct replay *replay, struct arena *arena, const struct export *export, const char *path);

#endif
