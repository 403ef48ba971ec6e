// SPDX-License-Identifier: Apache-2.0
// A customs declaration: its number, channel, the times the export gives, and the status derived from them.
// Pure functions, no I/O and no clock; any thread. Texts belong to the caller.
#ifndef CUSTOMS_DECLARATION_H
#define CUSTOMS_DECLARATION_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

#define NUMBER_DIGITS 12
#define NUMBER_IDENTITY                                                                                      \
	11 // the first 11 digits name the declaration; the 12th counts supplementary declarations

struct number {
	char digits[NUMBER_DIGITS + 1]; // as printed
	char identity[NUMBER_IDENTITY + 1];
};

// Typed or scanned: spaces, '*', ''' and CR are dropped, then exactly 12 digits. INVALID.
MUST_USE enum err number_read(const char *input, struct number *number);
bool number_is_usual(
	const struct number *number); // first digit 1, 3 or 5; others are accepted with a warning
void number_group(const char *digits, char out[NUMBER_DIGITS + 4]); // "1990 4417 1150"
// As on public screens: digits 1-3 and 8-11, an ellipsis between; `reveal` more digits to the left of the 8th
// (0..4) when two rows would be equal.
void number_mask(const char *identity, int reveal, char out[32]);
// Enterprise as on public screens: kind of company shortened, first significant word, one letter, dots ("Cty
// CP Thép V•••").
char *enterprise_mask(struct arena *arena, const char *name);

enum channel { CHANNEL_NONE, CHANNEL_GREEN, CHANNEL_YELLOW, CHANNEL_RED, CHANNEL_COUNT };
extern const char *const CHANNEL_KEYS[CHANNEL_COUNT]; // "none", "green", ...
enum channel channel_read(const char *cell,
	bool *unknown); // an export cell: "Luồng vàng", "vang", "2", "3C" ...; unknown text: NONE + *unknown
enum channel channel_find(const char *key); // "green"; anything else: NONE

// Everything a declaration can be seen in. Some come from the export (status), the others only from counter
// events (stage).
enum stage {
	STAGE_NONE,
	STAGE_REGISTERED,
	STAGE_CHANNELLED,
	STAGE_DOCS_WAIT,
	STAGE_DOCS_RECEIVED,
	STAGE_CALLED,
	STAGE_DOC_CHECK,
	STAGE_DOC_MORE,
	STAGE_PHYSICAL_WAIT,
	STAGE_MOVED,
	STAGE_PHYSICAL,
	STAGE_CHECK_DONE,
	STAGE_TAX_WAIT,
	STAGE_TAX_PAID,
	STAGE_STORAGE,
	STAGE_RELEASED,
	STAGE_CLEARED,
	STAGE_PASSED,
	STAGE_SUSPENDED,
	STAGE_CANCELLED,
	STAGE_COUNT
};

// Order on the public board: called, needs the trader, in progress, finished.
enum urgency { URGENCY_CALLED, URGENCY_TRADER, URGENCY_OFFICE, URGENCY_FINISHED, URGENCY_GONE };

struct stage_info {
	const char *key;  // "docs_received": on the wire, in files and, behind "status.", in the catalogues
	bool is_status;	  // can be derived from the export
	bool is_event;	  // can be told by a counter event
	bool opens_after; // from here the "after" ballot is open
	enum urgency urgency;
};
extern const struct stage_info STAGES[STAGE_COUNT];
enum stage stage_find(const char *key); // STAGE_NONE when unknown

// The times of the export, in the order that breaks ties.
enum export_time {
	TIME_REGISTERED,
	TIME_CHECK_DONE,
	TIME_STORAGE,
	TIME_RELEASED,
	TIME_RELEASED_V5,
	TIME_CLEARED,
	TIME_PASSED,
	TIME_COUNT
};
struct export_time_info {
	const char *column; // "ngay_gph"
	enum stage stage;
};
extern const struct export_time_info EXPORT_TIMES[TIME_COUNT];

enum state_code {
	STATE_NORMAL,
	STATE_CLEARED,
	STATE_CANCELLED,
	STATE_SUSPENDED
}; // T, H, D by default; unknown codes: NORMAL
enum state_code state_code_read(const char *cell);

// One declaration as the exports told it, goods lines collapsed.
struct declaration {
	char number[NUMBER_DIGITS + 1]; // the greatest 12th digit seen
	const char *tax_code, *enterprise, *type, *office, *state_code, *section; // "" when empty
	const char *doc_officers, *goods_officers; // cells as they came: "BADGE name; BADGE name"
	enum channel channel;
	int64_t times[TIME_COUNT]; // ms UTC; 0: none
};

// The state code says cancelled, or suspended and it has not passed; else the latest of the times from
// check_done to passed, of equal ones the later step; a code that says cleared lifts what is below; without
// any of these times: physical, doc_check, channelled, registered, by what is there.
enum stage declaration_status(const struct declaration *declaration);
int64_t declaration_status_time(const struct declaration *declaration); // 0: the export gives no time for it
// What people see: the last counter event when it is not older than the status's time and the status is below
// storage.
enum stage declaration_stage(enum stage status, int64_t status_at, enum stage event, int64_t event_at);
// Rating "after" is open once the goods were released, stored or cleared, and stays open. times: 0 not
// reached.
bool stage_after_is_open(const int64_t times[STAGE_COUNT], enum stage status);

// Tax codes (MST): the digits a person proves a declaration with. 10 and 13 digits: 7-10; 12 digits: the last
// four.
#define TAX_PROOF 4
bool tax_code_is_well_formed(const char *code);	 // 10, 10-3 (with or without dash), or 12 digits
bool tax_code_has_valid_check(const char *code); // 10-digit part; false is a warning, never a refusal
MUST_USE enum err tax_code_proof(const char *code, char out[TAX_PROOF + 1]);

#endif
