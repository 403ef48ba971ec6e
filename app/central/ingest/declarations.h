// SPDX-License-Identifier: Apache-2.0
// What becomes of a declaration that an export or a counter tells something new of: merged, its status
// derived, stored, and published to the kiosks of its unit. Writer thread, inside a transaction. Texts in
// results live in the arena given.
#ifndef CENTRAL_INGEST_DECLARATIONS_H
#define CENTRAL_INGEST_DECLARATIONS_H

#include "central/store/declaration.h"
#include "wire/counter.h"

#define KIOSKS_KEEP_FINISHED (30 * CLOCK_DAY) // after the last thing that happened to it
#define KIOSKS_KEEP_OPEN                                                                                     \
	(365 * CLOCK_DAY) // after its registration; what is open longer nobody waits for in a room

enum told_outcome { OUTCOME_NEW, OUTCOME_CHANGED, OUTCOME_UNCHANGED, OUTCOME_FOREIGN, OUTCOME_COUNT };
struct applied_declaration {
	enum told_outcome outcome;
	enum stage status;
	enum channel channel;
	const char *office;
	bool is_office_unknown;
};

// store: the writer's, or, for a trial run, a reader's: then nothing is written and only the result is told.
// scope: the office of the connector that tells, NULL for an administrator; FOREIGN: the declaration is not
// of it, and nothing was done.
MUST_USE enum err declaration_apply(struct store *store, struct arena *arena, const struct told *told,
	const char *scope, struct applied_declaration *applied);

// One counter event; again the same: nothing. unit: whose connector tells it, "" unknown. DENIED: the
// declaration is another unit's.
MUST_USE enum err counter_apply(struct store *store, struct arena *arena, const struct counter_event *event,
	const char *unit, bool *is_new);

// Takes off the kiosks what they need no more; at most `most`, *count says how many it were.
MUST_USE enum err declarations_retire(struct store *store, struct arena *arena, size_t most, size_t *count);

// Publishes one as it is now; nothing when nobody shows it.
MUST_USE enum err declaration_show_again(struct store *store, struct arena *arena, const char *identity);
// Shows a unit's declarations anew, those behind `after`, because its organisation changed. *after: the last
// one; "" when all are done.
#define SHOWN_AGAIN 500
MUST_USE enum err declarations_show_again(
	struct store *store, const char *unit, char after[NUMBER_IDENTITY + 1]);

#endif
