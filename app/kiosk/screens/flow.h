// SPDX-License-Identifier: Apache-2.0
// Which screen follows which: one table (flow.c). A screen draws itself, answers taps where its buttons are
// named and returns the next place; the table says what may follow, where Back leads as a rule, and whether
// the walk-away clock runs. What depends on the ballot under way is added by flow_home() and flow_back().
// UI thread only.
#ifndef KIOSK_SCREENS_FLOW_H
#define KIOSK_SCREENS_FLOW_H

#include "kiosk/screens/place.h"
#include "kiosk/ui/ui.h"
#include <stdbool.h>
#include <stdint.h>

struct visit;

#define TO(place) (1u << (place))

enum place_kind {
	PLACE_OPEN,  // nobody's: no warning; a language or text size chosen here is forgotten by itself
	PLACE_VISIT, // a person is here
	PLACE_ASIDE, // opened over another place and closed back to it; a person is here
};

struct place_info {
	const char *key; // for the test socket and the tour: PLACE_STAFF_PIN is "staff-pin"
	enum place (*show)(struct ui *ui, struct rect page, struct visit *visit);
	enum place_kind kind;
	enum place back; // as a rule, see flow_back(); itself: no Back button
	unsigned to;  // TO() bits of what its own buttons may lead to, besides flow_home(); else it is logged
	bool is_bare; // draws the whole page itself, without header and footer
};
extern const struct place_info PLACES[PLACE_COUNT];

// One frame: header and footer, the screen, and the step to the next place.
void flow_show(struct ui *ui, struct rect page, struct visit *visit);
// What time does: the walk-away warning, the wipe, the thank-you going home. True when the place changed.
bool flow_turn(struct visit *visit);
int64_t flow_next(const struct visit *visit); // ms until flow_turn() would do something; -1 never
void flow_go(struct visit *visit, enum place next);
// Leaving for good: asks first when a ballot is unsent.
enum place flow_home(const struct visit *visit);
// Where Back leads: an aside to where it was opened; with a ballot under way, to it or to the question what
// becomes of it; past a declaration of which there is nothing to show.
enum place flow_back(const struct visit *visit);
enum place place_find(const char *key); // PLACE_COUNT when unknown

#endif
