// SPDX-License-Identifier: Apache-2.0
// Which declarations kiosks are told to be rated: those central held a proven ballot of when the last night
// told, a function of the journal and of the one row that says how far that was. The writer's store, inside a
// transaction.
#ifndef CENTRAL_STORE_RATED_H
#define CENTRAL_STORE_RATED_H

#include "central/store/store.h"
#include "customs/declaration.h"

struct rated_night {
	int64_t day;			// of the last night begun
	int64_t told;			// ballots up to this position are told
	int64_t telling;		// and up to this one, of declarations up to `past`
	char past[NUMBER_IDENTITY + 1]; // "": none yet
	int64_t upto;			// how far this night goes
};
MUST_USE enum err rated_night_get(struct store *store, struct rated_night *night);
MUST_USE enum err rated_night_put(struct store *store, const struct rated_night *night);

// Bit set of enum phase.
MUST_USE enum err rated_get(struct store *store, const char *identity, unsigned *phases);

// Declarations behind `past` that have a proven ballot between `told` and `telling`, in order of their
// numbers: an order that says nothing of when the ballots came.
#define RATED_AT_ONCE 64
MUST_USE enum err rated_list(struct store *store, const struct rated_night *night,
	char list[RATED_AT_ONCE][NUMBER_IDENTITY + 1], size_t *count);

#endif
