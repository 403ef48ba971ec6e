// SPDX-License-Identifier: Apache-2.0
// What central told, for reading without the network: declarations, calls, names, figures. Written by the
// sync thread, a page of the feed in one transaction with its cursor; read by screens. Any thread. Texts are
// copied into the arena given.
#ifndef KIOSK_LOCAL_CACHE_H
#define KIOSK_LOCAL_CACHE_H

#include "base/tr.h"
#include "kiosk/local/local.h"
#include "wire/feed.h"

// ---- writing (sync thread) ----
MUST_USE enum err cache_cursor(
	struct local *local, int64_t *after, char epoch[ID_SIZE]); // epoch "": none yet, snapshot wanted
MUST_USE enum err cache_apply(struct local *local,
	const struct feed_page *page); // changes + cursor, one transaction. EXPIRED: another epoch
// A snapshot is loaded beside in pieces, then swapped by one generation row: killed anywhere, old or new is
// shown whole.
MUST_USE enum err cache_snapshot(struct local *local, const struct feed_page *page);
MUST_USE enum err cache_drop_cursor(struct local *local);
MUST_USE enum err cache_shrink(
	struct local *local);		// disk full: keep only the board. FULL: it is cut already
bool cache_is_cut(struct local *local); // a snapshot is wanted when there is room again

// ---- reading (screens) ----
struct board_row {
	char identity[NUMBER_IDENTITY + 1];
	const char *shown, *enterprise, *type, *counter;
	enum channel channel;
	enum stage stage;
	int64_t since; // when it came into this stage, ms UTC; 0 unknown
};
// Rows for the public board: called, needs the trader, in progress, finished within 30 minutes, and in each
// of these the longest wait first. open + finished are what the rows are when `most` leaves none out.
struct board {
	struct board_row *rows;
	size_t count;
	int64_t open, finished;
};
MUST_USE enum err cache_board(
	struct local *local, struct arena *arena, int64_t now, size_t most, struct board *board);

struct cache_declaration {
	char identity[NUMBER_IDENTITY + 1];
	struct feed_declaration value; // texts in the arena
};
MUST_USE enum err cache_find(struct local *local, struct arena *arena, const char *identity,
	struct cache_declaration *declaration); // NOT_FOUND
#define UNRATED_DAYS 30
// One owner's declarations that can still be rated "after" and have no such ballot here or at central, newest
// first, of the last UNRATED_DAYS.
MUST_USE enum err cache_unrated(struct local *local, struct arena *arena, const uint8_t owner[OWNER_BYTES],
	int64_t now, struct cache_declaration **list, size_t *count);
// Name as on the door sign, in the language asked; "" when unknown.
const char *cache_name(
	struct local *local, struct arena *arena, enum feed_kind kind, const char *key, enum lang lang);
struct party_found {
	enum party party;
	char ref[PARTY_REF];
	const char *name;
	const char *parent;
};
// Officers, teams, units whose folded name holds the folded query, of this kiosk's unit first; named
// in the language asked.
MUST_USE enum err cache_search(struct local *local, struct arena *arena, const char *query, enum lang lang,
	size_t most, struct party_found **list, size_t *count);
MUST_USE enum err cache_call(
	struct local *local, struct arena *arena, const char *unit, struct feed_call *call); // NOT_FOUND
MUST_USE enum err cache_figures(
	struct local *local, const char *unit, struct feed_figures *figures); // NOT_FOUND
int64_t cache_version(struct local *local); // rises with every change applied: a screen redraws when it moved

#endif
