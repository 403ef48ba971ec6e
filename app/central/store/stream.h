// SPDX-License-Identifier: Apache-2.0
// One incarnation of one kiosk: how far its sequence is journalled without a gap, and the chain of hashes up
// to there. Kept in the transaction that journals. The writer's store.
#ifndef CENTRAL_STORE_STREAM_H
#define CENTRAL_STORE_STREAM_H

#include "central/store/store.h"
#include "wire/entry.h"

struct stream {
	char kiosk[KIOSK_ID], incarnation[INCARNATION];
	int64_t high;		   // every seq from 1 to here is journalled
	uint8_t head[CRYPTO_HASH]; // chain at high
	int64_t dated;		   // latest moment given to an entry of it
	char previous[INCARNATION];
	int64_t previous_seq;
};

// A stream not seen yet is a new one with high 0.
MUST_USE enum err stream_get(
	struct store *store, const char *kiosk, const char *incarnation, struct stream *stream);
MUST_USE enum err stream_put(struct store *store, const struct stream *stream);
// After `seq` with this hash was journalled: moves high over it and over what is journalled next to it.
MUST_USE enum err stream_advance(
	struct store *store, struct stream *stream, int64_t seq, const uint8_t hash[CRYPTO_HASH]);
// Chain head at a place up to high, counted again from the journal when it is an earlier one. NOT_FOUND:
// above high.
MUST_USE enum err stream_head_at(
	struct store *store, const struct stream *stream, int64_t seq, uint8_t head[CRYPTO_HASH]);

#endif
