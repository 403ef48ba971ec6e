// SPDX-License-Identifier: Apache-2.0
// Units, teams, officers, steps and enterprises, dated: a period is valid from its day until the next one
// begins, so a question is always "as of that day". Days are since 1970-01-01 in Viet Nam. A
// store's thread; texts are copied into the arena given.
#ifndef CENTRAL_STORE_ORGANISATION_H
#define CENTRAL_STORE_ORGANISATION_H

#include "base/arena.h"
#include "central/store/store.h"
#include "customs/organisation.h"

int day_of(int64_t wall_ms); // the day in Viet Nam
int64_t day_begins(int day); // its first moment

// Every *_put: *changed tells whether the same was there already. Names not given are "".
struct unit_row {
	const char *id, *kind; // kind: "office", "region", "team", ...
	int valid_from;
	const char *name, *parent;
};
MUST_USE enum err unit_get(
	struct store *store, struct arena *arena, const char *id, int day, struct unit_row *row); // NOT_FOUND
MUST_USE enum err unit_put(struct store *store, const struct unit_row *row, bool *changed);

struct officer_row {
	const char *ref, *name;
	int valid_from;
	const char *unit, *team, *title, *steps, *counter; // steps: "HOSO,THUE"
};
MUST_USE enum err officer_get(struct store *store, struct arena *arena, const char *ref, int day,
	struct officer_row *row); // NOT_FOUND
MUST_USE enum err officer_put(struct store *store, const struct officer_row *row, bool *changed);
// An officer an export names: known from now on if nobody loaded him. *changed: his name or unit is new.
MUST_USE enum err officer_meet(
	struct store *store, const char *ref, const char *name, const char *unit, bool *changed);

struct step_row {
	const char *id, *vi, *en, *role;
	int64_t place; // in order of the procedure
};
MUST_USE enum err step_put(struct store *store, const struct step_row *row, bool *changed);

MUST_USE enum err enterprise_put(
	struct store *store, const char *tax_code, const char *name, const char *kind, bool *changed);

struct procedure_row {
	const char *code, *lang;
	int valid_from, valid_to; // valid_to 0: not known
	const char *title_vi, *title_en, *field, *level, *time_limit, *fee, *body;
};
MUST_USE enum err procedure_put(struct store *store, const struct procedure_row *row, bool *changed);

// Codes exports name that are no unit. *is_new: not seen before.
MUST_USE enum err office_note(struct store *store, const char *code, bool *is_unknown, bool *is_new);
MUST_USE enum err office_unknown_list(
	struct store *store, struct arena *arena, size_t most, const char ***list, size_t *count);

#endif
