// SPDX-License-Identifier: Apache-2.0
// What an entry does to the tables, in the transaction that journals it. A function of the journal and of
// dated reference data: applied again from an empty table, the same comes out. Writer
// thread. Errors of the data mean: this entry cannot be applied; the caller undoes its piece.
#ifndef CENTRAL_INGEST_APPLY_H
#define CENTRAL_INGEST_APPLY_H

#include "central/ingest/reach.h"
#include "central/ingest/understand.h"
#include "central/store/declaration.h"
#include "central/store/journal.h"
#include "central/store/kiosk.h"
#include "central/store/store.h"
#include "central/store/stream.h"

// What one piece applies, one entry after another. Counters are written at its end.
struct apply {
	struct store *store;
	struct reach reach;
};
void apply_open(struct apply *apply, struct store *store);
MUST_USE enum err apply_write(struct apply *apply); // what is gathered, into the tables
void apply_close(struct apply *apply);		    // what was not written is dropped

// What central knows of the declaration a ballot is about.
struct subject_known {
	char identity[NUMBER_IDENTITY + 1]; // "": not about a declaration
	bool is_unknown;		    // to be parked until the declaration comes
	struct declaration_owner owner;
};
MUST_USE enum err apply_look(
	struct apply *apply, const struct understood *understood, struct subject_known *subject);

struct applied {
	int64_t position, received, dated;
	const char *unit;	     // of the kiosk it came from
	const struct stream *stream; // NULL: applied later or again; high before this entry
};
MUST_USE enum err apply_entry(struct apply *apply, const struct understood *understood,
	const struct subject_known *subject, const struct applied *applied);

// An entry of the journal to be applied later than it came: read, then applied when its verdict is OK and its
// subject known.
struct journalled {
	struct arena arena;
	struct journal_row row;
	struct kiosk_row kiosk; // it came from
	struct understood understood;
	struct subject_known subject;
};
MUST_USE enum err journalled_read(struct apply *apply, int64_t position, struct journalled *journalled);
MUST_USE enum err journalled_apply(struct apply *apply, const struct journalled *journalled);
void journalled_finish(struct journalled *journalled); // also after an error

// A declaration became known: applies the ballots that waited for it. Called in the transaction that stored
// it; identity: its first 11 digits. *any: some did.
MUST_USE enum err apply_declaration(struct store *store, const char *identity, bool *any);
// Empties ballots, marks and tallies and applies the whole journal again, in one transaction of the caller.
MUST_USE enum err apply_again(struct store *store);

#endif
