// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/rect.h"

static int between(int value, int lowest, int highest)
{
	return value < lowest ? lowest : value > highest ? highest : value;
}

struct rect cut_top(struct rect *rect, int height)
{
	struct rect cut = *rect;
	cut.h = between(height, 0, rect->h);
	rect->y += cut.h;
	rect->h -= cut.h;
	return cut;
}

struct rect cut_bottom(struct rect *rect, int height)
{
	struct rect cut = *rect;
	cut.h = between(height, 0, rect->h);
	rect->h -= cut.h;
	cut.y = rect->y + rect->h;
	return cut;
}

struct rect cut_left(struct rect *rect, int width)
{
	struct rect cut = *rect;
	cut.w = between(width, 0, rect->w);
	rect->x += cut.w;
	rect->w -= cut.w;
	return cut;
}

struct rect cut_right(struct rect *rect, int width)
{
	struct rect cut = *rect;
	cut.w = between(width, 0, rect->w);
	rect->w -= cut.w;
	cut.x = rect->x + rect->w;
	return cut;
}

struct rect inset(struct rect rect, int by)
{
	return inset_xy(rect, by, by);
}

struct rect inset_xy(struct rect rect, int x, int y)
{
	int width = rect.w - 2 * x, height = rect.h - 2 * y;
	return (struct rect){rect.x + x, rect.y + y, width > 0 ? width : 0, height > 0 ? height : 0};
}

struct rect centre(struct rect in, int width, int height)
{
	return (struct rect){in.x + (in.w - width) / 2, in.y + (in.h - height) / 2, width, height};
}

// Where part i of n begins when `whole` is shared out evenly with gaps: no pixel lost, none twice.
static int part(int whole, int i, int n, int gap)
{
	return i * (whole + gap) / n;
}

struct rect column(struct rect rect, int i, int n, int gap)
{
	int begin = part(rect.w, i, n, gap), end = part(rect.w, i + 1, n, gap) - gap;
	return (struct rect){rect.x + begin, rect.y, end - begin, rect.h};
}

struct rect row_of(struct rect rect, int i, int n, int gap)
{
	int begin = part(rect.h, i, n, gap), end = part(rect.h, i + 1, n, gap) - gap;
	return (struct rect){rect.x, rect.y + begin, rect.w, end - begin};
}

bool rect_has(struct rect rect, int x, int y)
{
	return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

struct rect rect_meet(struct rect one, struct rect two)
{
	int left = one.x > two.x ? one.x : two.x;
	int top = one.y > two.y ? one.y : two.y;
	int right = one.x + one.w < two.x + two.w ? one.x + one.w : two.x + two.w;
	int bottom = one.y + one.h < two.y + two.h ? one.y + one.h : two.y + two.h;
	if (right <= left || bottom <= top)
		return (struct rect){left, top, 0, 0};
	return (struct rect){left, top, right - left, bottom - top};
}

bool rect_is_empty(struct rect rect)
{
	return rect.w <= 0 || rect.h <= 0;
}
