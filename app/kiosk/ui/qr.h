// SPDX-License-Identifier: Apache-2.0
// QR codes, level M. qr.c is the only file including libqrencode. UI thread only.
#ifndef KIOSK_UI_QR_H
#define KIOSK_UI_QR_H

#include "kiosk/ui/cache.h"
#include <stdint.h>

#define QR_MOST 1024 // bytes of text
#define QR_QUIET 4   // modules of white around

struct qr {
	int32_t side;	// modules, without the quiet zone
	uint8_t dark[]; // side * side
};

const struct qr *qr_get(
	struct cache *cache, const char *text); // NULL: too long. Good until the cache is used again

#endif
