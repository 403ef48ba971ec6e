// SPDX-License-Identifier: Apache-2.0
#include "central/knocks.h"
#include "base/log.h"
#include <stdio.h>
#include <string.h>

void knocks_init(struct knocks *knocks)
{
	memset(knocks, 0, sizeof *knocks);
	pthread_mutex_init(&knocks->lock, NULL);
}

void knocks_finish(struct knocks *knocks)
{
	pthread_mutex_destroy(&knocks->lock);
}

static bool knock_take(struct knocks *knocks, const char *key, int64_t now)
{
	struct knock *knock = knocks->list;

	pthread_mutex_lock(&knocks->lock);
	for (size_t i = 0; i < KNOCKS_MOST; i++) {
		struct knock *one = &knocks->list[i];
		if (strcmp(one->key, key) == 0) {
			knock = one;
			break;
		}
		if (one->logged < knock->logged)
			knock = one;
	}
	bool is_due = strcmp(knock->key, key) != 0 || now - knock->logged >= CLOCK_MINUTE;
	if (is_due) {
		snprintf(knock->key, sizeof knock->key, "%s", key);
		knock->logged = now;
	}
	pthread_mutex_unlock(&knocks->lock);
	return is_due;
}

void knock_log(struct knocks *knocks, struct store *store, const char *key)
{
	char kiosk[KIOSK_ID];
	bool is_revoked;

	if (!*key || key_get_void(store, key, kiosk, &is_revoked) != ERR_NONE)
		return;
	if (knock_take(knocks, key, clock_boot(store->clock)))
		log_line(LOG_WARNING, "kiosk.refused", "kiosk=%s key=%s", kiosk,
			is_revoked ? "revoked" : "replaced");
}
