// SPDX-License-Identifier: Apache-2.0
// A ballot: one subject, one phase, N marks of one to five stars, all or none. No default stars, no zero.
// Plain data in the caller's memory; pure functions; any thread. Fixed ceilings, so a ballot never needs
// memory of its own.
#ifndef CUSTOMS_BALLOT_H
#define CUSTOMS_BALLOT_H

#include "base/err.h"
#include "customs/declaration.h"
#include "customs/organisation.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BALLOT_MARKS 24
#define MARK_NAME 192 // bytes with NUL, as shown
#define SUBJECT_REF 64

enum subject { SUBJECT_DECLARATION, SUBJECT_DOSSIER, SUBJECT_PLACE, SUBJECT_COUNT };
extern const char *const SUBJECT_KEYS[SUBJECT_COUNT];
enum phase { PHASE_DURING, PHASE_AFTER, PHASE_COUNT };
extern const char *const PHASE_KEYS[PHASE_COUNT];
enum proof {
	PROOF_NONE,
	PROOF_TAX4,
	PROOF_BARCODE,
	PROOF_TOKEN,
	PROOF_COUNT
}; // rising strength: none < tax4 = barcode < token
extern const char *const PROOF_KEYS[PROOF_COUNT];
int proof_strength(enum proof proof); // 0, 1, 1, 2
int proof_level(enum proof proof);    // assurance level L0..L2

// Why: a bit set over this table. Central stores the bits, so a new reason goes before REASON_COUNT
// and none is ever taken out.
enum reason {
	REASON_TIME,
	REASON_ATTITUDE,
	REASON_SKILL,
	REASON_GUIDE,
	REASON_REPEAT,
	REASON_OFFLIST,
	REASON_FEE,
	REASON_HARASS,
	REASON_FACILITY,
	REASON_COUNT
};
extern const char
	*const REASON_KEYS[REASON_COUNT]; // "time": on the wire and, behind "rate.reason.", in the catalogues

#define STARS_MOST 5 // official names are catalogue keys "level.1".."level.5"

struct mark {
	enum party party;
	char ref[PARTY_REF];
	char name[MARK_NAME]; // as shown to the person
	char step[STEP_ID];   // the step an officer did, or ""
	int stars;	      // 0: not given (yet); such marks are not part of what is sent
	uint32_t reasons;     // bits of enum reason
};

struct ballot {
	enum subject subject;
	char ref[SUBJECT_REF]; // declaration: 12 digits as the person gave them; dossier: text; place:
			       // "waiting-room"
	enum phase phase;
	enum proof proof;
	size_t count;
	struct mark marks[BALLOT_MARKS];
};

MUST_USE enum err ballot_add(struct ballot *ballot,
	const struct mark *mark); // CONFLICT: this party with this step is there; TOO_BIG
void ballot_give(struct ballot *ballot, size_t index, int stars);	   // 1..5; 0 clears stars and reasons
void ballot_turn(struct ballot *ballot, size_t index, enum reason reason); // on <-> off
size_t ballot_given(const struct ballot *ballot);			   // marks with stars
bool ballot_is_empty(const struct ballot *ballot);
void ballot_keep_given(struct ballot *ballot); // drops marks without stars: what is left is what is sent
// After ballot_keep_given(). What must hold for a ballot to be stored: subject, at least one mark,
// stars 1..5, no party twice, known reasons. INVALID, with the field in *field.
MUST_USE enum err ballot_check(const struct ballot *ballot, const char **field);

// Which of two ballots of one (declaration, phase, trader) counts: better proof, then the one received first.
bool ballot_outranks(enum proof held, enum proof other); // does `other`, received later, replace `held`?

#endif
