// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/canvas.h"
#include "base/log.h"
#include <string.h>

void canvas_init(struct canvas *canvas, struct arena *arena)
{
	canvas->paints = arena_array(arena, struct paint, PAINTS_MOST);
	canvas->drawn = arena_array(arena, uint64_t, CELLS_MOST);
	canvas->wanted = arena_array(arena, uint64_t, CELLS_MOST);
}

static size_t cells_of(const struct canvas *canvas)
{
	return (size_t)canvas->columns * (size_t)canvas->rows;
}

void canvas_resize(struct canvas *canvas, int w, int h)
{
	canvas->w = w;
	canvas->h = h;
	canvas->columns = (w + CELL_WIDTH - 1) / CELL_WIDTH;
	canvas->rows = (h + CELL_HEIGHT - 1) / CELL_HEIGHT;
	if (cells_of(canvas) > CELLS_MOST)
		err_abort("window over its ceiling");
	memset(canvas->drawn, 0, cells_of(canvas) * sizeof *canvas->drawn); // 0 is no frame's hash
}

void canvas_begin(struct canvas *canvas)
{
	canvas->count = 0;
	for (size_t i = 0; i < cells_of(canvas); i++)
		canvas->wanted[i] = 1;
}

// ---- which paint touches which pixels ----

// Letters may reach over their line box: accents of other scripts, slanted ends.
static int overhang(const struct paint *paint)
{
	return paint->kind == PAINT_TEXT ? paint->face.size / 6 + 2 : 0;
}

static struct rect touched(const struct canvas *canvas, const struct paint *paint)
{
	struct rect at = paint->at;
	int over = overhang(paint);

	at = (struct rect){at.x - over, at.y - over, at.w + 2 * over, at.h + 2 * over};
	return rect_meet(rect_meet(at, paint->clip), (struct rect){0, 0, canvas->w, canvas->h});
}

static uint64_t paint_hash(const struct paint *paint)
{
	const struct rect at = paint->at, clip = paint->clip;
	const int32_t facts[] = {(int)paint->kind, (int32_t)paint->rgb, at.x, at.y, at.w, at.h, clip.x,
		clip.y, clip.w, clip.h, paint->radius, paint->width, paint->face.size,
		(int)paint->face.weight, (int)paint->face.lang};

	return hash_bytes(hash_bytes(0, facts, sizeof facts), paint->text, paint->length);
}

void canvas_put(struct canvas *canvas, const struct paint *paint)
{
	struct rect seen = touched(canvas, paint);

	if (rect_is_empty(seen))
		return;
	if (canvas->count == PAINTS_MOST) {
		log_line(LOG_ERROR, "canvas.full", "paints=%d", PAINTS_MOST);
		return;
	}
	canvas->paints[canvas->count++] = *paint;
	uint64_t hash = paint_hash(paint);
	for (int row = seen.y / CELL_HEIGHT; row <= (seen.y + seen.h - 1) / CELL_HEIGHT; row++) {
		uint64_t *cells = canvas->wanted + (long)row * canvas->columns;
		for (int column = seen.x / CELL_WIDTH; column <= (seen.x + seen.w - 1) / CELL_WIDTH; column++)
			cells[column] = hash_bytes(cells[column], &hash, sizeof hash);
	}
}

// ---- drawing ----

// Both corners of a ring in one piece of cache, for only one piece may be held at a time.
static const uint8_t *corners_get(struct cache *cache, int outer, int inner)
{
	const int key[] = {'c', outer, inner};
	const uint8_t *known = cache_get(cache, key, sizeof key);

	if (known)
		return known;
	size_t outer_area = (size_t)corner_size(outer) * (size_t)corner_size(outer);
	size_t inner_area = (size_t)corner_size(inner) * (size_t)corner_size(inner);
	uint8_t *made = cache_put(cache, key, sizeof key, outer_area + inner_area + 1);
	if (!made)
		err_abort("a corner larger than the cache");
	corner_draw(made, outer);
	corner_draw(made + outer_area, inner);
	return made;
}

static void draw_round(
	struct canvas *canvas, const struct pixels *pixels, struct rect clip, const struct paint *paint)
{
	int least = paint->at.w < paint->at.h ? paint->at.w : paint->at.h;
	int outer = 2 * paint->radius < least ? 2 * paint->radius : least;
	outer = outer < ROUND_MOST ? outer : ROUND_MOST;
	int inner = outer > 2 * paint->width ? outer - 2 * paint->width : 0;
	int side = corner_size(outer), hole_side = corner_size(inner);
	struct mask corner = {corners_get(canvas->cache, outer, inner), side, side, side};

	if (paint->kind == PAINT_ROUND) {
		pixels_round(pixels, clip, paint->at, corner, paint->rgb);
		return;
	}
	struct mask hole = {corner.at + side * side, hole_side, hole_side, hole_side};
	pixels_ring(pixels, clip, paint->at, corner, hole, paint->width, paint->rgb);
}

static void draw_qr(
	struct canvas *canvas, const struct pixels *pixels, struct rect clip, const struct paint *paint)
{
	const struct qr *qr = paint->length ? qr_get(canvas->cache, paint->text) : NULL;
	struct rect at = paint->at;

	pixels_fill(pixels, clip, at, 0xFFFFFF);
	if (!qr)
		return;
	int whole = qr->side + 2 * QR_QUIET, module = (at.w < at.h ? at.w : at.h) / whole;
	int x = at.x + (at.w - module * qr->side) / 2, y = at.y + (at.h - module * qr->side) / 2;
	for (int i = 0; i < qr->side * qr->side; i++)
		if (qr->dark[i])
			pixels_fill(pixels, clip,
				(struct rect){
					x + i % qr->side * module, y + i / qr->side * module, module, module},
				0x000000);
}

static void paint_draw(
	struct canvas *canvas, const struct pixels *pixels, struct rect clip, const struct paint *paint)
{
	struct rect at = paint->at;

	switch (paint->kind) {
	case PAINT_FILL:
		pixels_fill(pixels, clip, at, paint->rgb);
		break;
	case PAINT_ROUND:
	case PAINT_RING:
		draw_round(canvas, pixels, clip, paint);
		break;
	case PAINT_TEXT:
		letters_draw(canvas->letters, pixels, clip, at.x, at.y, paint->face, paint->rgb, paint->text,
			paint->length);
		break;
	case PAINT_ICON:
		pixels_tint(pixels, clip, at.x, at.y, icon_get(canvas->icons, paint->text, at.w), paint->rgb);
		break;
	case PAINT_QR:
		draw_qr(canvas, pixels, clip, paint);
		break;
	}
}

// Nothing under the last solid paint that fills the whole place can be seen.
static size_t lowest_seen(const struct canvas *canvas, struct rect where)
{
	for (size_t i = canvas->count; i-- > 0;) {
		const struct paint *paint = &canvas->paints[i];
		struct rect solid = paint->kind == PAINT_FILL ? rect_meet(touched(canvas, paint), where)
							      : (struct rect){0};
		if (solid.w == where.w && solid.h == where.h)
			return i;
	}
	return 0;
}

void canvas_draw(struct canvas *canvas, const struct pixels *pixels, struct rect where)
{
	for (size_t i = lowest_seen(canvas, where); i < canvas->count; i++) {
		struct rect clip = rect_meet(touched(canvas, &canvas->paints[i]), where);
		if (!rect_is_empty(clip))
			paint_draw(canvas, pixels, clip, &canvas->paints[i]);
	}
}

// ---- what changed ----

static void dirty_put(struct canvas *canvas, struct rect rect)
{
	for (size_t i = 0; i < canvas->dirty_count; i++) {
		struct rect *above = &canvas->dirty[i];
		if (above->x == rect.x && above->w == rect.w && above->y + above->h == rect.y) {
			above->h += rect.h;
			return;
		}
	}
	if (canvas->dirty_count < DIRTY_MOST) {
		canvas->dirty[canvas->dirty_count++] = rect;
		return;
	}
	canvas->dirty[0] = (struct rect){0, 0, canvas->w, canvas->h}; // too scattered: everything
	canvas->dirty_count = 1;
}

static void row_compare(struct canvas *canvas, int row)
{
	const uint64_t *drawn = canvas->drawn + (long)row * canvas->columns;
	const uint64_t *wanted = canvas->wanted + (long)row * canvas->columns;
	struct rect window = {0, 0, canvas->w, canvas->h};

	for (int column = 0; column < canvas->columns; column++) {
		int first = column;
		while (column < canvas->columns && drawn[column] != wanted[column])
			column++;
		canvas->cells_drawn += (size_t)(column - first);
		if (column > first)
			dirty_put(canvas,
				rect_meet(window, (struct rect){first * CELL_WIDTH, row * CELL_HEIGHT,
							  (column - first) * CELL_WIDTH, CELL_HEIGHT}));
	}
}

void canvas_end(struct canvas *canvas, const struct pixels *pixels)
{
	canvas->dirty_count = canvas->cells_drawn = 0;
	for (int row = 0; row < canvas->rows; row++)
		row_compare(canvas, row);
	for (size_t i = 0; i < canvas->dirty_count; i++)
		canvas_draw(canvas, pixels, canvas->dirty[i]);
	uint64_t *drawn = canvas->drawn;
	canvas->drawn = canvas->wanted;
	canvas->wanted = drawn;
}
