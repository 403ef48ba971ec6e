// SPDX-License-Identifier: Apache-2.0
// What is the same on every screen: whose kiosk this is and what time, a band when data is old or nothing can
// be stored, and the way back, the way home, help, accessibility and language. Upright the ways lie below, on
// a lying panel they stand at the left. UI thread only.
#ifndef KIOSK_SCREENS_SHELL_H
#define KIOSK_SCREENS_SHELL_H

#include "kiosk/screens/flow.h"
#include "kiosk/screens/station.h"

// Draws it and gives what is left for the screen, with its margins. *next becomes where a tap here leads.
// Whose kiosk this is, as far as anybody has told.
const char *unit_text(struct ui *ui, const struct station *station);
struct rect shell_show(struct ui *ui, struct rect page, struct visit *visit, enum place *next);

#endif
