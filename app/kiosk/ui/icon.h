// SPDX-License-Identifier: Apache-2.0
// Icons: SVG files of ours, drawn white, kept as coverage so that any colour tints them. UI thread only.
#ifndef KIOSK_UI_ICON_H
#define KIOSK_UI_ICON_H

#include "kiosk/ui/cache.h"
#include "kiosk/ui/pixels.h"

#define ICON_NAME_MOST 32 // bytes
#define ICON_MOST 512	  // pixels a side

struct icons {
	const char *folder;
	struct cache *cache; // not owned
};

// Square of `size` pixels. An icon that is not there is logged once and is empty. Good until the cache is
// used again.
struct mask icon_get(struct icons *icons, const char *name, int size);

#endif
