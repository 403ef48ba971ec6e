// SPDX-License-Identifier: Apache-2.0
// During or after? Asked when what we know is too old or nothing is known. For a number nobody has told us of
// this is also where consent is given: the tap under the question.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"

static bool choice(struct ui *ui, struct rect *page, const char *id, const char *icon, const char *name,
	const char *text)
{
	int inner = page->w - 2 * SPACE_24 - 104;
	int height = ui_paragraph_height(ui, inner, TEXT_STRONG, ui_tr(ui, name)) +
		     ui_paragraph_height(ui, inner, TEXT_SMALL, ui_tr(ui, text)) + 64;
	bool is_hit = part_tile(ui, cut_top(page, height), KEY(id), icon, ui_tr(ui, name), ui_tr(ui, text));

	cut_top(page, SPACE_24);
	return is_hit;
}

enum place phase_show(struct ui *ui, struct rect page, struct visit *visit)
{
	char grouped[NUMBER_DIGITS + 4], masked[32];
	enum place next = PLACE_PHASE;

	number_group(visit->number.digits, grouped);
	number_mask(visit->number.identity, 0, masked);
	part_heading(ui, &page, fill_text(ui, "decl.number", "n", visit_is_proven(visit) ? grouped : masked),
		ui_tr(ui, "phase.title"), ui_tr(ui, visit->is_known ? "phase.old" : "rate.consent"));
	cut_top(&page, SPACE_16);
	if (!visit->is_known) {
		part_note(ui, &page, TONE_AMBER, "info", NULL, ui_tr(ui, "rate.parked"));
		cut_top(&page, SPACE_32);
	}
	if (choice(ui, &page, "during", "clock", "rate.during", "phase.during_text"))
		next = visit_begin(visit, PHASE_DURING);
	if (choice(ui, &page, "after", "check", "rate.after", "phase.after_text"))
		next = visit_begin(visit, PHASE_AFTER);
	return next;
}
