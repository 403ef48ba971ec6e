// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/timeline.h"
#include "base/clock.h"

// What a channel still leads to, in order.
static const enum stage AHEAD[CHANNEL_COUNT][4] = {
	[CHANNEL_NONE] = {STAGE_CHANNELLED, STAGE_CLEARED},
	[CHANNEL_GREEN] = {STAGE_CLEARED},
	[CHANNEL_YELLOW] = {STAGE_DOC_CHECK, STAGE_CHECK_DONE, STAGE_CLEARED},
	[CHANNEL_RED] = {STAGE_DOC_CHECK, STAGE_PHYSICAL, STAGE_CHECK_DONE, STAGE_CLEARED},
};

// Customs Law art. 23.2: which clock runs in which step, and from which moment on.
static const struct {
	enum stage from, lasts_to;   // the step under way lies between
	enum stage started, void_by; // void_by later than started: the dossier was not full, nothing runs
	const char *lane;
} CLOCKS[] = {
	{STAGE_DOCS_RECEIVED, STAGE_DOC_CHECK, STAGE_DOCS_RECEIVED, STAGE_DOC_MORE, "declaration.documents"},
	{STAGE_PHYSICAL, STAGE_PHYSICAL, STAGE_PHYSICAL, STAGE_NONE, "declaration.physical"},
};

bool stage_is_assigned(enum stage stage, int64_t since)
{
	return since == 0 && (stage == STAGE_DOC_CHECK || stage == STAGE_PHYSICAL);
}

static bool was_passed(const struct timeline *timeline, enum stage stage)
{
	for (size_t i = 0; i < timeline->count; i++)
		if (timeline->rows[i].stage == stage)
			return true;
	return false;
}

static void add(struct timeline *timeline, enum stage stage, enum timeline_state state, int64_t at)
{
	if (timeline->count < TIMELINE_MOST)
		timeline->rows[timeline->count++] =
			(struct timeline_row){.stage = stage, .state = state, .at = at};
}

// A channel was decided even when an export does not say when.
static bool is_past(const struct feed_declaration *declaration, enum stage stage)
{
	if (stage == declaration->stage)
		return false;
	return declaration->times[stage] != 0 ||
	       (stage == STAGE_CHANNELLED && declaration->channel != CHANNEL_NONE);
}

// By time; equal times in the order of stages. A handful of rows: insertion.
static void add_past(struct timeline *timeline, const struct feed_declaration *declaration)
{
	for (int stage = STAGE_REGISTERED; stage < STAGE_COUNT; stage++) {
		int64_t at = declaration->times[stage];
		size_t to;

		if (!is_past(declaration, (enum stage)stage))
			continue;
		add(timeline, (enum stage)stage, TIMELINE_DONE, at);
		for (to = timeline->count - 1; at > 0 && to > 0 && timeline->rows[to - 1].at > at; to--)
			timeline->rows[to] = timeline->rows[to - 1];
		timeline->rows[to] =
			(struct timeline_row){.stage = (enum stage)stage, .state = TIMELINE_DONE, .at = at};
	}
}

static void run_clock(struct timeline_row *row, const struct feed_declaration *declaration,
	const struct calendar *calendar, const struct deadline_rule *rules, size_t rule_count, int64_t now)
{
	for (size_t i = 0; i < sizeof(CLOCKS) / sizeof(CLOCKS[0]); i++) {
		int64_t from = declaration->times[CLOCKS[i].started];
		const struct deadline_rule *rule;
		struct civil day;

		if (row->stage < CLOCKS[i].from || row->stage > CLOCKS[i].lasts_to || from == 0 ||
			(CLOCKS[i].void_by != STAGE_NONE && declaration->times[CLOCKS[i].void_by] > from))
			continue;
		day = civil_from(from, CLOCK_VIETNAM);
		rule = deadline_rule_find(
			rules, rule_count, CLOCKS[i].lane, civil_day_number(day.year, day.month, day.day));
		if (!rule || rule->working_hours <= 0)
			continue;
		row->limit_hours = rule->working_hours;
		row->worked_ms = deadline_worked(calendar, from, now);
		row->is_over = now > deadline_hours(calendar, from, rule->working_hours);
	}
}

void timeline_make(struct timeline *timeline, const struct feed_declaration *declaration,
	const struct calendar *calendar, const struct deadline_rule *rules, size_t rule_count, int64_t now)
{
	enum stage stage = declaration->stage != STAGE_NONE ? declaration->stage : declaration->status;
	struct feed_declaration seen = *declaration;
	struct timeline_row *here;
	bool is_over, is_end;

	seen.stage = stage;
	timeline->count = 0;
	add_past(timeline, &seen);
	if (stage == STAGE_NONE)
		return;
	is_over = STAGES[stage].urgency == URGENCY_FINISHED || STAGES[stage].urgency == URGENCY_GONE;
	add(timeline, stage, is_over ? TIMELINE_DONE : TIMELINE_NOW, seen.times[stage]);
	here = &timeline->rows[timeline->count - 1];
	here->is_assigned = stage_is_assigned(stage, here->at);
	is_end = is_over && stage != STAGE_STORAGE && stage != STAGE_RELEASED; // those wait for clearance
	if (is_end || stage == STAGE_SUSPENDED)
		return;
	run_clock(here, &seen, calendar, rules, rule_count, now);
	for (size_t i = 0; i < sizeof(AHEAD[0]) / sizeof(AHEAD[0][0]); i++) {
		enum stage next = AHEAD[seen.channel][i];

		if (next > stage && !was_passed(timeline, next))
			add(timeline, next, TIMELINE_AHEAD, 0);
	}
}

int timeline_open(const struct timeline *timeline, const int *heights, int *height)
{
	const int room = *height;
	int need = TIMELINE_CUT, rest = TIMELINE_CUT + TIMELINE_PAD, y = 0;
	size_t first = 0, last;

	while (first + 1 < timeline->count && timeline->rows[first + 1].state == TIMELINE_DONE)
		first++;
	for (size_t i = first; i < timeline->count; i++)
		rest += heights[i];
	for (; first > 0 && rest + heights[first - 1] <= room; first--)
		rest += heights[first - 1];
	for (last = first; last < timeline->count && need + heights[last] <= room; last++)
		need += heights[last];
	if (last == timeline->count)
		need = rest;
	if (last > first && need < room) // else not even one fits
		*height = need;
	for (size_t i = 0; i < first; i++)
		y += heights[i];
	return first > 0 ? y + TIMELINE_PAD - TIMELINE_CUT : 0;
}
