// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/pixels.h"
#include <math.h>
#include <wchar.h>

static uint32_t pixels_colour(const struct pixels *pixels, uint32_t rgb)
{
	return (rgb >> 16 & 0xFF) << pixels->red | (rgb >> 8 & 0xFF) << pixels->green |
	       (rgb & 0xFF) << pixels->blue;
}

// Two channels at a time; which channel is which does not matter. Coverage 255 gives exactly the colour.
static inline uint32_t blend(uint32_t under, uint32_t over, uint32_t coverage)
{
	uint32_t a = coverage + (coverage >> 7), b = 256 - a;
	uint32_t even = ((over & 0xFF00FF) * a + (under & 0xFF00FF) * b) >> 8 & 0xFF00FF;
	uint32_t odd = ((over >> 8 & 0xFF00FF) * a + (under >> 8 & 0xFF00FF) * b) & 0xFF00FF00;
	return even | odd;
}

static inline void cover(uint32_t *at, uint32_t colour, uint8_t coverage)
{
	if (coverage == 255)
		*at = colour;
	else if (coverage)
		*at = blend(*at, colour, coverage);
}

static struct rect visible(const struct pixels *pixels, struct rect clip, struct rect rect)
{
	return rect_meet(rect_meet(clip, (struct rect){0, 0, pixels->w, pixels->h}), rect);
}

// The C library's fastest way to repeat 32 bits.
_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wmemset writes pixels");
static void span_fill(uint32_t *to, int from, int until, uint32_t colour)
{
	if (until > from)
		wmemset((wchar_t *)(to + from), (wchar_t)colour, (size_t)(until - from));
}

void pixels_fill(const struct pixels *pixels, struct rect clip, struct rect rect, uint32_t rgb)
{
	struct rect seen = visible(pixels, clip, rect);
	uint32_t colour = pixels_colour(pixels, rgb);

	for (int y = seen.y; y < seen.y + seen.h; y++)
		span_fill(pixels->at + (long)y * pixels->stride, seen.x, seen.x + seen.w, colour);
}

void pixels_tint(const struct pixels *pixels, struct rect clip, int x, int y, struct mask mask, uint32_t rgb)
{
	struct rect seen = visible(pixels, clip, (struct rect){x, y, mask.w, mask.h});
	uint32_t colour = pixels_colour(pixels, rgb);

	for (int row = seen.y; row < seen.y + seen.h; row++) {
		uint32_t *to = pixels->at + (long)row * pixels->stride;
		const uint8_t *from = mask.at + (long)(row - y) * mask.stride - x;
		for (int at = seen.x; at < seen.x + seen.w; at++)
			cover(to + at, colour, from[at]);
	}
}

// Coverage at one pixel of a rectangle of w by h whose corners are cut by `corner`.
static uint8_t round_coverage(struct mask corner, int x, int y, int w, int h)
{
	if (x < 0 || y < 0 || x >= w || y >= h)
		return 0;
	int across = x < w - 1 - x ? x : w - 1 - x, down = y < h - 1 - y ? y : h - 1 - y;
	return across < corner.w && down < corner.h ? corner.at[down * corner.stride + across] : 255;
}

static int least(int one, int two)
{
	return one < two ? one : two;
}

static int most(int one, int two)
{
	return one > two ? one : two;
}

void pixels_round(
	const struct pixels *pixels, struct rect clip, struct rect rect, struct mask corner, uint32_t rgb)
{
	struct rect seen = visible(pixels, clip, rect);
	uint32_t colour = pixels_colour(pixels, rgb);
	int begin = seen.x, end = seen.x + seen.w;

	for (int row = seen.y; row < seen.y + seen.h; row++) {
		uint32_t *to = pixels->at + (long)row * pixels->stride;
		int y = row - rect.y, down = least(y, rect.h - 1 - y), cut = down < corner.h ? corner.w : 0;
		int left = least(end, rect.x + cut), right = most(most(begin, left), rect.x + rect.w - cut);
		for (int x = begin; x < left; x++)
			cover(to + x, colour, round_coverage(corner, x - rect.x, y, rect.w, rect.h));
		span_fill(to, most(begin, left), least(right, end), colour);
		for (int x = right; x < end; x++)
			cover(to + x, colour, round_coverage(corner, x - rect.x, y, rect.w, rect.h));
	}
}

void pixels_ring(const struct pixels *pixels, struct rect clip, struct rect rect, struct mask outer,
	struct mask inner, int width, uint32_t rgb)
{
	struct rect seen = visible(pixels, clip, rect);
	uint32_t colour = pixels_colour(pixels, rgb);
	int hole_w = rect.w - 2 * width, hole_h = rect.h - 2 * width;
	int edge = outer.w > inner.w + width ? outer.w : inner.w + width; // columns that are not hole alone

	for (int row = seen.y; row < seen.y + seen.h; row++) {
		uint32_t *to = pixels->at + (long)row * pixels->stride;
		int y = row - rect.y;
		bool plain = y >= edge && y < rect.h - edge; // no corner and no bar in this row
		for (int x = seen.x - rect.x; x < seen.x + seen.w - rect.x; x++) {
			if (plain && x >= width && x < rect.w - width) {
				x = rect.w - width - 1;
				continue;
			}
			int full = round_coverage(outer, x, y, rect.w, rect.h);
			int hole = round_coverage(inner, x - width, y - width, hole_w, hole_h);
			if (full > hole)
				cover(to + rect.x + x, colour, (uint8_t)(full - hole));
		}
	}
}

int corner_size(int diameter)
{
	return (diameter + 1) / 2;
}

// Exact enough and simple: how far the pixel's centre lies inside the circle, as a one pixel wide ramp.
void corner_draw(uint8_t *at, int diameter)
{
	int size = corner_size(diameter);
	double radius = diameter / 2.0;

	for (int y = 0; y < size; y++) {
		for (int x = 0; x < size; x++) {
			double inside = radius - hypot(radius - x - 0.5, radius - y - 0.5) + 0.5;
			at[y * size + x] = (uint8_t)(inside >= 1   ? 255
						     : inside <= 0 ? 0
								   : inside * 255 + 0.5);
		}
	}
}
