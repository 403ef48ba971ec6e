// SPDX-License-Identifier: Apache-2.0
// This machine as the screens see it: its settings, what it remembers, the board on show, who guessed too
// often. Lives as long as the program; UI thread only. What a screen cannot do itself (the network, ending
// the program) it leaves in `wishes`, and the loop sees to it.
#ifndef KIOSK_SCREENS_STATION_H
#define KIOSK_SCREENS_STATION_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/tr.h"
#include "customs/ballot.h"
#include "customs/deadline.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/identity.h"
#include "kiosk/local/outbox.h"
#include "kiosk/screens/guard.h"
#include "kiosk/screens/place.h"

#define BOARD_ROWS_MOST 400 // rows the public board pages through at most
#define CYCLE_MS 60000	    // a whole round of the wall board
#define PAGE_LEAST_MS 4000  // shorter, and nobody finds his row
#define CALL_MS 60000	    // how long a call is held
#define STORE_PROBE_MS 10000

struct station_settings {
	const char *unit_name, *unit_parent; // until central has told the names
	const char *phone_url; // "https://host": pages where a phone rates; "" where an office has none
	const char *qr_url;    // "https://host": a receipt is QR_URL/t#digits
	const char *hotline;   // "" when there is none
	const char *help_place[LANG_COUNT]; // "": a general word
	const char *staff_pin;		    // $argon2id$... or 8 digits
	const char *url;		    // central, for the staff screen
	const char *version;
	enum lang lang;
	bool is_board; // as configured; what the kiosk joined as decides
	int page_ms;   // how long one page of the board stays (board.page_seconds)
};

struct wishes {
	bool push;		     // an entry was stored
	bool forget;		     // a visit ended: what was drawn and typed goes too
	char enrol_code[ENROL_CODE]; // "" none
	bool stop_retry;	     // the disk refused for good: end with 75
	bool measure;		     // the staff screen wants fresh figures
};

struct station {
	const struct station_settings *settings;
	struct local *local;
	struct clock *clock;
	struct calendar calendar;
	const struct deadline_rule *rules;
	size_t rule_count;
	struct id_maker ids;
	struct guard guard;
	int pin_wrong;
	int64_t pin_until; // ms since boot
	struct wishes wishes;
	int64_t disk_free; // bytes, -1 unknown
	uint8_t public_key[CRYPTO_KEY];
	bool has_public_key;

	bool has_minute_passed, has_page_turned; // in the last turn: which of the declared timers came

	// read anew by station_turn()
	int64_t boot, now; // ms since boot; best estimate of central's wall clock, ms UTC
	struct freshness_state freshness;
	struct identity identity;
	int64_t identity_version; // of local, when identity was read
	int64_t version;	  // of the cache, when the following was read
	int64_t minute;
	struct arena memory; // of board and names
	struct board board;
	bool has_call, has_figures;
	struct feed_call call;
	struct feed_figures figures;
	char unit_name[LANG_COUNT][MARK_NAME]; // as last told: a disk that refuses takes no name away
	const char *unit_parent;
	bool cannot_store; // the last put failed; asked again every 10 s until it works
	int64_t store_asked_at;

	// the board's paging
	size_t page, page_count, page_rows; // as drawn last
	int64_t paged_at;
};

void station_init(struct station *station, const struct station_settings *settings, struct local *local,
	struct clock *clock);
void station_finish(struct station *station);
// Reads what moved since the last turn. True when something on show changed.
bool station_turn(struct station *station);
// ms until something shown changes by itself: minute, page, freshness, a held call, a pause; -1 never.
int64_t station_next(const struct station *station, bool shows_board);
enum place station_start(const struct station *station); // where a visit begins: home, board or enrolment
void station_page(struct station *station, int by);	 // a person turned the page
// Ms one page of `pages` stays: on the wall a round takes at most CYCLE_MS.
int64_t station_page_ms(const struct station *station);
bool station_call_is_held(const struct station *station);

#endif
