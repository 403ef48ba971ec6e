// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/reach.h"
#include "central/store/organisation.h"
#include <stdio.h>
#include <string.h>

#define REACHED_MOST (BALLOT_MARKS * 4) // of one ballot: officer, step, team and unit of each mark
#define REACH_FULL (REACH_SLOTS - REACHED_MOST)

// ---- one ballot ----

struct reached {
	enum party party;
	const char *unit, *ref;
	int64_t marks, sum; // of stars
	int64_t stars[STARS_MOST];
};

struct marks {
	size_t count;
	struct reached list[REACHED_MOST];
};

static void marks_add(struct marks *marks, enum party party, const char *unit, const char *ref, int stars)
{
	struct reached *found = marks->list, *end = marks->list + marks->count;

	while (found < end &&
		!(found->party == party && strcmp(found->ref, ref) == 0 && strcmp(found->unit, unit) == 0))
		found++;
	if (found == end) {
		*found = (struct reached){.party = party, .unit = unit, .ref = ref};
		marks->count++;
	}
	found->marks++;
	found->sum += stars;
	found->stars[stars - 1]++;
}

static unsigned hash_text(unsigned hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

// Where he worked on that day; "" and "" when nobody knows him.
static enum err officer_find(struct reach *reach, const char *ref, int day, const struct reach_officer **out)
{
	struct reach_officer **slot = &reach->officers[hash_text((unsigned)day, ref) & (REACH_OFFICERS - 1)];
	struct officer_row row;
	struct arena arena;

	if (!*slot)
		*slot = arena_new(&reach->arena, struct reach_officer);
	struct reach_officer *officer = *slot;
	*out = officer;
	if (officer->day == day && strcmp(officer->ref, ref) == 0)
		return ERR_NONE;
	arena_init(&arena, 0);
	enum err err = officer_get(reach->store, &arena, ref, day, &row);
	memset(officer, 0, sizeof *officer);
	if (!err) {
		snprintf(officer->unit, sizeof officer->unit, "%s", row.unit);
		snprintf(officer->team, sizeof officer->team, "%s", row.team);
	}
	if (!err || err == ERR_NOT_FOUND) {
		snprintf(officer->ref, sizeof officer->ref, "%s", ref);
		officer->day = day;
		err = ERR_NONE;
	}
	arena_finish(&arena);
	return err;
}

static enum err officer_add(
	struct reach *reach, struct marks *marks, const char *ballot_unit, const struct mark *mark, int day)
{
	const struct reach_officer *found;

	enum err err = officer_find(reach, mark->ref, day, &found);
	if (err)
		return err;
	// Two officers of one ballot may share the slot they were found in.
	const char *unit = *found->unit ? arena_text(&reach->arena, found->unit) : ballot_unit;
	marks_add(marks, PARTY_OFFICER, unit, mark->ref, mark->stars);
	if (*mark->step)
		marks_add(marks, PARTY_STEP, unit, mark->step, mark->stars);
	if (*found->team)
		marks_add(marks, PARTY_TEAM, unit, arena_text(&reach->arena, found->team), mark->stars);
	marks_add(marks, PARTY_UNIT, unit, unit, mark->stars);
	return ERR_NONE;
}

static enum err mark_add(
	struct reach *reach, struct marks *marks, const char *unit, const struct mark *mark, int day)
{
	switch (mark->party) {
	case PARTY_OFFICER:
		return officer_add(reach, marks, unit, mark, day);
	case PARTY_UNIT:
		marks_add(marks, PARTY_UNIT, mark->ref, mark->ref, mark->stars);
		return ERR_NONE;
	case PARTY_TEAM:
		marks_add(marks, PARTY_TEAM, unit, mark->ref, mark->stars);
		marks_add(marks, PARTY_UNIT, unit, unit, mark->stars);
		return ERR_NONE;
	case PARTY_STEP:
	case PARTY_PLACE:
		marks_add(marks, mark->party, unit, mark->ref, mark->stars);
		return ERR_NONE;
	case PARTY_COUNT:
	default:
		err_abort("a mark of no party");
	}
}

// ---- the counts gathered ----

static bool is_same_key(const struct tally *one, const struct tally *other)
{
	return one->party == other->party && one->day == other->day && one->phase == other->phase &&
	       one->level == other->level && strcmp(one->ref, other->ref) == 0 &&
	       strcmp(one->unit, other->unit) == 0;
}

static struct tally *slot_find(struct reach *reach, const struct tally *key)
{
	unsigned hash = hash_text(hash_text((unsigned)key->party, key->ref), key->unit);

	hash = hash * 31 + (unsigned)(key->day * 4 + (int)key->phase * 2 + key->level);
	for (;; hash++) {
		struct tally **slot = &reach->slots[hash & (REACH_SLOTS - 1)];
		if (*slot && is_same_key(*slot, key))
			return *slot;
		if (*slot)
			continue;
		*slot = arena_new(&reach->arena, struct tally);
		**slot = *key;
		(*slot)->unit = arena_text(&reach->arena, key->unit);
		(*slot)->ref = arena_text(&reach->arena, key->ref);
		reach->count++;
		return *slot;
	}
}

void reach_open(struct reach *reach, struct store *store)
{
	memset(reach, 0, sizeof *reach);
	reach->store = store;
	arena_init(&reach->arena, 0);
}

enum err reach_count(struct reach *reach, const struct ballot_row *row, int sign)
{
	struct marks marks;
	int day = day_of(row->dated);
	enum err err = reach->count > REACH_FULL ? reach_write(reach) : ERR_NONE;

	marks.count = 0;
	for (size_t i = 0; i < row->ballot->count && !err; i++)
		err = mark_add(reach, &marks, row->unit, &row->ballot->marks[i], day);
	for (size_t i = 0; i < marks.count && !err; i++) {
		const struct reached *reached = &marks.list[i];
		struct tally *tally = slot_find(reach, &(struct tally){.unit = reached->unit,
							       .party = reached->party,
							       .ref = reached->ref,
							       .day = day,
							       .phase = row->ballot->phase,
							       .level = proof_level(row->proof) > 0});
		tally->ballots += sign;
		tally->means += sign * (reached->sum * TALLY_STAR / reached->marks);
		for (int s = 0; s < STARS_MOST; s++)
			tally->stars[s] += sign * reached->stars[s];
	}
	return err;
}

enum err reach_write(struct reach *reach)
{
	struct store *store = reach->store;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < REACH_SLOTS && !err; i++)
		if (reach->slots[i])
			err = tally_add(store, reach->slots[i]);
	reach_close(reach);
	reach_open(reach, store);
	return err;
}

void reach_close(struct reach *reach)
{
	arena_finish(&reach->arena);
}
