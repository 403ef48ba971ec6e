// SPDX-License-Identifier: Apache-2.0
// Declarations of this trader not rated yet: masked numbers and dates only. The same list from the review,
// the thank-you and home. Tapping one asks its hidden digits; the tax code was proven already.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"

#define ROW_HEIGHT 128

static int64_t finished_at(const struct feed_declaration *value)
{
	int64_t at = 0;

	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (STAGES[stage].opens_after && value->times[stage] > at)
			at = value->times[stage];
	return at;
}

static bool row_show(
	struct ui *ui, struct rect row, const struct feed_declaration *value, size_t i, enum ui_state state)
{
	struct key key = KEY_AT("declaration", i);
	bool is_hit = ui_target(ui, row, key, value->shown, state);
	const char *date = date_text(ui, finished_at(value));

	if (ui_is_pressed(ui, key))
		ui_fill(ui, row, BLUE_TINT);
	if (i > 0)
		ui_line(ui, (struct rect){row.x, row.y, row.w, 2}, LINE);
	row = inset_xy(row, SPACE_32, 0);
	if (state == UI_ON)
		ui_icon(ui, centre(cut_right(&row, 44), 44, 44), "chevron-right", INK_2);
	ui_text(ui, cut_right(&row, ui_text_width(ui, TEXT_BODY, date) + SPACE_24), TEXT_BODY, INK_2,
		ALIGN_LEFT, date);
	ui_text(ui, row, TEXT_HEADING, INK, ALIGN_LEFT, value->shown);
	return is_hit;
}

enum place unrated_show(struct ui *ui, struct rect page, struct visit *visit)
{
	const char *lead = visit->unrated_count > 0 ? fill_text(ui, "unrated.count", "n",
							      count_text(ui, (int64_t)visit->unrated_count))
						    : ui_tr(ui, "unrated.none");
	struct rect foot = part_foot(ui, &page), view = page, list;
	enum ui_state state = visit_has_marks(visit) ? UI_OFF : UI_ON; // first what is being given
	enum place next = PLACE_UNRATED;
	int height = part_line(ui, TEXT_HEADING) + 56, total;

	height = height > ROW_HEIGHT ? height : ROW_HEIGHT;
	total = height * (int)visit->unrated_count;
	part_heading(ui, &view, NULL, ui_tr(ui, "home.unrated"), lead);
	if (visit->unrated_count > 0)
		cut_top(&view, ui_paragraph(ui, view, TEXT_SMALL, INK_2, ALIGN_LEFT,
				       ui_tr(ui, state == UI_ON ? "unrated.how" : "unrated.first")) +
				       SPACE_16);
	if (total + 4 < view.h)
		view.h = total + 4;
	if (total > 0)
		ui_card(ui, view, CARD, LINE, RADIUS_CARD);
	list = part_list_begin(ui, inset(view, 2), KEY("unrated"), total);
	for (size_t i = 0; i < visit->unrated_count; i++) {
		const struct feed_declaration *value = &visit->unrated[i].value;

		if (!row_show(ui, cut_top(&list, height), value, i, state))
			continue;
		visit_ask_number(visit, PURPOSE_RATE, value->shown);
		next = PLACE_FIND;
	}
	ui_scroll_end(ui);
	if (visit->has_ballot) { // opened from the review
		if (ui_button(ui, foot, KEY("back-to-review"), BUTTON_PRIMARY, NULL,
			    ui_tr(ui, "unrated.back"), UI_ON))
			return PLACE_REVIEW;
	} else if (ui_button(ui, foot, KEY("done"), BUTTON_PRIMARY, NULL, ui_tr(ui, "app.done"), UI_ON)) {
		return PLACE_HOME;
	}
	return next;
}
