// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/night.h"
#include "base/bell.h"
#include "base/log.h"
#include "central/ingest/declarations.h"
#include "central/store/change.h"
#include "central/store/organisation.h"
#include "central/store/rated.h"
#include <string.h>

#define HOUR_MS (NIGHT_HOUR * CLOCK_HOUR)
#define WAIT_MOST CLOCK_HOUR // the wall clock may be set meanwhile

struct night {
	struct arena arena; // this struct
	struct writer *writer;
	const struct clock *clock;
	pthread_t thread;
	struct bell bell;
	bool is_stopping; // bell's lock
};

static int night_of(int64_t wall)
{
	return day_of(wall - HOUR_MS);
}

// ---- pieces of the writer ----

struct task {
	struct writer *writer;
	bool is_through; // of this kind of piece no further one
};

// Fixes how far this night tells. Nothing when it is begun already.
static enum err begin_run(struct store *store, void *context)
{
	struct rated_night night;
	int today = night_of(clock_wall(store->clock));

	(void)context;
	enum err err = rated_night_get(store, &night);
	if (err || night.day == today)
		return err;
	night.day = today;
	night.upto = store->position;
	err = rated_night_put(store, &night);
	return err ? err : change_note_night(store, today);
}

// How far it is told is moved before what is told is written.
static enum err tell_run(struct store *store, void *context)
{
	char list[RATED_AT_ONCE][NUMBER_IDENTITY + 1];
	struct arena arena = {0};
	struct rated_night night;
	struct task *task = context;
	size_t count = 0;

	enum err err = rated_night_get(store, &night);
	task->is_through = err || night.told >= night.upto;
	if (task->is_through)
		return err;
	if (night.telling == night.told)
		night.telling =
			night.upto - night.told > NIGHT_ENTRIES ? night.told + NIGHT_ENTRIES : night.upto;
	err = rated_list(store, &night, list, &count);
	if (count == RATED_AT_ONCE) {
		memcpy(night.past, list[count - 1], sizeof night.past);
	} else {
		night.told = night.telling;
		*night.past = '\0';
	}
	if (!err)
		err = rated_night_put(store, &night);
	for (size_t i = 0; i < count && !err; i++) {
		err = declaration_show_again(store, &arena, list[i]);
		arena_wipe(&arena);
	}
	arena_finish(&arena);
	return err;
}

static enum err purge_run(struct store *store, void *context)
{
	struct task *task = context;
	int64_t count;

	enum err err = change_purge(store, night_of(clock_wall(store->clock)), &count);
	task->is_through = err || count < CHANGE_PURGE;
	if (task->is_through)
		writer_truncate(task->writer); // the last there is to do
	return err;
}

static enum err (*const PIECES[])(struct store *store, void *context) = {tell_run, purge_run};

// ---- the thread ----

static bool is_to_stop(struct night *night)
{
	pthread_mutex_lock(&night->bell.lock);
	bool is_stopping = night->is_stopping;
	pthread_mutex_unlock(&night->bell.lock);
	return is_stopping;
}

enum err night_begin(struct writer *writer)
{
	return writer_do(writer, begin_run, NULL);
}

// night NULL: to its end.
static enum err work(struct writer *writer, struct night *night)
{
	enum err err = night_begin(writer);

	for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
		struct task task = {.writer = writer};
		while (!err && !task.is_through && !(night && is_to_stop(night)))
			err = writer_do(writer, PIECES[i], &task);
	}
	if (err)
		log_line(LOG_WARNING, "night", "err=%s what=\"tried again\"", err_name(err));
	return err;
}

enum err night_work(struct writer *writer)
{
	return work(writer, NULL);
}

static void *night_run(void *context)
{
	struct night *night = context;
	int day = 0; // of the night done last

	pthread_mutex_lock(&night->bell.lock);
	while (!night->is_stopping) {
		pthread_mutex_unlock(&night->bell.lock);
		int64_t now = clock_wall(night->clock), wait = day_begins(night_of(now) + 1) + HOUR_MS - now;
		enum err err = night_of(now) == day ? ERR_NONE : work(night->writer, night);
		day = err ? 0 : night_of(now);
		wait = wait > WAIT_MOST ? WAIT_MOST : wait;
		pthread_mutex_lock(&night->bell.lock);
		if (!night->is_stopping)
			bell_wait(&night->bell, err ? CLOCK_MINUTE : wait);
	}
	pthread_mutex_unlock(&night->bell.lock);
	return NULL;
}

struct night *night_start(struct writer *writer, const struct clock *clock)
{
	struct arena arena;

	arena_init(&arena, 0);
	struct night *night = arena_new(&arena, struct night);
	night->arena = arena;
	night->writer = writer;
	night->clock = clock;
	bell_init(&night->bell);
	if (pthread_create(&night->thread, NULL, night_run, night))
		err_abort("no thread");
	return night;
}

void night_stop(struct night *night)
{
	if (!night)
		return;
	pthread_mutex_lock(&night->bell.lock);
	night->is_stopping = true;
	bell_ring(&night->bell);
	pthread_mutex_unlock(&night->bell.lock);
	pthread_join(night->thread, NULL);
	bell_finish(&night->bell);
	struct arena arena = night->arena;
	arena_finish(&arena);
}
