// SPDX-License-Identifier: Apache-2.0
// Which font draws which letter: the chain of fonts/chain.conf (text, wide scripts by language, symbols),
// found by fontconfig once and opened at the size asked when a letter needs it. The only file including
// SDL_ttf's and fontconfig's headers is font.c. A few sized fonts stay open; the rest are closed again. UI
// thread only.
#ifndef KIOSK_UI_FONT_H
#define KIOSK_UI_FONT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tr.h"
#include "kiosk/ui/theme.h"
#include <stddef.h>

enum link { LINK_TEXT, LINK_WIDE, LINK_SYMBOLS, LINK_COUNT }; // of the chain, in the order they are asked
struct fonts;

struct font_face {
	int size; // pixels
	enum weight weight;
	enum lang lang;
};

MUST_USE enum err fonts_open(struct fonts **fonts, struct arena *arena, const char *chain);
void fonts_close(struct fonts *fonts);

// How many bytes of the text one font draws, and which. Marks and spaces stay with the letter before them.
size_t font_run(struct fonts *fonts, struct font_face face, const char *text, size_t length, enum link *link);
int font_ascent(struct fonts *fonts, struct font_face face, enum link link);
int font_height(struct fonts *fonts, struct font_face face, enum link link);
int font_width(struct fonts *fonts, struct font_face face, enum link link, const char *run);

// Coverage of one run, `top` rows above the baseline. Release with font_release.
struct font_picture {
	const unsigned char *at;
	int w, h, stride, top;
	void *surface;
};
MUST_USE enum err font_draw(struct fonts *fonts, struct font_face face, enum link link, const char *run,
	struct font_picture *picture);
void font_release(struct font_picture *picture);

#endif
