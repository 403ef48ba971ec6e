// SPDX-License-Identifier: Apache-2.0
// What the toolkit's own files share: the one struct behind ui.h. Not for screens.
#ifndef KIOSK_UI_STATE_H
#define KIOSK_UI_STATE_H

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/scan.h"
#include "kiosk/ui/touch.h"
#include "kiosk/ui/ui.h"
#include <SDL.h>
#include <stdatomic.h>

#define PORTRAIT_WIDTH 1080
#define PORTRAIT_HEIGHT 1920
#define SLIP 12		 // design units
#define WINDOW_LEAST 320 // pixels a side
#define STARS_GUARD 700	 // ms
#define NODES_MOST 512
#define SCROLLS_MOST 8
#define SWIPES_MOST 8
#define DEEDS_MOST 256 // waiting to be played
#define CACHE_LEAST ((size_t)1 << 20)
#define CACHE_MOST ((size_t)12 << 20) // at 3840 x 2160; 3 MB at 1080 x 1920
#define FRAME_MOST ((size_t)4 << 20)  // memory of one frame

struct node_place { // beside each ui_node, what a finger needs
	uint64_t hash;
	struct rect clip; // of the list it is in
	uint64_t scroll;  // list it is in; 0 none
};

struct scroll {
	uint64_t hash;	  // 0: free
	struct rect view; // window pixels
	int offset, most; // pixels scrolled, at most
	bool is_shown;	  // in this frame
};

struct swipe {
	uint64_t hash;
	struct rect area; // window pixels
};

struct deed { // one thing a test's hand does, when the frame before it is shown
	enum { DEED_EVENT, DEED_TAP } kind;
	int64_t due; // ms
	SDL_Event event;
	char id[64];
};

struct ui {
	struct arena program, frame;
	SDL_Window *window;
	SDL_Surface *surface; // SDL's
	struct pixels pixels; // of the surface
	uint32_t wake_event;
	_Atomic bool is_woken;
	bool wants_quit, is_owed, must_show_all;
	bool has_pointer; // the mouse's arrow is shown
	bool is_resized;  // the surface must be asked for again
	double panel_inches;

	// the frame
	enum lang lang;
	int text_percent;
	double scale; // pixels a design unit
	struct rect page;
	struct rect clip; // of the list being drawn, window pixels
	uint64_t in_scroll;
	struct cache cache;
	struct fonts *fonts;
	struct letters letters;
	struct icons icons;
	struct canvas canvas;

	// what fingers and keys find; of the last frame
	struct ui_node nodes[NODES_MOST];
	struct node_place places[NODES_MOST];
	size_t node_count;
	struct scroll scrolls[SCROLLS_MOST];
	struct swipe swipes[SWIPES_MOST];
	size_t swipe_count;

	// what they did
	struct contact contact;
	struct release release; // taken by the frame
	bool has_fired;		// a target answered in this frame: the next one shows what came of it
	struct {
		uint64_t node; // 0: none
		int x, y;
		int64_t at;
	} tapped;	  // what a finger fired last
	uint64_t focus;	  // id hash; 0 none
	uint64_t starred; // row tapped last, and when
	int64_t starred_at;
	struct scan scan;
	char scanned[SCAN_MOST + 1];
	struct deed deeds[DEEDS_MOST];
	size_t deed_count;
	int64_t hand_busy_until; // when what was asked so far is over
	struct ui_stats stats;
};

// Ms of SDL's clock: the one events are stamped with.
static inline int64_t ui_now(void)
{
	return (int64_t)SDL_GetTicks64();
}

// Design units to window pixels. Edges are rounded, so what touches in units touches in pixels.
struct rect to_pixels(const struct ui *ui, struct rect rect);
int length_to_pixels(const struct ui *ui, int length); // at least 1
struct font_face face_of(
	const struct ui *ui, int size, enum weight weight); // in pixels, with the text percent

uint64_t key_write(char id[64], struct key key, int part); // part -1: none. Returns the id's hash
bool target_put(
	struct ui *ui, struct rect rect, struct key key, int part, const char *label, enum ui_state state);
const struct node_place *node_find(const struct ui *ui, uint64_t hash, const struct ui_node **node);
struct scroll *scroll_find(struct ui *ui, uint64_t hash);
void scroll_move(struct ui *ui, uint64_t hash, int by); // pixels
bool node_reveal(
	struct ui *ui, const struct node_place *place); // scrolls so that it can be touched; true: moved
bool focus_key(struct ui *ui, SDL_Keysym key);		// true: the key moved or used the focus
void focus_draw(struct ui *ui);

bool event_take(struct ui *ui, const SDL_Event *event); // true: a person did something
void hand_play(struct ui *ui);
int64_t hand_wait(const struct ui *ui, int64_t timeout_ms); // not longer than until the next thing to play

#endif
