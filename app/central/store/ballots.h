// SPDX-License-Identifier: Apache-2.0
// Ballots applied, with their marks. At most one counts for a declaration and phase: the schema holds it to
// that. The writer's store, inside a transaction.
#ifndef CENTRAL_STORE_BALLOTS_H
#define CENTRAL_STORE_BALLOTS_H

#include "central/store/store.h"
#include "wire/body.h"

#define BALLOT_LANG 16

struct ballot_row {
	int64_t position;		    // of its entry in the journal
	char identity[NUMBER_IDENTITY + 1]; // "": not about a declaration
	char unit[UNIT_ID];
	int64_t dated;
	const struct ballot *ballot; // as given; its proof is what was claimed
	enum proof proof;	     // as central verified it
	bool counts, is_disputed;
	int64_t proven; // of one that counts: the first with proof of its declaration and phase; 0: none
	int64_t took_ms;
	char lang[BALLOT_LANG], tag[RECEIPT_TAG];
	bool has_comment;
};
MUST_USE enum err ballots_put(struct store *store, const struct ballot_row *row);
// The one that counts, with its marks in `ballot`; NOT_FOUND.
MUST_USE enum err ballots_get_counting(struct store *store, const char *identity, enum phase phase,
	struct ballot_row *row, struct ballot *ballot);
// The same of any ballot, by its position.
MUST_USE enum err ballots_get(
	struct store *store, int64_t position, struct ballot_row *row, struct ballot *ballot);
MUST_USE enum err ballots_set_dated(struct store *store, int64_t position, int64_t dated);
MUST_USE enum err ballots_set(struct store *store, int64_t position, bool counts, bool is_disputed);
// Positions of all ballots of a declaration and phase, in order; TOO_BIG: more than `room`.
MUST_USE enum err ballots_list(struct store *store, const char *identity, enum phase phase,
	int64_t *positions, size_t room, size_t *count);
MUST_USE enum err ballots_drop(struct store *store, int64_t position);
MUST_USE enum err ballots_empty(struct store *store); // to be applied again from the journal

// What became of the ballot a receipt was given for. Any store, also a reader's.
enum held_as { HELD_COUNTED, HELD_APART, HELD_REPLACED, HELD_WAITING, HELD_PARKED, HELD_COUNT };
struct ballot_held {
	enum held_as as;  // APART: counted apart, of a declaration, without proof. PARKED: somebody has to
			  // look at it
	int64_t received; // by central
};
MUST_USE enum err ballots_find_held(
	struct store *store, const char *tag, struct ballot_held *held); // NOT_FOUND

// The last health entry of a kiosk.
enum chain_state { CHAIN_UNKNOWN, CHAIN_AGREES, CHAIN_DIFFERS, CHAIN_STATES };
extern const char *const CHAIN_STATE_KEYS[CHAIN_STATES];
MUST_USE enum err health_put(struct store *store, const char *kiosk, int64_t position, int64_t received,
	enum chain_state chain, const struct health_body *health);

#endif
