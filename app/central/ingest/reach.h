// SPDX-License-Identifier: Apache-2.0
// Which parties the marks of a ballot reach: an officer's mark also counts for his step, team and unit as of
// that day, a team's for its unit. Counts are gathered in memory and written at the end of the
// piece, for the ballots of one kiosk reach the same few parties again and again. Writer thread.
#ifndef CENTRAL_INGEST_REACH_H
#define CENTRAL_INGEST_REACH_H

#include "base/arena.h"
#include "central/store/ballots.h"
#include "central/store/tally.h"

#define REACH_SLOTS 512	  // power of two
#define REACH_OFFICERS 64 // power of two

struct reach {
	struct store *store;
	struct arena arena; // what the slots point to
	size_t count;
	struct tally *slots[REACH_SLOTS]; // by hash of the key
	struct reach_officer {
		char ref[PARTY_REF];
		int day;
		char unit[UNIT_ID], team[PARTY_REF];
	} * officers[REACH_OFFICERS]; // those met last
};

void reach_open(struct reach *reach, struct store *store);
// Adds the ballot to the counts of every party it reaches (sign 1), or takes it away (-1).
MUST_USE enum err reach_count(struct reach *reach, const struct ballot_row *row, int sign);
MUST_USE enum err reach_write(struct reach *reach); // into the tallies
void reach_close(struct reach *reach);		    // what was not written is dropped

#endif
