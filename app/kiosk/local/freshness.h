// SPDX-License-Identifier: Apache-2.0
// How old what we show is, and when we last heard from central: anchors of central's time, staleness by the
// monotonic clock. The sync thread notes, screens read. Any thread.
#ifndef KIOSK_LOCAL_FRESHNESS_H
#define KIOSK_LOCAL_FRESHNESS_H

#include "kiosk/local/local.h"
#include "wire/entry.h"

enum freshness {
	FRESH,
	FRESH_DATED,
	FRESH_AMBER,
	FRESH_HIDDEN
}; // to 2 min; time shown; over 15 min; over a day or unknown
#define FRESH_HIDDEN_AFTER CLOCK_DAY

struct freshness_state {
	enum freshness stage;
	int64_t age; // ms; -1 unknown
	int64_t at;  // wall time of the last good feed answer, ms UTC; 0 never
	enum clock_quality clock;
	bool is_online;	   // the last exchange of either kind succeeded
	int64_t last_sync; // last good exchange of either kind, ms UTC; 0 never
	char trouble[96];  // why not, for staff: catalogue key or "" ("sync.denied", "sync.certificate",
			   // "sync.network")
};
void freshness_get(struct local *local, struct freshness_state *state);
void freshness_note_answer(struct local *local, int64_t central_now); // a good answer: anchor
// A good answer that reaches the end of the feed. asked: when it was asked for, ms since boot. The age counts
// from there, for how long the answer was under way nobody knows: what is shown is never younger than it is.
void freshness_note_feed(struct local *local, int64_t central_now, int64_t asked);
void freshness_anchor(struct local *local, int64_t central_now); // central told its time with a refusal
void freshness_note_trouble(struct local *local, const char *trouble);
int64_t freshness_next(const struct freshness_state *state); // ms until the stage changes by itself; -1 never
int64_t freshness_central_now(struct local *local); // best estimate of central's wall clock, for signatures

#endif
