// SPDX-License-Identifier: Apache-2.0
// What is the same on every screen: whose kiosk this is and what time, a band when data is old or nothing can
// be stored, and the way back, the way home, help, accessibility and language. Upright the ways lie below, on
// a lying panel they stand at the left. UI thread only.
#ifndef KIOSK_SCREENS_SHELL_H
#define KIOSK_SCREENS_SHELL_H

#include "kiosk/screens/place.h"
#include "kiosk/ui/ui.h"

struct visit;

// Where the way back and the way home lead now; back to the place itself: there is none.
struct exits {
	enum place back, home;
};

// Draws it and gives what is left for the screen, with its margins. *next becomes where a tap here leads.
struct rect shell_show(
	struct ui *ui, struct rect page, struct visit *visit, struct exits exits, enum place *next);

#endif
