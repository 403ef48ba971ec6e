// SPDX-License-Identifier: Apache-2.0
// What is the same on every screen: whose kiosk this is and what time, a band when data is old or nothing can
// be stored, and the way back, the way home, help, accessibility and language. Upright the ways lie below, on
// a lying panel they stand at the left. UI thread only.
#ifndef KIOSK_SCREENS_SHELL_H
#define KIOSK_SCREENS_SHELL_H

#include "kiosk/screens/flow.h"
#include "kiosk/screens/station.h"

// Whose kiosk this is, as far as anybody has told.
const char *unit_text(struct ui *ui, const struct station *station);
// Where help is to be had: as configured, else in general.
const char *desk_text(struct ui *ui, const struct station *station);
// When what is shown was told: "Cập nhật lúc 09:42"; unknown; "" when nothing was ever told.
const char *age_text(struct ui *ui, const struct station *station);
// Why no row is on the board: none there are, none was ever told, or what was told is too old to say.
const char *nothing_text(struct ui *ui, const struct station *station);
// What must be said of old data (15 minutes and more, unknown, none at all); "" while it is young.
const char *stale_text(struct ui *ui, const struct station *station);
// Draws it and gives what is left for the screen, with its margins. *next becomes where a tap here leads.
struct rect shell_show(struct ui *ui, struct rect page, struct visit *visit, enum place *next);

#endif
