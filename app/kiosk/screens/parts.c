// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/parts.h"

const struct tone_colours TONES[TONE_COUNT] = {
	[TONE_QUIET] = {CARD, LINE, INK},
	[TONE_BLUE] = {BLUE_TINT, 0xB9D6F2u, INK},
	[TONE_GREEN] = {GREEN_TINT, 0xA9D8BCu, INK},
	[TONE_AMBER] = {AMBER_TINT, 0xEBCF7Bu, INK},
	[TONE_RED] = {RED_TINT, 0xEBB2ADu, INK},
	[TONE_GOLD] = {GOLD_TINT, 0xEBCF7Bu, INK},
};

static const uint32_t TONE_ICONS[TONE_COUNT] = {BLUE, BLUE, GREEN, AMBER, RED, AMBER};

int part_line(struct ui *ui, struct font_style style)
{
	return ui_text_height(ui, style);
}

struct font_style part_capped(struct ui *ui, struct font_style style, int percent)
{
	int now = ui_text_percent(ui);

	if (now > percent)
		style.size = (style.size * percent + now / 2) / now;
	return style;
}

#define TITLE_MOST 125 // percent: a title is large already

static struct font_style title_style(struct ui *ui)
{
	return part_capped(ui, ui_is_landscape(ui) ? TEXT_HEADING : TEXT_TITLE, TITLE_MOST);
}

static void heading_line(
	struct ui *ui, struct rect *body, struct font_style style, uint32_t ink, const char *text)
{
	if (text && *text)
		cut_top(body, ui_paragraph(ui, *body, style, ink, ALIGN_LEFT, text));
}

void part_heading(struct ui *ui, struct rect *body, const char *small, const char *title, const char *lead)
{
	heading_line(ui, body, TEXT_SMALL, INK_2, small);
	heading_line(ui, body, title_style(ui), INK, title);
	heading_line(ui, body, TEXT_BODY, INK_2, lead);
	cut_top(body, SPACE_16);
}

#define LIST_MARGIN SPACE_24
#define NOTE_PAD 28
#define NOTE_ICON 48

static int note_text_width(int width, const char *icon)
{
	return width - 2 * NOTE_PAD - (icon ? NOTE_ICON + SPACE_24 : 0);
}

int part_note_height(struct ui *ui, int width, const char *icon, const char *title, const char *text)
{
	int inner = note_text_width(width, icon), height = 2 * NOTE_PAD;

	if (title)
		height += ui_paragraph_height(ui, inner, TEXT_LEAD_STRONG, title);
	if (text && *text)
		height += ui_paragraph_height(ui, inner, TEXT_BODY, text);
	return height;
}

void part_note(struct ui *ui, struct rect *body, enum tone tone, const char *icon, const char *title,
	const char *text)
{
	struct rect box = cut_top(body, part_note_height(ui, body->w, icon, title, text));

	ui_card(ui, box, TONES[tone].fill, TONES[tone].line, RADIUS_CARD);
	box = inset(box, NOTE_PAD);
	if (icon) {
		struct rect at = cut_left(&box, NOTE_ICON);

		ui_icon(ui, (struct rect){at.x, at.y, NOTE_ICON, NOTE_ICON}, icon, TONE_ICONS[tone]);
		cut_left(&box, SPACE_24);
	}
	if (title)
		cut_top(&box, ui_paragraph(ui, box, TEXT_LEAD_STRONG, TONES[tone].ink, ALIGN_LEFT, title));
	if (text && *text)
		ui_paragraph(ui, box, TEXT_BODY, TONES[tone].ink, ALIGN_LEFT, text);
}

// ---- channel ----

static const struct {
	uint32_t dot, ink, fill;
} CHANNEL_LOOKS[CHANNEL_COUNT] = {
	[CHANNEL_NONE] = {0x8FA0B3u, INK_2, 0xE6EBF1u},
	[CHANNEL_GREEN] = {0x1FA055u, GREEN, GREEN_TINT},
	[CHANNEL_YELLOW] = {0xF4BE2Au, AMBER, AMBER_TINT},
	[CHANNEL_RED] = {RED, RED, RED_TINT},
};
#define RED_ON_DARK 0xE5534Bu
#define CHIP_PAD 16
#define CHIP_DOT 20
#define CHIP_CLOCK 32

uint32_t channel_dot(enum channel channel)
{
	return channel == CHANNEL_RED ? RED_ON_DARK : CHANNEL_LOOKS[channel].dot;
}

int part_channel_width(struct ui *ui, enum channel channel)
{
	return 2 * CHIP_PAD + CHIP_DOT + 10 +
	       ui_text_width(ui, TEXT_SMALL_STRONG, channel_word(ui, channel)) + 4;
}

int part_channel(struct ui *ui, struct rect rect, enum channel channel)
{
	int width = part_channel_width(ui, channel), height = part_line(ui, TEXT_SMALL_STRONG) + 10;
	struct rect chip, dot;

	if (width > rect.w)
		width = rect.w;
	chip = (struct rect){rect.x, rect.y + (rect.h - height) / 2, width, height};
	ui_card(ui, chip, CHANNEL_LOOKS[channel].fill, CHANNEL_LOOKS[channel].fill, RADIUS_CHIP);
	chip = inset_xy(chip, CHIP_PAD, 0);
	dot = cut_left(&chip, CHIP_DOT);
	ui_circle(
		ui, centre(dot, CHIP_DOT, CHIP_DOT), CHANNEL_LOOKS[channel].dot, CHANNEL_LOOKS[channel].dot);
	cut_left(&chip, 10);
	ui_text(ui, chip, TEXT_SMALL_STRONG, CHANNEL_LOOKS[channel].ink, ALIGN_LEFT,
		channel_word(ui, channel));
	return width;
}

int part_stamp_width(struct ui *ui, const char *text)
{
	return 2 * CHIP_PAD + CHIP_CLOCK + 10 + ui_text_width(ui, TEXT_SMALL_STRONG, text) + 4;
}

void part_stamp(struct ui *ui, struct rect rect, const char *text)
{
	int width = part_stamp_width(ui, text), height = part_line(ui, TEXT_SMALL_STRONG) + 10;
	struct rect chip = cut_left(&rect, width < rect.w ? width : rect.w), icon;

	chip = centre(chip, chip.w, height);
	ui_card(ui, chip, TONES[TONE_AMBER].fill, TONES[TONE_AMBER].line, RADIUS_CHIP);
	chip = inset_xy(chip, CHIP_PAD, 0);
	icon = cut_left(&chip, CHIP_CLOCK);
	ui_icon(ui, centre(icon, CHIP_CLOCK, CHIP_CLOCK), "clock", AMBER);
	cut_left(&chip, 10);
	ui_text(ui, chip, TEXT_SMALL_STRONG, AMBER, ALIGN_LEFT, text);
}

// ---- digits ----

#define KEY_TEXT ((struct font_style){56, WEIGHT_SEMIBOLD})

static bool erase_show(struct ui *ui, struct rect at)
{
	struct key key = KEY("erase");
	bool is_hit = ui_target(ui, at, key, ui_tr(ui, "key.erase"), UI_ON);
	uint32_t fill = ui_is_pressed(ui, key) ? LINE : BLUE_TINT;

	ui_card(ui, at, fill, fill, RADIUS_BUTTON);
	ui_icon(ui, centre(at, 64, 64), "backspace", BLUE);
	return is_hit;
}

static bool key_show(struct ui *ui, struct rect at, char digit)
{
	char label[2] = {digit, '\0'};
	const char *text = arena_text(ui_frame(ui), label);
	struct key key = KEY_AT("digit", digit - '0');
	bool is_hit = ui_target(ui, at, key, text, UI_ON);

	ui_card(ui, at, ui_is_pressed(ui, key) ? BLUE_TINT : CARD, LINE, RADIUS_BUTTON);
	ui_text(ui, at, KEY_TEXT, INK, ALIGN_CENTRE, text);
	return is_hit;
}

char part_keypad(struct ui *ui, struct rect rect)
{
	static const char keys[12] = {'1', '2', '3', '4', '5', '6', '7', '8', '9', 0, '0', '\b'};
	int typed = ui_typed(ui);
	char pressed = 0;

	if ((typed >= '0' && typed <= '9') || typed == '\b' || typed == '\n')
		pressed = (char)typed;
	for (int i = 0; i < 12; i++) {
		struct rect at = column(row_of(rect, i / 3, 4, SPACE_16), i % 3, 3, SPACE_16);

		if (keys[i] == '\b' && erase_show(ui, at))
			pressed = '\b';
		else if (keys[i] && keys[i] != '\b' && key_show(ui, at, keys[i]))
			pressed = keys[i];
	}
	return pressed;
}

#define PAD_LEAST (4 * TOUCH_LEAST + 3 * SPACE_16)
#define PAD_SHARE 54 // percent: upright of the height, lying what is left of the width for the words

struct halves part_halves(struct ui *ui, struct rect page)
{
	struct halves halves;

	if (ui_is_landscape(ui)) {
		halves.words = cut_left(&page, page.w * PAD_SHARE / 100);
		cut_left(&page, SPACE_48);
		halves.foot = part_foot(ui, &halves.words);
		cut_bottom(&page, SPACE_24);
		halves.pad = page;
		return halves;
	}
	halves.foot = part_foot(ui, &page);
	halves.pad = cut_bottom(&page, ui_text_percent(ui) > 100 ? PAD_LEAST : page.h * PAD_SHARE / 100);
	cut_bottom(&page, SPACE_24);
	halves.words = page;
	return halves;
}

#define BOX_GAP 8
#define GROUP 4
#define GROUP_GAP 28

void part_boxes(
	struct ui *ui, struct rect rect, const char *text, size_t count, const bool *given, bool is_hidden)
{
	int groups = (int)((count - 1) / GROUP);
	int width = (rect.w - ((int)count - 1 - groups) * BOX_GAP - groups * GROUP_GAP) / (int)count;
	bool is_next_marked = false;

	if (width > 84)
		width = 84;
	for (size_t i = 0; i < count; i++) {
		struct rect box = cut_left(&rect, width);
		bool is_blank = text[i] == ' ' || text[i] == '\0', is_given = given && given[i];
		bool is_next = is_blank && !is_next_marked;
		char letter[2] = {text[i], '\0'};

		is_next_marked = is_next_marked || is_next;
		ui_card(ui, box, is_given ? BLUE_TINT : CARD, is_next ? BLUE : LINE, RADIUS_CHIP);
		if (is_next)
			ui_card(ui, inset(box, 2), CARD, BLUE, RADIUS_CHIP - 2);
		if (!is_blank && is_hidden)
			ui_circle(ui, centre(box, 24, 24), INK, INK);
		else if (!is_blank)
			ui_text(ui, box, TEXT_HEADING, is_given ? INK_2 : INK, ALIGN_CENTRE,
				arena_text(ui_frame(ui), letter));
		cut_left(&rect, (i + 1) % GROUP == 0 ? GROUP_GAP : BOX_GAP);
	}
}

// ---- tiles and feet ----

static int words_height(struct ui *ui, int width, struct font_style style, const char *name, const char *text)
{
	return ui_paragraph_height(ui, width, style, name) +
	       (text ? ui_paragraph_height(ui, width, TEXT_SMALL, text) : 0);
}

// The line below the name is left out where there is no room for it.
static void tile_words(struct ui *ui, struct rect rect, struct font_style style, uint32_t ink, uint32_t ink_2,
	const char *name, const char *text)
{
	int height = words_height(ui, rect.w, style, name, text);

	if (height > rect.h) {
		ui_label(ui, rect, style, ink, ALIGN_LEFT, name);
		return;
	}
	rect = centre(rect, rect.w, height);
	cut_top(&rect, ui_paragraph(ui, rect, style, ink, ALIGN_LEFT, name));
	if (text)
		ui_paragraph(ui, rect, TEXT_SMALL, ink_2, ALIGN_LEFT, text);
}

#define TILE_NAME ((struct font_style){29, WEIGHT_BOLD})
#define TILE_ICON 84
#define TILE_PAD SPACE_24
#define TILE_GAP 20
#define WIDE_ICON 112
#define WIDE_PAD 36
#define WIDE_GAP 28

int part_tile_height(struct ui *ui, int width, const char *name, const char *text)
{
	return words_height(ui, width - 2 * TILE_PAD - TILE_ICON - TILE_GAP, TILE_NAME, name, text) +
	       2 * TILE_PAD;
}

int part_wide_tile_height(struct ui *ui, int width, const char *name, const char *text)
{
	return words_height(ui, width - 2 * WIDE_PAD - WIDE_ICON - WIDE_GAP, TEXT_HEADING, name, text) +
	       2 * WIDE_PAD;
}

bool part_tile(
	struct ui *ui, struct rect rect, struct key key, const char *icon, const char *name, const char *text)
{
	bool is_hit = ui_target(ui, rect, key, name, UI_ON);
	struct rect at, box;

	ui_card(ui, rect, ui_is_pressed(ui, key) ? BLUE_TINT : CARD, LINE, RADIUS_CARD);
	rect = inset_xy(rect, TILE_PAD, SPACE_8);
	at = cut_left(&rect, TILE_ICON);
	box = centre(at, TILE_ICON, TILE_ICON);
	ui_card(ui, box, BLUE_TINT, BLUE_TINT, RADIUS_BUTTON);
	ui_icon(ui, inset(box, 18), icon, BLUE);
	cut_left(&rect, TILE_GAP);
	tile_words(ui, rect, TILE_NAME, INK, INK_2, name, text);
	return is_hit;
}

bool part_wide_tile(
	struct ui *ui, struct rect rect, struct key key, const char *icon, const char *name, const char *text)
{
	bool is_hit = ui_target(ui, rect, key, name, UI_ON);
	uint32_t fill = ui_is_pressed(ui, key) ? NAVY : BLUE;
	struct rect at, box;

	ui_card(ui, rect, fill, fill, RADIUS_CARD);
	rect = inset_xy(rect, WIDE_PAD, SPACE_8);
	at = cut_left(&rect, WIDE_ICON);
	box = centre(at, WIDE_ICON, WIDE_ICON);
	ui_card(ui, box, 0x3A75B6u, 0x3A75B6u, RADIUS_CARD);
	ui_icon(ui, inset(box, 26), icon, WHITE);
	cut_left(&rect, WIDE_GAP);
	tile_words(ui, rect, TEXT_HEADING, WHITE, 0xDCE9F7u, name, text);
	return is_hit;
}

struct rect part_foot(struct ui *ui, struct rect *body)
{
	struct rect foot = cut_bottom(body, BUTTON_HEIGHT + (ui_is_landscape(ui) ? SPACE_24 : SPACE_32));

	foot.h = BUTTON_HEIGHT;
	cut_bottom(body, SPACE_24);
	return foot;
}

// The bar that shows where one is stands in the margin, so that it covers nothing.
struct rect part_list_begin(struct ui *ui, struct rect view, struct key key, int height)
{
	struct rect list;

	view.w += LIST_MARGIN;
	list = ui_scroll_begin(ui, view, key, height);
	list.w -= LIST_MARGIN;
	return list;
}
