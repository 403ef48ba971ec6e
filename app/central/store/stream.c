// SPDX-License-Identifier: Apache-2.0
#include "central/store/stream.h"
#include <stdio.h>
#include <string.h>

enum err stream_get(struct store *store, const char *kiosk, const char *incarnation, struct stream *stream)
{
	struct db_query *query;
	bool row;
	size_t length;

	memset(stream, 0, sizeof *stream);
	snprintf(stream->kiosk, sizeof stream->kiosk, "%s", kiosk);
	snprintf(stream->incarnation, sizeof stream->incarnation, "%s", incarnation);
	enum err err = db_prepare(store->db,
		"SELECT high, head, dated, previous, previous_seq FROM stream WHERE kiosk = $1 AND "
		"incarnation = $2",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, kiosk);
	db_bind_text(query, 2, incarnation);
	err = db_step(query, &row);
	if (err || !row)
		return err;
	stream->high = db_int(query, 0);
	const void *head = db_bytes(query, 1, &length);
	if (length == sizeof stream->head)
		memcpy(stream->head, head, sizeof stream->head);
	stream->dated = db_int(query, 2);
	snprintf(stream->previous, sizeof stream->previous, "%s", db_text(query, 3));
	stream->previous_seq = db_int(query, 4);
	db_reset(query);
	return length == sizeof stream->head ? ERR_NONE : ERR_CORRUPT;
}

// Chains the hashes journalled from `from` on, without a gap, up to `most`; *to: the last one chained.
static enum err chain_on(struct store *store, const struct stream *stream, int64_t from, int64_t most,
	uint8_t head[CRYPTO_HASH], int64_t *to)
{
	struct db_query *query;
	bool row;
	size_t length;

	*to = from - 1;
	enum err err = db_prepare(store->db,
		"SELECT seq, hash FROM journal WHERE kiosk = $1 AND incarnation = $2 AND seq BETWEEN $3 AND "
		"$4"
		" ORDER BY seq",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, stream->kiosk);
	db_bind_text(query, 2, stream->incarnation);
	db_bind_int(query, 3, from);
	db_bind_int(query, 4, most);
	while (!(err = db_step(query, &row)) && row) {
		const void *hash = db_bytes(query, 1, &length);
		if (db_int(query, 0) != *to + 1 || length != CRYPTO_HASH) {
			db_reset(query);
			break;
		}
		chain_step(head, hash);
		++*to;
	}
	return err;
}

void stream_advance(struct stream *stream, int64_t seq, const uint8_t hash[CRYPTO_HASH])
{
	if (seq != stream->high + 1)
		return;
	chain_step(stream->head, hash);
	stream->high = seq;
}

enum err stream_put(struct store *store, struct stream *stream)
{
	enum err err = chain_on(store, stream, stream->high + 1, INT64_MAX, stream->head, &stream->high);

	if (err)
		return err;
	return db_do(store->db, NULL,
		"INSERT INTO stream (kiosk, incarnation, high, head, dated, previous, previous_seq)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kiosk, incarnation) DO UPDATE"
		" SET high = excluded.high, head = excluded.head, dated = excluded.dated,"
		" previous = excluded.previous, previous_seq = excluded.previous_seq",
		"ttibiti", stream->kiosk, stream->incarnation, stream->high, stream->head,
		sizeof stream->head, stream->dated, stream->previous, stream->previous_seq);
}

enum err stream_head_at(
	struct store *store, const struct stream *stream, int64_t seq, uint8_t head[CRYPTO_HASH])
{
	int64_t to;

	if (seq > stream->high)
		return ERR_NOT_FOUND;
	if (seq == stream->high) {
		memcpy(head, stream->head, CRYPTO_HASH);
		return ERR_NONE;
	}
	memset(head, 0, CRYPTO_HASH);
	return chain_on(store, stream, 1, seq, head, &to);
}
