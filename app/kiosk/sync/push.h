// SPDX-License-Identifier: Apache-2.0
// Entries up: one batch at a time, oldest first, until central has said something about each. A batch central
// cannot take is halved down to one entry, which is set aside and tried again every hour. Sync thread only.
#ifndef KIOSK_SYNC_PUSH_H
#define KIOSK_SYNC_PUSH_H

#include "base/arena.h"
#include "base/buf.h"
#include "kiosk/local/outbox.h"
#include "kiosk/sync/backoff.h"
#include "kiosk/sync/talk.h"

#define PUSH_TIRED 3 // failures of one batch by silence or 5xx before it is halved
#define PUSH_ASIDE_EVERY CLOCK_HOUR

struct push {
	struct arena arena; // of the batch
	struct buf body;
	struct outbox_entry *entries; // in flight
	size_t count;
	size_t most;	// entries in a batch now
	int64_t after;	// listed up to here; what `later` left behind comes when the list is through
	int tired;	// failures of this batch
	bool is_wanted; // something may be pending
	bool is_aside;	// the batch is an entry set aside
	int64_t aside_after, aside_at; // where the hourly round is; when the next begins
	bool is_running, is_clock_retried;
	struct backoff backoff;
};

void push_init(struct push *push);
void push_finish(struct push *push);
int64_t push_due(const struct push *push); // ms since boot; INT64_MAX: not by itself
void push_begin(struct push *push, struct talk *talk);
// *restored: central was set back, the feed's cursor is of no use.
void push_take(struct push *push, struct talk *talk, const struct link_answer *answer, bool *restored);

// Pure: how many to send after the batch of `count` could not be taken; 0: it is one, set it aside.
size_t push_halve(size_t count);
// Lines as they travel.
void push_join(struct buf *body, const struct outbox_entry *entries, size_t count);

#endif
