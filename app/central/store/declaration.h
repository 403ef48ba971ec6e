// SPDX-License-Identifier: Apache-2.0
// Declarations and what happened to them at the counters. A row holds what exports told, and what follows
// from it (written by ingest/declarations.c, the only writer). A store's thread; texts are copied into the
// arena given.
#ifndef CENTRAL_STORE_DECLARATION_H
#define CENTRAL_STORE_DECLARATION_H

#include "central/store/store.h"
#include "central/store/told.h"

struct declaration_row {
	struct told told;
	enum stage status, stage; // stage: what people see
	int64_t status_at;
	bool is_open;
	int64_t finished_at; // first of storage, release, clearance; 0: none
	char unit[UNIT_ID];  // whose kiosks show it; "": nobody's
	int64_t show_until;  // when it leaves them
	int reveal;	     // digits shown beyond those always shown
	int64_t made, changed;
};

MUST_USE enum err declaration_get(struct store *store, struct arena *arena, const char *identity,
	struct declaration_row *row); // NOT_FOUND
// What a ballot needs of it. Longer texts than these can hold name no office or trader.
struct declaration_owner {
	char office[UNIT_ID];
	char tax_code[24];
};
MUST_USE enum err declaration_owner_get(
	struct store *store, const char *identity, struct declaration_owner *owner); // NOT_FOUND
MUST_USE enum err declaration_put(struct store *store, const struct declaration_row *row);

// Others on show in a unit that show the same digits on public screens (number_mask with reveal 0).
#define DECLARATION_ALIKE 64
struct declaration_alike {
	char identity[NUMBER_IDENTITY + 1];
	int reveal;
};
MUST_USE enum err declaration_alike_list(struct store *store, const char *unit, const char *identity,
	struct declaration_alike list[DECLARATION_ALIKE], size_t *count);

MUST_USE enum err declaration_reveal(struct store *store, const char *identity, int reveal);

// A unit's identities on show, those behind `after`.
MUST_USE enum err declaration_shown_list(struct store *store, struct arena *arena, const char *unit,
	const char *after, size_t most, const char ***list, size_t *count);
// Identities on show whose time is over.
MUST_USE enum err declaration_over_list(struct store *store, struct arena *arena, int64_t now, size_t most,
	const char ***list, size_t *count);

// ---- counter events ----
struct counter_row {
	enum stage event;
	int64_t at;
	const char *officers, *counter;
};
#define COUNTER_ROWS 64 // of one declaration; the newest
// *is_new: whether it was not there yet (identity, event, at).
MUST_USE enum err counter_put(
	struct store *store, const char *identity, const struct counter_row *row, bool *is_new);
// In order of time, at one time in the order of stages.
MUST_USE enum err counter_list(struct store *store, struct arena *arena, const char *identity,
	struct counter_row **list, size_t *count);

// The last call of a unit: serial 0 when there was none. NEW takes the next serial, unless the call is older
// than the last.
MUST_USE enum err call_put(
	struct store *store, const char *unit, const char *identity, int64_t at, int64_t *serial);

// ---- figures of a unit ----
struct unit_figures {
	int64_t open, finished; // now; from `day_begins` to now
	int64_t median_minutes; // from registration to the end, of those; -1: none, or under one
};
MUST_USE enum err declaration_figures(
	struct store *store, const char *unit, int64_t day_begins, int64_t now, struct unit_figures *figures);
// When the newest news of any declaration came; 0: none ever.
MUST_USE enum err declaration_news(struct store *store, int64_t *at);
// Offices that have declarations on show.
MUST_USE enum err declaration_unit_list(
	struct store *store, char (*list)[UNIT_ID], size_t most, size_t *count);

#endif
