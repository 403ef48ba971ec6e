// SPDX-License-Identifier: Apache-2.0
// Questions in between: skip, leave, still there, cannot store. Each says what happened, what was kept and
// what can be done next.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"

#define ICON 120
#define BUTTON_GAP 20

struct ask {
	const char *icon, *title, *text, *note;
	uint32_t rgb, tint;
};

// An icon over a title over its text, in the upper middle of the page.
static void ask_show(struct ui *ui, struct rect page, struct ask ask)
{
	int width = page.w > 1100 ? 1100 : page.w, height = ICON + SPACE_32;
	struct rect box, icon;

	height += ui_paragraph_height(ui, width, TEXT_TITLE, ask.title) + SPACE_16;
	height += ui_paragraph_height(ui, width, TEXT_LEAD, ask.text) + SPACE_16;
	if (ask.note)
		height += ui_paragraph_height(ui, width, TEXT_BODY, ask.note);
	box = centre(page, width, height < page.h ? height : page.h);
	icon = cut_top(&box, ICON);
	icon = centre(icon, ICON, ICON);
	ui_circle(ui, icon, ask.tint, ask.tint);
	ui_icon(ui, inset(icon, 30), ask.icon, ask.rgb);
	cut_top(&box, SPACE_32);
	cut_top(&box, ui_paragraph(ui, box, TEXT_TITLE, INK, ALIGN_CENTRE, ask.title));
	cut_top(&box, SPACE_16);
	cut_top(&box, ui_paragraph(ui, box, TEXT_LEAD, INK_2, ALIGN_CENTRE, ask.text));
	cut_top(&box, SPACE_16);
	if (ask.note)
		ui_paragraph(ui, box, TEXT_BODY, INK_2, ALIGN_CENTRE, ask.note);
}

struct answer {
	const char *id, *label;
	enum ui_button_kind kind;
};

// Buttons side by side, or upright one above the other, the first at the foot: what a second tap on the
// button that led here meets is the harmless one. -1: none was pressed.
static int answers_show(struct ui *ui, struct rect *page, const struct answer *answers, int count)
{
	bool is_lying = ui_is_landscape(ui);
	int rows = is_lying ? 1 : count, pressed = -1;
	struct rect area = cut_bottom(page, rows * BUTTON_HEIGHT + (rows - 1) * BUTTON_GAP + SPACE_32);

	area.h -= SPACE_32;
	for (int i = 0; i < count; i++) {
		struct rect at = is_lying ? column(area, i, count, BUTTON_GAP)
					  : row_of(area, count - 1 - i, count, BUTTON_GAP);

		if (ui_button(ui, at, KEY(answers[i].id), answers[i].kind, NULL, ui_tr(ui, answers[i].label),
			    UI_ON))
			pressed = i;
	}
	return pressed;
}

enum place skip_show(struct ui *ui, struct rect page, struct visit *visit)
{
	static const struct answer answers[] = {
		{"keep", "skip.keep", BUTTON_PRIMARY},
		{"skip", "rate.skip", BUTTON_SECONDARY},
	};
	int pressed = answers_show(ui, &page, answers, 2);

	ask_show(ui, page,
		(struct ask){"warning", ui_tr(ui, "skip.title"), ui_tr(ui, "rate.skip_warn"),
			ui_tr(ui, "rate.skip_note"), AMBER, AMBER_TINT});
	if (pressed == 0)
		return visit->has_ballot ? PLACE_BALLOT : PLACE_DECLARATION;
	return pressed == 1 ? visit_skip(visit) : PLACE_SKIP;
}

enum place leave_show(struct ui *ui, struct rect page, struct visit *visit)
{
	static const struct answer answers[] = {
		{"send", "leave.send", BUTTON_PRIMARY},
		{"edit", "leave.edit", BUTTON_SECONDARY},
		{"drop", "leave.drop", BUTTON_DANGER},
	};
	int pressed = answers_show(ui, &page, answers, 3);

	ask_show(ui, page,
		(struct ask){"warning", ui_tr(ui, "leave.title"), ui_tr(ui, "rate.leave"), NULL, AMBER,
			AMBER_TINT});
	if (pressed == 0)
		return PLACE_REVIEW;
	if (pressed == 1)
		return PLACE_BALLOT;
	if (pressed == 2) {
		visit_drop_ballot(visit);
		return station_start(visit->station);
	}
	return PLACE_LEAVE;
}

enum place away_show(struct ui *ui, struct rect page, struct visit *visit)
{
	static const struct answer answers[] = {
		{"stay", "app.stay", BUTTON_PRIMARY},
		{"finish", "away.finish", BUTTON_SECONDARY},
	};
	const struct station *station = visit->station;
	int64_t left = AWAY_AFTER_MS + AWAY_COUNT_MS - (station->boot - visit->touched_at);
	int pressed = answers_show(ui, &page, answers, 2);
	const char *count = count_text(ui, (left + 999) / 1000);

	ask_show(ui, page,
		(struct ask){"clock", ui_tr(ui, "away.title"), fill_text(ui, "app.timeout", "n", count),
			ui_tr(ui, "away.note"), BLUE, BLUE_TINT});
	if (pressed == 1) {
		visit_drop_ballot(visit);
		return station_start(visit->station);
	}
	// Any touch at all says that somebody is here.
	return pressed == 0 || station->boot - visit->touched_at < AWAY_AFTER_MS ? visit->before : PLACE_AWAY;
}

// The disk was full: nothing is stored. The ballot waits for another try or for its owner to leave, and the
// kiosk asks the disk again by itself.
static struct ask cannot_ask(struct ui *ui, const struct station *station)
{
	const char *title = ui_tr(ui, "cannot.title"), *text = ui_tr(ui, "cannot.text");

	if (station->wishes.stop_retry) // the disk must not be asked twice: the program starts anew
		return (struct ask){"warning", title, text, ui_tr(ui, "cannot.restart"), RED, RED_TINT};
	if (station->cannot_store)
		return (struct ask){"warning", title, text,
			fill_text(ui, "cannot.kept", "n", count_text(ui, STORE_PROBE_MS / 1000)), RED,
			RED_TINT};
	return (struct ask){
		"check", ui_tr(ui, "cannot.title_ready"), ui_tr(ui, "cannot.ready"), NULL, GREEN, GREEN_TINT};
}

enum place cannot_store_show(struct ui *ui, struct rect page, struct visit *visit)
{
	static const struct answer answers[] = {
		{"edit", "rate.edit", BUTTON_SECONDARY},
		{"again", "cannot.again", BUTTON_PRIMARY},
		{"drop", "cannot.drop", BUTTON_SECONDARY},
	};
	const struct station *station = visit->station;
	int pressed = -1;

	if (!station->wishes.stop_retry)
		pressed = answers_show(ui, &page, answers, 3);
	if (station->cannot_store && *station->settings->phone_url && !ui_is_landscape(ui))
		ui_qr(ui, centre(cut_bottom(&page, 300), 280, 280), station->settings->phone_url);
	ask_show(ui, page, cannot_ask(ui, station));
	if (pressed == 1)
		return visit_send(visit);
	if (pressed == 2) {
		visit_drop_ballot(visit);
		return station_start(station);
	}
	return pressed == 0 ? PLACE_REVIEW : PLACE_CANNOT_STORE;
}
