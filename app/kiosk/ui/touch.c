// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/touch.h"
#include <stdlib.h>

#define DRAG_SLIPS 2 // a drag begins at this many slips, so a shaky tap inside a button is still a tap
#define SWIPE_SLIPS 6

void contact_press(struct contact *contact, int64_t finger, int x, int y, struct landing landing)
{
	*contact = (struct contact){
		.is_down = true,
		.finger = finger,
		.x = x,
		.y = y,
		.last_x = x,
		.last_y = y,
		.node = landing.node,
		.is_inside = landing.node != 0,
		.scroll = landing.scroll,
		.swipe = landing.swipe,
	};
}

static bool is_near(struct rect rect, int x, int y, int slip)
{
	return rect_has(
		(struct rect){rect.x - slip, rect.y - slip, rect.w + 2 * slip, rect.h + 2 * slip}, x, y);
}

int contact_move(struct contact *contact, int x, int y, struct rect node_rect, int slip)
{
	int across = abs(x - contact->x), down = abs(y - contact->y), moved = contact->last_y - y;

	if (contact->drag == DRAG_NONE && down > across && down > DRAG_SLIPS * slip && contact->scroll)
		contact->drag = DRAG_SCROLL;
	else if (contact->drag == DRAG_NONE && across > down && across > DRAG_SLIPS * slip && contact->swipe)
		contact->drag = DRAG_SWIPE;
	contact->is_inside = contact->node && contact->drag == DRAG_NONE && is_near(node_rect, x, y, slip);
	contact->last_x = x;
	contact->last_y = y;
	return contact->drag == DRAG_SCROLL ? moved : 0;
}

struct release contact_release(struct contact *contact, int x, int y, struct rect node_rect, int slip)
{
	struct release release = {0};

	contact_move(contact, x, y, node_rect, slip);
	if (contact->is_inside)
		release.fired = contact->node;
	else if (contact->drag == DRAG_SWIPE && abs(x - contact->x) > SWIPE_SLIPS * slip) {
		release.swiped = contact->swipe;
		release.direction = x < contact->x ? -1 : 1;
	}
	*contact = (struct contact){0};
	return release;
}
