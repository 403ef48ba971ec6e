// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/cache.h"
#include "base/err.h"
#include <stdalign.h>
#include <string.h>

#define ALIGNMENT alignof(max_align_t)
#define ENTRY_SHARE 8 // an entry takes at most this part of the ring

// Header of an entry in the ring; then the value, then the key.
struct entry {
	alignas(max_align_t) uint64_t hash;
	uint32_t size;	// of the whole entry, so the next one begins there
	uint32_t value; // bytes of value
	uint32_t key;	// bytes of key; the ring's unused end is an entry without key
	uint32_t older; // next of the chain, offset + 1
};

// wyhash's mixing step: 64 x 64 -> 128 bits, folded.
static uint64_t mix(uint64_t one, uint64_t two)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)one * two;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	uint64_t hash = mix(seed ^ 0xa0761d6478bd642full, length ^ 0xe7037ed1a0b428dbull);

	while (length) {
		uint64_t word = 0;
		size_t take = length < sizeof word ? length : sizeof word;
		memcpy(&word, at, take);
		hash = mix(hash ^ word, 0x8ebc6af09c88c6e3ull);
		at += take;
		length -= take;
	}
	return hash;
}

void cache_init(struct cache *cache, struct arena *arena, size_t room)
{
	*cache = (struct cache){.room = room / ALIGNMENT * ALIGNMENT};
	cache->ring = arena_alloc(arena, cache->room);
}

static struct entry *entry_at(const struct cache *cache, size_t offset)
{
	return (struct entry *)(void *)(cache->ring + offset);
}

static uint32_t *slot_of(struct cache *cache, uint64_t hash)
{
	return &cache->slots[hash & (CACHE_SLOTS - 1)];
}

static void evict_oldest(struct cache *cache)
{
	struct entry *entry = entry_at(cache, cache->tail);

	if (entry->key) {
		uint32_t *link = slot_of(cache, entry->hash);
		while (*link && *link != cache->tail + 1)
			link = &entry_at(cache, *link - 1)->older;
		if (*link)
			*link = entry->older;
	}
	cache->count--;
	cache->tail += entry->size;
	if (cache->tail == cache->room)
		cache->tail = 0;
}

// The ring is [tail, head), or [tail, room) and [0, head). Frees [head, head + size).
static void make_room(struct cache *cache, size_t size)
{
	while (cache->count && cache->tail >= cache->head && cache->tail < cache->head + size)
		evict_oldest(cache);
	if (!cache->count)
		cache->tail = cache->head;
}

static struct entry *entry_put(struct cache *cache, size_t size)
{
	if (cache->room - cache->head < size) {
		size_t rest = cache->room - cache->head;
		if (rest) {
			make_room(cache, rest);
			*entry_at(cache, cache->head) = (struct entry){.size = (uint32_t)rest};
			cache->count++;
		}
		cache->head = 0;
	}
	make_room(cache, size);
	struct entry *entry = entry_at(cache, cache->head);
	entry->size = (uint32_t)size;
	cache->head += size;
	if (cache->head > cache->reach)
		cache->reach = cache->head;
	cache->count++;
	return entry;
}

static size_t aligned(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void *cache_put(struct cache *cache, const void *key, size_t key_length, size_t size)
{
	size_t whole = aligned(sizeof(struct entry) + size + key_length);

	if (!key_length || size > cache->room || key_length > cache->room ||
		whole > cache->room / ENTRY_SHARE)
		return NULL;
	uint64_t hash = hash_bytes(0, key, key_length);
	struct entry *entry = entry_put(cache, whole);
	uint32_t *slot = slot_of(cache, hash);
	uint8_t *value = (uint8_t *)(entry + 1);

	*entry = (struct entry){hash, (uint32_t)whole, (uint32_t)size, (uint32_t)key_length, *slot};
	*slot = (uint32_t)(cache->head - whole) + 1;
	memcpy(value + size, key, key_length);
	return value;
}

static size_t age_of(const struct cache *cache, size_t offset)
{
	return offset < cache->head ? cache->head - offset : cache->head + cache->room - offset;
}

const void *cache_get(struct cache *cache, const void *key, size_t key_length)
{
	uint64_t hash = hash_bytes(0, key, key_length);

	for (uint32_t at = *slot_of(cache, hash); at; at = entry_at(cache, at - 1)->older) {
		struct entry *entry = entry_at(cache, at - 1);
		uint8_t *value = (uint8_t *)(entry + 1);
		if (entry->hash != hash || entry->key != key_length ||
			memcmp(value + entry->value, key, key_length) != 0)
			continue;
		// Used again in the third quarter of its life: to the front. Writing there takes two shares
		// of the ring at most (its end may be skipped), so it cannot reach this entry while it is
		// copied.
		size_t age = age_of(cache, at - 1);
		if (age < cache->room / 2 || age >= cache->room / 4 * 3)
			return value;
		size_t size = entry->value;
		void *moved = cache_put(cache, key, key_length, size);
		memcpy(moved, value, size);
		return moved;
	}
	return NULL;
}

void cache_wipe(struct cache *cache)
{
	memset(cache->ring, 0, cache->reach); // what was overwritten in part too
	memset(cache->slots, 0, sizeof cache->slots);
	cache->head = cache->tail = cache->reach = cache->count = 0;
}
