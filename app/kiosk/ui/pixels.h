// SPDX-License-Identifier: Apache-2.0
// Drawing into 32-bit pixels: solid rectangles, and one colour through a mask of coverage (letters, icons,
// round corners). Everything is clipped. Pure but for the pixels; UI thread. All sizes here are window
// pixels.
#ifndef KIOSK_UI_PIXELS_H
#define KIOSK_UI_PIXELS_H

#include "kiosk/ui/rect.h"
#include <stdint.h>

struct pixels {
	uint32_t *at; // not owned
	int w, h;
	int stride;		  // pixels from one row to the next
	uint8_t red, green, blue; // bits to shift
};

struct mask {
	const uint8_t *at; // coverage, 0 nothing, 255 all
	int w, h;
	int stride; // bytes from one row to the next
};

void pixels_fill(const struct pixels *pixels, struct rect clip, struct rect rect, uint32_t rgb);
void pixels_tint(const struct pixels *pixels, struct rect clip, int x, int y, struct mask mask, uint32_t rgb);

// Anti-aliased rounded rectangle. `corner` covers its top left corner (corner_draw), used mirrored for the
// others.
void pixels_round(
	const struct pixels *pixels, struct rect clip, struct rect rect, struct mask corner, uint32_t rgb);
// Only its edge, `width` pixels wide: `inner` covers the corner of the hole and is `width` smaller.
void pixels_ring(const struct pixels *pixels, struct rect clip, struct rect rect, struct mask outer,
	struct mask inner, int width, uint32_t rgb);

// Coverage of the top left quarter of a disc of this diameter; `at` holds corner_size() squared bytes.
int corner_size(int diameter);
void corner_draw(uint8_t *at, int diameter);

#endif
