// SPDX-License-Identifier: Apache-2.0
// What ballots that count say about a party on a day: kept in the transaction that stores the ballot, and
// equal to what the ballots give when counted again. The writer's store for changes; any store for reading.
#ifndef CENTRAL_STORE_TALLY_H
#define CENTRAL_STORE_TALLY_H

#include "central/store/store.h"
#include "customs/ballot.h"

#define TALLY_STAR INT64_C(1000000) // means are in millionths of a star

struct tally {
	const char *unit;
	enum party party;
	const char *ref;
	int day; // since 1970-01-01, Viet Nam
	enum phase phase;
	int level; // 0: ballots without proof, kept apart; 1: the others

	int64_t ballots, means;	   // how many ballots, and the sum of their means for this party
	int64_t stars[STARS_MOST]; // marks with 1..5 stars
};
// Adds what it holds (negative: takes away).
MUST_USE enum err tally_add(struct store *store, const struct tally *tally);
// Sums the days from..to of one party at one level, both phases. ref "": the unit itself.
MUST_USE enum err tally_sum(struct store *store, const char *unit, enum party party, const char *ref,
	int level, int from, int to, struct tally *sum);

// skips: how many; negative takes away.
MUST_USE enum err skip_add(struct store *store, const char *unit, int day, enum phase phase, int skips);

MUST_USE enum err tally_empty(struct store *store); // tallies and skips, to be counted again

#endif
