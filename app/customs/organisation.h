// SPDX-License-Identifier: Apache-2.0
// Units, teams, officers and steps: who can be rated. All dated; labels are data. Pure; any
// thread.
#ifndef CUSTOMS_ORGANISATION_H
#define CUSTOMS_ORGANISATION_H

#include "base/arena.h"
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

#define UNIT_ID 16   // with NUL: "03TG", "III"
#define PARTY_REF 64 // with NUL: badge, team "03TG-00", step "HOSO", unit "03TG"
#define STEP_ID 16

enum party {
	PARTY_OFFICER,
	PARTY_TEAM,
	PARTY_STEP,
	PARTY_UNIT,
	PARTY_PLACE,
	PARTY_COUNT
};						  // PLACE: a feature of the waiting room
extern const char *const PARTY_KEYS[PARTY_COUNT]; // "officer" ...

// An officer as an export cell names him: "HQ-03TG-0003 Ngô Văn Nghĩa", or a name without badge (then ref is
// the folded name).
struct officer_name {
	char ref[PARTY_REF];
	const char *name; // arena
};
#define OFFICERS_IN_CELL 8
// Splits "A; B". *count at most OFFICERS_IN_CELL; more are INVALID.
MUST_USE enum err officers_read(
	struct arena *arena, const char *cell, struct officer_name out[OFFICERS_IN_CELL], size_t *count);

// Steps that can be rated: which officer cell of the export works in which step.
#define STEP_DOCUMENTS "HOSO"
#define STEP_GOODS "KIEMHOA"

#endif
