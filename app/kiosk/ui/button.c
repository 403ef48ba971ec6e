// SPDX-License-Identifier: Apache-2.0
// Buttons and chips: a target with a look.
#include "kiosk/ui/state.h"

#define PADDING 24
#define ICON_GAP 14
#define OUTLINE 3
#define CHIP_PADDING 26
#define CHIP_ICON 32
#define CHIP_LINE 0x76869Au

struct look {
	uint32_t fill, line, text;
};

static const struct look LOOKS[][3] = {
	// usual, pressed, chosen
	[BUTTON_PRIMARY] = {{BLUE, BLUE, WHITE}, {NAVY, NAVY, WHITE}, {NAVY, NAVY, WHITE}},
	[BUTTON_SECONDARY] = {{CARD, BLUE, BLUE}, {BLUE_TINT, BLUE, BLUE}, {NAVY, NAVY, WHITE}},
	[BUTTON_QUIET] = {{BLUE_TINT, BLUE_TINT, BLUE}, {0xC6DDF4, 0xC6DDF4, NAVY}, {NAVY, NAVY, WHITE}},
	[BUTTON_DANGER] = {{RED, RED, WHITE}, {0x8E211B, 0x8E211B, WHITE}, {0x8E211B, 0x8E211B, WHITE}},
};
static const struct look LOOK_OFF = {0xE3E9F0, 0xE3E9F0, INK_2}; // it often says what is missing

// Label size follows the button: a hand's width away it should look like the main thing or not.
static struct font_style label_style(int height)
{
	return height >= 112  ? (struct font_style){38, WEIGHT_SEMIBOLD}
	       : height >= 80 ? TEXT_STRONG
			      : TEXT_SMALL_STRONG;
}

// Icon and label side by side, as one thing in the middle.
static void content_draw(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb,
	const char *icon, const char *label)
{
	int side = icon ? style.size * 5 / 4 * ui->text_percent / 100 : 0,
	    gap = icon && label[0] ? ICON_GAP : 0;
	int most = rect.w - side - gap, width = ui_text_width(ui, style, label);

	if (width > most)
		width = most;
	struct rect all = centre(rect, side + gap + width, rect.h);
	if (icon)
		ui_icon(ui, centre(cut_left(&all, side), side, side), icon, rgb);
	cut_left(&all, gap);
	ui_label(ui, all, style, rgb, icon ? ALIGN_LEFT : ALIGN_CENTRE, label);
}

bool ui_button(struct ui *ui, struct rect rect, struct key key, enum ui_button_kind kind, const char *icon,
	const char *label, enum ui_state state)
{
	bool tapped = ui_target(ui, rect, key, label, state);
	int turn = state == UI_CHOSEN ? 2 : ui_is_pressed(ui, key) ? 1 : 0;
	struct look look = state == UI_OFF ? LOOK_OFF : LOOKS[kind][turn];
	int radius = rect.h < 2 * RADIUS_BUTTON ? rect.h / 2 : RADIUS_BUTTON;

	ui_card(ui, rect, look.fill, look.fill, radius);
	if (look.line != look.fill)
		ui_ring(ui, rect, look.line, radius, OUTLINE);
	int padding = rect.w > 6 * PADDING ? PADDING : rect.w / 8;
	content_draw(ui, inset_xy(rect, padding, 4), label_style(rect.h), look.text, icon, label);
	return tapped;
}

int ui_chip_width(struct ui *ui, const char *label, bool chosen)
{
	int mark = chosen ? CHIP_ICON * ui->text_percent / 100 + ICON_GAP : 0;
	return 2 * CHIP_PADDING + mark + ui_text_width(ui, TEXT_SMALL_STRONG, label);
}

bool ui_chip(struct ui *ui, struct rect rect, struct key key, const char *label, bool chosen)
{
	bool tapped = ui_target(ui, rect, key, label, chosen ? UI_CHOSEN : UI_ON);
	bool pressed = ui_is_pressed(ui, key);
	uint32_t fill = chosen ? (pressed ? NAVY : BLUE) : pressed ? BLUE_TINT : CARD;

	ui_card(ui, rect, fill, chosen ? fill : CHIP_LINE, rect.h / 2);
	content_draw(ui, inset_xy(rect, CHIP_PADDING - 2, 4), TEXT_SMALL_STRONG, chosen ? WHITE : INK,
		chosen ? "check" : NULL, label);
	return tapped;
}
