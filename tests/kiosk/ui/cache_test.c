// SPDX-License-Identifier: Apache-2.0
// A value that is found is the one that was put; the ring never grows; what was wiped is gone.
#include "kiosk/ui/cache.h"
#include "kiosk/ui/stage.h"

#define ROOM 65536
#define KEYS 300
#define TURNS 20000

static uint32_t seed = 7;
static uint32_t any(uint32_t bound)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % bound;
}

static size_t size_of(uint32_t key)
{
	return 1 + key * 37 % 1500;
}

static void test_finds_what_was_put(void **state)
{
	struct arena arena = {0};
	struct cache *cache = arena_new(&arena, struct cache);
	int found = 0;

	(void)state;
	cache_init(cache, &arena, ROOM);
	for (int turn = 0; turn < TURNS; turn++) {
		uint32_t key = any(10) ? any(20) : any(KEYS); // a few are asked often, as on a screen
		const uint8_t *value = cache_get(cache, &key, sizeof key);
		if (!value) {
			uint8_t *put = cache_put(cache, &key, sizeof key, size_of(key));
			memset(put, (int)(key % 251), size_of(key));
			value = put;
		} else {
			found++;
		}
		for (size_t i = 0; i < size_of(key); i++)
			assert_int_equal(value[i], key % 251);
	}
	assert_true(found > TURNS * 3 / 4); // what is used stays
	assert_true(cache->head <= cache->room && cache->room <= ROOM);
	arena_finish(&arena);
}

static void test_refuses_what_is_too_big(void **state)
{
	struct arena arena = {0};
	struct cache *cache = arena_new(&arena, struct cache);

	(void)state;
	cache_init(cache, &arena, ROOM);
	assert_null(cache_put(cache, "a", 1, ROOM / 8));
	assert_null(cache_put(cache, "a", 1, SIZE_MAX));
	assert_non_null(cache_put(cache, "a", 1, ROOM / 16));
	arena_finish(&arena);
}

static void test_wipes(void **state)
{
	struct arena arena = {0};
	struct cache *cache = arena_new(&arena, struct cache);

	(void)state;
	cache_init(cache, &arena, ROOM);
	for (uint32_t key = 0; key < KEYS; key++)
		memset(cache_put(cache, &key, sizeof key, size_of(key)), 'x', size_of(key));
	cache_wipe(cache);
	for (uint32_t key = 0; key < KEYS; key++)
		assert_null(cache_get(cache, &key, sizeof key));
	for (size_t i = 0; i < cache->room; i++)
		assert_int_not_equal(cache->ring[i], 'x');
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_what_was_put),
		cmocka_unit_test(test_refuses_what_is_too_big),
		cmocka_unit_test(test_wipes),
	};
	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
