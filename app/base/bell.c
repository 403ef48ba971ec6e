// SPDX-License-Identifier: Apache-2.0
#include "base/bell.h"
#include <time.h>

void bell_init(struct bell *bell)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&bell->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&bell->rung, &attributes);
	pthread_condattr_destroy(&attributes);
}

void bell_wait(struct bell *bell, int64_t ms)
{
	struct timespec until;

	if (ms < 0)
		ms = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000 * 1000000);
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_cond_timedwait(&bell->rung, &bell->lock, &until);
}

void bell_ring(struct bell *bell)
{
	pthread_cond_signal(&bell->rung);
}

void bell_finish(struct bell *bell)
{
	pthread_cond_destroy(&bell->rung);
	pthread_mutex_destroy(&bell->lock);
}
