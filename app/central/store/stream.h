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
	int64_t dated;		   // latest moment known of an entry of it
	char previous[INCARNATION];
	int64_t previous_seq;
};

// A stream not seen yet is a new one with high 0.
MUST_USE enum err stream_get(
	struct store *store, const char *kiosk, const char *incarnation, struct stream *stream);
// `seq` with this hash was journalled: moves high over it when it is the next one.
void stream_advance(struct stream *stream, int64_t seq, const uint8_t hash[CRYPTO_HASH]);
// Moves high also over what was journalled ahead of its turn, and keeps the stream.
MUST_USE enum err stream_put(struct store *store, struct stream *stream);
// Chain head at a place up to high, counted again from the journal when it is an earlier one. NOT_FOUND:
// above high.
MUST_USE enum err stream_head_at(
	struct store *store, const struct stream *stream, int64_t seq, uint8_t head[CRYPTO_HASH]);

#endif
