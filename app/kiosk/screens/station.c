// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/station.h"
#include "base/log.h"
#include <stdio.h>
#include <string.h>

void station_init(struct station *station, const struct station_settings *settings, struct local *local,
	struct clock *clock)
{
	*station = (struct station){.settings = settings,
		.local = local,
		.clock = clock,
		.calendar = CALENDAR_PLAIN,
		.version = -1};
	station->disk_free = -1;
	station->unit_parent = settings->unit_parent;
	for (int lang = 0; lang < LANG_COUNT; lang++)
		snprintf(station->unit_name[lang], MARK_NAME, "%s", settings->unit_name);
	arena_init(&station->memory, 0);
}

void station_finish(struct station *station)
{
	arena_finish(&station->memory);
}

static void read_names(struct station *station)
{
	const char *unit = station->identity.unit, *name;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		name = *unit ? cache_name(station->local, &station->memory, FEED_UNIT, unit, (enum lang)lang)
			     : "";
		if (*name)
			snprintf(station->unit_name[lang], MARK_NAME, "%s", name);
	}
}

static const char *role_key(bool is_board)
{
	return is_board ? "board" : "touch";
}

// Who this kiosk is changes when it joins, and is looked for until it has. True: it is another now.
static bool read_identity(struct station *station)
{
	struct identity identity = {0};
	int64_t version = station->local->identity_version;

	if (station->identity.is_enrolled && version == station->identity_version)
		return false;
	if (identity_get(station->local, &identity) != ERR_NONE)
		return false;
	bool changed =
		version != station->identity_version || identity.is_enrolled != station->identity.is_enrolled;
	station->identity = identity;
	station->identity_version = version;
	if (changed)
		station->version = -1; // names and figures are of its unit
	if (identity.is_enrolled && identity.is_board != station->settings->is_board)
		log_line(LOG_WARNING, "kiosk.role", "configured=%s joined=%s",
			role_key(station->settings->is_board), role_key(identity.is_board));
	return changed;
}

// Of when the board is: while nothing new is told, what had just finished then stays.
static int64_t board_time(const struct station *station)
{
	const struct freshness_state *fresh = &station->freshness;

	return fresh->stage >= FRESH_DATED && fresh->at > 0 ? fresh->at : station->now;
}

static void read_cache(struct station *station)
{
	const char *unit = station->identity.unit;

	arena_wipe(&station->memory);
	station->board = (struct board){0};
	if (cache_board(
		    station->local, &station->memory, board_time(station), BOARD_ROWS_MOST, &station->board))
		station->board = (struct board){0}; // logged where the file refused; an empty board says so
	station->has_call = cache_call(station->local, &station->memory, unit, &station->call) == ERR_NONE;
	station->has_figures = cache_figures(station->local, unit, &station->figures) == ERR_NONE;
	read_names(station);
}

// A disk that was full is asked again, so that the kiosk is back by itself when there is room.
static void ask_store(struct station *station)
{
	if (!station->cannot_store || station->boot - station->store_asked_at < STORE_PROBE_MS)
		return;
	station->store_asked_at = station->boot;
	station->cannot_store = outbox_can_store(station->local) != ERR_NONE;
}

enum place station_start(const struct station *station)
{
	if (!station->identity.is_enrolled)
		return PLACE_ENROL;
	return station->identity.is_board ? PLACE_BOARD : PLACE_HOME;
}

int64_t station_page_ms(const struct station *station)
{
	int64_t pages = station->page_count > 0 ? (int64_t)station->page_count : 1, each;

	if (!station->identity.is_board)
		return station->settings->page_ms;
	each = CYCLE_MS / pages;
	if (each < PAGE_LEAST_MS)
		return PAGE_LEAST_MS;
	return each > station->settings->page_ms ? station->settings->page_ms : each;
}

static bool turn_page(struct station *station)
{
	if (station->page_count <= 1) {
		station->page = 0;
		station->paged_at = station->boot;
		return false;
	}
	if (station->boot - station->paged_at < station_page_ms(station))
		return false;
	station->page = (station->page + 1) % station->page_count;
	station->paged_at = station->boot;
	return true;
}

void station_page(struct station *station, int by)
{
	size_t count = station->page_count > 0 ? station->page_count : 1;

	station->page = (station->page + count + (by < 0 ? count - 1 : 1)) % count;
	station->paged_at = station->boot;
}

bool station_turn(struct station *station)
{
	struct freshness_state before = station->freshness;
	bool had_trouble = station->cannot_store, changed;
	int64_t version, minute;

	station->boot = clock_boot(station->clock);
	station->now = freshness_central_now(station->local);
	freshness_get(station->local, &station->freshness);
	version = cache_version(station->local);
	minute = station->now / CLOCK_MINUTE;
	changed = before.stage != station->freshness.stage ||
		  before.is_online != station->freshness.is_online ||
		  before.clock != station->freshness.clock ||
		  strcmp(before.trouble, station->freshness.trouble);
	changed = read_identity(station) || changed;
	station->has_minute_passed = minute != station->minute;
	if (version != station->version || station->has_minute_passed) {
		station->version = version;
		station->minute = minute;
		read_cache(station);
		changed = true;
	}
	ask_store(station);
	station->has_page_turned = turn_page(station);
	return station->has_page_turned || changed || had_trouble != station->cannot_store;
}

bool station_call_is_held(const struct station *station)
{
	return station->has_call && station->now - station->call.at < CALL_MS &&
	       station->now >= station->call.at;
}

static void sooner(int64_t *next, int64_t candidate)
{
	if (candidate >= 0 && (*next < 0 || candidate < *next))
		*next = candidate;
}

int64_t station_next(const struct station *station, bool shows_board)
{
	int64_t next = CLOCK_MINUTE - station->now % CLOCK_MINUTE;

	sooner(&next, freshness_next(&station->freshness));
	sooner(&next, guard_next(&station->guard, station->boot));
	if (shows_board && station->page_count > 1)
		sooner(&next, station->paged_at + station_page_ms(station) - station->boot);
	if (shows_board && station_call_is_held(station))
		sooner(&next, station->call.at + CALL_MS - station->now);
	if (station->cannot_store)
		sooner(&next, station->store_asked_at + STORE_PROBE_MS - station->boot);
	return next < 0 ? 0 : next;
}
