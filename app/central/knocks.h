// SPDX-License-Identifier: Apache-2.0
// Requests under keys that are void: each is logged with its kiosk's name, once a minute a key at most. Any
// thread.
#ifndef CENTRAL_KNOCKS_H
#define CENTRAL_KNOCKS_H

#include "central/store/kiosk.h"
#include <pthread.h>

#define KNOCKS_MOST 256 // keys remembered; the one longest silent makes room

struct knocks {
	pthread_mutex_t lock;
	struct knock {
		char key[KEY_ID];
		int64_t logged; // boot clock
	} list[KNOCKS_MOST];	// lock
};

void knocks_init(struct knocks *knocks);
void knocks_finish(struct knocks *knocks);
// key: the one a refused request named, "" for none; nothing is logged of one never given.
void knock_log(struct knocks *knocks, struct store *store, const char *key);

#endif
