// SPDX-License-Identifier: Apache-2.0
// One finger (or the mouse) against the nodes of the frame the person sees: pressed and released inside fires
// once, a slip is forgiven, a drag scrolls or swipes and fires nothing. A second finger is ignored. Pure but
// for the nodes it is given; sizes are window pixels. UI thread only.
#ifndef KIOSK_UI_TOUCH_H
#define KIOSK_UI_TOUCH_H

#include "kiosk/ui/rect.h"
#include <stdbool.h>
#include <stdint.h>

enum drag { DRAG_NONE, DRAG_SCROLL, DRAG_SWIPE };

struct contact {
	bool is_down;
	int64_t finger; // which one; only its events count
	int x, y;	// where it began
	int last_x, last_y;
	enum drag drag;
	uint64_t node;		// id hash of what it began on; 0 none
	bool is_inside;		// still on it, with the slip
	uint64_t scroll, swipe; // id hash of the area it began in; 0 none
};

// What a finger can find where it lands.
struct landing {
	uint64_t node, scroll, swipe;
};

void contact_press(struct contact *contact, int64_t finger, int x, int y, struct landing landing);
// `node_rect` is where the pressed node is now. Returns by how much to scroll, in pixels.
int contact_move(struct contact *contact, int x, int y, struct rect node_rect, int slip);
// What the release means: the node to fire, or the swipe (-1 left, +1 right) of an area.
struct release {
	uint64_t fired, swiped;
	int direction;
};
struct release contact_release(struct contact *contact, int x, int y, struct rect node_rect, int slip);

#endif
