// SPDX-License-Identifier: Apache-2.0
// Joining: the code an administrator gave is typed here; the fingerprint of this kiosk's key stands below for
// a person to compare with central's screen.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"
#include "wire/signature.h"
#include <stdio.h>
#include <string.h>

#define CODE_LENGTH (ENROL_CODE - 1)
#define COLUMNS 8
#define ROWS 4

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // what codes are made of

static void press(struct visit *visit, char letter)
{
	if (letter == '\b' && visit->code_count > 0)
		visit->code[--visit->code_count] = '\0';
	else if (letter && letter != '\b' && visit->code_count < CODE_LENGTH)
		visit->code[visit->code_count++] = letter;
}

static void code_send(struct visit *visit)
{
	struct station *station = visit->station;

	snprintf(station->wishes.enrol_code, sizeof(station->wishes.enrol_code), "%s", visit->code);
	snprintf(visit->code_sent, sizeof(visit->code_sent), "%s", visit->code);
	visit->code_count = 0;
	memset(visit->code, 0, sizeof(visit->code));
}

static bool is_letter(char key)
{
	return key && strchr(ALPHABET, key);
}

// From a keyboard, or a whole code at once by a reader.
static void typed_take(struct ui *ui, struct visit *visit)
{
	const char *scanned = ui_scanned(ui);
	char typed = (char)ui_typed(ui);

	if (typed == '\b' || is_letter(typed))
		press(visit, typed);
	if (scanned && strlen(scanned) == CODE_LENGTH && strspn(scanned, ALPHABET) == CODE_LENGTH) {
		snprintf(visit->code, sizeof(visit->code), "%s", scanned);
		visit->code_count = CODE_LENGTH;
		typed = '\n'; // a reader ends its line with it
	}
	if (typed == '\n' && visit->code_count == CODE_LENGTH)
		code_send(visit);
}

static void keys_show(struct ui *ui, struct rect area, struct visit *visit)
{
	for (int i = 0; i < COLUMNS * ROWS; i++) {
		struct rect at =
			column(row_of(area, i / COLUMNS, ROWS, SPACE_8), i % COLUMNS, COLUMNS, SPACE_8);
		char label[2] = {ALPHABET[i], '\0'};

		if (ui_button(ui, at, KEY_AT("letter", i), BUTTON_SECONDARY, NULL,
			    arena_text(ui_frame(ui), label), UI_ON))
			press(visit, ALPHABET[i]);
	}
}

static void state_show(struct ui *ui, struct rect *page, const struct visit *visit)
{
	const struct station *station = visit->station;
	char print[42];

	if (*station->freshness.trouble)
		part_note(ui, page, TONE_RED, "warning", NULL, ui_tr(ui, station->freshness.trouble));
	else if (*visit->code_sent)
		part_note(ui, page, TONE_BLUE, "sync", NULL, ui_tr(ui, "app.loading"));
	cut_top(page, SPACE_24);
	if (!station->has_public_key)
		return;
	key_fingerprint(station->public_key, print);
	part_note(ui, page, TONE_QUIET, "lock", print, ui_tr(ui, "enrol.compare"));
}

enum place enrol_show(struct ui *ui, struct rect page, struct visit *visit)
{
	struct rect foot, keys, left;

	typed_take(ui, visit);
	bool is_whole = visit->code_count == CODE_LENGTH;
	if (ui_is_landscape(ui)) {
		keys = cut_right(&page, page.w / 2);
		cut_right(&page, SPACE_48);
		cut_bottom(&keys, SPACE_24);
		foot = part_foot(ui, &page);
	} else {
		foot = part_foot(ui, &page);
		keys = cut_bottom(&page, 4 * 128);
		cut_bottom(&page, SPACE_32);
	}
	part_heading(ui, &page, NULL, ui_tr(ui, "app.enrol"),
		fill_text(ui, "enrol.lead", "n", count_text(ui, CODE_LENGTH)));
	part_boxes(ui, cut_top(&page, BOXES_HEIGHT), visit->code, CODE_LENGTH, NULL, false);
	cut_top(&page, SPACE_24);
	state_show(ui, &page, visit);
	keys_show(ui, keys, visit);
	left = cut_left(&foot, foot.w * 38 / 100);
	cut_left(&foot, GAP);
	if (ui_button(ui, left, KEY("erase"), BUTTON_SECONDARY, "backspace", ui_tr(ui, "key.erase"), UI_ON))
		press(visit, '\b');
	if (ui_button(ui, foot, KEY("enrol"), BUTTON_PRIMARY, NULL, ui_tr(ui, "app.confirm"),
		    is_whole ? UI_ON : UI_OFF))
		code_send(visit);
	return PLACE_ENROL;
}
