// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/spare.h"
#include "base/crypto.h"
#include "kiosk/local/part.h"
#include <errno.h>
#include <stdlib.h>
#include <time.h>

struct spare_receipts {
	pthread_mutex_t lock;
	pthread_cond_t arrived; // by the monotonic clock
	size_t count;		// lock
	struct receipt receipts[SPARE_RECEIPTS];
};

void spare_open(struct local *local)
{
	pthread_condattr_t monotonic;

	local->spares = calloc(1, sizeof *local->spares);
	if (!local->spares)
		err_abort("out of memory");
	pthread_mutex_init(&local->spares->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&local->spares->arrived, &monotonic);
	pthread_condattr_destroy(&monotonic);
}

void spare_close(struct local *local)
{
	if (!local->spares)
		return;
	pthread_cond_destroy(&local->spares->arrived);
	pthread_mutex_destroy(&local->spares->lock);
	crypto_wipe(local->spares, sizeof *local->spares);
	free(local->spares);
	local->spares = NULL;
}

bool spare_wanted(struct local *local)
{
	pthread_mutex_lock(&local->spares->lock);
	bool is_wanted = local->spares->count < SPARE_RECEIPTS;
	pthread_mutex_unlock(&local->spares->lock);
	return is_wanted;
}

void spare_put(struct local *local, const struct receipt *receipt)
{
	struct spare_receipts *spares = local->spares;

	pthread_mutex_lock(&spares->lock);
	if (spares->count < SPARE_RECEIPTS)
		spares->receipts[spares->count++] = *receipt;
	pthread_cond_signal(&spares->arrived);
	pthread_mutex_unlock(&spares->lock);
}

enum err spare_take(struct local *local, int wait_ms, struct receipt *receipt)
{
	struct spare_receipts *spares = local->spares;
	struct timespec until;
	int waited = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait_ms / 1000;
	until.tv_nsec += wait_ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_mutex_lock(&spares->lock);
	while (spares->count == 0 && waited != ETIMEDOUT)
		waited = pthread_cond_timedwait(&spares->arrived, &spares->lock, &until);
	enum err err = spares->count > 0 ? ERR_NONE : ERR_BUSY;
	if (!err) {
		struct receipt *taken = &spares->receipts[--spares->count];
		*receipt = *taken;
		crypto_wipe(taken, sizeof *taken);
	}
	pthread_mutex_unlock(&spares->lock);
	return err;
}
