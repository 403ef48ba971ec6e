// SPDX-License-Identifier: Apache-2.0
// What was costly to make and may be made again: drawn lines of text, widths, line breaks, icons, corners.
// One ring of fixed size, taken once: new things overwrite the oldest, a thing used while it is old moves to
// the front. So memory never grows and never frays. A value found or put is good until the next put or get.
// UI thread only.
#ifndef KIOSK_UI_CACHE_H
#define KIOSK_UI_CACHE_H

#include "base/arena.h"
#include <stddef.h>
#include <stdint.h>

#define CACHE_SLOTS 4096u // power of two

struct cache {
	uint8_t *ring; // from the arena
	size_t room;
	size_t head, tail;	     // next byte to write; oldest entry
	size_t reach;		     // bytes ever written
	uint32_t slots[CACHE_SLOTS]; // newest entry of each chain, offset + 1
	size_t count;
};

void cache_init(struct cache *cache, struct arena *arena, size_t room);
// NULL: not there.
const void *cache_get(struct cache *cache, const void *key, size_t key_length);
// Room for a value to be filled in by the caller, aligned for any type. NULL: larger than an eighth of the
// ring.
void *cache_put(struct cache *cache, const void *key, size_t key_length, size_t size);
void cache_wipe(struct cache *cache); // zeros what was in it

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length); // for keys and cells, not for enemies

#endif
