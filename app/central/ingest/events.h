// SPDX-License-Identifier: Apache-2.0
// Counter events in: JSON lines of a connector become rows and changes, idempotent. A line
// that cannot be taken is told with its number; the others are taken. A worker's thread; it waits for the
// writer.
#ifndef CENTRAL_INGEST_EVENTS_H
#define CENTRAL_INGEST_EVENTS_H

#include "base/buf.h"
#include "central/ingest/writer.h"

#define EVENTS_BATCH 200    // lines a transaction
#define EVENTS_REJECTS 1000 // told one by one

// key: the connector's, looked at with each batch: DENIED once it is revoked. unit: its office. Puts
// {"events", "rejected", "new", "rejects": [{"line", "reason"}]} into `summary`. Store errors as they are;
// what was stored until then stays.
MUST_USE enum err events_take(struct writer *writer, const char *key, const char *unit, const char *body,
	size_t length, struct buf *summary);

#endif
