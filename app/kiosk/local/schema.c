// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/schema.h"
#include "base/embed.h"

EMBED(outbox_1, "app/kiosk/local/outbox-1.sql");
EMBED(cache_1, "app/kiosk/local/cache-1.sql");

const struct migration OUTBOX_MIGRATIONS[OUTBOX_SCHEMA] = {
	{1, "entries", outbox_1},
};

const struct migration CACHE_MIGRATIONS[CACHE_SCHEMA] = {
	{1, "what central told", cache_1},
};
