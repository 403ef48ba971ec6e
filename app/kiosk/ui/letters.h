// SPDX-License-Identifier: Apache-2.0
// Text as lines of coverage: measured, wrapped and drawn once, then kept in the cache. Sizes are window
// pixels, text is valid UTF-8. UI thread only.
#ifndef KIOSK_UI_LETTERS_H
#define KIOSK_UI_LETTERS_H

#include "kiosk/ui/cache.h"
#include "kiosk/ui/font.h"
#include "kiosk/ui/pixels.h"
#include <stddef.h>

#define TEXT_MOST 8192 // bytes of one text; more is not drawn
#define LINES_MOST 256 // lines of one paragraph

struct letters {
	struct fonts *fonts;
	struct cache *cache; // not owned
};

struct line {
	uint32_t begin, length; // bytes of the paragraph
	int width;
};
struct lines {
	uint32_t count;
	int width; // of the widest
	struct line at[LINES_MOST];
};

int letters_width(struct letters *letters, struct font_face face, const char *text, size_t length);
int letters_height(struct letters *letters, struct font_face face); // from one line to the next
void letters_wrap(
	struct letters *letters, struct font_face face, const char *text, int width, struct lines *lines);
// One line; x is where it begins, y the top of its line box.
void letters_draw(struct letters *letters, const struct pixels *pixels, struct rect clip, int x, int y,
	struct font_face face, uint32_t rgb, const char *text, size_t length);

#endif
