// SPDX-License-Identifier: Apache-2.0
// So many look-ups an hour for each network, in memory only; networks are kept as keyed hashes, so
// that nothing says who asked. Any thread; the memory is the caller's.
#ifndef CENTRAL_PHONE_LIMIT_H
#define CENTRAL_PHONE_LIMIT_H

#include "base/crypto.h"
#include <pthread.h>
#include <stdbool.h>

#define LIMIT_HOURLY 10
#define LIMIT_NETWORKS 4096 // the one that asked longest ago makes room for another

struct limit {
	pthread_mutex_t lock;
	uint8_t key[CRYPTO_KEY];
	struct limited {
		uint64_t network;	     // 0: free
		int64_t asked[LIMIT_HOURLY]; // boot clock, a ring
		unsigned next;
	} networks[LIMIT_NETWORKS]; // lock
};

void limit_init(struct limit *limit);
// Whether this one may look up now, which is then counted. now: boot clock.
bool limit_take(struct limit *limit, const char *network, int64_t now);
void limit_finish(struct limit *limit);

#endif
