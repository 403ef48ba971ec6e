// SPDX-License-Identifier: Apache-2.0
// The screen shows a key to compare and the sync thread joins with it: it must be the same one.
#include "kiosk/local/machine.h"
#include <pthread.h>

#define ROUNDS 200

struct asking {
	struct local *local;
	pthread_barrier_t *start;
	uint8_t public_half[CRYPTO_KEY];
	enum err err;
};

static void *ask(void *context)
{
	struct asking *asking = context;

	pthread_barrier_wait(asking->start);
	asking->err = identity_key_make(asking->local, asking->public_half);
	return NULL;
}

static void test_two_threads_asking_at_once_hear_of_one_key(void **state)
{
	struct machine machine;
	pthread_barrier_t start;
	pthread_t threads[2];
	char next[160];

	(void)state;
	machine_begin(&machine);
	machine_path(&machine, "kiosk.key.next", next);
	pthread_barrier_init(&start, NULL, 2);
	for (int round = 0; round < ROUNDS; round++) {
		struct asking asking[2] = {
			{&machine.local, &start, {0}, ERR_NONE}, {&machine.local, &start, {0}, ERR_NONE}};
		for (int i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, ask, &asking[i]), 0);
		for (int i = 0; i < 2; i++) {
			pthread_join(threads[i], NULL);
			assert_int_equal(asking[i].err, ERR_NONE);
		}
		assert_memory_equal(asking[0].public_half, asking[1].public_half, CRYPTO_KEY);
		assert_int_equal(unlink(next), 0);
	}
	pthread_barrier_destroy(&start);
	machine_end(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_threads_asking_at_once_hear_of_one_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
