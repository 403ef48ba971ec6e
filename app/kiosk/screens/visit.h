// SPDX-License-Identifier: Apache-2.0
// One person at the kiosk: language, the number typed, what was proven, the ballot being made, the receipt.
// All of it lives here and in two arenas, and visit_end() overwrites it: leaving and being forgotten are one
// act. UI thread only.
#ifndef KIOSK_SCREENS_VISIT_H
#define KIOSK_SCREENS_VISIT_H

#include "kiosk/screens/place.h"
#include "kiosk/screens/station.h"

#define OWNERS_MOST 8	    // traders one person (a broker) may have proven
#define CONSENT_VERSION 1   // of the sentence "rate.consent"
#define AWAY_AFTER_MS 60000 // nobody touches: the warning
#define AWAY_COUNT_MS 20000 // and then this long
#define RECEIPT_MS 60000    // a thank-you goes home by itself
#define PIN_MOST 8

enum purpose { PURPOSE_RATE, PURPOSE_UNRATED };

// What a ballot row says besides its mark.
struct ballot_line {
	char step_name[MARK_NAME];
	char counter[48];
	bool is_unassigned; // a step nobody is assigned to yet
	bool is_added;	    // added by the person
	bool shows_reasons;
};

struct visit {
	struct station *station;
	enum place place, before; // before: where an aside (language, help ...) was opened
	enum lang lang;
	int text_percent;
	bool is_open;	    // somebody has touched since the last wipe
	int64_t touched_at; // ms since boot

	// the number
	enum purpose purpose;
	char typed[NUMBER_DIGITS + 1]; // ' ' where nothing is typed yet
	bool is_given[NUMBER_DIGITS];  // shown on the board row tapped: not asked
	bool is_misread;	       // what the reader gave was no number
	struct number number;	       // once found, with the last digit central holds
	bool is_known;
	struct arena found; // texts of declaration
	struct cache_declaration declaration;

	// proof
	char tax4[TAX_PROOF + 1];
	size_t tax4_count;
	bool is_wrong;
	enum proof proof;
	uint8_t owners[OWNERS_MOST][OWNER_BYTES];
	size_t owner_count;

	// the ballot
	struct ballot ballot;
	struct ballot_line lines[BALLOT_MARKS];
	bool has_ballot; // begun and not sent
	int64_t consent_at, opened_at;
	char ballot_id[ID_SIZE];
	struct receipt receipt;
	bool has_receipt, is_countdown_off;
	enum err store_trouble;
	int64_t placed_at; // ms since boot: when this place was entered
	char party_letter; // the group open in the list of parties

	// the unrated list
	struct arena listed;
	struct cache_declaration *unrated;
	size_t unrated_count;
	bool has_unrated;

	// staff and enrolment
	char pin[PIN_MOST + 1];
	size_t pin_count;
	bool is_pin_wrong, is_staff;
	int header_taps;
	char code[ENROL_CODE];
	size_t code_count;
	char code_sent[ENROL_CODE];
};

void visit_init(struct visit *visit, struct station *station);
void visit_finish(struct visit *visit);
void visit_end(struct visit *visit); // wiped; the next person finds the start
void visit_touch(struct visit *visit);
bool visit_has_marks(const struct visit *visit); // a ballot with stars that was not sent

// ---- the declaration ----
void visit_ask_number(
	struct visit *visit, enum purpose purpose, const char *shown); // shown: masked number or NULL
void visit_type_digit(struct visit *visit, char digit);
void visit_erase_digit(struct visit *visit);
size_t visit_digits(const struct visit *visit);			     // how many are there
MUST_USE enum err visit_scan(struct visit *visit, const char *line); // a reader's line: INVALID
enum place visit_find(struct visit *visit);			     // all 12 digits are there: where to go
void visit_refresh(struct visit *visit);			     // the cache moved
bool visit_is_renumbered(const struct visit *visit); // found under another twelfth digit than was typed
bool visit_is_proven(const struct visit *visit);
enum place visit_prove(struct visit *visit);	// the four digits are there
enum place visit_unproven(struct visit *visit); // goes on at level 0

// ---- the ballot ----
enum phase_answer { PHASE_IS_DURING, PHASE_IS_AFTER, PHASE_ASK };
// What the cache proposes; asked when it is older than 15 minutes or knows nothing.
enum phase_answer phase_propose(const struct feed_declaration *declaration, bool is_known, int64_t age_ms);
enum place visit_consent(struct visit *visit);		       // "rate now" was pressed
enum place visit_begin(struct visit *visit, enum phase phase); // ballot on the declaration
enum place visit_begin_place(struct visit *visit);	       // ballot on the waiting room
bool visit_is_rated(struct visit *visit, enum phase phase);
enum place visit_skip(struct visit *visit); // counted, not scored
enum place visit_send(struct visit *visit); // stores; RECEIPT only when the entry is on disk
void visit_drop_ballot(struct visit *visit);
void visit_set_lang(struct visit *visit, enum lang lang);

// ---- unrated ----
void visit_list_unrated(struct visit *visit); // but the one of the ballot under way

#endif
