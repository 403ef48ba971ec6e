// SPDX-License-Identifier: Apache-2.0
// What the window shows, as a test sees it.
#include "base/log.h"
#include "kiosk/ui/state.h"
#include <SDL_image.h>
#include <string.h>

enum err ui_shot(struct ui *ui, const char *png)
{
	if (IMG_SavePNG(ui->surface, png) == 0)
		return ERR_NONE;
	log_line(LOG_ERROR, "ui.shot", "why=\"%s\"", SDL_GetError());
	return ERR_IO;
}

// Draws the last frame anew beside the window's pixels. A frame still owed is not exact by definition.
bool ui_is_exact(struct ui *ui)
{
	const SDL_Surface *shown = ui->surface;
	SDL_Surface *fresh = ui->is_owed ? NULL
					 : SDL_CreateRGBSurfaceWithFormat(
						   0, shown->w, shown->h, 32, shown->format->format);
	if (!fresh)
		return false;
	struct pixels pixels = ui->pixels;
	pixels.at = fresh->pixels;
	pixels.stride = fresh->pitch / 4;
	canvas_draw(&ui->canvas, &pixels, (struct rect){0, 0, shown->w, shown->h});
	bool same = true;
	for (int y = 0; same && y < shown->h; y++)
		same = memcmp(pixels.at + (long)y * pixels.stride,
			       ui->pixels.at + (long)y * ui->pixels.stride, (size_t)shown->w * 4) == 0;
	SDL_FreeSurface(fresh);
	return same;
}
