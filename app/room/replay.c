// SPDX-License-Identifier: Apache-2.0
#include "room/replay.h"
#include "base/civil.h"
#include <stdio.h>
#include <string.h>

enum { CELL_TIME, CELL_NUMBER, CELL_EVENT, CELL_OFFICER, CELL_COUNTER, CELL_COUNT };

static enum err event_read(
	struct replay_event *out, const struct export *export, const char *const cells[CSV_CELLS])
{
	struct number number;

	if (civil_read(cells[CELL_TIME], &out->event.at) || number_read(cells[CELL_NUMBER], &number))
		return ERR_INVALID;
	memcpy(out->event.number, number.digits, sizeof(out->event.number));
	out->event.event = stage_find(cells[CELL_EVENT]);
	out->event.officers = cells[CELL_OFFICER];
	out->event.counter = cells[CELL_COUNTER];
	out->row = export_find(export, number.identity);
	return out->row && STAGES[out->event.event].is_event ? ERR_NONE : ERR_INVALID;
}

enum err replay_open(
	struct replay *replay, struct arena *arena, const struct export *export, const char *path)
{
	const char *cells[CSV_CELLS];
	size_t most = 0, count;
	char *text;

	memset(replay, 0, sizeof(*replay));
	enum err err = csv_open(arena, path, &text);
	if (err)
		return err;
	for (const char *at = text; *at; at++)
		most += *at == '\n';
	replay->events = arena_array(arena, struct replay_event, most + 1);
	csv_next(&text, cells, &count); // the header
	for (size_t line = 2; csv_next(&text, cells, &count); line++) {
		struct replay_event *event = &replay->events[replay->count];
		if (count != CELL_COUNT || event_read(event, export, cells) ||
			(replay->count && event->event.at < event[-1].event.at)) {
			fprintf(stderr, "%s:%zu: not an event of this day in order of time\n", path, line);
			return ERR_INVALID;
		}
		replay->count++;
	}
	return ERR_NONE;
}
