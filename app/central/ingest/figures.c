// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/figures.h"
#include "base/bell.h"
#include "base/log.h"
#include "base/text.h"
#include "central/ingest/declarations.h"
#include "central/ingest/shown.h"
#include "central/store/tally.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define UNITS_MOST 512
#define RETIRED_AT_ONCE 500
#define SHARE_DAYS 30 // the share is of so many days

struct units {
	size_t count;
	char list[UNITS_MOST][UNIT_ID];
};

struct figures {
	struct arena arena; // this struct
	struct writer *writer;
	const struct clock *clock;
	pthread_t thread;
	bool is_running;
	struct bell bell;   // rung when something changed
	bool is_stopping;   // bell's lock
	struct units dirty; // bell's lock
	bool is_all_dirty;  // bell's lock
	int64_t dirty_at;   // bell's lock; monotonic ms, when the first of what is dirty was noted
	int64_t noted_at;   // bell's lock; and the last
};

// ---- one unit ----

static enum err share_sum(struct store *store, const char *unit, int today, struct feed_figures *figures)
{
	struct tally sum;
	// Closed days only: a share that moved with each ballot would tell an officer what the person who
	// just left gave.
	enum err err = tally_sum(store, unit, PARTY_UNIT, "", 1, today - SHARE_DAYS, today - 1, &sum);
	int64_t marks = 0;

	figures->satisfied_percent = -1;
	if (err)
		return err;
	figures->ballots = sum.ballots < FIGURES_LEAST ? -1 : sum.ballots;
	for (int i = 0; i < STARS_MOST; i++)
		marks += sum.stars[i];
	if (sum.ballots >= FIGURES_LEAST && marks > 0)
		figures->satisfied_percent =
			100 * (sum.stars[STARS_MOST - 2] + sum.stars[STARS_MOST - 1]) / marks;
	return ERR_NONE;
}

enum err figures_publish(struct store *store, const char *unit)
{
	int64_t now = clock_wall(store->clock);
	int today = day_of(now);
	struct unit_figures held;
	struct feed_figures figures;

	enum err err = declaration_figures(store, unit, day_begins(today), now, &held);
	if (!err)
		err = share_sum(store, unit, today, &figures);
	if (err)
		return err;
	figures.open = held.open;
	figures.finished = held.finished;
	figures.median_minutes = held.median_minutes;
	return value_publish(store, unit, FEED_FIGURES, unit, feed_figures_write(&figures));
}

// ---- the thread ----

static enum err units_run(struct store *store, void *context)
{
	const struct units *units = context;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < units->count && !err; i++)
		err = figures_publish(store, units->list[i]);
	return err;
}

static enum err all_run(struct store *store, void *context)
{
	struct units *units = context;

	return declaration_unit_list(store, units->list, UNITS_MOST, &units->count);
}

static void all_take(struct figures *figures, struct units *units)
{
	units->count = 0;
	if (writer_do(figures->writer, all_run, units))
		units->count = 0; // told by the writer; a day without figures is not worse
}

static enum err retire_run(struct store *store, void *context)
{
	struct arena arena = {0};
	enum err err = declarations_retire(store, &arena, RETIRED_AT_ONCE, context);

	arena_finish(&arena);
	return err;
}

// What is over goes off the kiosks, a batch a transaction.
static void retire(struct figures *figures)
{
	size_t retired = RETIRED_AT_ONCE;

	while (retired == RETIRED_AT_ONCE)
		if (writer_do(figures->writer, retire_run, &retired))
			return;
}

static void publish(struct figures *figures, struct units *units)
{
	enum err err = writer_do(figures->writer, units_run, units);

	if (err)
		log_line(LOG_WARNING, "figures", "err=%s", err_name(err));
}

// The clock the bell waits by; a test clock's offset is none of its business.
static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// When what is dirty is told: nothing came for a while, or it has waited long enough.
static int64_t due_at(const struct figures *figures, int64_t next)
{
	int64_t quiet = figures->noted_at + FIGURES_QUIET, latest = figures->dirty_at + FIGURES_GAP;
	int64_t due = quiet < latest ? quiet : latest;

	return due > next ? due : next;
}

static void *figures_run(void *context)
{
	struct figures *figures = context;
	struct units *units = arena_new(&figures->arena, struct units);
	int day = 0;
	int64_t next = 0;

	pthread_mutex_lock(&figures->bell.lock);
	while (!figures->is_stopping) {
		int64_t now = monotonic_ms(), wall = clock_wall(figures->clock);
		bool is_new_day = day_of(wall) != day,
		     is_dirty = figures->dirty.count > 0 || figures->is_all_dirty;
		int64_t due = due_at(figures, next);
		if (!is_new_day && (!is_dirty || now < due)) {
			int64_t midnight = day_begins(day + 1) - wall;
			bell_wait(&figures->bell, is_dirty && due - now < midnight ? due - now : midnight);
			continue;
		}
		bool is_all = is_new_day || figures->is_all_dirty;
		*units = figures->dirty;
		figures->dirty.count = 0;
		figures->is_all_dirty = false;
		pthread_mutex_unlock(&figures->bell.lock);
		if (is_all)
			all_take(figures, units);
		if (is_new_day)
			retire(figures);
		day = day_of(wall);
		if (units->count > 0) {
			publish(figures, units);
			next = monotonic_ms() + FIGURES_GAP;
		}
		pthread_mutex_lock(&figures->bell.lock);
	}
	pthread_mutex_unlock(&figures->bell.lock);
	return NULL;
}

static void dirty_add(struct figures *figures, const char *unit)
{
	struct units *units = &figures->dirty;

	for (size_t i = 0; i < units->count; i++)
		if (text_equal(units->list[i], unit))
			return;
	if (units->count == UNITS_MOST)
		figures->is_all_dirty = true;
	else
		snprintf(units->list[units->count++], UNIT_ID, "%s", unit);
}

void figures_note(struct figures *figures, const struct store *store)
{
	bool has_entries =
		store->position != store->begun.position; // ballots are published to nobody, but move shares

	if (!has_entries && store->touched_count == 0 && !store->touched_all)
		return;
	pthread_mutex_lock(&figures->bell.lock);
	figures->noted_at = monotonic_ms();
	if (figures->dirty.count == 0 && !figures->is_all_dirty)
		figures->dirty_at = figures->noted_at;
	figures->is_all_dirty = figures->is_all_dirty || has_entries;
	for (size_t i = 0; i < store->touched_count; i++)
		if (*store->touched[i])
			dirty_add(figures, store->touched[i]);
	bell_ring(&figures->bell);
	pthread_mutex_unlock(&figures->bell.lock);
}

struct figures *figures_open(const struct clock *clock)
{
	struct arena arena;

	arena_init(&arena, 0);
	struct figures *figures = arena_new(&arena, struct figures);
	figures->arena = arena;
	figures->clock = clock;
	bell_init(&figures->bell);
	return figures;
}

void figures_start(struct figures *figures, struct writer *writer)
{
	figures->writer = writer;
	if (pthread_create(&figures->thread, NULL, figures_run, figures))
		err_abort("a thread cannot be made");
	figures->is_running = true;
}

void figures_stop(struct figures *figures)
{
	if (!figures || !figures->is_running)
		return;
	pthread_mutex_lock(&figures->bell.lock);
	figures->is_stopping = true;
	bell_ring(&figures->bell);
	pthread_mutex_unlock(&figures->bell.lock);
	pthread_join(figures->thread, NULL);
	figures->is_running = false;
}

void figures_close(struct figures *figures)
{
	if (!figures)
		return;
	bell_finish(&figures->bell);
	struct arena arena = figures->arena;
	arena_finish(&arena);
}
