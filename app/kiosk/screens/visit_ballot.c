// SPDX-License-Identifier: Apache-2.0
// How a visit's ballot begins: in which phase, on what, with which rows.
#include "kiosk/screens/rows.h"
#include <stdio.h>

#define CACHE_TRUSTED_MS (15 * CLOCK_MINUTE) // older: the phase is asked

enum phase_answer phase_propose(const struct feed_declaration *declaration, bool is_known, int64_t age_ms)
{
	if (!is_known || age_ms < 0 || age_ms > CACHE_TRUSTED_MS)
		return PHASE_ASK;
	return stage_after_is_open(declaration->times, declaration->status) ? PHASE_IS_AFTER
									    : PHASE_IS_DURING;
}

enum place visit_consent(struct visit *visit)
{
	switch (phase_propose(&visit->declaration.value, visit->is_known, visit->station->freshness.age)) {
	case PHASE_IS_AFTER:
		return visit_begin(visit, PHASE_AFTER);
	case PHASE_IS_DURING:
		return visit_begin(visit, PHASE_DURING);
	case PHASE_ASK:
		break;
	}
	return PLACE_PHASE;
}

static void begin(struct visit *visit, enum subject subject, const char *ref, enum phase phase)
{
	visit_drop_ballot(visit);
	visit->ballot.subject = subject;
	snprintf(visit->ballot.ref, sizeof(visit->ballot.ref), "%s", ref);
	visit->ballot.phase = phase;
	visit->ballot.proof = visit->proof;
	visit->has_ballot = true;
	visit->consent_at = visit->station->now;
	visit->opened_at = visit->station->boot;
}

enum place visit_begin(struct visit *visit, enum phase phase)
{
	begin(visit, SUBJECT_DECLARATION, visit->number.digits, phase);
	rows_make(visit);
	return PLACE_BALLOT;
}

enum place visit_begin_place(struct visit *visit)
{
	visit->proof = PROOF_NONE;
	begin(visit, SUBJECT_PLACE, "waiting-room", PHASE_DURING);
	rows_make_place(visit);
	return PLACE_BALLOT;
}

bool visit_is_rated(struct visit *visit, enum phase phase)
{
	bool has = false;

	if (!visit->is_known || !visit_is_proven(visit))
		return false; // whether it was rated is not for somebody who has proven nothing
	if (visit->declaration.value.rated & 1u << phase)
		return true;
	return outbox_has_ballot(visit->station->local, visit->number.identity, phase, true, &has) ==
		       ERR_NONE &&
	       has;
}

void visit_set_lang(struct visit *visit, enum lang lang)
{
	visit->lang = lang;
	if (visit->has_ballot)
		rows_name(visit);
}
