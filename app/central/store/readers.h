// SPDX-License-Identifier: Apache-2.0
// Read-only connections, lent to one thread at a time. Any thread. A connection that failed is opened anew
// when it is lent next.
#ifndef CENTRAL_STORE_READERS_H
#define CENTRAL_STORE_READERS_H

#include "central/store/store.h"

struct readers; // owns its connections

MUST_USE enum err readers_open(struct readers **readers, const struct store_options *options, size_t count);
void readers_close(struct readers *readers); // all given back; NULL is fine
// Waits until one is free. NETWORK, BUSY ...: the store cannot be read now.
MUST_USE enum err reader_take(struct readers *readers, struct store **store);
void reader_give(struct readers *readers, struct store *store, enum err err); // err: how the reading ended

#endif
