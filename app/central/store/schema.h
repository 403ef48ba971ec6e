// SPDX-License-Identifier: Apache-2.0
// The schema of central's database: store/schema/*.sql, embedded, in order.
#ifndef CENTRAL_STORE_SCHEMA_H
#define CENTRAL_STORE_SCHEMA_H

#include "db/migrate.h"
#include <stddef.h>

extern const struct migration SCHEMA[];
extern const size_t SCHEMA_COUNT;

#endif
