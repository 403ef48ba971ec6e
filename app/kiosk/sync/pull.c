// SPDX-License-Identifier: Apache-2.0
#include "kiosk/sync/pull.h"
#include "base/log.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/freshness.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SLOW_PAGE_S (FEED_WAIT_S + 15) // central holds the request, then answers
_Static_assert(SLOW_PAGE_S < LINK_TOTAL_S, "a page held as long as may be still comes");
#define SLOW_SNAPSHOT_S 20
#define ROOM ((int64_t)SNAPSHOT_BYTES * 2) // free disk for a snapshot beside what is shown
#define HASTY 1000			   // ms: a waiting request that comes back sooner, empty

void pull_init(struct pull *pull)
{
	memset(pull, 0, sizeof *pull);
	arena_init(&pull->arena, 0);
}

void pull_finish(struct pull *pull)
{
	arena_finish(&pull->arena);
}

int64_t pull_due(const struct pull *pull)
{
	return pull->is_running ? INT64_MAX : pull->backoff.until;
}

// ---- asking ----

static void ask(struct pull *pull, struct talk *talk)
{
	char query[160] = "";
	struct link_request request = {.path = pull->is_snapshot ? "/api/v1/snapshot" : "/api/v1/feed",
		.query = query,
		.ceiling = pull->is_snapshot ? SNAPSHOT_BYTES : FEED_PAGE_BYTES,
		.slow_s = pull->is_snapshot ? SLOW_SNAPSHOT_S : SLOW_PAGE_S};

	if (!pull->is_snapshot)
		snprintf(query, sizeof query, "after=%" PRId64 "&limit=%d&wait=%d&epoch=%s", pull->after,
			FEED_LIMIT, pull->is_waiting ? FEED_WAIT_S : 0, pull->epoch);
	pull->started = clock_boot(talk->clock);
	talk_start(talk, LINK_PULL, &request, NULL);
	pull->is_running = true;
}

static void fail(struct pull *pull, struct talk *talk, const char *trouble, int64_t asked)
{
	pull->is_current = false;
	backoff_fail(&pull->backoff, clock_boot(talk->clock), asked);
	if (*trouble)
		talk_note(talk, trouble);
}

void pull_begin(struct pull *pull, struct talk *talk)
{
	bool has_room = local_disk_free(talk->local) >= ROOM;

	// What a full disk cost comes back when there is room again.
	if (cache_is_cut(talk->local) && has_room && cache_drop_cursor(talk->local)) {
		fail(pull, talk, "sync.disk", 0);
		return;
	}
	if (cache_cursor(talk->local, &pull->after, pull->epoch)) {
		fail(pull, talk, "sync.disk", 0);
		return;
	}
	pull->is_snapshot = !*pull->epoch;
	if (pull->is_snapshot && !has_room) {
		fail(pull, talk, "sync.disk", 0);
		return;
	}
	// The first request after a silence does not wait: people want to know that we are back.
	pull->is_waiting = pull->is_current;
	ask(pull, talk);
}

// ---- answers ----

// Loading a page may cost the disk: first what is not the board, then give up.
static enum err store(struct pull *pull, struct talk *talk, const struct feed_page *page)
{
	enum err err = pull->is_snapshot ? cache_snapshot(talk->local, page) : cache_apply(talk->local, page);

	if (err == ERR_FULL && !pull->is_snapshot && !cache_shrink(talk->local))
		err = cache_apply(talk->local, page);
	return err;
}

static void take_page(struct pull *pull, struct talk *talk, const struct link_answer *answer)
{
	struct feed_page page;

	arena_wipe(&pull->arena);
	if (feed_page_read(&pull->arena, answer->body, answer->length, &page)) {
		fail(pull, talk, "sync.network", 0);
		return;
	}
	enum err err = store(pull, talk, &page);
	bool is_empty = page.count == 0, is_last = page.count < FEED_LIMIT;
	int64_t now = page.now;
	feed_page_finish(&page);
	arena_finish(&pull->arena);
	if (err == ERR_EXPIRED) { // central was restored
		err = cache_drop_cursor(talk->local);
		fail(pull, talk, err ? "sync.disk" : "", 0);
		return;
	}
	if (err) {
		fail(pull, talk, "sync.disk", 0);
		return;
	}
	// Only what reaches to the end of the log makes the board fresh.
	if (pull->is_snapshot || is_last)
		freshness_note_feed(talk->local, now, pull->started);
	else
		freshness_note_answer(talk->local, now);
	talk->has_changed = talk->has_changed || !is_empty || !pull->is_current;
	talk_note(talk, "");
	bool is_hasty = pull->is_waiting && is_empty && clock_boot(talk->clock) - pull->started < HASTY;
	if (is_hasty) // somebody answers who does not wait: do not run in circles
		backoff_fail(&pull->backoff, clock_boot(talk->clock), HASTY);
	else
		backoff_good(&pull->backoff);
	pull->is_current = true;
}

void pull_take(struct pull *pull, struct talk *talk, const struct link_answer *answer)
{
	int64_t central = 0;

	pull->is_running = false;
	enum outcome outcome = outcome_of(answer, FEED_TYPE, &central);
	if (outcome == OUTCOME_CLOCK) {
		freshness_anchor(talk->local, central);
		if (!pull->is_clock_retried) {
			pull->is_clock_retried = true;
			ask(pull, talk);
			return;
		}
	}
	pull->is_clock_retried = false;
	if (outcome == OUTCOME_GOOD) {
		take_page(pull, talk, answer);
	} else if (outcome == OUTCOME_GONE && !pull->is_snapshot && !cache_drop_cursor(talk->local)) {
		log_line(LOG_WARNING, "sync.gone", "after=%" PRId64, pull->after);
		backoff_good(&pull->backoff);
	} else {
		bool is_denied = outcome == OUTCOME_DENIED;
		fail(pull, talk, trouble_of(answer, outcome), is_denied ? CLOCK_HOUR : answer->retry_after);
	}
}
