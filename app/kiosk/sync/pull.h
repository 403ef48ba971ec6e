// SPDX-License-Identifier: Apache-2.0
// What central tells, down: one waiting request of the feed, its pages applied with their cursor; a snapshot
// when there is no cursor, when it is of another life of central, or too old. Sync thread only.
#ifndef KIOSK_SYNC_PULL_H
#define KIOSK_SYNC_PULL_H

#include "base/arena.h"
#include "kiosk/sync/backoff.h"
#include "kiosk/sync/talk.h"
#include "wire/feed.h"

struct pull {
	struct arena arena; // of the page
	int64_t after, started;
	char epoch[ID_SIZE];	      // the cursor's: another one at central is 410
	bool is_snapshot, is_waiting; // what was asked for
	bool is_current; // an answer came since the last failure: the next request may wait for changes
	bool is_running, is_clock_retried;
	struct backoff backoff;
};

void pull_init(struct pull *pull);
void pull_finish(struct pull *pull);
int64_t pull_due(const struct pull *pull);
void pull_begin(struct pull *pull, struct talk *talk);
void pull_take(struct pull *pull, struct talk *talk, const struct link_answer *answer);

#endif
