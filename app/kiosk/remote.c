// SPDX-License-Identifier: Apache-2.0
#include "kiosk/remote.h"
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

struct remote {
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
static int64_t real_now(const struct remote *remote)
{
	return clock_boot(&remote->kiosk->clock) - remote->kiosk->clock.boot_offset;
}

static json_t *good(void)
{
	return json_pack("{s:b}", "ok", 1);
}

static json_t *bad(const char *why)
{
	return json_pack("{s:b,s:s}", "ok", 0, "why", why);
}

static void wait_for(struct remote *remote, enum waiting waiting, int64_t ms)
{
	remote->waiting = waiting;
	remote->until = real_now(remote) + ms;
}

// ---- commands: each gives its answer, or says what to wait for ----

static json_t *do_place(struct remote *remote, char *rest)
{
	(void)rest;
	return json_pack("{s:b,s:s}", "ok", 1, "place", PLACES[remote->kiosk->visit.place].key);
}

static json_t *do_nodes(struct remote *remote, char *rest)
{
	const struct ui_node *nodes;
	size_t count = ui_nodes(remote->kiosk->ui, &nodes);
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

static json_t *do_tap(struct remote *remote, char *rest)
{
	enum err err = ui_tap(remote->kiosk->ui, rest);

	if (err)
		return bad(err == ERR_NOT_FOUND ? "no such node" : "not enabled");
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_touch(struct remote *remote, char *rest)
{
	int x, y, x2, y2, ms, count = sscanf(rest, "%d %d %d %d %d", &x, &y, &x2, &y2, &ms);

	if (count != 2 && count != 5)
		return bad("touch X Y [X2 Y2 MS]");
	ui_touch(remote->kiosk->ui, x, y, count == 5 ? x2 : x, count == 5 ? y2 : y, count == 5 ? ms : 0);
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_key(struct remote *remote, char *rest)
{
	ui_key(remote->kiosk->ui, rest);
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_type(struct remote *remote, char *rest)
{
	ui_type(remote->kiosk->ui, rest);
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_scan(struct remote *remote, char *rest)
{
	ui_scan(remote->kiosk->ui, rest);
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_wait(struct remote *remote, char *rest)
{
	char *space = strchr(rest, ' ');
	int64_t ms;

	if (!space || text_to_int(space + 1, 0, INT32_MAX, &ms))
		return bad("wait PLACE MS");
	*space = '\0';
	remote->wanted = place_find(rest);
	if (remote->wanted == PLACE_COUNT)
		return bad("no such place");
	wait_for(remote, WAIT_PLACE, ms);
	return good();
}

static json_t *do_idle(struct remote *remote, char *rest)
{
	int64_t ms;

	if (text_to_int(rest, 0, INT32_MAX, &ms))
		return bad("idle MS");
	wait_for(remote, WAIT_SETTLED, ms);
	return good();
}

static json_t *do_shot(struct remote *remote, char *rest)
{
	if (!*rest)
		return bad("shot FILE.png");
	snprintf(remote->shot, sizeof(remote->shot), "%s", rest);
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
	return good();
}

static json_t *do_clock(struct remote *remote, char *rest)
{
	int64_t ms;

	if (!remote->kiosk->has_test_clock)
		return bad("no test clock");
	if (text_to_int(rest, 0, INT64_MAX / 4, &ms))
		return bad("clock MS");
	clock_move(&remote->kiosk->clock, ms);
	sync_nudge(remote->kiosk->sync);
	ui_wake(remote->kiosk->ui); // everything that waits looks again
	ui_invalidate(remote->kiosk->ui);
	wait_for(remote, WAIT_SETTLED, SETTLE_MS);
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

static json_t *do_stats(struct remote *remote, char *rest)
{
	const struct station *station = &remote->kiosk->station;
	struct outbox_count count = {0};
	struct ui_stats stats;
	enum err err = outbox_count(&remote->kiosk->local, &count);

	(void)rest;
	ui_stats(remote->kiosk->ui, &stats);
	return json_pack("{s:b,s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:s,s:b,s:s}", "ok", 1, "timers",
		timers(remote->kiosk), "display_waits", (json_int_t)stats.display_waits, "frames",
		(json_int_t)stats.frames, "cells", (json_int_t)stats.cells_drawn, "wakeups",
		(json_int_t)stats.wakeups, "events", (json_int_t)stats.events, "pending",
		(json_int_t)(err ? -1 : count.pending), "total", (json_int_t)(err ? -1 : count.total),
		"last_sync", (json_int_t)station->freshness.last_sync, "rows",
		(json_int_t)station->board.count, "age", AGES[station->freshness.stage], "online",
		station->freshness.is_online, "trouble", station->freshness.trouble);
}

static json_t *do_quit(struct remote *remote, char *rest)
{
	(void)rest;
	remote->is_over = true;
	return good();
}

static const struct {
	const char *name;
	json_t *(*run)(struct remote *remote, char *rest);
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

static void command_begin(struct remote *remote, char *line)
{
	char *rest = line + strcspn(line, " ");

	remote->is_busy = true;
	remote->waiting = WAIT_NONE;
	remote->shot[0] = '\0';
	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(COMMANDS) / sizeof(COMMANDS[0]); i++) {
		if (!text_equal(COMMANDS[i].name, line))
			continue;
		remote->answer = COMMANDS[i].run(remote, rest);
		return;
	}
	remote->answer = bad("no such command");
}

// ---- carrying out ----

static bool is_settled(const struct remote *remote)
{
	return ui_is_settled(remote->kiosk->ui) &&
	       (remote->waiting != WAIT_PLACE || remote->kiosk->visit.place == remote->wanted);
}

static void replace(struct remote *remote, json_t *answer)
{
	json_decref(remote->answer);
	remote->answer = answer;
}

static void command_end(struct remote *remote)
{
	struct buf buf;

	if (*remote->shot && json_is_flag(remote->answer, "ok") &&
		ui_shot(remote->kiosk->ui, remote->shot) != ERR_NONE)
		replace(remote, bad("the file cannot be written"));
	buf_init(&buf, PORT_ANSWER);
	json_put(&buf, remote->answer);
	buf_text(&buf, "\n");
	if (!remote->is_from_script) {
		port_answer(remote->port, buf.at, buf.length);
	} else if (!json_is_flag(remote->answer, "ok")) {
		fprintf(stderr, "script line %d: %s", remote->line, buf.at);
		remote->status = 1;
		remote->is_over = true;
	}
	buf_finish(&buf);
	json_decref(remote->answer);
	remote->answer = NULL;
	remote->is_busy = false;
}

// The next line of the script that is neither empty nor a remark. False: the end.
static bool script_line(struct remote *remote, char line[PORT_LINE])
{
	while (fgets(line, PORT_LINE, remote->script)) {
		remote->line++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#')
			return true;
	}
	return false;
}

static bool command_take(struct remote *remote)
{
	char line[PORT_LINE];

	remote->is_from_script = false;
	if (remote->port && port_take(remote->port, line)) {
		command_begin(remote, line);
		return true;
	}
	if (!remote->script)
		return false;
	if (!script_line(remote, line)) {
		remote->is_over = true;
		return false;
	}
	remote->is_from_script = true;
	command_begin(remote, line);
	return true;
}

bool remote_serve(struct remote *remote)
{
	if (!remote)
		return false;
	while (!remote->is_over) {
		if (!remote->is_busy && !command_take(remote))
			break;
		if (remote->waiting != WAIT_NONE && !is_settled(remote)) {
			if (real_now(remote) < remote->until)
				return false;
			replace(remote, bad("not in time"));
		}
		command_end(remote);
	}
	return remote->is_over;
}

int64_t remote_next(const struct remote *remote)
{
	int64_t left;

	if (!remote || !remote->is_busy)
		return remote && remote->script && !remote->is_busy ? 0 : -1;
	left = remote->until - real_now(remote);
	return left > 0 ? left : 0;
}

int remote_status(const struct remote *remote)
{
	return remote ? remote->status : 0;
}

enum err remote_open(struct remote **out, struct kiosk *kiosk, const char *socket, const char *script)
{
	struct remote *remote = arena_new(&kiosk->program, struct remote);
	enum err err = ERR_NONE;

	*out = remote;
	remote->kiosk = kiosk;
	if (*script) {
		remote->script = fopen(script, "r");
		if (!remote->script) {
			log_line(LOG_ERROR, "remote.script", "file=%s", script);
			return ERR_NOT_FOUND;
		}
	}
	if (*socket)
		err = port_open(&remote->port, &kiosk->program, socket, kiosk->ui);
	return err;
}

void remote_close(struct remote *remote)
{
	if (!remote)
		return;
	port_close(remote->port);
	if (remote->script)
		fclose(remote->script);
	json_decref(remote->answer);
}
