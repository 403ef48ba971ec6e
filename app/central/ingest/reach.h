// SPDX-License-Identifier: Apache-2.0
// Which parties the marks of a ballot reach: an officer's mark also counts for his step, team and unit as of
// that day, a team's for its unit (domain.md 8). The writer's store.
#ifndef CENTRAL_INGEST_REACH_H
#define CENTRAL_INGEST_REACH_H

#include "central/store/ballots.h"

// Adds the ballot to the tallies of every party it reaches (sign 1), or takes it away (-1).
MUST_USE enum err reach_count(struct store *store, const struct ballot_row *row, int sign);

#endif
