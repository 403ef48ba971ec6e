// SPDX-License-Identifier: Apache-2.0
// Feed pages and snapshots for one kiosk, written from the change log. Boards get what public
// screens show: no owner, proof or parties. A worker's thread with a reader's store.
#ifndef CENTRAL_INGEST_FEED_H
#define CENTRAL_INGEST_FEED_H

#include "base/buf.h"
#include "central/store/store.h"
#include "wire/feed.h"

struct feed_ask {
	const char *unit;
	bool is_board;
	int64_t after, limit;
	const char *epoch; // the one the cursor belongs to; "": not told
};
// EXPIRED: the cursor is of another epoch, ahead, or too old. *count: changes in the page; a page without any
// may be waited for.
MUST_USE enum err feed_write(
	struct store *store, const struct feed_ask *ask, struct buf *page, int64_t *count);

#define FEED_TAG 96
// Names a snapshot: it changes when one of its changes does.
MUST_USE enum err snapshot_tag(struct store *store, const char *unit, bool is_board, char tag[FEED_TAG]);
MUST_USE enum err snapshot_write(
	struct store *store, const char *unit, bool is_board, struct buf *page); // TOO_BIG

#endif
