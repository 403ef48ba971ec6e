// SPDX-License-Identifier: Apache-2.0
// Find: the number typed or read by the scanner. Coming from a board row, the digits shown there stand
// already and only the hidden ones are asked.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"

static bool has_given(const struct visit *visit)
{
	for (int i = 0; i < NUMBER_DIGITS; i++)
		if (visit->is_given[i])
			return true;
	return false;
}

// Shown only to who needs it: what the reader gave was no number of a declaration.
static const char *message_text(struct ui *ui, const struct visit *visit)
{
	return fill_text(
		ui, visit->is_misread ? "find.misread" : "find.twelfth", "n", count_text(ui, NUMBER_DIGITS));
}

// Title and what to do; the note about the reader as far as there is room for it.
static void words_show(struct ui *ui, struct rect *body, const struct visit *visit)
{
	const char *lead = fill_text(ui, has_given(visit) ? "find.hidden" : "find.keypad", "n",
			   count_text(ui, NUMBER_DIGITS)),
		   *where = ui_tr(ui, "find.where");
	const char *scan = ui_tr(ui, "find.scan");
	int rest = BOXES_HEIGHT + 2 * SPACE_16 +
		   ui_paragraph_height(ui, body->w, TEXT_BODY, message_text(ui, visit)) + SPACE_32;

	part_heading(ui, body, NULL,
		ui_tr(ui, visit->purpose == PURPOSE_UNRATED ? "home.unrated" : "home.find"),
		visit->purpose == PURPOSE_UNRATED ? ui_tr(ui, "find.unrated") : lead);
	if (part_note_height(ui, body->w, "barcode", scan, where) + rest > body->h)
		where = NULL;
	if (part_note_height(ui, body->w, "barcode", scan, where) + rest > body->h)
		return;
	part_note(ui, body, TONE_BLUE, "barcode", scan, where);
	cut_top(body, SPACE_32);
}

static void number_show(struct ui *ui, struct rect *body, const struct visit *visit)
{
	part_boxes(ui, cut_top(body, BOXES_HEIGHT), visit->typed, NUMBER_DIGITS, visit->is_given, false);
	cut_top(body, SPACE_16);
	ui_paragraph(ui, *body, visit->is_misread ? TEXT_BODY : TEXT_SMALL, visit->is_misread ? RED : INK_2,
		ALIGN_LEFT, message_text(ui, visit));
}

// Until the number is whole the button says what is missing.
static enum place foot_show(struct ui *ui, struct rect foot, struct visit *visit, bool is_entered)
{
	size_t missing = NUMBER_DIGITS - visit_digits(visit);
	const char *next = missing ? fill_text(ui, "find.missing", "n", count_text(ui, (int64_t)missing))
				   : ui_tr(ui, "app.next");
	struct rect left = cut_left(&foot, foot.w * 34 / 100);

	cut_left(&foot, GAP);
	if (ui_button(
		    ui, left, KEY("erase-all"), BUTTON_SECONDARY, NULL, ui_tr(ui, "key.erase_all"), UI_ON)) {
		visit_ask_number(visit, visit->purpose, NULL);
		return PLACE_FIND;
	}
	if (ui_button(ui, foot, KEY("next"), BUTTON_PRIMARY, NULL, next, missing ? UI_OFF : UI_ON) ||
		(is_entered && !missing))
		return visit_find(visit);
	return PLACE_FIND;
}

enum place find_show(struct ui *ui, struct rect page, struct visit *visit)
{
	struct halves halves = part_halves(ui, page);
	char key;

	words_show(ui, &halves.words, visit);
	number_show(ui, &halves.words, visit);
	key = part_keypad(ui, halves.pad);
	if (key == '\b')
		visit_erase_digit(visit);
	else if (key && key != '\n')
		visit_type_digit(visit, key);
	return foot_show(ui, halves.foot, visit, key == '\n');
}
