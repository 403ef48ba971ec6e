// SPDX-License-Identifier: Apache-2.0
// The day goes on: as its time passes, declarations change in the customs system (rows of an export) and at
// the counters (counter events), and a connector tells central both.
#include "base/clock.h"
#include "base/text.h"
#include "room/connector.h"
#include "room/options.h"
#include "room/replay.h"
#include "room/room.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ADDRESS "/api/v1/declarations"
#define BODY_BYTES (512 * 1024)
#define BODY_ENOUGH (192 * 1024) // one post is sent when it has grown to this
#define STEP (15 * CLOCK_MINUTE) // of the day, when it is played as fast as it goes
#define STEP_LEAST_MS 200	 // of the wall, so that a fast day still goes in bundles

struct play {
	struct connector connector;
	struct export export;
	struct replay replay;
	size_t next;		     // the event that comes next
	struct export_row **waiting; // rows changed since the last post
	size_t waiting_count;
	struct buf rows, events;
	int64_t now; // of the day
	int64_t rows_sent, events_sent, posts;
};

static enum err post(struct play *play, struct buf *body, const char *type)
{
	if (!body->length)
		return ERR_NONE;
	enum err err = body->over ? ERR_TOO_BIG : connector_post(&play->connector, ADDRESS, type, body);
	play->posts += !err;
	buf_clear(body);
	return err;
}

static enum err rows_post(struct play *play)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < play->waiting_count && !err; i++) {
		if (!play->rows.length)
			export_put_header(&play->export, &play->rows);
		export_put_row(&play->export, play->waiting[i], play->now, &play->rows);
		play->waiting[i]->is_waiting = false;
		play->rows_sent++;
		if (play->rows.length > BODY_ENOUGH || i + 1 == play->waiting_count)
			err = post(play, &play->rows, "text/csv");
	}
	play->waiting_count = 0;
	return err;
}

// What the export can show changes only with these.
static bool is_in_export(enum stage stage)
{
	return STAGES[stage].is_status;
}

static void happen(struct play *play, struct replay_event *event)
{
	event->row->seen |= 1u << event->event.event;
	if (!is_in_export(event->event.event) || event->row->is_waiting)
		return;
	event->row->is_waiting = true;
	play->waiting[play->waiting_count++] = event->row;
}

// Everything up to `now`: first the export, then the counters' events, as an office's systems would.
static enum err step(struct play *play, int64_t now)
{
	size_t first = play->next;
	enum err err;

	play->now = now;
	while (play->next < play->replay.count && play->replay.events[play->next].event.at <= now)
		happen(play, &play->replay.events[play->next++]);
	err = rows_post(play);
	for (size_t i = first; i < play->next && !err; i++) {
		json_t *json = counter_event_write(&play->replay.events[i].event);
		json_put(&play->events, json);
		json_decref(json);
		buf_text(&play->events, "\n");
		play->events_sent++;
		if (play->events.length > BODY_ENOUGH || i + 1 == play->next)
			err = post(play, &play->events, "application/jsonl");
	}
	return err;
}

static void wait_ms(int64_t ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

// speed: milliseconds of the day in one of the wall; 0: as fast as central takes it.
static enum err days_pass(struct play *play, int64_t from, int64_t until, int64_t speed)
{
	static const struct clock REAL;
	int64_t began = clock_boot(&REAL);
	enum err err = ERR_NONE;

	while (!err && play->next < play->replay.count) {
		int64_t due = play->replay.events[play->next].event.at;
		if (due > until)
			break;
		if (!speed) {
			err = step(play, due + STEP < until ? due + STEP : until);
			continue;
		}
		int64_t left = (due - from) / speed - (clock_boot(&REAL) - began);
		wait_ms(left > STEP_LEAST_MS ? left : STEP_LEAST_MS);
		int64_t now = from + (clock_boot(&REAL) - began) * speed;
		err = step(play, now < until ? now : until);
	}
	return err;
}

// What was before the beginning is known there already.
static void skip_to(struct play *play, int64_t from)
{
	while (play->next < play->replay.count && play->replay.events[play->next].event.at <= from) {
		const struct replay_event *event = &play->replay.events[play->next++];
		event->row->seen |= 1u << event->event.event;
	}
}

int play_command(int argc, char **argv)
{
	struct connector_options link = {0};
	const char *events = NULL, *export = NULL;
	int64_t from = 0, until = INT64_MAX, speed = 0;
	const struct option_key keys[] = {
		{"central", OPTION_TEXT, &link.url},
		{"ca", OPTION_TEXT, &link.ca_file},
		{"key", OPTION_TEXT, &link.key_file},
		{"enrol", OPTION_TEXT, &link.code},
		{"events", OPTION_TEXT, &events},
		{"export", OPTION_TEXT, &export},
		{"from", OPTION_TIME, &from},
		{"until", OPTION_TIME, &until},
		{"speed", OPTION_NUMBER, &speed},
	};
	struct arena arena;
	struct play play = {.next = 0};

	if (options_read(argc, argv, keys, sizeof(keys) / sizeof(*keys)) || !events || !export)
		return EXIT_USAGE;
	arena_init(&arena, 0);
	buf_init(&play.rows, BODY_BYTES);
	buf_init(&play.events, BODY_BYTES);
	enum err err = export_open(&play.export, &arena, export);
	if (!err)
		err = replay_open(&play.replay, &arena, &play.export, events);
	if (!err)
		err = connector_open(&play.connector, &link);
	if (!err) {
		play.waiting = arena_array(&arena, struct export_row *, play.export.count + 1);
		skip_to(&play, from);
		err = days_pass(&play, from, until, speed);
	}
	if (err)
		fprintf(stderr, "sao-room: the day stopped: %s\n", err_name(err));
	else
		printf("{\"rows\":%lld,\"events\":%lld,\"posts\":%lld}\n", (long long)play.rows_sent,
			(long long)play.events_sent, (long long)play.posts);
	connector_close(&play.connector);
	buf_finish(&play.rows);
	buf_finish(&play.events);
	arena_finish(&arena);
	return err ? EXIT_FAILED : 0;
}
