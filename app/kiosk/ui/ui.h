// SPDX-License-Identifier: Apache-2.0
// The toolkit: knows no customs. Immediate to write, retained underneath: a screen draws itself from top to
// bottom each frame, buttons answer where they are named. A frame leaves paints (hashed by cell; only changed
// cells are drawn and handed to the display) and nodes (for fingers, focus, tests, speech). UI thread only.
// All sizes are design units (1080 wide portrait, 1920 wide landscape), scaled to the panel.
#ifndef KIOSK_UI_UI_H
#define KIOSK_UI_UI_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tr.h"
#include "kiosk/ui/rect.h"
#include "kiosk/ui/theme.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ui;

struct ui_options {
	int width, height; // window in pixels; 0: whole display
	bool is_fullscreen;
	const char *assets;  // folder with icons/
	const char *fonts;   // the font chain file (fonts/chain.conf)
	double panel_inches; // diagonal, for sizes given in millimetres; 0 unknown
};
MUST_USE enum err ui_open(struct ui **ui, const struct ui_options *options);
void ui_close(struct ui *ui);

// ---- the loop (kiosk.c): wait, feed, draw, show ----
// Waits for one event or the timeout (-1: until something happens), takes every event waiting, says whether
// the user did something.
bool ui_wait(struct ui *ui, int64_t timeout_ms);
void ui_wake(struct ui *ui); // any thread: ui_wait returns
bool ui_wants_quit(const struct ui *ui);
// Between begin and end the screen draws. The frame arena is wiped at begin.
struct rect ui_begin(struct ui *ui, enum lang lang, int text_percent);
void ui_end(struct ui *ui);		  // draws changed cells, hands their rectangles to the display
bool ui_needs_frame(const struct ui *ui); // an event changed something, or a press must show
void ui_invalidate(struct ui *ui);	  // draw again at the next turn
void ui_forget(struct ui *ui); // a visit ended: wipes what was drawn, typed and scanned from memory

// ---- keys: stable ids of nodes, never translated. Names are literals or frame memory; index tells list
// items apart ----
struct key {
	const char *name;
	int64_t index;
};
#define KEY(name) ((struct key){(name), -1})			     // node id "name"
#define KEY_AT(name, index) ((struct key){(name), (int64_t)(index)}) // node id "name:index"

// ---- what a screen is made of ----
enum ui_state { UI_ON, UI_OFF, UI_CHOSEN };
struct arena *ui_frame(struct ui *ui);		   // memory until the next frame
const char *ui_tr(struct ui *ui, const char *key); // in the frame's language
enum lang ui_lang(const struct ui *ui);
int ui_text_percent(const struct ui *ui);
bool ui_is_landscape(const struct ui *ui);
int ui_millimetres(const struct ui *ui, int mm); // on the panel, in design units; 0 when its size is unknown

void ui_fill(struct ui *ui, struct rect rect, uint32_t rgb);
void ui_card(struct ui *ui, struct rect rect, uint32_t fill, uint32_t line,
	int radius); // line width 2; line == fill: none
void ui_line(struct ui *ui, struct rect rect, uint32_t rgb);
void ui_ring(struct ui *ui, struct rect rect, uint32_t rgb, int radius, int width); // outline alone
void ui_circle(struct ui *ui, struct rect rect, uint32_t fill, uint32_t line);

enum ui_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
// One line, vertically centred in the rectangle; too long: smaller down to TEXT_LEAST. Returns the width
// used.
int ui_text(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb, enum ui_align align,
	const char *text);
// Wrapped; returns the height used.
int ui_paragraph(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb, enum ui_align align,
	const char *text);
int ui_text_width(struct ui *ui, struct font_style style, const char *text);
int ui_text_height(struct ui *ui, struct font_style style); // of one line, with the text percent
int ui_paragraph_height(struct ui *ui, int width, struct font_style style, const char *text);
// Wrapped, centred vertically in the rectangle; too much: smaller down to TEXT_LEAST. For labels of buttons
// and tiles.
void ui_label(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb, enum ui_align align,
	const char *text);
// An icon of assets/icons by name without ".svg", tinted.
void ui_icon(struct ui *ui, struct rect rect, const char *name, uint32_t rgb);
void ui_qr(struct ui *ui, struct rect rect, const char *text); // level M, quiet zone 4, black on white

// Invisible target: pressed and released inside fires once. `label` is what is spoken and what tests read.
bool ui_target(struct ui *ui, struct rect rect, struct key key, const char *label, enum ui_state state);
bool ui_is_pressed(const struct ui *ui, struct key key); // finger is down on it: draw it pressed
enum ui_button_kind { BUTTON_PRIMARY, BUTTON_SECONDARY, BUTTON_QUIET, BUTTON_DANGER };
bool ui_button(struct ui *ui, struct rect rect, struct key key, enum ui_button_kind kind, const char *icon,
	const char *label, enum ui_state state);
int ui_chip_width(
	struct ui *ui, const char *label, bool chosen); // a chip's height is yours, TOUCH_LEAST with its gap
bool ui_chip(struct ui *ui, struct rect rect, struct key key, const char *label, bool chosen);
// Five stars; returns 1..5 when one was tapped, else 0. A second tap within 700 ms on the same row does
// nothing. label names the row. Each star is a node, "name:1".."name:5" or "name:index:1"..
int ui_stars(struct ui *ui, struct rect rect, struct key key, int given, const char *label);
void ui_stars_shown(struct ui *ui, struct rect rect, int given); // without targets

// A vertical list that follows the finger. Content is drawn in the rectangle returned, which may be taller
// and above `view`.
struct rect ui_scroll_begin(struct ui *ui, struct rect view, struct key key, int content_height);
void ui_scroll_end(struct ui *ui);
bool ui_scroll_has_more(struct ui *ui, struct key key); // below what is seen; after end
// Before begin: where a list that was not on the last frame begins, in design units of its content.
void ui_scroll_from(struct ui *ui, struct key key, int y);
// Horizontal swipe over an area since the last frame: -1 left (next), +1 right (previous), 0 none.
int ui_swipe(struct ui *ui, struct rect area, struct key key);

// Scanner and keyboard: a line that came fast and ended in Enter (<= 64 of [0-9A-Z*-]); NULL when none. Taken
// once.
const char *ui_scanned(struct ui *ui);
// A key typed by hand: '0'-'9', 'A'-'Z', '\b', '\n', '\033'; 0 none. Taken one by one.
int ui_typed(struct ui *ui);

// ---- nodes and driving (test socket, focus) ----
struct ui_node {
	char id[64];
	const char *label;
	struct rect rect;
	bool enabled, focused;
};								    // rect in window pixels
size_t ui_nodes(const struct ui *ui, const struct ui_node **nodes); // of the last frame
MUST_USE enum err ui_tap(
	struct ui *ui, const char *id); // presses and releases a node: NOT_FOUND, DENIED (disabled)
void ui_touch(struct ui *ui, int x, int y, int x2, int y2, int ms); // window pixels; posts real events
void ui_key(struct ui *ui, const char *name);			    // SDL key name
void ui_type(struct ui *ui, const char *text);			    // by hand
void ui_scan(struct ui *ui, const char *text);			    // as a reader does: fast, then Enter
MUST_USE enum err ui_shot(struct ui *ui, const char *png);	    // what the window shows
struct ui_stats {
	int64_t frames, cells_drawn, cells_total, wakeups, events;
	int64_t display_waits; // how often the thread slept until the display had taken a frame
};
void ui_stats(const struct ui *ui, struct ui_stats *stats);
bool ui_is_settled(
	const struct ui *ui);	 // nothing driven is left to play, nothing heard to answer, nothing to draw
bool ui_is_exact(struct ui *ui); // a full redraw equals what the window shows, pixel by pixel

#endif
