// SPDX-License-Identifier: Apache-2.0
// What a frame paints, in order. Each cell of the window keeps a hash of the paints that touch it; a cell
// whose hash is the one it was drawn with stays as it is. Changed cells are joined into rectangles, drawn
// anew and reported, so only they go to the display. A full redraw gives the same pixels. UI thread only; all
// sizes are window pixels. Texts belong to the frame.
#ifndef KIOSK_UI_CANVAS_H
#define KIOSK_UI_CANVAS_H

#include "kiosk/ui/icon.h"
#include "kiosk/ui/letters.h"
#include "kiosk/ui/pixels.h"
#include "kiosk/ui/qr.h"
#include <stddef.h>
#include <stdint.h>

#define CELL_WIDTH 64
#define CELL_HEIGHT 32
#define CELLS_MOST 16384 // 7680 x 4320
#define PAINTS_MOST 4096
#define ROUND_MOST 512 // pixels across a round thing; larger ones have rounded corners
#define DIRTY_MOST 64  // rectangles; more are joined into one

enum paint_kind { PAINT_FILL, PAINT_ROUND, PAINT_RING, PAINT_TEXT, PAINT_ICON, PAINT_QR };

struct paint {
	enum paint_kind kind;
	uint32_t rgb;
	struct rect at;	   // where it is; text: its line box
	struct rect clip;  // what may be touched
	int radius, width; // round, ring
	struct font_face face;
	const char *text; // or name of the icon
	size_t length;
};

struct canvas {
	struct letters *letters;
	struct icons *icons;
	struct cache *cache;
	struct paint *paints; // of this frame, PAINTS_MOST
	size_t count;
	int w, h, columns, rows;       // of cells
	uint64_t *drawn, *wanted;      // hash of each cell: on the window, of this frame
	struct rect dirty[DIRTY_MOST]; // of the last canvas_end
	size_t dirty_count, cells_drawn;
};

void canvas_init(struct canvas *canvas, struct arena *arena);
void canvas_resize(struct canvas *canvas, int w, int h); // everything must be drawn again
void canvas_begin(struct canvas *canvas);
void canvas_put(struct canvas *canvas, const struct paint *paint);
void canvas_end(struct canvas *canvas, const struct pixels *pixels); // draws, leaves `dirty`
void canvas_draw(
	struct canvas *canvas, const struct pixels *pixels, struct rect where); // of this frame's paints

#endif
