// SPDX-License-Identifier: Apache-2.0
// What is said of this machine: whose it is, where help is, how old what it shows is. In the frame's language
// and memory. UI thread only.
#ifndef KIOSK_SCREENS_STATION_WORDS_H
#define KIOSK_SCREENS_STATION_WORDS_H

#include "kiosk/screens/station.h"
#include "kiosk/ui/ui.h"

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

#endif
