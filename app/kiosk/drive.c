// SPDX-License-Identifier: Apache-2.0
#include "kiosk/drive.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/kiosk.h"
#include "kiosk/port.h"
#include "kiosk/screens/flow.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTLE_MS 10000 // a screen that is not done by then is stuck

enum waiting { WAIT_NONE, WAIT_SETTLED, WAIT_PLACE };

struct drive {
	struct kiosk *kiosk;
	struct port *port; // NULL: no socket
	FILE *script;	   // NULL: no script
	int line;	   // of the script
	int status;
	bool is_over;

	// the command under way
	bool is_busy, is_from_script;
	enum waiting waiting;
	enum place wanted;
	int64_t until; // ms of the real clock
	json_t *answer;
	char shot[PORT_LINE]; // picture to take when settled, "" none
};

// Real time, whatever the test clock says: a wait must end.
static int64_t real_now(const struct drive *drive)
{
	return clock_boot(&drive->kiosk->clock) - drive->kiosk->clock.boot_offset;
}

static json_t *good(void)
{
	return json_pack("{s:b}", "ok", 1);
}

static json_t *bad(const char *why)
{
	return json_pack("{s:b,s:s}", "ok", 0, "why", why);
}

static void wait_for(struct drive *drive, enum waiting waiting, int64_t ms)
{
	drive->waiting = waiting;
	drive->until = real_now(drive) + ms;
}

// ---- commands: each gives its answer, or says what to wait for ----

static json_t *do_place(struct drive *drive, char *rest)
{
	(void)rest;
	return json_pack("{s:b,s:s}", "ok", 1, "place", PLACES[drive->kiosk->visit.place].key);
}

static json_t *do_nodes(struct drive *drive, char *rest)
{
	const struct ui_node *nodes;
	size_t count = ui_nodes(drive->kiosk->ui, &nodes);
	json_t *list = json_array();

	(void)rest;
	for (size_t i = 0; i < count; i++)
		json_array_append_new(
			list, json_pack("{s:s,s:s,s:i,s:i,s:i,s:i,s:b,s:b}", "id", nodes[i].id, "label",
				      nodes[i].label, "x", nodes[i].rect.x, "y", nodes[i].rect.y, "w",
				      nodes[i].rect.w, "h", nodes[i].rect.h, "enabled", nodes[i].enabled,
				      "focused", nodes[i].focused));
	return json_pack("{s:b,s:o}", "ok", 1, "nodes", list);
}

static json_t *do_tap(struct drive *drive, char *rest)
{
	enum err err = ui_tap(drive->kiosk->ui, rest);

	if (err)
		return bad(err == ERR_NOT_FOUND ? "no such node" : "not enabled");
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_touch(struct drive *drive, char *rest)
{
	int x, y, x2, y2, ms, count = sscanf(rest, "%d %d %d %d %d", &x, &y, &x2, &y2, &ms);

	if (count != 2 && count != 5)
		return bad("touch X Y [X2 Y2 MS]");
	ui_touch(drive->kiosk->ui, x, y, count == 5 ? x2 : x, count == 5 ? y2 : y, count == 5 ? ms : 0);
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_key(struct drive *drive, char *rest)
{
	ui_key(drive->kiosk->ui, rest);
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_type(struct drive *drive, char *rest)
{
	ui_type(drive->kiosk->ui, rest);
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_scan(struct drive *drive, char *rest)
{
	ui_scan(drive->kiosk->ui, rest);
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_wait(struct drive *drive, char *rest)
{
	char *space = strchr(rest, ' ');
	int64_t ms;

	if (!space || text_to_int(space + 1, 0, INT32_MAX, &ms))
		return bad("wait PLACE MS");
	*space = '\0';
	drive->wanted = place_find(rest);
	if (drive->wanted == PLACE_COUNT)
		return bad("no such place");
	wait_for(drive, WAIT_PLACE, ms);
	return good();
}

static json_t *do_idle(struct drive *drive, char *rest)
{
	int64_t ms;

	if (text_to_int(rest, 0, INT32_MAX, &ms))
		return bad("idle MS");
	wait_for(drive, WAIT_SETTLED, ms);
	return good();
}

static json_t *do_shot(struct drive *drive, char *rest)
{
	if (!*rest)
		return bad("shot FILE.png");
	snprintf(drive->shot, sizeof(drive->shot), "%s", rest);
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_clock(struct drive *drive, char *rest)
{
	int64_t ms;

	if (!drive->kiosk->has_test_clock)
		return bad("no test clock");
	if (text_to_int(rest, 0, INT64_MAX / 4, &ms))
		return bad("clock MS");
	clock_move(&drive->kiosk->clock, ms);
	sync_nudge(drive->kiosk->sync);
	ui_wake(drive->kiosk->ui); // everything that waits looks again
	ui_invalidate(drive->kiosk->ui);
	wait_for(drive, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static const char *const AGES[] = {
	[FRESH] = "fresh", [FRESH_DATED] = "dated", [FRESH_AMBER] = "amber", [FRESH_HIDDEN] = "hidden"};

// How often each declared timer has woken a thread.
static json_t *timers(const struct kiosk *kiosk)
{
	return json_pack("{s:I,s:I,s:I,s:I}", "watchdog", (json_int_t)kiosk->fired[TIMER_WATCHDOG], "minute",
		(json_int_t)kiosk->fired[TIMER_MINUTE], "page", (json_int_t)kiosk->fired[TIMER_PAGE], "feed",
		(json_int_t)sync_feed_answers(kiosk->sync));
}

static json_t *do_stats(struct drive *drive, char *rest)
{
	const struct station *station = &drive->kiosk->station;
	struct outbox_count count = {0};
	struct ui_stats stats;
	enum err err = outbox_count(&drive->kiosk->local, &count);

	(void)rest;
	ui_stats(drive->kiosk->ui, &stats);
	return json_pack("{s:b,s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:s,s:b,s:s}", "ok", 1, "timers",
		timers(drive->kiosk), "display_waits", (json_int_t)stats.display_waits, "frames",
		(json_int_t)stats.frames, "cells", (json_int_t)stats.cells_drawn, "wakeups",
		(json_int_t)stats.wakeups, "events", (json_int_t)stats.events, "pending",
		(json_int_t)(err ? -1 : count.pending), "total", (json_int_t)(err ? -1 : count.total),
		"last_sync", (json_int_t)station->freshness.last_sync, "rows",
		(json_int_t)station->board.count, "age", AGES[station->freshness.stage], "online",
		station->freshness.is_online, "trouble", station->freshness.trouble);
}

static json_t *do_quit(struct drive *drive, char *rest)
{
	(void)rest;
	drive->is_over = true;
	return good();
}

static const struct {
	const char *name;
	json_t *(*run)(struct drive *drive, char *rest);
} COMMANDS[] = {
	{"place", do_place},
	{"nodes", do_nodes},
	{"tap", do_tap},
	{"touch", do_touch},
	{"key", do_key},
	{"type", do_type},
	{"scan", do_scan},
	{"wait", do_wait},
	{"idle", do_idle},
	{"shot", do_shot},
	{"clock", do_clock},
	{"stats", do_stats},
	{"quit", do_quit},
};

static void command_begin(struct drive *drive, char *line)
{
	char *rest = line + strcspn(line, " ");

	drive->is_busy = true;
	drive->waiting = WAIT_NONE;
	drive->shot[0] = '\0';
	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(COMMANDS) / sizeof(COMMANDS[0]); i++) {
		if (!text_equal(COMMANDS[i].name, line))
			continue;
		drive->answer = COMMANDS[i].run(drive, rest);
		return;
	}
	drive->answer = bad("no such command");
}

// ---- carrying out ----

static bool is_settled(const struct drive *drive)
{
	return ui_is_settled(drive->kiosk->ui) &&
	       (drive->waiting != WAIT_PLACE || drive->kiosk->visit.place == drive->wanted);
}

static void replace(struct drive *drive, json_t *answer)
{
	json_decref(drive->answer);
	drive->answer = answer;
}

static void command_end(struct drive *drive)
{
	struct buf buf;

	if (*drive->shot && json_is_flag(drive->answer, "ok") &&
		ui_shot(drive->kiosk->ui, drive->shot) != ERR_NONE)
		replace(drive, bad("the file cannot be written"));
	buf_init(&buf, PORT_ANSWER);
	json_put(&buf, drive->answer);
	buf_text(&buf, "\n");
	if (!drive->is_from_script) {
		port_answer(drive->port, buf.at, buf.length);
	} else if (!json_is_flag(drive->answer, "ok")) {
		fprintf(stderr, "script line %d: %s", drive->line, buf.at);
		drive->status = 1;
		drive->is_over = true;
	}
	buf_finish(&buf);
	json_decref(drive->answer);
	drive->answer = NULL;
	drive->is_busy = false;
}

// The next line of the script that is neither empty nor a remark. False: the end.
static bool script_line(struct drive *drive, char line[PORT_LINE])
{
	while (fgets(line, PORT_LINE, drive->script)) {
		drive->line++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#')
			return true;
	}
	return false;
}

static bool command_take(struct drive *drive)
{
	char line[PORT_LINE];

	drive->is_from_script = false;
	if (drive->port && port_take(drive->port, line)) {
		command_begin(drive, line);
		return true;
	}
	if (!drive->script)
		return false;
	if (!script_line(drive, line)) {
		drive->is_over = true;
		return false;
	}
	drive->is_from_script = true;
	command_begin(drive, line);
	return true;
}

bool drive_serve(struct drive *drive)
{
	if (!drive)
		return false;
	while (!drive->is_over) {
		if (!drive->is_busy && !command_take(drive))
			break;
		if (drive->waiting != WAIT_NONE && !is_settled(drive)) {
			if (real_now(drive) < drive->until)
				return false;
			replace(drive, bad("not in time"));
		}
		command_end(drive);
	}
	return drive->is_over;
}

int64_t drive_next(const struct drive *drive)
{
	int64_t left;

	if (!drive || !drive->is_busy)
		return drive && drive->script && !drive->is_busy ? 0 : -1;
	left = drive->until - real_now(drive);
	return left > 0 ? left : 0;
}

int drive_status(const struct drive *drive)
{
	return drive ? drive->status : 0;
}

enum err drive_open(struct drive **out, struct kiosk *kiosk, const char *socket, const char *script)
{
	struct drive *drive = arena_new(&kiosk->program, struct drive);
	enum err err = ERR_NONE;

	*out = drive;
	drive->kiosk = kiosk;
	if (*script) {
		drive->script = fopen(script, "r");
		if (!drive->script) {
			log_line(LOG_ERROR, "drive.script", "file=%s", script);
			return ERR_NOT_FOUND;
		}
	}
	if (*socket)
		err = port_open(&drive->port, &kiosk->program, socket, kiosk->ui);
	return err;
}

void drive_close(struct drive *drive)
{
	if (!drive)
		return;
	port_close(drive->port);
	if (drive->script)
		fclose(drive->script);
	json_decref(drive->answer);
}
