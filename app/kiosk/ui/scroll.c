// SPDX-License-Identifier: Apache-2.0
// Lists that follow the finger.
#include "kiosk/ui/state.h"
#include <math.h>

#define THUMB_WIDTH 8 // design units
#define THUMB 0x9AA8B8u

struct scroll *scroll_find(struct ui *ui, uint64_t hash)
{
	for (size_t i = 0; hash && i < SCROLLS_MOST; i++)
		if (ui->scrolls[i].hash == hash)
			return &ui->scrolls[i];
	return NULL;
}

static int clamp(int value, int most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

void scroll_move(struct ui *ui, uint64_t hash, int by)
{
	struct scroll *scroll = scroll_find(ui, hash);

	if (!scroll)
		return;
	int before = scroll->offset;
	scroll->offset = clamp(scroll->offset + by, scroll->most);
	ui->is_owed |= scroll->offset != before;
}

bool node_reveal(struct ui *ui, const struct node_place *place)
{
	const struct rect at = ui->nodes[place - ui->places].rect;
	struct scroll *scroll = scroll_find(ui, place->scroll);
	int over = scroll ? scroll->view.y - at.y : 0;
	int under = scroll ? at.y + at.h - (scroll->view.y + scroll->view.h) : 0;
	int before = scroll ? scroll->offset : 0;

	if (over > 0)
		scroll_move(ui, place->scroll, -over);
	else if (under > 0)
		scroll_move(ui, place->scroll, under);
	return scroll && scroll->offset != before;
}

static struct scroll *scroll_make(struct ui *ui, uint64_t hash)
{
	struct scroll *scroll = NULL;

	for (size_t i = 0; !scroll && i < SCROLLS_MOST; i++)
		if (!ui->scrolls[i].hash)
			scroll = &ui->scrolls[i];
	if (!scroll)
		err_abort("too many lists on one screen");
	scroll->hash = hash;
	return scroll;
}

void ui_scroll_from(struct ui *ui, struct key key, int y)
{
	char id[64];
	uint64_t hash = key_write(id, key, -1);

	if (!scroll_find(ui, hash))
		scroll_make(ui, hash)->offset = (int)lround(y * ui->scale);
}

struct rect ui_scroll_begin(struct ui *ui, struct rect view, struct key key, int content_height)
{
	char id[64];
	uint64_t hash = key_write(id, key, -1);
	struct scroll *scroll = scroll_find(ui, hash);

	if (!scroll)
		scroll = scroll_make(ui, hash);
	scroll->view = rect_meet(to_pixels(ui, view), ui->clip);
	scroll->most = content_height > view.h ? length_to_pixels(ui, content_height - view.h) : 0;
	scroll->offset = clamp(scroll->offset, scroll->most);
	scroll->is_shown = true;
	ui->clip = scroll->view;
	ui->in_scroll = hash;
	int height = content_height > view.h ? content_height : view.h;
	return (struct rect){view.x, view.y - (int)lround(scroll->offset / ui->scale), view.w, height};
}

void ui_scroll_end(struct ui *ui)
{
	struct scroll *scroll = scroll_find(ui, ui->in_scroll);
	struct rect view = scroll->view;

	if (scroll->most) {
		int whole = view.h + scroll->most, width = length_to_pixels(ui, THUMB_WIDTH);
		struct paint thumb = {
			.kind = PAINT_ROUND,
			.rgb = THUMB,
			.at = {view.x + view.w - width,
				view.y + (int)((int64_t)scroll->offset * view.h / whole), width,
				(int)((int64_t)view.h * view.h / whole)},
			.clip = view,
			.radius = width / 2,
		};
		canvas_put(&ui->canvas, &thumb);
	}
	ui->clip = (struct rect){0, 0, ui->pixels.w, ui->pixels.h};
	ui->in_scroll = 0;
}

bool ui_scroll_has_more(struct ui *ui, struct key key)
{
	char id[64];
	const struct scroll *scroll = scroll_find(ui, key_write(id, key, -1));

	return scroll && scroll->offset < scroll->most;
}
