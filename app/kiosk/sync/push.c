// SPDX-License-Identifier: Apache-2.0
#include "kiosk/sync/push.h"
#include "base/log.h"
#include "kiosk/local/freshness.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERDICTS_BYTES 65536
#define SLOW_S 20

void push_init(struct push *push)
{
	memset(push, 0, sizeof *push);
	arena_init(&push->arena, 0);
	buf_init(&push->body, ENTRIES_BYTES);
	push->most = ENTRIES_COUNT;
	push->is_wanted = true;
}

void push_finish(struct push *push)
{
	arena_finish(&push->arena);
	buf_finish(&push->body);
}

int64_t push_due(const struct push *push)
{
	if (push->is_running)
		return INT64_MAX;
	int64_t due = push->is_wanted ? 0 : push->aside_at;
	return due > push->backoff.until ? due : push->backoff.until;
}

size_t push_halve(size_t count)
{
	return count / 2;
}

void push_join(struct buf *body, const struct outbox_entry *entries, size_t count)
{
	buf_clear(body);
	for (size_t i = 0; i < count; i++) {
		buf_put(body, entries[i].bytes, entries[i].length);
		buf_put(body, "\n", 1);
	}
}

static void send_batch(struct push *push, struct talk *talk)
{
	struct link_request request = {.path = "/api/v1/entries",
		.query = "",
		.body = push->body.at,
		.body_length = push->body.length,
		.ceiling = VERDICTS_BYTES,
		.slow_s = SLOW_S};

	talk_start(talk, LINK_PUSH, &request, ENTRIES_TYPE);
	push->is_running = true;
}

// Pending entries first; when there are none, what was set aside, once an hour.
static enum err list_batch(struct push *push, struct talk *talk)
{
	struct outbox_count count;

	arena_wipe(&push->arena);
	push->is_aside = false;
	enum err err = outbox_list(
		talk->local, &push->arena, push->after, push->most, false, &push->entries, &push->count);
	if (err || push->count > 0)
		return err;
	push->is_wanted = false;
	if (push->after > 0) { // through the list; is there something left behind?
		push->after = 0;
		err = outbox_count(talk->local, &count);
		push->is_wanted = count.pending > 0;
		if (err || push->is_wanted)
			return err;
	}
	int64_t now = clock_boot(talk->clock);
	if (now < push->aside_at)
		return ERR_NONE;
	push->is_aside = true;
	err = outbox_list(
		talk->local, &push->arena, push->aside_after, 1, true, &push->entries, &push->count);
	if (!err && push->count == 0) {
		push->aside_after = 0;
		push->aside_at = now + PUSH_ASIDE_EVERY;
	}
	return err;
}

void push_begin(struct push *push, struct talk *talk)
{
	int64_t now = clock_boot(talk->clock);

	if (list_batch(push, talk)) { // logged; the outbox says itself when it is well again
		backoff_fail(&push->backoff, now, 0);
		return;
	}
	if (push->count == 0) {
		if (push->is_wanted) // only what central wants later
			backoff_fail(&push->backoff, now, 0);
		return;
	}
	push_join(&push->body, push->entries, push->count);
	send_batch(push, talk);
}

// ---- answers ----

static void step_over(struct push *push)
{
	int64_t last = push->entries[push->count - 1].position;

	if (push->is_aside)
		push->aside_after = last;
	else
		push->after = last;
}

// What is put again goes at once in another place; a central that refuses that too must not be asked in
// circles.
static bool ask_again(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (verdict_asks_again(&verdicts->rows[i]))
			return true;
	return false;
}

static bool take_verdicts(
	struct push *push, struct talk *talk, const struct link_answer *answer, bool *restored)
{
	struct verdicts *verdicts = malloc(sizeof *verdicts);

	if (!verdicts)
		err_abort("out of memory");
	enum err err = verdicts_read(answer->body, answer->length, verdicts);
	if (!err) {
		err = outbox_settle(talk->local, verdicts, restored);
		if (!err)
			freshness_note_answer(talk->local, verdicts->now);
	}
	if (!err) {
		if (ask_again(verdicts))
			backoff_fail(&push->backoff, clock_boot(talk->clock), 0);
		else
			backoff_good(&push->backoff);
		step_over(push);
		if (*restored)
			push->after = push->aside_after = 0;
		push->tired = 0;
		push->is_wanted = true;
		push->most = push->most * 2 < ENTRIES_COUNT ? push->most * 2 : ENTRIES_COUNT;
		talk_note(talk, "");
		talk->has_changed = true;
	}
	free(verdicts);
	return !err;
}

// Whatever is wrong with this batch is in one of its entries: find it.
static void divide(struct push *push, struct talk *talk, const char *why)
{
	push->tired = 0;
	push->most = push_halve(push->count);
	if (push->most > 0)
		return;
	push->most = 1;
	if (!push->is_aside && outbox_set_aside(talk->local, push->entries[0].id, why))
		return;
	step_over(push);
	talk->has_changed = true;
}

void push_take(struct push *push, struct talk *talk, const struct link_answer *answer, bool *restored)
{
	int64_t now = clock_boot(talk->clock), central = 0;
	char why[16];

	push->is_running = false;
	*restored = false;
	enum outcome outcome = outcome_of(answer, VERDICTS_TYPE, &central);
	if (outcome == OUTCOME_GOOD && take_verdicts(push, talk, answer, restored)) {
		push->is_clock_retried = false;
		return;
	}
	if (outcome == OUTCOME_CLOCK) {
		freshness_anchor(talk->local, central);
		if (!push->is_clock_retried) {
			push->is_clock_retried = true;
			send_batch(push, talk);
			return;
		}
	}
	push->is_clock_retried = false;
	talk_note(talk, outcome == OUTCOME_GOOD ? "sync.network" : trouble_of(answer, outcome));
	snprintf(why, sizeof why, "%d", answer->status);
	bool is_tired = outcome == OUTCOME_TROUBLED && ++push->tired >= PUSH_TIRED;
	if (outcome == OUTCOME_FRAMING || is_tired)
		divide(push, talk, why);
	if (outcome != OUTCOME_FRAMING)
		backoff_fail(
			&push->backoff, now, outcome == OUTCOME_DENIED ? CLOCK_HOUR : answer->retry_after);
}
