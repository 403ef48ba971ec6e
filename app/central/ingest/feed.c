// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/feed.h"
#include "central/store/change.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct page {
	struct buf *buf;
	bool is_board;
	int64_t last;
};

// What a board may know of a declaration.
static void put_for_board(struct buf *buf, const struct change_row *row)
{
	struct feed_declaration declaration;
	json_t *value, *shown = NULL;
	struct buf text;

	if (json_open(row->value, strlen(row->value), &value))
		err_abort("a change that is not JSON");
	buf_init(&text, FEED_PAGE_BYTES);
	if (feed_declaration_read(value, &declaration))
		err_abort("a declaration in the change log that cannot be read");
	declaration.has_proof = false;
	declaration.party_count = 0;
	declaration.rated = 0;
	shown = feed_declaration_write(&declaration);
	json_put(&text, shown);
	feed_page_change(buf, row->n, row->kind, row->key, text.at);
	json_decref(shown);
	json_decref(value);
	buf_finish(&text);
}

static enum err put_change(void *context, const struct change_row *row)
{
	struct page *page = context;

	if (page->is_board && row->value && strcmp(row->kind, FEED_KIND_KEYS[FEED_DECLARATION]) == 0)
		put_for_board(page->buf, row);
	else
		feed_page_change(page->buf, row->n, row->kind, row->key, row->value);
	page->last = row->n;
	return page->buf->over ? ERR_TOO_BIG : ERR_NONE;
}

enum err feed_write(struct store *store, const struct feed_ask *ask, struct buf *buf, int64_t *count)
{
	struct change_log log, now;
	struct page page = {buf, ask->is_board, ask->after};

	*count = 0;
	enum err err = change_log_get(store, &log);
	if (err)
		return err;
	if (ask->after > log.newest || ask->after < log.floor ||
		(*ask->epoch && strcmp(ask->epoch, log.epoch) != 0))
		return ERR_EXPIRED;
	feed_page_begin(buf, log.epoch);
	err = change_list(store, ask->unit, ask->after, ask->limit, false, put_change, &page, count);
	// What was taken away may have been forgotten meanwhile.
	if (!err)
		err = change_log_get(store, &now);
	if (!err && ask->after < now.floor)
		return ERR_EXPIRED;
	// Everything up to log.newest was there when the changes were read.
	int64_t next = *count < ask->limit && page.last < log.newest ? log.newest : page.last;
	feed_page_end(buf, next, clock_wall(store->clock));
	return !err && buf->over ? ERR_TOO_BIG : err;
}

enum err snapshot_tag(struct store *store, const char *unit, bool is_board, char tag[FEED_TAG])
{
	struct change_log log;
	int64_t n = 0;

	enum err err = change_log_get(store, &log);
	if (!err)
		err = change_newest(store, unit, &n);
	if (n < log.floor) // the newest may have been something taken away: no earlier name comes back
		n = log.floor;
	snprintf(tag, FEED_TAG, "\"%s-%" PRId64 "-%s\"", log.epoch, n, is_board ? "board" : "touch");
	return err;
}

enum err snapshot_write(struct store *store, const char *unit, bool is_board, struct buf *buf)
{
	struct change_log log;
	struct page page = {buf, is_board, 0};
	int64_t count;

	enum err err = change_log_get(store, &log);
	if (err)
		return err;
	feed_page_begin(buf, log.epoch);
	err = change_list(store, unit, 0, INT64_MAX, true, put_change, &page, &count);
	// The cursor goes on from before the changes were read: what came meanwhile is told once more.
	feed_page_end(buf, log.newest, clock_wall(store->clock));
	return !err && buf->over ? ERR_TOO_BIG : err;
}
