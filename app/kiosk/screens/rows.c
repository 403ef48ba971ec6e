// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/rows.h"
#include "base/text.h"
#include "kiosk/screens/station_words.h"
#include "kiosk/screens/words.h"
#include <stdio.h>
#include <string.h>

// Every step, and which of them a channel leads through at this office.
static const struct {
	const char *id;
	unsigned channels; // 1 << channel
	bool when_unknown; // asked when nothing is known of the declaration
} STEPS[] = {
	{"TIEPNHAN", 1u << CHANNEL_NONE | 1u << CHANNEL_GREEN, true},
	{"HOSO", 1u << CHANNEL_YELLOW | 1u << CHANNEL_RED, true},
	{"GIATHUE", 0, false},
	{"KIEMHOA", 1u << CHANNEL_RED, true},
	{"SOICHIEU", 0, false},
	{"THUE", 0, false},
	{"THONGQUAN", 0, false},
	{"GIAMSAT", 1u << CHANNEL_GREEN, false},
	{"KHAC", 0, false},
};
#define STEP_COUNT (sizeof(STEPS) / sizeof(STEPS[0]))

// What of a waiting room is rated; names are catalogue keys behind "place.".
static const char *const ROOM_FEATURES[] = {"seats", "water", "cooling", "screens", "guidance"};

const char *const *rows_steps(size_t *count)
{
	static const char *const ids[] = {
		"TIEPNHAN", "HOSO", "GIATHUE", "KIEMHOA", "SOICHIEU", "THUE", "THONGQUAN", "GIAMSAT", "KHAC"};

	_Static_assert(sizeof(ids) / sizeof(ids[0]) == STEP_COUNT, "one row a step");
	*count = STEP_COUNT;
	return ids;
}

static const enum feed_kind NAME_KINDS[PARTY_COUNT] = {
	[PARTY_OFFICER] = FEED_OFFICER,
	[PARTY_TEAM] = FEED_UNIT,
	[PARTY_STEP] = FEED_STEP,
	[PARTY_UNIT] = FEED_UNIT,
	[PARTY_PLACE] = FEED_KINDS,
};

static void name_into(const struct visit *visit, enum feed_kind kind, const char *key, char out[MARK_NAME])
{
	struct arena arena;
	const char *name;

	arena_init(&arena, 0);
	name = cache_name(visit->station->local, &arena, kind, key, visit->lang);
	snprintf(out, MARK_NAME, "%s", *name ? name : key);
	arena_finish(&arena);
}

static void name_row(struct visit *visit, size_t i)
{
	struct mark *mark = &visit->ballot.marks[i];
	struct ballot_line *line = &visit->lines[i];
	char key[PARTY_REF + 8];

	line->step_name[0] = '\0';
	if (*mark->step)
		name_into(visit, FEED_STEP, mark->step, line->step_name);
	if (mark->party == PARTY_PLACE) {
		snprintf(key, sizeof(key), "place.%s", mark->ref);
		snprintf(mark->name, sizeof(mark->name), "%s", tr(visit->lang, key));
		return;
	}
	name_into(visit, NAME_KINDS[mark->party], mark->ref, mark->name);
}

void rows_name(struct visit *visit)
{
	for (size_t i = 0; i < visit->ballot.count; i++)
		name_row(visit, i);
}

static enum err add(
	struct visit *visit, enum party party, const char *ref, const char *step, struct ballot_line line)
{
	struct mark mark = {.party = party};
	enum err err;

	snprintf(mark.ref, sizeof(mark.ref), "%s", ref);
	snprintf(mark.step, sizeof(mark.step), "%s", step);
	err = ballot_add(&visit->ballot, &mark);
	if (err)
		return err; // there already, or the ballot is as long as it may be
	visit->lines[visit->ballot.count - 1] = line;
	name_row(visit, visit->ballot.count - 1);
	return ERR_NONE;
}

static void try_add(
	struct visit *visit, enum party party, const char *ref, const char *step, struct ballot_line line)
{
	enum err err = add(visit, party, ref, step, line);

	(void)err; // a party named twice is one row
}

static bool add_officers(struct visit *visit, const char *step)
{
	const struct feed_declaration *value = &visit->declaration.value;
	bool is_any = false;

	for (size_t i = 0; i < value->party_count; i++) {
		struct ballot_line line = {0};

		if (value->parties[i].party != PARTY_OFFICER || !text_equal(value->parties[i].step, step))
			continue;
		if (text_equal(value->parties[i].step, STEP_DOCUMENTS))
			snprintf(line.counter, sizeof(line.counter), "%s", value->counter);
		try_add(visit, PARTY_OFFICER, value->parties[i].ref, step, line);
		is_any = true;
	}
	return is_any;
}

static bool declaration_has_step(const struct visit *visit, size_t step)
{
	const struct feed_declaration *value = &visit->declaration.value;

	if (!visit->is_known)
		return STEPS[step].when_unknown;
	if (STEPS[step].channels & 1u << value->channel)
		return true;
	for (size_t i = 0; i < value->party_count; i++)
		if (text_equal(value->parties[i].step, STEPS[step].id))
			return true;
	return false;
}

void rows_make(struct visit *visit)
{
	const struct feed_declaration *value = &visit->declaration.value;
	bool is_proven = visit_is_proven(visit);
	const char *unit = visit->station->identity.unit;

	for (size_t i = 0; i < STEP_COUNT; i++) {
		struct ballot_line line = {.is_unassigned = visit->is_known};

		if (!declaration_has_step(visit, i) || (is_proven && add_officers(visit, STEPS[i].id)))
			continue;
		try_add(visit, PARTY_STEP, STEPS[i].id, "", line);
	}
	for (size_t i = 0; is_proven && i < value->party_count; i++)
		if (value->parties[i].party == PARTY_TEAM)
			try_add(visit, PARTY_TEAM, value->parties[i].ref, "", (struct ballot_line){0});
	if (visit->is_known && *value->office)
		unit = value->office;
	try_add(visit, PARTY_UNIT, unit, "", (struct ballot_line){0});
}

void rows_make_place(struct visit *visit)
{
	for (size_t i = 0; i < sizeof(ROOM_FEATURES) / sizeof(ROOM_FEATURES[0]); i++)
		try_add(visit, PARTY_PLACE, ROOM_FEATURES[i], "", (struct ballot_line){0});
}

enum err rows_add(struct visit *visit, enum party party, const char *ref)
{
	return add(visit, party, ref, "", (struct ballot_line){.is_added = true});
}

const char *row_title(const struct visit *visit, struct ui *ui, size_t i)
{
	const struct mark *mark = &visit->ballot.marks[i];

	if (mark->party == PARTY_OFFICER)
		return *visit->lines[i].step_name ? visit->lines[i].step_name
						  : ui_tr(ui, "rate.subject.officer");
	if (mark->party == PARTY_UNIT)
		return ui_tr(ui, "rate.subject.unit");
	if (mark->party == PARTY_TEAM)
		return ui_tr(ui, "rate.subject.team");
	return mark->name;
}

const char *row_subtitle(const struct visit *visit, struct ui *ui, size_t i)
{
	const struct mark *mark = &visit->ballot.marks[i];
	const struct ballot_line *line = &visit->lines[i];

	switch (mark->party) {
	case PARTY_OFFICER:
		if (*line->counter)
			return tr_fill(ui_frame(ui), visit->lang, "rate.officer_at", "name", mark->name,
				"counter", counter_name(ui, line->counter), NULL);
		return tr_fill(ui_frame(ui), visit->lang, "rate.officer", "name", mark->name, NULL);
	case PARTY_TEAM:
	case PARTY_UNIT:
		return mark->name;
	case PARTY_STEP:
		return ui_tr(ui, line->is_unassigned && visit_is_proven(visit) ? "rate.unassigned"
									       : "rate.subject.step");
	case PARTY_PLACE:
	case PARTY_COUNT:
		break;
	}
	return "";
}

const char *row_subtitle_given(const struct visit *visit, struct ui *ui, size_t i)
{
	if (visit->ballot.marks[i].party == PARTY_STEP && visit->lines[i].is_unassigned &&
		visit_is_proven(visit))
		return ui_tr(ui, "review.unassigned"); // what to do about it was said on the ballot
	return row_subtitle(visit, ui, i);
}

const char *row_subject(const struct visit *visit, struct ui *ui)
{
	const char *phase = ui_tr(ui, visit->ballot.phase == PHASE_AFTER ? "ballot.after" : "ballot.during");
	char number[32];

	if (visit->ballot.subject == SUBJECT_PLACE)
		return unit_text(ui, visit->station);
	if (visit_is_proven(visit))
		number_group(visit->ballot.ref, number); // what is stored, whatever is told meanwhile
	else
		number_mask(visit->number.identity, 0, number);
	return tr_fill(ui_frame(ui), visit->lang, "ballot.subject", "n", number, "phase", phase, NULL);
}
