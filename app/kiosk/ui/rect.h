// SPDX-License-Identifier: Apache-2.0
// Layout by cutting rectangles, in design units. A cut takes a strip off the rectangle given and returns it.
// Pure.
#ifndef KIOSK_UI_RECT_H
#define KIOSK_UI_RECT_H

#include <stdbool.h>

struct rect {
	int x, y, w, h;
};

struct rect cut_top(struct rect *rect, int height); // never more than there is
struct rect cut_bottom(struct rect *rect, int height);
struct rect cut_left(struct rect *rect, int width);
struct rect cut_right(struct rect *rect, int width);
struct rect inset(struct rect rect, int by);
struct rect inset_xy(struct rect rect, int x, int y);
struct rect centre(struct rect in, int width, int height);
struct rect column(struct rect rect, int i, int n, int gap); // column i of n, a gap between
struct rect row_of(struct rect rect, int i, int n, int gap);
bool rect_has(struct rect rect, int x, int y);
struct rect rect_meet(struct rect one, struct rect two);
bool rect_is_empty(struct rect rect);

#endif
