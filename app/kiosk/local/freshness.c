// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/freshness.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATED_AFTER (2 * CLOCK_MINUTE)
#define AMBER_AFTER (15 * CLOCK_MINUTE)
// The wall clock may be used after a reboot when it agreed with central this closely, this long ago at most.
#define AGREED_WITHIN CLOCK_MINUTE
#define AGREED_FOR (7 * CLOCK_DAY)
// Before first contact a wall clock is believed from the last server time heard until this much later.
#define BELIEVED_FOR (400 * CLOCK_DAY)
#define NOT_FEED INT64_MIN
#define STORE_EVERY CLOCK_MINUTE // an older stored answer only makes the age shown greater

struct notes {
	char boot[ID_SIZE];    // in which `up` and `feed_up` count; "": never heard
	bool is_anchored;      // in this boot; else `central` is from an earlier one
	int64_t central, up;   // the last answer of either kind: its time, and ms since boot when it came
	bool is_feed_anchored; // the same for answers of the feed, at the moment they were asked for
	int64_t feed_central, feed_up;
	bool is_agreed; // wall clock and central, at the last answer
	int64_t stored_up;
	bool is_stored;
	bool is_online;
	int64_t last_sync;
	char trouble[sizeof((struct freshness_state *)NULL)->trouble];
};

// ---- across restarts ----

static enum err read_heard(struct db *db, const struct clock *clock, struct notes *notes)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db,
		"SELECT boot, central, up, feed_central, feed_up, is_agreed FROM heard WHERE one = 1",
		&query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err;
	snprintf(notes->boot, sizeof notes->boot, "%s", db_text(query, 0));
	notes->central = db_int(query, 1);
	notes->up = db_int(query, 2);
	notes->feed_central = db_int(query, 3);
	notes->feed_up = db_int(query, 4);
	notes->is_agreed = db_int(query, 5) != 0;
	// The same boot, and nobody moved the test clock in between.
	notes->is_anchored = strcmp(notes->boot, clock_boot_id()) == 0 && notes->up <= clock_boot(clock);
	notes->is_feed_anchored = notes->is_anchored && notes->feed_central > 0;
	notes->last_sync = notes->central;
	db_reset(query);
	return ERR_NONE;
}

void freshness_open(struct local *local)
{
	struct db *db;

	local->notes = calloc(1, sizeof *local->notes);
	if (!local->notes)
		err_abort("out of memory");
	enum err err = cache_enter(local, &db);
	if (err)
		return;
	err = cache_leave(local, read_heard(db, local->clock, local->notes));
	if (err) // nothing is known then, which shows as the oldest stage
		memset(local->notes, 0, sizeof *local->notes);
}

void freshness_close(struct local *local)
{
	free(local->notes);
	local->notes = NULL;
}

static void store_heard(struct local *local, const struct notes *notes)
{
	struct db *db;

	if (cache_enter(local, &db))
		return;
	enum err err = db_do(db, NULL,
		"INSERT INTO heard (one, boot, central, up, feed_central, feed_up, is_agreed)"
		" VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT (one) DO UPDATE SET boot = excluded.boot,"
		" central = excluded.central, up = excluded.up, feed_central = excluded.feed_central,"
		" feed_up = excluded.feed_up, is_agreed = excluded.is_agreed",
		"tiiiii", notes->boot, notes->central, notes->up, notes->feed_central,
		notes->is_feed_anchored ? notes->feed_up : (int64_t)0, (int64_t)notes->is_agreed);
	err = cache_leave(local, err);
	(void)err; // logged; the next answer tries again
}

void freshness_store(struct local *local)
{
	pthread_mutex_lock(&local->notes_lock);
	struct notes copy = *local->notes;
	pthread_mutex_unlock(&local->notes_lock);
	if (*copy.boot)
		store_heard(local, &copy);
}

// ---- the sync thread notes ----

static void set_anchor(struct local *local, int64_t central_now)
{
	struct notes *notes = local->notes;
	int64_t apart = clock_wall(local->clock) - central_now;

	snprintf(notes->boot, sizeof notes->boot, "%s", clock_boot_id());
	notes->is_anchored = true;
	notes->central = central_now;
	notes->up = clock_boot(local->clock);
	notes->is_agreed = apart > -AGREED_WITHIN && apart < AGREED_WITHIN;
}

void freshness_anchor(struct local *local, int64_t central_now)
{
	pthread_mutex_lock(&local->notes_lock);
	set_anchor(local, central_now);
	pthread_mutex_unlock(&local->notes_lock);
}

// asked: of the feed, ms since boot; NOT_FEED
static void note_answer(struct local *local, int64_t central_now, int64_t asked)
{
	struct notes *notes = local->notes;

	pthread_mutex_lock(&local->notes_lock);
	set_anchor(local, central_now);
	if (asked != NOT_FEED) {
		notes->is_feed_anchored = true;
		notes->feed_central = central_now - (notes->up - asked);
		notes->feed_up = asked;
	}
	notes->is_online = true;
	notes->last_sync = central_now;
	notes->trouble[0] = '\0';
	bool is_due = !notes->is_stored || notes->up - notes->stored_up >= STORE_EVERY;
	if (is_due) {
		notes->is_stored = true;
		notes->stored_up = notes->up;
	}
	struct notes copy = *notes;
	pthread_mutex_unlock(&local->notes_lock);
	if (is_due)
		store_heard(local, &copy);
}

void freshness_note_answer(struct local *local, int64_t central_now)
{
	note_answer(local, central_now, NOT_FEED);
}

void freshness_note_feed(struct local *local, int64_t central_now, int64_t asked)
{
	note_answer(local, central_now, asked);
}

void freshness_note_trouble(struct local *local, const char *trouble)
{
	pthread_mutex_lock(&local->notes_lock);
	local->notes->is_online = false;
	snprintf(local->notes->trouble, sizeof local->notes->trouble, "%s", trouble);
	pthread_mutex_unlock(&local->notes_lock);
}

// ---- screens read ----

static enum clock_quality judge_clock(const struct notes *notes, int64_t wall)
{
	if (notes->is_anchored)
		return CLOCK_ANCHORED;
	bool is_usable = notes->is_agreed && wall >= notes->central - AGREED_WITHIN &&
			 wall <= notes->central + AGREED_FOR;
	return is_usable ? CLOCK_AGREED : CLOCK_UNKNOWN;
}

static int64_t estimate_central(const struct notes *notes, const struct clock *clock)
{
	int64_t wall = clock_wall(clock);

	if (notes->is_anchored)
		return notes->central + clock_boot(clock) - notes->up;
	bool is_believed =
		!notes->central || (wall >= notes->central && wall <= notes->central + BELIEVED_FOR);
	return is_believed ? wall : notes->central;
}

static enum freshness judge_age(int64_t age)
{
	return age > FRESH_HIDDEN_AFTER ? FRESH_HIDDEN
	       : age > AMBER_AFTER	? FRESH_AMBER
	       : age > DATED_AFTER	? FRESH_DATED
					: FRESH;
}

// After a reboot, before the feed has answered: by the clock, and at least amber.
static void judge_earlier_boot(
	const struct notes *notes, const struct clock *clock, struct freshness_state *state)
{
	state->stage = FRESH_HIDDEN;
	state->age = -1;
	if (!notes->feed_central || state->clock == CLOCK_UNKNOWN)
		return;
	state->age = estimate_central(notes, clock) - notes->feed_central;
	if (state->age < 0)
		state->age = 0;
	state->stage = judge_age(state->age);
	if (state->stage < FRESH_AMBER)
		state->stage = FRESH_AMBER;
}

void freshness_get(struct local *local, struct freshness_state *state)
{
	const struct notes *notes = local->notes;

	memset(state, 0, sizeof *state);
	pthread_mutex_lock(&local->notes_lock);
	state->clock = judge_clock(notes, clock_wall(local->clock));
	state->at = notes->feed_central;
	if (notes->is_feed_anchored) {
		state->age = clock_boot(local->clock) - notes->feed_up;
		state->stage = judge_age(state->age);
	} else {
		judge_earlier_boot(notes, local->clock, state);
	}
	state->is_online = notes->is_online;
	state->last_sync = notes->last_sync;
	memcpy(state->trouble, notes->trouble, sizeof state->trouble);
	pthread_mutex_unlock(&local->notes_lock);
}

int64_t freshness_next(const struct freshness_state *state)
{
	static const int64_t ends[] = {
		[FRESH] = DATED_AFTER, [FRESH_DATED] = AMBER_AFTER, [FRESH_AMBER] = FRESH_HIDDEN_AFTER};

	return state->stage == FRESH_HIDDEN ? -1 : ends[state->stage] - state->age + 1;
}

int64_t freshness_central_now(struct local *local)
{
	pthread_mutex_lock(&local->notes_lock);
	int64_t now = estimate_central(local->notes, local->clock);
	pthread_mutex_unlock(&local->notes_lock);
	return now;
}
