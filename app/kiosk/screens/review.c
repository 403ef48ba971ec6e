// SPDX-License-Identifier: Apache-2.0
// Review: exactly what will be stored. Edit keeps everything, Send works once.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/screens.h"

#define PAD 32
#define STARS_WIDTH 272
#define STARS_HEIGHT 48
#define UNRATED_HEIGHT (TOUCH_LEAST + SPACE_32)

static const char *reasons_text(struct ui *ui, uint32_t reasons)
{
	const char *text = "";

	for (int i = 0; i < REASON_COUNT; i++) {
		const char *reason;

		if (!(reasons >> i & 1))
			continue;
		reason = ui_tr(ui, arena_format(ui_frame(ui), "rate.reason.%s", REASON_KEYS[i]));
		text = *text ? arena_format(ui_frame(ui), "%s · %s", text, reason) : reason;
	}
	return text;
}

static int side_width(struct ui *ui, int stars)
{
	int name = ui_text_width(ui, TEXT_SMALL_STRONG, level_name(ui, stars));

	return name > STARS_WIDTH ? name : STARS_WIDTH;
}

static int row_height(struct ui *ui, int width, const struct visit *visit, size_t i)
{
	const struct mark *mark = &visit->ballot.marks[i];
	int words = width - 2 * PAD - side_width(ui, mark->stars) - SPACE_24,
	    side = STARS_HEIGHT + part_line(ui, TEXT_SMALL_STRONG);
	int height = ui_paragraph_height(ui, words, TEXT_STRONG, row_title(visit, ui, i));
	const char *subtitle = row_subtitle_given(visit, ui, i);

	if (*subtitle)
		height += ui_paragraph_height(ui, words, TEXT_SMALL, subtitle);
	if (height < side)
		height = side;
	if (mark->reasons)
		height +=
			part_line(ui, TEXT_SMALL) + SPACE_8 +
			ui_paragraph_height(ui, width - 2 * PAD, TEXT_BODY, reasons_text(ui, mark->reasons));
	return height + 2 * SPACE_24;
}

static void row_show(struct ui *ui, struct rect box, const struct visit *visit, size_t i)
{
	const struct mark *mark = &visit->ballot.marks[i];
	const char *subtitle = row_subtitle_given(visit, ui, i), *reasons = reasons_text(ui, mark->reasons);
	struct rect side, low;

	box = inset_xy(box, PAD, SPACE_24);
	if (*reasons) {
		low = cut_bottom(
			&box, part_line(ui, TEXT_SMALL) + ui_paragraph_height(ui, box.w, TEXT_BODY, reasons));
		cut_bottom(&box, SPACE_8);
		ui_text(ui, cut_top(&low, part_line(ui, TEXT_SMALL)), TEXT_SMALL, INK_2, ALIGN_LEFT,
			ui_tr(ui, "review.reasons"));
		ui_paragraph(ui, low, TEXT_BODY, INK, ALIGN_LEFT, reasons);
	}
	side = cut_right(&box, side_width(ui, mark->stars));
	cut_right(&box, SPACE_24);
	low = cut_top(&side, STARS_HEIGHT);
	ui_stars_shown(ui, cut_right(&low, STARS_WIDTH), mark->stars);
	ui_text(ui, cut_top(&side, part_line(ui, TEXT_SMALL_STRONG)), TEXT_SMALL_STRONG, INK, ALIGN_RIGHT,
		level_name(ui, mark->stars));
	cut_top(&box, ui_paragraph(ui, box, TEXT_STRONG, INK, ALIGN_LEFT, row_title(visit, ui, i)));
	if (*subtitle)
		ui_paragraph(ui, box, TEXT_SMALL, INK_2, ALIGN_LEFT, subtitle);
}

static int card_height(struct ui *ui, int width, const struct visit *visit)
{
	int height = 0;

	for (size_t i = 0; i < visit->ballot.count; i++)
		if (visit->ballot.marks[i].stars)
			height += row_height(ui, width, visit, i);
	return height;
}

static bool has_unrated(const struct visit *visit)
{
	return visit->owner_count > 0 && visit->unrated_count > 0;
}

// What else this person has not rated: the way to it is the same from here, the thank-you and home.
static bool unrated_show_line(struct ui *ui, struct rect line, const struct visit *visit)
{
	bool is_hit;

	ui_card(ui, line, CARD, LINE, RADIUS_CARD);
	line = inset_xy(line, PAD, SPACE_16);
	line = centre(line, line.w, line.h < TOUCH_LEAST ? line.h : TOUCH_LEAST);
	is_hit = ui_button(
		ui, cut_right(&line, 200), KEY("unrated"), BUTTON_QUIET, NULL, ui_tr(ui, "rate.view"), UI_ON);
	cut_right(&line, SPACE_16);
	ui_label(ui, line, TEXT_STRONG, INK, ALIGN_LEFT,
		fill_text(ui, "unrated.count", "n", count_text(ui, (int64_t)visit->unrated_count)));
	return is_hit;
}

// On a lying panel the line stands left of the note below, so that more of what is sent is seen at once.
static bool is_line_below(struct ui *ui, const struct visit *visit)
{
	return has_unrated(visit) && ui_is_landscape(ui);
}

// Record lies at the right of the ballot's foot. What lies there now does nothing, so that a second tap of a
// nervous finger sends nothing unseen; and on the thank-you nothing lies where Send is.
static struct rect base_show(struct ui *ui, struct rect *page, const struct visit *visit, bool *is_line_hit)
{
	const char *privacy = ui_tr(ui, "review.private");
	int line = is_line_below(ui, visit) ? page->w * 36 / 100 : 0, gap = line ? SPACE_24 : 0;
	int height = part_note_height(ui, page->w - line - gap, "lock", NULL, privacy);
	struct rect base = cut_bottom(page, (height > BUTTON_HEIGHT ? height : BUTTON_HEIGHT) + SPACE_24),
		    foot;

	cut_bottom(&base, SPACE_24);
	if (line)
		*is_line_hit = unrated_show_line(ui, cut_left(&base, line), visit);
	cut_left(&base, gap);
	base = centre(base, base.w, height);
	part_note(ui, &base, TONE_BLUE, "lock", NULL, privacy);
	foot = cut_bottom(page, BUTTON_HEIGHT + SPACE_16);
	cut_bottom(&foot, SPACE_16);
	cut_bottom(page, SPACE_24);
	return foot;
}

static void list_show(struct ui *ui, struct rect view, const struct visit *visit, int height)
{
	struct rect list;
	bool is_first = true;

	ui_card(ui, view, CARD, LINE, RADIUS_CARD);
	list = part_list_begin(ui, inset(view, 2), KEY("review"), height - 4);
	for (size_t i = 0; i < visit->ballot.count; i++) {
		struct rect row;

		if (!visit->ballot.marks[i].stars)
			continue;
		row = cut_top(&list, row_height(ui, view.w, visit, i));
		if (!is_first)
			ui_line(ui, (struct rect){row.x, row.y, row.w, 2}, LINE);
		is_first = false;
		row_show(ui, row, visit, i);
	}
	ui_scroll_end(ui);
}

enum place review_show(struct ui *ui, struct rect page, struct visit *visit)
{
	bool is_line_hit = false, is_line_above = has_unrated(visit) && !is_line_below(ui, visit);
	struct rect foot = base_show(ui, &page, visit, &is_line_hit),
		    left = cut_left(&foot, foot.w * 32 / 100);
	int height = card_height(ui, page.w, visit), room;

	cut_left(&foot, GAP);
	part_heading(ui, &page, row_subject(visit, ui), ui_tr(ui, "review.title"), NULL);
	room = page.h - (is_line_above ? UNRATED_HEIGHT + SPACE_24 : 0);
	list_show(ui, cut_top(&page, height < room ? height : room), visit, height);
	cut_top(&page, SPACE_24);
	if (is_line_above)
		is_line_hit = unrated_show_line(ui, cut_top(&page, UNRATED_HEIGHT), visit);
	if (ui_button(ui, left, KEY("edit"), BUTTON_SECONDARY, "pencil", ui_tr(ui, "rate.edit"), UI_ON))
		return PLACE_BALLOT;
	if (ui_button(ui, foot, KEY("send"), BUTTON_PRIMARY, NULL, ui_tr(ui, "review.send"), UI_ON))
		return visit_send(visit);
	return is_line_hit ? PLACE_UNRATED : PLACE_REVIEW;
}
