// SPDX-License-Identifier: Apache-2.0
#include "customs/ballot.h"
#include "base/text.h"
#include <string.h>

const char *const SUBJECT_KEYS[SUBJECT_COUNT] = {"declaration", "dossier", "place"};
const char *const PHASE_KEYS[PHASE_COUNT] = {"during", "after"};
const char *const PROOF_KEYS[PROOF_COUNT] = {"none", "tax4", "barcode", "token"};
const char *const REASON_KEYS[REASON_COUNT] = {
	[REASON_TIME] = "time",
	[REASON_ATTITUDE] = "attitude",
	[REASON_SKILL] = "skill",
	[REASON_GUIDE] = "guide",
	[REASON_REPEAT] = "repeat",
	[REASON_OFFLIST] = "offlist",
	[REASON_FEE] = "fee",
	[REASON_HARASS] = "harass",
	[REASON_FACILITY] = "facility",
};

static const struct {
	int strength, level;
} PROOFS[PROOF_COUNT] = {
	[PROOF_NONE] = {0, 0},
	[PROOF_TAX4] = {1, 1},
	[PROOF_BARCODE] = {1, 1},
	[PROOF_TOKEN] = {2, 2},
};

int proof_strength(enum proof proof)
{
	return PROOFS[proof].strength;
}

int proof_level(enum proof proof)
{
	return PROOFS[proof].level;
}

static bool mark_is_same(const struct mark *one, const struct mark *two)
{
	return one->party == two->party && text_equal(one->ref, two->ref) && text_equal(one->step, two->step);
}

enum err ballot_add(struct ballot *ballot, const struct mark *mark)
{
	for (size_t i = 0; i < ballot->count; i++)
		if (mark_is_same(&ballot->marks[i], mark))
			return ERR_CONFLICT;
	if (ballot->count == BALLOT_MARKS)
		return ERR_TOO_BIG;
	ballot->marks[ballot->count++] = *mark;
	return ERR_NONE;
}

void ballot_give(struct ballot *ballot, size_t index, int stars)
{
	if (index >= ballot->count || stars < 0 || stars > STARS_MOST)
		return;
	ballot->marks[index].stars = stars;
	if (stars == 0)
		ballot->marks[index].reasons = 0;
}

void ballot_turn(struct ballot *ballot, size_t index, enum reason reason)
{
	if (index < ballot->count && ballot->marks[index].stars > 0)
		ballot->marks[index].reasons ^= (uint32_t)1 << reason;
}

size_t ballot_given(const struct ballot *ballot)
{
	size_t given = 0;

	for (size_t i = 0; i < ballot->count; i++)
		given += ballot->marks[i].stars > 0;
	return given;
}

bool ballot_is_empty(const struct ballot *ballot)
{
	return ballot_given(ballot) == 0;
}

void ballot_keep_given(struct ballot *ballot)
{
	size_t kept = 0;

	for (size_t i = 0; i < ballot->count; i++)
		if (ballot->marks[i].stars > 0)
			ballot->marks[kept++] = ballot->marks[i];
	memset(&ballot->marks[kept], 0, (ballot->count - kept) * sizeof(ballot->marks[0]));
	ballot->count = kept;
}

static bool is_text(const char *text, size_t room)
{
	const char *end = memchr(text, '\0', room);

	return end && text_is_utf8(text, (size_t)(end - text));
}

static const char *subject_fault(const struct ballot *ballot)
{
	if ((unsigned)ballot->subject >= SUBJECT_COUNT || !is_text(ballot->ref, SUBJECT_REF) ||
		ballot->ref[0] == '\0')
		return "subject";
	if (ballot->subject == SUBJECT_DECLARATION &&
		(strlen(ballot->ref) != NUMBER_DIGITS || !text_is_digits(ballot->ref, NUMBER_DIGITS)))
		return "subject";
	if ((unsigned)ballot->phase >= PHASE_COUNT)
		return "phase";
	return (unsigned)ballot->proof >= PROOF_COUNT ? "proof" : NULL;
}

static const char *mark_fault(const struct mark *mark)
{
	if ((unsigned)mark->party >= PARTY_COUNT)
		return "marks.party";
	if (!is_text(mark->ref, PARTY_REF) || mark->ref[0] == '\0')
		return "marks.ref";
	if (!is_text(mark->name, MARK_NAME))
		return "marks.name";
	if (!is_text(mark->step, STEP_ID))
		return "marks.step";
	if (mark->stars < 1 || mark->stars > STARS_MOST)
		return "marks.stars";
	return mark->reasons >> REASON_COUNT != 0 ? "marks.reasons" : NULL;
}

static const char *ballot_fault(const struct ballot *ballot)
{
	const char *fault = subject_fault(ballot);

	if (fault)
		return fault;
	if (ballot->count == 0 || ballot->count > BALLOT_MARKS)
		return "marks";
	for (size_t i = 0; i < ballot->count; i++) {
		fault = mark_fault(&ballot->marks[i]);
		if (fault)
			return fault;
		for (size_t j = 0; j < i; j++)
			if (mark_is_same(&ballot->marks[i], &ballot->marks[j]))
				return "marks.ref";
	}
	return NULL;
}

enum err ballot_check(const struct ballot *ballot, const char **field)
{
	*field = ballot_fault(ballot);
	return *field == NULL ? ERR_NONE : ERR_INVALID;
}

bool ballot_outranks(enum proof held, enum proof other)
{
	return proof_strength(other) > proof_strength(held);
}
