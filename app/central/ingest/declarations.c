// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/declarations.h"
#include "base/text.h"
#include "central/ingest/apply.h"
#include "central/ingest/shown.h"
#include "central/store/organisation.h"
#include "wire/feed.h"
#include <stdio.h>
#include <string.h>

static int64_t later(int64_t one, int64_t other)
{
	return one > other ? one : other;
}

// Codes that can name a unit of the feed. Others pass through exports, but are nobody's kiosks.
static bool is_unit(const char *office)
{
	size_t length = strlen(office);

	return length > 0 && length < UNIT_ID &&
	       strspn(office, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

// When it finished: the first of storage, release, clearance; when only its passing is known, that.
static int64_t finished_at(const struct declaration *declaration)
{
	int64_t first = 0;

	for (int i = 0; i < TIME_COUNT; i++) {
		int64_t time = declaration->times[i];
		if (i != TIME_PASSED && STAGES[EXPORT_TIMES[i].stage].opens_after && time &&
			(!first || time < first))
			first = time;
	}
	return first ? first : declaration->times[TIME_PASSED];
}

static void row_derive(
	struct declaration_row *row, const struct counter_row *events, size_t count, int64_t now)
{
	struct declaration declaration;
	int64_t last = count > 0 ? events[count - 1].at : 0;

	told_declaration(&row->told, &declaration);
	row->status = declaration_status(&declaration);
	row->status_at = declaration_status_time(&declaration);
	row->stage = row->status;
	if (count > 0)
		row->stage = declaration_stage(row->status, row->status_at, events[count - 1].event, last);
	row->is_open = !STAGES[row->status].opens_after && row->status != STAGE_CANCELLED;
	row->finished_at = finished_at(&declaration);
	for (int i = 0; i < TIME_COUNT; i++)
		last = later(last, declaration.times[i]);
	row->show_until = row->is_open ? later(declaration.times[TIME_REGISTERED] + KIOSKS_KEEP_OPEN,
						 last + KIOSKS_KEEP_FINISHED)
				       : last + KIOSKS_KEEP_FINISHED;
	snprintf(row->unit, sizeof(row->unit), "%s",
		now < row->show_until && is_unit(declaration.office) ? declaration.office : "");
}

enum err declaration_show_again(struct store *store, struct arena *arena, const char *identity)
{
	struct declaration_row row;
	struct counter_row *events;
	size_t count;

	enum err err = declaration_get(store, arena, identity, &row);
	if (err || !*row.unit)
		return err == ERR_NOT_FOUND ? ERR_NONE : err;
	err = counter_list(store, arena, identity, &events, &count);
	return err ? err : declaration_show(store, arena, &row, events, count);
}

// ---- masks: no two rows on show in a unit are equal ----

// Hidden digits (4-7) that two numbers of the same shown digits have in common, counted from the 7th to the
// left.
static int common_digits(const char *one, const char *other)
{
	int common = 0;

	while (common < 4 && one[6 - common] == other[6 - common])
		common++;
	return common;
}

// Shows enough of this number, and of those that would look the same, to tell them apart. The others are
// published again.
static enum err masks_settle(struct store *store, struct arena *arena, struct declaration_row *row)
{
	struct declaration_alike alike[DECLARATION_ALIKE];
	size_t count = 0;
	enum err err = declaration_alike_list(store, row->unit, row->told.identity, alike, &count);

	if (!err && count == DECLARATION_ALIKE)
		row->reveal = 4; // more than were looked at: shown whole
	for (size_t i = 0; i < count && !err; i++) {
		int needed = common_digits(row->told.identity, alike[i].identity) + 1;
		row->reveal = needed > row->reveal ? needed : row->reveal;
		if (alike[i].reveal >= needed)
			continue;
		err = declaration_reveal(store, alike[i].identity, needed);
		if (!err)
			err = declaration_show_again(store, arena, alike[i].identity);
	}
	return err;
}

// ---- storing ----

// Derives, stores and publishes. `before`: the unit that showed it until now, "" for none.
static enum err row_settle(
	struct store *store, struct arena *arena, struct declaration_row *row, const char *before)
{
	struct counter_row *events;
	size_t count;

	enum err err = counter_list(store, arena, row->told.identity, &events, &count);
	if (err)
		return err;
	row_derive(row, events, count, clock_wall(store->clock));
	row->changed = clock_wall(store->clock);
	if (!text_equal(before, row->unit)) {
		row->reveal = 0;
		if (*before)
			err = store_publish(
				store, before, FEED_KIND_KEYS[FEED_DECLARATION], row->told.identity, NULL);
	}
	if (!err && *row->unit)
		err = masks_settle(store, arena, row);
	if (!err)
		err = declaration_put(store, row);
	if (!err && *row->unit)
		err = declaration_show(store, arena, row, events, count);
	return err;
}

static void applied_fill(const struct told *told, struct applied_declaration *applied)
{
	struct declaration declaration;

	told_declaration(told, &declaration);
	applied->status = declaration_status(&declaration);
	applied->channel = declaration.channel;
	applied->office = declaration.office;
}

static enum err office_check(struct store *store, struct applied_declaration *applied)
{
	bool is_new;

	if (!*applied->office)
		return ERR_NONE;
	return office_note(store, applied->office, &applied->is_office_unknown, &is_new);
}

// Whether a connector of this office may tell of the declaration: it must be its own, also in what is known
// already.
static bool is_foreign(const char *scope, const struct told *told, const struct told *held)
{
	const char *office = held ? held->texts[TOLD_OFFICE] : "";

	return scope &&
	       (!text_equal(told->texts[TOLD_OFFICE], scope) || (*office && !text_equal(office, scope)));
}

enum err declaration_apply(struct store *store, struct arena *arena, const struct told *told,
	const char *scope, struct applied_declaration *applied)
{
	struct declaration_row row;
	enum told_change change = TOLD_VALUES;
	char before[UNIT_ID];
	bool has_waited = false;

	memset(applied, 0, sizeof(*applied));
	enum err err = declaration_get(store, arena, told->identity, &row);
	bool is_new = err == ERR_NOT_FOUND;
	if (err && !is_new)
		return err;
	if (is_foreign(scope, told, is_new ? NULL : &row.told)) {
		applied->outcome = OUTCOME_FOREIGN;
		applied->office = "";
		return ERR_NONE;
	}
	if (is_new) {
		row.told = *told;
		row.made = clock_wall(store->clock);
	} else {
		change = told_merge(&row.told, told);
	}
	applied->outcome = is_new ? OUTCOME_NEW : change == TOLD_VALUES ? OUTCOME_CHANGED : OUTCOME_UNCHANGED;
	applied_fill(&row.told, applied);
	memcpy(before, row.unit, sizeof(before));
	err = office_check(store, applied);
	if (store->options.use == DB_READ)
		return err;
	if (!err && change == TOLD_VALUES)
		err = row_settle(store, arena, &row, before);
	else if (!err && change == TOLD_RANKS)
		err = declaration_put(store, &row);
	if (!err && is_new)
		err = apply_declaration(store, told->identity, &has_waited);
	// What waited may have come before kiosks were told last.
	return err || !has_waited ? err : declaration_show_again(store, arena, told->identity);
}

// ---- counter events ----

static enum err call_show(
	struct store *store, const struct declaration_row *row, const struct counter_event *event)
{
	char shown[32];
	struct feed_call call = {
		.identity = row->told.identity, .shown = shown, .counter = event->counter, .at = event->at};

	number_mask(row->told.identity, row->reveal, shown);
	enum err err = call_put(store, row->unit, row->told.identity, event->at, &call.serial);
	if (err || call.serial == 0)
		return err;
	return value_publish(store, row->unit, FEED_CALL, row->unit, feed_call_write(&call));
}

enum err counter_apply(struct store *store, struct arena *arena, const struct counter_event *event,
	const char *unit, bool *is_new)
{
	struct declaration_row row;
	struct counter_row counter = {event->event, event->at, event->officers, event->counter};
	char identity[NUMBER_IDENTITY + 1], before[UNIT_ID];

	snprintf(identity, sizeof(identity), "%.*s", NUMBER_IDENTITY, event->number);
	enum err err = declaration_get(store, arena, identity, &row);
	bool is_known = !err;
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (is_known && *unit && !text_equal(row.told.texts[TOLD_OFFICE], unit))
		return ERR_DENIED;
	err = counter_put(store, identity, &counter, is_new);
	if (err || !*is_new)
		return err;
	memcpy(before, row.unit, sizeof(before));
	if (is_known) {
		err = row_settle(store, arena, &row, before);
	} else { // kept until an export brings it; a call is heard at once
		memcpy(row.told.identity, identity, sizeof(identity));
		snprintf(row.unit, sizeof(row.unit), "%s", unit);
	}
	if (!err && event->event == STAGE_CALLED && *row.unit)
		err = call_show(store, &row, event);
	return err;
}

enum err declarations_retire(struct store *store, struct arena *arena, size_t most, size_t *count)
{
	const char **list;
	struct declaration_row row;

	enum err err = declaration_over_list(store, arena, clock_wall(store->clock), most, &list, count);
	for (size_t i = 0; i < *count && !err; i++) {
		char before[UNIT_ID];
		err = declaration_get(store, arena, list[i], &row);
		memcpy(before, row.unit, sizeof(before));
		if (!err)
			err = row_settle(store, arena, &row, before);
	}
	return err;
}

enum err declarations_show_again(struct store *store, const char *unit, char after[NUMBER_IDENTITY + 1])
{
	struct arena arena = {0}, each = {0};
	const char **list;
	size_t count = 0;

	enum err err = declaration_shown_list(store, &arena, unit, after, SHOWN_AGAIN, &list, &count);
	for (size_t i = 0; i < count && !err; i++) {
		err = declaration_show_again(store, &each, list[i]);
		arena_wipe(&each);
	}
	snprintf(after, NUMBER_IDENTITY + 1, "%s", count == SHOWN_AGAIN ? list[count - 1] : "");
	arena_finish(&each);
	arena_finish(&arena);
	return err;
}
