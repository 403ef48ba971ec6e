// SPDX-License-Identifier: Apache-2.0
// Every screen: it draws itself into the page it is given, answers taps where its buttons are named, and
// returns the next place. One file a screen (small ones of one kind share a file). UI thread only.
#ifndef KIOSK_SCREENS_SCREENS_H
#define KIOSK_SCREENS_SCREENS_H

#include "kiosk/screens/place.h"
#include "kiosk/ui/ui.h"

struct visit;

enum place home_show(struct ui *ui, struct rect page, struct visit *visit);
enum place board_show(struct ui *ui, struct rect page, struct visit *visit);
enum place find_show(struct ui *ui, struct rect page, struct visit *visit);
enum place proof_show(struct ui *ui, struct rect page, struct visit *visit);
enum place declaration_show(struct ui *ui, struct rect page, struct visit *visit);
enum place trouble_show(struct ui *ui, struct rect page, struct visit *visit);
enum place phase_show(struct ui *ui, struct rect page, struct visit *visit);
enum place ballot_show(struct ui *ui, struct rect page, struct visit *visit);
enum place parties_show(struct ui *ui, struct rect page, struct visit *visit);
enum place review_show(struct ui *ui, struct rect page, struct visit *visit);
enum place skip_show(struct ui *ui, struct rect page, struct visit *visit);
enum place unrated_show(struct ui *ui, struct rect page, struct visit *visit);
enum place receipt_show(struct ui *ui, struct rect page, struct visit *visit);
enum place cannot_store_show(struct ui *ui, struct rect page, struct visit *visit);
enum place leave_show(struct ui *ui, struct rect page, struct visit *visit);
enum place away_show(struct ui *ui, struct rect page, struct visit *visit);
enum place language_show(struct ui *ui, struct rect page, struct visit *visit);
enum place accessibility_show(struct ui *ui, struct rect page, struct visit *visit);
enum place help_show(struct ui *ui, struct rect page, struct visit *visit);
enum place staff_pin_show(struct ui *ui, struct rect page, struct visit *visit);
enum place staff_show(struct ui *ui, struct rect page, struct visit *visit);
enum place enrol_show(struct ui *ui, struct rect page, struct visit *visit);

#endif
