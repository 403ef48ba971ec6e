// SPDX-License-Identifier: Apache-2.0
// The way of one declaration as people see it: what happened, what happens, what is still to come on its
// channel, and the legal clock of the step under way. Pure: from what central told, the calendar and the
// rules in force.
#ifndef KIOSK_SCREENS_TIMELINE_H
#define KIOSK_SCREENS_TIMELINE_H

#include "customs/deadline.h"
#include "wire/feed.h"

// An officer is named and nobody told that he has begun: "Đã phân công", never "Đang".
bool stage_is_assigned(enum stage stage, int64_t since);

#define TIMELINE_MOST (STAGE_COUNT + 4)

enum timeline_state { TIMELINE_DONE, TIMELINE_NOW, TIMELINE_AHEAD };

struct timeline_row {
	enum stage stage;
	enum timeline_state state;
	int64_t at;	   // 0: nobody told
	bool is_assigned;  // an officer is named, nothing says he has begun
	int limit_hours;   // legal working hours of this step; 0: no clock, or not started
	int64_t worked_ms; // of them, until now
	bool is_over;	   // past the limit
};

struct timeline {
	size_t count;
	struct timeline_row rows[TIMELINE_MOST];
};

void timeline_make(struct timeline *timeline, const struct feed_declaration *declaration,
	const struct calendar *calendar, const struct deadline_rule *rules, size_t rule_count, int64_t now);

#define TIMELINE_PAD 36
#define TIMELINE_CUT 24 // above the first row of a list that begins later: the line that leads to it
// Which rows a list too low for all of them opens with, so that none is cut: from the step before the present
// one, and the ones before it as room allows. *height becomes what they need. Returns where to begin.
int timeline_open(const struct timeline *timeline, const int *heights, int *height);

#endif
