// SPDX-License-Identifier: Apache-2.0
// The ballot: a row a mark, five stars each, none chosen before a finger chose it. Reasons open by themselves
// at one and two stars, by a button at any other. Nothing is stored before Record and Send.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/screens.h"

#define PAD 28
#define STARS_WIDTH 560
#define STARS_HEIGHT 104
#define ROW_PAD 18
#define LOW 2 // stars at and under which reasons open by themselves
#define GOLD_INK 0x8A5A00u
#define CHIP_HEIGHT 84
#define CHIP_GAP 12
#define LOCK 40
#define MORE_FROM 400 // height of a list that can spare a line

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
			y += CHIP_HEIGHT + CHIP_GAP;
		}
		chips.at[i] = (struct rect){x, y, chip, CHIP_HEIGHT};
		x += chip + CHIP_GAP;
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

// ---- a row: title, who; stars and their ends; the chosen level and its buttons. Upright the words stand
// over the stars, on a lying panel beside them; with large text the level stands under the stars ----

#define SIDE_GAP SPACE_24
#define SIDE_WIDTH 344
#define SIDE_BUTTON_HEIGHT 88
#define BESIDE_FROM 1300 // width of a row from which words fit beside the stars
#define LEVEL TEXT_STRONG

static bool is_beside(int width)
{
	return width >= BESIDE_FROM;
}

static bool is_narrow(struct ui *ui)
{
	const int half = (SIDE_WIDTH - SPACE_16) / 2 - 2 * SPACE_16;

	return ui_text_width(ui, TEXT_SMALL_STRONG, level_name(ui, 1)) > SIDE_WIDTH ||
	       ui_text_width(ui, TEXT_SMALL_STRONG, ui_tr(ui, "rate.reason_short")) > half ||
	       ui_text_width(ui, TEXT_SMALL_STRONG, ui_tr(ui, "rate.clear")) > half;
}

static int stars_height(struct ui *ui)
{
	int left = STARS_HEIGHT + part_line(ui, TEXT_SMALL),
	    right = part_line(ui, LEVEL) + SIDE_BUTTON_HEIGHT + SPACE_8;

	if (is_narrow(ui)) {
		left += part_line(ui, LEVEL) + SPACE_8;
		right = 2 * SIDE_BUTTON_HEIGHT + SPACE_16;
	}
	return left > right ? left : right;
}

static int words_width(int width)
{
	width -= 2 * PAD;
	return is_beside(width) ? width - STARS_WIDTH - SIDE_WIDTH - 2 * SIDE_GAP : width;
}

static int words_height(struct ui *ui, int width, const struct visit *visit, size_t i)
{
	const char *subtitle = row_subtitle(visit, ui, i);
	int height = ui_paragraph_height(ui, words_width(width), TEXT_LEAD_STRONG, row_title(visit, ui, i));

	if (*subtitle)
		height += ui_paragraph_height(ui, words_width(width), TEXT_SMALL, subtitle);
	return height;
}

static int row_height(struct ui *ui, int width, const struct visit *visit, size_t i)
{
	int words = words_height(ui, width, visit, i), stars = stars_height(ui);

	if (!is_beside(width - 2 * PAD))
		return words + SPACE_8 + stars + 2 * ROW_PAD;
	return (words > stars ? words : stars) + 2 * ROW_PAD;
}

static void row_buttons(struct ui *ui, struct rect at, struct visit *visit, size_t i)
{
	struct ballot_line *line = &visit->lines[i];
	bool is_stacked = at.h > SIDE_BUTTON_HEIGHT;
	struct rect left = is_stacked ? row_of(at, 0, 2, SPACE_16) : column(at, 0, 2, SPACE_16);
	struct rect right = is_stacked ? row_of(at, 1, 2, SPACE_16) : column(at, 1, 2, SPACE_16);

	if (visit->ballot.marks[i].stars == 0)
		return;
	if (ui_button(ui, left, KEY_AT("reasons", i), BUTTON_QUIET, NULL, ui_tr(ui, "rate.reason_short"),
		    line->shows_reasons ? UI_CHOSEN : UI_ON))
		line->shows_reasons = !line->shows_reasons;
	if (ui_button(ui, right, KEY_AT("clear", i), BUTTON_QUIET, NULL, ui_tr(ui, "rate.clear"), UI_ON)) {
		ballot_give(&visit->ballot, i, 0);
		line->shows_reasons = false;
	}
}

static void row_level(struct ui *ui, struct rect at, const struct mark *mark, enum ui_align align)
{
	const char *level = mark->stars ? level_name(ui, mark->stars) : ui_tr(ui, "rate.not_chosen");

	ui_text(ui, at, LEVEL, mark->stars ? GOLD_INK : INK_2, align, level);
}

static void row_stars(struct ui *ui, struct rect box, struct visit *visit, size_t i)
{
	struct mark *mark = &visit->ballot.marks[i];
	struct font_style ends = part_capped(ui, TEXT_SMALL, 100); // both must fit under five stars
	struct rect side = cut_right(&box, SIDE_WIDTH), left = cut_left(&box, STARS_WIDTH), names;
	int given = ui_stars(
		ui, cut_top(&left, STARS_HEIGHT), KEY_AT("stars", i), mark->stars, row_title(visit, ui, i));

	if (given) {
		ballot_give(&visit->ballot, i, given);
		visit->lines[i].shows_reasons = given <= LOW;
	}
	names = cut_top(&left, part_line(ui, TEXT_SMALL));
	ui_text(ui, column(names, 0, 2, SPACE_8), ends, INK_2, ALIGN_LEFT, level_name(ui, 1));
	ui_text(ui, column(names, 1, 2, SPACE_8), ends, INK_2, ALIGN_RIGHT, level_name(ui, 5));
	row_buttons(ui,
		cut_bottom(&side, is_narrow(ui) ? 2 * SIDE_BUTTON_HEIGHT + SPACE_16 : SIDE_BUTTON_HEIGHT),
		visit, i);
	if (is_narrow(ui))
		row_level(ui, cut_bottom(&left, part_line(ui, LEVEL)), mark, ALIGN_LEFT);
	else if (mark->stars)
		row_level(ui, side, mark, ALIGN_RIGHT);
	else // no buttons below it: beside the stars
		row_level(ui, (struct rect){side.x, side.y, side.w, STARS_HEIGHT}, mark, ALIGN_RIGHT);
}

static void row_show(struct ui *ui, struct rect box, struct visit *visit, size_t i)
{
	const char *subtitle = row_subtitle(visit, ui, i);
	int height = stars_height(ui), words = words_width(box.w);

	ui_card(ui, box, CARD, LINE, RADIUS_CARD);
	box = inset_xy(box, PAD, ROW_PAD);
	if (is_beside(box.w)) {
		struct rect right = cut_right(&box, STARS_WIDTH + SIDE_WIDTH + SIDE_GAP);

		row_stars(ui, centre(right, right.w, height), visit, i);
		box.w = words;
		box = centre(box, words,
			words_height(
				ui, words + STARS_WIDTH + SIDE_WIDTH + 2 * SIDE_GAP + 2 * PAD, visit, i));
	} else {
		row_stars(ui, cut_bottom(&box, height), visit, i);
	}
	cut_top(&box, ui_paragraph(ui, box, TEXT_LEAD_STRONG, INK, ALIGN_LEFT, row_title(visit, ui, i)));
	if (*subtitle)
		ui_paragraph(ui, box, TEXT_SMALL, INK_2, ALIGN_LEFT, subtitle);
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

// Who is afraid needs it before the stars, not after them.
static int privacy_height(struct ui *ui, int width)
{
	return ui_paragraph_height(ui, width - LOCK - SPACE_16, TEXT_SMALL, ui_tr(ui, "review.private")) +
	       SPACE_16;
}

static void privacy_show(struct ui *ui, struct rect box)
{
	struct rect icon = cut_left(&box, LOCK);

	ui_icon(ui, cut_top(&icon, LOCK), "lock", BLUE);
	cut_left(&box, SPACE_16);
	ui_paragraph(ui, box, TEXT_SMALL, INK_2, ALIGN_LEFT, ui_tr(ui, "review.private"));
}

// What lies below the fold is announced above the foot.
static struct rect more_cut(struct ui *ui, struct rect *view, int height)
{
	int line = part_line(ui, TEXT_SMALL);

	return cut_bottom(view, height > view->h && view->h > MORE_FROM ? line : 0);
}

static void more_show(struct ui *ui, struct rect at)
{
	if (at.h > 0 && ui_scroll_has_more(ui, KEY("rows")))
		ui_text(ui, at, TEXT_SMALL_STRONG, BLUE, ALIGN_CENTRE, ui_tr(ui, "rate.more"));
}

static enum place rows_show(struct ui *ui, struct rect view, struct visit *visit)
{
	bool can_add = visit->ballot.subject == SUBJECT_DECLARATION && visit->ballot.count < BALLOT_MARKS;
	int add = can_add ? TOUCH_LEAST + SPACE_16 : 0;
	bool is_room = visit->ballot.subject == SUBJECT_PLACE; // it names nobody, and says so above
	int privacy = is_room ? 0 : privacy_height(ui, view.w),
	    height = rows_height(ui, view.w, visit, add) + privacy;
	struct rect more = more_cut(ui, &view, height);
	struct rect list = part_list_begin(ui, view, KEY("rows"), height);
	enum place next = PLACE_BALLOT;

	if (!is_room)
		privacy_show(ui, cut_top(&list, privacy));

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
	more_show(ui, more);
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
