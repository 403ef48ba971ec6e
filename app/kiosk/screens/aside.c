// SPDX-License-Identifier: Apache-2.0
// What opens over any screen and closes back to it, keeping everything: language, text size, help.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/station_words.h"
#include "kiosk/screens/visit.h"

#define CHOICE_HEIGHT 132

static bool close_show(struct ui *ui, struct rect *page)
{
	return ui_button(
		ui, part_foot(ui, page), KEY("close"), BUTTON_PRIMARY, NULL, ui_tr(ui, "app.close"), UI_ON);
}

enum place language_show(struct ui *ui, struct rect page, struct visit *visit)
{
	enum place next = close_show(ui, &page) ? visit->before : PLACE_LANGUAGE;

	part_heading(ui, &page, NULL, ui_tr(ui, "app.language"), NULL);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct rect at = cut_top(&page, CHOICE_HEIGHT);
		struct key key = KEY(arena_format(ui_frame(ui), "lang-%s", LANGS[lang].code));

		cut_top(&page, SPACE_24);
		if (!ui_button(ui, at, key, BUTTON_SECONDARY, NULL, LANGS[lang].endonym,
			    visit->lang == (enum lang)lang ? UI_CHOSEN : UI_ON))
			continue;
		visit_set_lang(visit, (enum lang)lang);
		next = visit->before;
	}
	return next;
}

enum place accessibility_show(struct ui *ui, struct rect page, struct visit *visit)
{
	static const int percents[] = {100, 125, 150};
	enum place next = close_show(ui, &page) ? visit->before : PLACE_ACCESSIBILITY;
	struct rect sizes;

	part_heading(ui, &page, NULL, ui_tr(ui, "app.accessibility"), ui_tr(ui, "app.font_size"));
	sizes = cut_top(&page, CHOICE_HEIGHT);
	for (int i = 0; i < 3; i++)
		if (ui_button(ui, column(sizes, i, 3, SPACE_24), KEY_AT("text", percents[i]),
			    BUTTON_SECONDARY, NULL, arena_format(ui_frame(ui), "%d %%", percents[i]),
			    visit->text_percent == percents[i] ? UI_CHOSEN : UI_ON))
			visit->text_percent = percents[i];
	cut_top(&page, SPACE_32);
	part_note(ui, &page, TONE_QUIET, NULL, ui_tr(ui, "app.welcome"), ui_tr(ui, "app.title_full"));
	return next;
}

enum place help_show(struct ui *ui, struct rect page, struct visit *visit)
{
	const struct station_settings *settings = visit->station->settings;
	enum place next = close_show(ui, &page) ? visit->before : PLACE_HELP;

	// Seen from the desk: the whole page turns to the colour of a call, and says so in the largest
	// letters.
	ui_card(ui, page, BOARD_CALL, BOARD_CALL, RADIUS_CARD);
	page = inset(page, SPACE_48);
	page = centre(page, page.w, page.h < 720 ? page.h : 720);
	ui_icon(ui, centre(cut_top(&page, 160), 160, 160), "person", INK);
	cut_top(&page, SPACE_24);
	cut_top(&page, ui_paragraph(ui, page, (struct font_style){84, WEIGHT_BOLD}, INK, ALIGN_CENTRE,
			       ui_tr(ui, "help.sign")));
	cut_top(&page, SPACE_24);
	cut_top(&page, ui_paragraph(ui, page, TEXT_LEAD, INK, ALIGN_CENTRE,
			       fill_text(ui, "help.where", "place", desk_text(ui, visit->station))));
	cut_top(&page, SPACE_16);
	if (*settings->hotline)
		ui_paragraph(ui, page, TEXT_LEAD_STRONG, INK, ALIGN_CENTRE,
			fill_text(ui, "fb.hotline", "n", settings->hotline));
	return next;
}
