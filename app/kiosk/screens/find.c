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

#define BOXES 104
#define PAD_LEAST (4 * TOUCH_LEAST + 3 * SPACE_16)

static const char *message_text(struct ui *ui, const struct visit *visit)
{
	if (visit->is_short)
		return fill_text(ui, "find.wrong_length", "n", count_text(ui, (int64_t)visit_digits(visit)));
	return ui_tr(ui, "find.twelfth");
}

// Title and what to do; the note about the reader as far as there is room for it.
static void words_show(struct ui *ui, struct rect *body, const struct visit *visit)
{
	const char *lead = ui_tr(ui, has_given(visit) ? "find.hidden" : "find.keypad"),
		   *where = ui_tr(ui, "find.where");
	const char *scan = ui_tr(ui, "find.scan");
	int rest = BOXES + 2 * SPACE_16 +
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
	part_boxes(ui, cut_top(body, BOXES), visit->typed, NUMBER_DIGITS, visit->is_given, false);
	cut_top(body, SPACE_16);
	ui_paragraph(ui, *body, visit->is_short ? TEXT_BODY : TEXT_SMALL, visit->is_short ? RED : INK_2,
		ALIGN_LEFT, message_text(ui, visit));
}

static enum place foot_show(struct ui *ui, struct rect foot, struct visit *visit)
{
	bool is_whole = visit_digits(visit) == NUMBER_DIGITS;
	struct rect left = cut_left(&foot, foot.w * 34 / 100);

	cut_left(&foot, GAP);
	if (ui_button(
		    ui, left, KEY("erase-all"), BUTTON_SECONDARY, NULL, ui_tr(ui, "key.erase_all"), UI_ON)) {
		visit_ask_number(visit, visit->purpose, NULL);
		return PLACE_FIND;
	}
	if (!ui_button(ui, foot, KEY("next"), BUTTON_PRIMARY, NULL, ui_tr(ui, "app.next"), UI_ON))
		return PLACE_FIND;
	visit->is_short = !is_whole;
	return is_whole ? visit_find(visit) : PLACE_FIND;
}

static bool larger_text(struct ui *ui)
{
	return ui_text_percent(ui) > 100;
}

enum place find_show(struct ui *ui, struct rect page, struct visit *visit)
{
	struct rect foot, words, pad;
	char key;

	if (ui_is_landscape(ui)) {
		words = cut_left(&page, page.w * 54 / 100);
		cut_left(&page, SPACE_48);
		foot = part_foot(ui, &words);
		cut_bottom(&page, SPACE_24);
		pad = page;
	} else {
		foot = part_foot(ui, &page);
		pad = cut_bottom(&page, larger_text(ui) ? PAD_LEAST : page.h * 54 / 100);
		cut_bottom(&page, SPACE_24);
		words = page;
	}
	words_show(ui, &words, visit);
	number_show(ui, &words, visit);
	key = part_keypad(ui, pad);
	if (key == '\b')
		visit_erase_digit(visit);
	else if (key)
		visit_type_digit(visit, key);
	return foot_show(ui, foot, visit);
}
