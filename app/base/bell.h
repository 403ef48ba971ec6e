// SPDX-License-Identifier: Apache-2.0
// What a thread sleeps on until it is rung or a time is over: a lock and a condition by the monotonic clock,
// which no wall clock moves. Any thread.
#ifndef BASE_BELL_H
#define BASE_BELL_H

#include <pthread.h>
#include <stdint.h>

struct bell {
	pthread_mutex_t lock;
	pthread_cond_t rung;
};

void bell_init(struct bell *bell);
void bell_wait(struct bell *bell, int64_t ms); // lock held; may return early
void bell_ring(struct bell *bell);
void bell_finish(struct bell *bell);

#endif
