// SPDX-License-Identifier: Apache-2.0
// The two databases of a kiosk as numbered migrations. Only kiosk/local includes it.
#ifndef KIOSK_LOCAL_SCHEMA_H
#define KIOSK_LOCAL_SCHEMA_H

#include "db/migrate.h"

#define OUTBOX_SCHEMA 1 // number of the last migration
extern const struct migration OUTBOX_MIGRATIONS[OUTBOX_SCHEMA];
#define CACHE_SCHEMA 1
extern const struct migration CACHE_MIGRATIONS[CACHE_SCHEMA];

#endif
