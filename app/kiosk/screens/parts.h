// SPDX-License-Identifier: Apache-2.0
// What several screens are made of: headings, notes, chips of a channel, keypad, digit boxes, tiles. Draws
// at once; keeps nothing. UI thread only.
#ifndef KIOSK_SCREENS_PARTS_H
#define KIOSK_SCREENS_PARTS_H

#include "customs/declaration.h"
#include "kiosk/screens/words.h"
#include "kiosk/ui/ui.h"

#define SIDE SPACE_48	  // of a page
#define BUTTON_HEIGHT 120 // main buttons at the foot of a page
#define GAP SPACE_24

enum tone { TONE_QUIET, TONE_BLUE, TONE_GREEN, TONE_AMBER, TONE_RED, TONE_GOLD, TONE_COUNT };
struct tone_colours {
	uint32_t fill, line, ink;
};
extern const struct tone_colours TONES[TONE_COUNT];

int part_line(struct ui *ui, struct font_style style); // height of one line
struct font_style part_capped(
	struct ui *ui, struct font_style style, int percent); // grows no further than this
// Cut off the top of *body: a small line, the title, a lead; NULL ones take no room.
void part_heading(struct ui *ui, struct rect *body, const char *small, const char *title, const char *lead);
// A coloured panel with an icon (NULL none), a title (NULL none) and text, as high as it must be.
void part_note(struct ui *ui, struct rect *body, enum tone tone, const char *icon, const char *title,
	const char *text);
int part_note_height(struct ui *ui, int width, const char *icon, const char *title, const char *text);
// A chip with a dot and its word, at the left end of the rectangle; returns its width.
int part_channel(struct ui *ui, struct rect rect, enum channel channel);
int part_channel_width(struct ui *ui, enum channel channel);
uint32_t channel_dot(enum channel channel); // on the dark wall board
// A time that must be seen: an amber chip with a clock, at the left end of the rectangle.
void part_stamp(struct ui *ui, struct rect rect, const char *text);
int part_stamp_width(struct ui *ui, const char *text);
// Keypad: '0'..'9', '\b' erase, 0 nothing. Takes digits typed on a real keypad too, and its Enter: '\n'.
char part_keypad(struct ui *ui, struct rect rect);
// A page with a keypad: words and boxes above it or at its left, buttons at the foot.
struct halves {
	struct rect words, pad, foot;
};
struct halves part_halves(struct ui *ui, struct rect page);
#define BOXES_HEIGHT 104
// Boxes for `count` characters in groups of four; ' ' is empty. given: not typed by the person. hidden: dots.
void part_boxes(
	struct ui *ui, struct rect rect, const char *text, size_t count, const bool *given, bool is_hidden);
// A card with an icon, a name and a line below.
bool part_tile(struct ui *ui, struct rect rect, struct key key, const char *icon, const char *name,
	const char *text);
bool part_wide_tile(struct ui *ui, struct rect rect, struct key key, const char *icon, const char *name,
	const char *text);
int part_tile_height(struct ui *ui, int width, const char *name, const char *text);
int part_wide_tile_height(struct ui *ui, int width, const char *name, const char *text);
// Two or three buttons of a foot: the last one is the main one and as wide as the rest together.
struct rect part_foot(struct ui *ui, struct rect *body);
// A list that follows the finger (ui_scroll_end ends it); what is drawn keeps the width of `view`.
struct rect part_list_begin(struct ui *ui, struct rect view, struct key key, int height);

#endif
