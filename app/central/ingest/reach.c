// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/reach.h"
#include "central/store/organisation.h"
#include "central/store/tally.h"
#include <stdio.h>
#include <string.h>

#define REACH_MEMORY ((size_t)64 << 10)
#define REACHED_MOST (BALLOT_MARKS * 4) // himself, step, team, unit

struct reached {
	enum party party;
	char unit[UNIT_ID], ref[PARTY_REF];
	int64_t marks, sum; // of stars
	int64_t stars[STARS_MOST];
};

struct reach {
	size_t count;
	struct reached list[REACHED_MOST];
};

static void reach_add(struct reach *reach, enum party party, const char *unit, const char *ref, int stars)
{
	struct reached *found = reach->list, *end = reach->list + reach->count;

	while (found < end &&
		!(found->party == party && strcmp(found->ref, ref) == 0 && strcmp(found->unit, unit) == 0))
		found++;
	if (found == end) {
		memset(found, 0, sizeof *found);
		found->party = party;
		snprintf(found->unit, sizeof found->unit, "%s", unit);
		snprintf(found->ref, sizeof found->ref, "%s", ref);
		reach->count++;
	}
	found->marks++;
	found->sum += stars;
	found->stars[stars - 1]++;
}

static enum err officer_add(struct store *store, struct reach *reach, const struct ballot_row *row,
	const struct mark *mark, int day)
{
	struct arena arena;
	struct officer_row officer = {0};

	arena_init(&arena, REACH_MEMORY);
	enum err err = officer_get(store, &arena, mark->ref, day, &officer);
	if (!err || err == ERR_NOT_FOUND) {
		const char *unit = officer.unit && *officer.unit ? officer.unit : row->unit;
		reach_add(reach, PARTY_OFFICER, unit, mark->ref, mark->stars);
		if (*mark->step)
			reach_add(reach, PARTY_STEP, unit, mark->step, mark->stars);
		if (officer.team && *officer.team)
			reach_add(reach, PARTY_TEAM, unit, officer.team, mark->stars);
		reach_add(reach, PARTY_UNIT, unit, unit, mark->stars);
		err = ERR_NONE;
	}
	arena_finish(&arena);
	return err;
}

static enum err mark_add(struct store *store, struct reach *reach, const struct ballot_row *row,
	const struct mark *mark, int day)
{
	switch (mark->party) {
	case PARTY_OFFICER:
		return officer_add(store, reach, row, mark, day);
	case PARTY_UNIT:
		reach_add(reach, PARTY_UNIT, mark->ref, mark->ref, mark->stars);
		return ERR_NONE;
	case PARTY_TEAM:
		reach_add(reach, PARTY_TEAM, row->unit, mark->ref, mark->stars);
		reach_add(reach, PARTY_UNIT, row->unit, row->unit, mark->stars);
		return ERR_NONE;
	case PARTY_STEP:
	case PARTY_PLACE:
		reach_add(reach, mark->party, row->unit, mark->ref, mark->stars);
		return ERR_NONE;
	case PARTY_COUNT:
	default:
		err_abort("a mark of no party");
	}
}

enum err reach_count(struct store *store, const struct ballot_row *row, int sign)
{
	struct reach reach = {0};
	int day = day_of(row->dated);
	enum err err = ERR_NONE;

	for (size_t i = 0; i < row->ballot.count && !err; i++)
		err = mark_add(store, &reach, row, &row->ballot.marks[i], day);
	for (size_t i = 0; i < reach.count && !err; i++) {
		const struct reached *reached = &reach.list[i];
		struct tally tally = {
			.unit = reached->unit,
			.party = reached->party,
			.ref = reached->ref,
			.day = day,
			.phase = row->ballot.phase,
			.level = proof_level(row->ballot.proof) > 0,
			.ballots = sign,
			.means = sign * (reached->sum * TALLY_STAR / reached->marks),
		};
		for (int s = 0; s < STARS_MOST; s++)
			tally.stars[s] = sign * reached->stars[s];
		err = tally_add(store, &tally);
	}
	return err;
}
