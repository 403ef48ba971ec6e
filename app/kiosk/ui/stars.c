// SPDX-License-Identifier: Apache-2.0
// Five stars, official levels 1 to 5; none is chosen before a finger chose it.
#include "kiosk/ui/state.h"
#include <stdio.h>

#define STARS 5
#define STAR_GAP 16
#define STAR_MOST 96	   // design units
#define STAR_OFF 0x76869Au // 3.7 to 1 on a card: an empty star is a control

static void star_draw(struct ui *ui, struct rect at, bool is_on, bool is_pressed)
{
	int side = at.w < at.h ? at.w : at.h;
	struct rect place =
		centre(at, side < STAR_MOST ? side : STAR_MOST, side < STAR_MOST ? side : STAR_MOST);

	if (is_on || is_pressed)
		ui_icon(ui, place, "star-fill", is_on ? GOLD : GOLD_TINT);
	ui_icon(ui, place, "star-edge", is_on || is_pressed ? GOLD_EDGE : STAR_OFF);
}

void ui_stars_shown(struct ui *ui, struct rect rect, int given)
{
	for (int i = 0; i < STARS; i++)
		star_draw(ui, column(rect, i, STARS, rect.h / 8), i < given, false);
}

// A second tap so soon is a bouncing finger, not a second thought.
static bool is_bounce(struct ui *ui, uint64_t row)
{
	int64_t now = ui_now();
	bool bounce = ui->starred == row && now - ui->starred_at < STARS_GUARD;

	if (!bounce) {
		ui->starred = row;
		ui->starred_at = now;
	}
	return bounce;
}

int ui_stars(struct ui *ui, struct rect rect, struct key key, int given, const char *label)
{
	char id[64];
	uint64_t row = key_write(id, key, -1);
	int tapped = 0;

	for (int i = 0; i < STARS; i++) {
		struct rect at = column(rect, i, STARS, STAR_GAP);
		const char *spoken = arena_format(&ui->frame, "%s: %d/%d", label, i + 1, STARS);
		if (target_put(ui, at, key, i + 1, spoken, i < given ? UI_CHOSEN : UI_ON) &&
			!is_bounce(ui, row))
			tapped = i + 1;
		bool pressed = ui->contact.is_inside && ui->contact.node == key_write(id, key, i + 1);
		star_draw(ui, at, i < given, pressed);
	}
	return tapped;
}
