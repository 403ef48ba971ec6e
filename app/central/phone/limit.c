// SPDX-License-Identifier: Apache-2.0
#include "central/phone/limit.h"
#include "base/clock.h"
#include <string.h>

void limit_init(struct limit *limit)
{
	memset(limit, 0, sizeof *limit);
	pthread_mutex_init(&limit->lock, NULL);
	crypto_random(limit->key, sizeof limit->key);
}

void limit_finish(struct limit *limit)
{
	pthread_mutex_destroy(&limit->lock);
	crypto_wipe(limit, sizeof *limit);
}

static int64_t asked_last(const struct limited *limited)
{
	return limited->asked[(limited->next + LIMIT_HOURLY - 1) % LIMIT_HOURLY];
}

static struct limited *limited_find(struct limit *limit, uint64_t network)
{
	struct limited *oldest = limit->networks;

	for (size_t i = 0; i < LIMIT_NETWORKS; i++) {
		struct limited *limited = &limit->networks[i];
		if (limited->network == network)
			return limited;
		if (asked_last(limited) < asked_last(oldest))
			oldest = limited;
	}
	*oldest = (struct limited){.network = network};
	return oldest;
}

bool limit_take(struct limit *limit, const char *network, int64_t now)
{
	uint8_t hash[CRYPTO_HASH];
	uint64_t name;

	crypto_mac(limit->key, network, strlen(network), hash);
	memcpy(&name, hash, sizeof name);
	name |= 1; // 0 is free
	pthread_mutex_lock(&limit->lock);
	struct limited *limited = limited_find(limit, name);
	int64_t *earliest = &limited->asked[limited->next];
	bool may = *earliest == 0 || now - *earliest >= CLOCK_HOUR;
	if (may) {
		*earliest = now;
		limited->next = (limited->next + 1) % LIMIT_HOURLY;
	}
	pthread_mutex_unlock(&limit->lock);
	return may;
}
