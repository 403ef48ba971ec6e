// SPDX-License-Identifier: Apache-2.0
// What exports told of one declaration, and how two tellings become one: the result is the same
// in whatever order rows and files come. Therefore each text keeps the rank of the row it came from. Pure;
// any thread; texts belong to the caller.
#ifndef CENTRAL_STORE_TOLD_H
#define CENTRAL_STORE_TOLD_H

#include "base/arena.h"
#include "customs/declaration.h"
#include "db/db.h"

enum told_text {
	TOLD_CHANNEL, // "1", "2", "3", or "": greater in byte order is the stricter one
	TOLD_TYPE,
	TOLD_OFFICE,
	TOLD_TAX_CODE,
	TOLD_ENTERPRISE,
	TOLD_DOC_OFFICERS,
	TOLD_GOODS_OFFICERS,
	TOLD_STATE_CODE,
	TOLD_SECTION,
	TOLD_TEXTS
};

struct told {
	char identity[NUMBER_IDENTITY + 1];
	char number[NUMBER_DIGITS + 1]; // the greatest 12th digit
	int64_t times[TIME_COUNT];	// the latest; 0: none
	const char *texts[TOLD_TEXTS];	// "" when empty
	int64_t ranks[TOLD_TEXTS];	// of the row the text came from; only of use where there is a text
};

// The rank of a row: its own latest time, then its 12th digit.
int64_t told_rank(const struct told *row);

enum told_change { TOLD_SAME, TOLD_RANKS, TOLD_VALUES }; // RANKS: to be stored, but nothing anybody sees
enum told_change told_merge(struct told *into, const struct told *other); // texts are borrowed from `other`
void told_declaration(const struct told *told, struct declaration *declaration); // borrowed, too

// The columns every table of tellings has, in the order they are bound and read.
#define TOLD_COLUMNS                                                                                         \
	"number, registered_at, check_done_at, storage_at, released_at, released_v5_at, cleared_at, "        \
	"passed_at, "                                                                                        \
	"channel, type, office, tax_code, enterprise, doc_officers, goods_officers, state_code, section, "   \
	"channel_rank, type_rank, office_rank, tax_code_rank, enterprise_rank, doc_officers_rank, "          \
	"goods_officers_rank, "                                                                              \
	"state_code_rank, section_rank"
#define TOLD_COLUMN_COUNT (1 + TIME_COUNT + 2 * TOLD_TEXTS)
void told_bind(struct db_query *query, int first, const struct told *told);
void told_read(
	struct arena *arena, struct db_query *query, int first, struct told *told); // all but the identity

#endif
