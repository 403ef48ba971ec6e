// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/icon.h"
#include "base/log.h"
#include <SDL_image.h>
#include <stdio.h>
#include <string.h>

// Coverage of a picture of white strokes is its alpha.
static void alpha_copy(uint8_t *to, SDL_Surface *picture, int size)
{
	for (int y = 0; y < size && y < picture->h; y++) {
		const uint8_t *row = (const uint8_t *)picture->pixels + (long)y * picture->pitch;
		for (int x = 0; x < size && x < picture->w; x++) {
			uint32_t pixel;
			memcpy(&pixel, row + 4 * x, sizeof pixel);
			to[y * size + x] =
				(uint8_t)((pixel & picture->format->Amask) >> picture->format->Ashift);
		}
	}
}

static SDL_Surface *picture_load(const char *path, int size)
{
	SDL_RWops *file = SDL_RWFromFile(path, "rb");
	SDL_Surface *picture = file ? IMG_LoadSizedSVG_RW(file, size, size) : NULL;

	if (file)
		SDL_RWclose(file);
	if (!picture)
		log_line(LOG_ERROR, "icon.load", "file=%s why=\"%s\"", path, SDL_GetError());
	return picture;
}

struct mask icon_get(struct icons *icons, const char *name, int size)
{
	char key[ICON_NAME_MOST + 16], path[1024];

	size = size > ICON_MOST ? ICON_MOST : size;
	int length = snprintf(key, sizeof key, "i%.*s/%d", ICON_NAME_MOST, name, size);
	const uint8_t *known = cache_get(icons->cache, key, (size_t)length);
	if (known)
		return (struct mask){known, size, size, size};
	snprintf(path, sizeof path, "%s/icons/%.*s.svg", icons->folder, ICON_NAME_MOST, name);
	SDL_Surface *picture = picture_load(path, size);
	size_t area = (size_t)size * (size_t)size;
	uint8_t *kept = cache_put(icons->cache, key, (size_t)length, area);
	if (kept) {
		memset(kept, 0, area);
		if (picture)
			alpha_copy(kept, picture, size);
	}
	SDL_FreeSurface(picture);
	return kept ? (struct mask){kept, size, size, size} : (struct mask){0};
}
