// SPDX-License-Identifier: Apache-2.0
// The journal: every entry as it came, for ever, each in its place of its kiosk's sequence; and what waits to
// be understood. Exactly once is decided here, by the database. The writer's store,
// inside a transaction.
#ifndef CENTRAL_STORE_JOURNAL_H
#define CENTRAL_STORE_JOURNAL_H

#include "central/store/store.h"
#include "wire/entry.h"

struct journal_row {
	int64_t position; // given by journal_put()
	char id[96];	  // of an unreadable line: made of kiosk and hash
	char kiosk[KIOSK_ID];
	char incarnation[INCARNATION]; // "" and seq 0: a line that could not be read
	int64_t seq;
	const char *kind; // "" when read back
	uint8_t hash[CRYPTO_HASH];
	const void *bytes;
	size_t length;
	int64_t received, dated;
	enum verdict verdict;
	const char *code;
};

// *is_new: it is in now, with the verdict of the row. Else DUPLICATE: it was, with the same hash. REFUSED:
// its id ("conflict") or its place in the sequence ("fork") belongs to other bytes; these are kept apart, and
// its place, if free, is taken (*is_new). What forked comes again under the same id in another place
// (wire/entry.h), so an id kept apart as "fork" is as good as new here. *code: static text.
MUST_USE enum err journal_put(
	struct store *store, struct journal_row *row, enum verdict *verdict, const char **code, bool *is_new);
// For an entry made under another name than row->kiosk, which sends it: DUPLICATE when it is here from then,
// else REFUSED ("name") and kept apart.
MUST_USE enum err journal_put_other(
	struct store *store, const struct journal_row *row, enum verdict *verdict, const char **code);
// What a line that could not be read is journalled as.
void journal_name_unreadable(struct journal_row *row);

// The bytes are copied into the arena. NOT_FOUND.
MUST_USE enum err journal_get(
	struct store *store, struct arena *arena, int64_t position, struct journal_row *row);
// The one thing of an entry that changes, but for the erasure of its bytes: moment.h.
MUST_USE enum err journal_set_dated(struct store *store, int64_t position, int64_t dated);
// Positions after `after` in order, at most `room`, without what is parked or refused: for a rebuild.
MUST_USE enum err journal_list(
	struct store *store, int64_t after, int64_t *positions, size_t room, size_t *count);

// ---- what waits ----
// reason: PARKED_... of wire/entry.h; ref: for PARKED_DECLARATION its first 11 digits, else "". tag: of the
// receipt it was given with, ""; kept when it is parked again.
MUST_USE enum err parked_put(
	struct store *store, int64_t position, const char *reason, const char *ref, const char *tag);
MUST_USE enum err parked_drop(struct store *store, int64_t position);
// Positions waiting for this reference, those after `after`, in order; at most `room`.
MUST_USE enum err parked_list(struct store *store, const char *reason, const char *ref, int64_t after,
	int64_t *positions, size_t room, size_t *count);

#endif
