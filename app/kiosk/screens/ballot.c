// SPDX-License-Identifier: Apache-2.0
// The ballot: a row a mark, five stars each, none chosen before a finger chose it. Reasons open by themselves
// at one and two stars, by a button at any other. Nothing is stored before Record and Send.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/screens.h"

#define PAD 28
#define STARS_WIDTH 600
#define STARS_HEIGHT 104
#define SIDE_BUTTON 168
#define LOW 2 // stars at and under which reasons open by themselves
#define GOLD_INK 0x8A5A00u
#define CHIP_HEIGHT 96

static const char *reason_text(struct ui *ui, int reason)
{
	return ui_tr(ui, arena_format(ui_frame(ui), "rate.reason.%s", REASON_KEYS[reason]));
}

// ---- reasons: chips in lines as wide as they come ----

struct chips {
	struct rect at[REASON_COUNT];
	int height;
};

static struct chips chips_lay(struct ui *ui, int width, uint32_t chosen)
{
	struct chips chips = {.height = CHIP_HEIGHT};
	int x = 0, y = 0;

	for (int i = 0; i < REASON_COUNT; i++) {
		int chip = ui_chip_width(ui, reason_text(ui, i), chosen >> i & 1);

		if (chip > width)
			chip = width;
		if (x > 0 && x + chip > width) {
			x = 0;
			y += CHIP_HEIGHT + SPACE_16;
		}
		chips.at[i] = (struct rect){x, y, chip, CHIP_HEIGHT};
		x += chip + SPACE_16;
	}
	chips.height = y + CHIP_HEIGHT;
	return chips;
}

static int reasons_height(struct ui *ui, int width, uint32_t chosen)
{
	return chips_lay(ui, width - 2 * PAD, chosen).height + part_line(ui, TEXT_STRONG) + 2 * PAD + SPACE_8;
}

static void reasons_show(struct ui *ui, struct rect box, struct visit *visit, size_t row)
{
	struct mark *mark = &visit->ballot.marks[row];
	struct chips chips = chips_lay(ui, box.w - 2 * PAD, mark->reasons);

	ui_card(ui, box, GOLD_TINT, 0xEBCF7Bu, RADIUS_CARD);
	box = inset(box, PAD);
	ui_text(ui, cut_top(&box, part_line(ui, TEXT_STRONG)), TEXT_STRONG, INK, ALIGN_LEFT,
		ui_tr(ui, mark->stars <= LOW ? "rate.reason_low" : "rate.reason"));
	cut_top(&box, SPACE_8);
	for (int i = 0; i < REASON_COUNT; i++) {
		struct rect at = {box.x + chips.at[i].x, box.y + chips.at[i].y, chips.at[i].w, chips.at[i].h};
		struct key key = KEY_AT(arena_format(ui_frame(ui), "reason-%s", REASON_KEYS[i]), row);

		if (ui_chip(ui, at, key, reason_text(ui, i), mark->reasons >> i & 1))
			ballot_turn(&visit->ballot, row, (enum reason)i);
	}
}

// ---- a row ----

static bool is_narrow(struct ui *ui, int width)
{
	return width - 2 * PAD - STARS_WIDTH < ui_text_width(ui, TEXT_STRONG, level_name(ui, 1)) + SPACE_24;
}

static int row_height(struct ui *ui, int width, const struct visit *visit, size_t i)
{
	int words = width - 2 * PAD - 2 * (SIDE_BUTTON + SPACE_16);
	int height = ui_paragraph_height(ui, words, TEXT_LEAD_STRONG, row_title(visit, ui, i));
	const char *subtitle = row_subtitle(visit, ui, i);

	if (*subtitle)
		height += ui_paragraph_height(ui, words, TEXT_SMALL, subtitle);
	if (height < TOUCH_LEAST)
		height = TOUCH_LEAST;
	height += STARS_HEIGHT + part_line(ui, TEXT_SMALL) + 2 * 20 + SPACE_8;
	if (is_narrow(ui, width))
		height += part_line(ui, TEXT_STRONG);
	return height;
}

static void row_buttons(struct ui *ui, struct rect top, struct visit *visit, size_t i)
{
	struct mark *mark = &visit->ballot.marks[i];
	struct ballot_line *line = &visit->lines[i];
	struct rect clear = cut_right(&top, SIDE_BUTTON), reason;

	top.h = clear.h = TOUCH_LEAST;
	if (mark->stars == 0)
		return;
	if (ui_button(ui, clear, KEY_AT("clear", i), BUTTON_QUIET, NULL, ui_tr(ui, "rate.clear"), UI_ON)) {
		ballot_give(&visit->ballot, i, 0);
		line->shows_reasons = false;
		return;
	}
	cut_right(&top, SPACE_16);
	reason = cut_right(&top, SIDE_BUTTON);
	if (ui_button(ui, reason, KEY_AT("reasons", i), BUTTON_QUIET, NULL, ui_tr(ui, "rate.reason_short"),
		    line->shows_reasons ? UI_CHOSEN : UI_ON))
		line->shows_reasons = !line->shows_reasons;
}

static void row_stars(struct ui *ui, struct rect box, struct visit *visit, size_t i)
{
	struct mark *mark = &visit->ballot.marks[i];
	bool narrow = is_narrow(ui, box.w + 2 * PAD);
	const char *level = mark->stars ? level_name(ui, mark->stars) : ui_tr(ui, "rate.not_chosen");
	struct rect at = cut_top(&box, STARS_HEIGHT), names, stars = cut_left(&at, STARS_WIDTH);
	int given = ui_stars(ui, stars, KEY_AT("stars", i), mark->stars, row_title(visit, ui, i));

	if (given) {
		ballot_give(&visit->ballot, i, given);
		visit->lines[i].shows_reasons = given <= LOW;
	}
	if (!narrow)
		ui_text(ui, at, TEXT_LEAD_STRONG, mark->stars ? GOLD_INK : INK_2, ALIGN_RIGHT, level);
	names = cut_top(&box, part_line(ui, TEXT_SMALL));
	names.w = STARS_WIDTH;
	ui_text(ui, column(names, 0, 2, SPACE_8), TEXT_SMALL, INK_2, ALIGN_LEFT, level_name(ui, 1));
	ui_text(ui, column(names, 1, 2, SPACE_8), TEXT_SMALL, INK_2, ALIGN_RIGHT, level_name(ui, 5));
	if (narrow)
		ui_text(ui, box, TEXT_STRONG, mark->stars ? GOLD_INK : INK_2, ALIGN_LEFT, level);
}

static void row_show(struct ui *ui, struct rect box, struct visit *visit, size_t i)
{
	const char *subtitle = row_subtitle(visit, ui, i);
	struct rect words;
	int stars = STARS_HEIGHT + part_line(ui, TEXT_SMALL) +
		    (is_narrow(ui, box.w) ? part_line(ui, TEXT_STRONG) : 0);

	ui_card(ui, box, CARD, LINE, RADIUS_CARD);
	box = inset_xy(box, PAD, 20);
	row_stars(ui, cut_bottom(&box, stars), visit, i);
	words = box;
	row_buttons(ui, cut_top(&box, box.h), visit, i);
	cut_right(&words, 2 * (SIDE_BUTTON + SPACE_16));
	cut_top(&words, ui_paragraph(ui, words, TEXT_LEAD_STRONG, INK, ALIGN_LEFT, row_title(visit, ui, i)));
	if (*subtitle)
		ui_paragraph(ui, words, TEXT_SMALL, INK_2, ALIGN_LEFT, subtitle);
}

// ---- the page ----

static int rows_height(struct ui *ui, int width, const struct visit *visit, int add)
{
	int height = 0;

	for (size_t i = 0; i < visit->ballot.count; i++) {
		height += row_height(ui, width, visit, i) + SPACE_24;
		if (visit->lines[i].shows_reasons)
			height += reasons_height(ui, width, visit->ballot.marks[i].reasons) + SPACE_8;
	}
	return height + add;
}

static enum place rows_show(struct ui *ui, struct rect view, struct visit *visit)
{
	bool can_add = visit->ballot.subject == SUBJECT_DECLARATION && visit->ballot.count < BALLOT_MARKS;
	int add = can_add ? TOUCH_LEAST + SPACE_16 : 0;
	struct rect list = ui_scroll_begin(ui, view, KEY("rows"), rows_height(ui, view.w, visit, add));
	enum place next = PLACE_BALLOT;

	for (size_t i = 0; i < visit->ballot.count; i++) {
		bool shows = visit->lines[i].shows_reasons;
		uint32_t reasons = visit->ballot.marks[i].reasons;

		row_show(ui, cut_top(&list, row_height(ui, view.w, visit, i)), visit, i);
		if (shows) {
			cut_top(&list, SPACE_8);
			reasons_show(ui, cut_top(&list, reasons_height(ui, view.w, reasons)), visit, i);
		}
		cut_top(&list, SPACE_24);
	}
	if (can_add && ui_button(ui, cut_top(&list, TOUCH_LEAST), KEY("add"), BUTTON_QUIET, "search",
			       ui_tr(ui, "rate.search_party"), UI_ON))
		next = PLACE_PARTIES;
	ui_scroll_end(ui);
	return next;
}

enum place ballot_show(struct ui *ui, struct rect page, struct visit *visit)
{
	bool is_place = visit->ballot.subject == SUBJECT_PLACE, is_empty = ballot_is_empty(&visit->ballot);
	struct rect foot = part_foot(ui, &page), left = cut_left(&foot, foot.w * 32 / 100);
	enum place next = PLACE_BALLOT;

	cut_left(&foot, GAP);
	part_heading(ui, &page, row_subject(visit, ui),
		ui_tr(ui, is_place ? "rate.place" : "rate.title_short"),
		ui_tr(ui, is_place ? "rate.consent_place" : "rate.lead"));
	if (!is_place && !visit_is_proven(visit)) {
		part_note(ui, &page, TONE_BLUE, "info", NULL,
			ui_tr(ui, visit->is_known ? "rate.level0" : "rate.parked"));
		cut_top(&page, SPACE_16);
	}
	next = rows_show(ui, page, visit);
	if (is_place) {
		if (ui_button(ui, left, KEY("cancel"), BUTTON_SECONDARY, NULL, ui_tr(ui, "app.cancel"),
			    UI_ON)) {
			visit_drop_ballot(visit);
			return PLACE_HOME;
		}
	} else if (ui_button(ui, left, KEY("skip"), BUTTON_SECONDARY, NULL, ui_tr(ui, "rate.skip"), UI_ON)) {
		return PLACE_SKIP;
	}
	if (ui_button(ui, foot, KEY("record"), BUTTON_PRIMARY, NULL,
		    ui_tr(ui, is_empty ? "rate.none" : "rate.record"), is_empty ? UI_OFF : UI_ON))
		return PLACE_REVIEW;
	return next;
}
