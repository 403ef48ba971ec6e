// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/writer.h"
#include "base/log.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define PIECES_MOST 256	     // in one transaction
#define ROWS_ENOUGH 100	     // to be worth their commit: more would only keep their owners waiting
#define WAL_PAGES_IDLE 1000  // checkpoint above this when nothing waits
#define WAL_PAGES_MOST 16000 // and above this in any case

struct writer {
	struct writer_options options;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t put;
	struct piece *first, **last; // lock
	bool is_stopping;	     // lock
	enum err broken;	     // writer thread: the disk refused; nothing is written any more
	bool is_to_truncate;	     // writer thread
};

static struct piece *pieces_take(struct writer *writer, bool *is_idle)
{
	pthread_mutex_lock(&writer->lock);
	while (!writer->first && !writer->is_stopping)
		pthread_cond_wait(&writer->put, &writer->lock);
	struct piece *taken = writer->first, **end = &writer->first;
	size_t rows = 0;
	for (int count = 0; *end && count < PIECES_MOST && rows < ROWS_ENOUGH; count++) {
		rows += (*end)->rows;
		end = &(*end)->next;
	}
	writer->first = *end;
	*end = NULL;
	if (!writer->first)
		writer->last = &writer->first;
	*is_idle = !writer->first;
	pthread_mutex_unlock(&writer->lock);
	return taken;
}

// One piece in its savepoint. Returns only errors that end the transaction; the piece's own stay with it.
static enum err piece_run(struct store *store, struct piece *piece)
{
	enum err err = store_savepoint(store);
	if (err)
		return err;
	piece->err = piece->run(store, piece->context);
	if (!piece->err)
		return store_release(store);
	if (!store_is_data_error(piece->err))
		return piece->err;
	return store_rollback_to(store);
}

// A transaction of its own needs no savepoint.
static enum err lone_piece_run(struct store *store, struct piece *piece)
{
	piece->err = piece->run(store, piece->context);
	if (!piece->err)
		return store_commit(store);
	store_rollback(store);
	return store_is_data_error(piece->err) ? ERR_NONE : piece->err;
}

static enum err pieces_run(struct store *store, struct piece *pieces)
{
	enum err err = store_begin(store);

	if (err)
		return err;
	if (!pieces->next)
		return lone_piece_run(store, pieces);
	for (struct piece *piece = pieces; piece && !err; piece = piece->next)
		err = piece_run(store, piece);
	if (!err)
		return store_commit(store);
	store_rollback(store);
	return err;
}

static void settle(struct writer *writer, struct piece *pieces, enum err err)
{
	struct writer_options *options = &writer->options;

	if (!err && options->committed)
		options->committed(options->context, options->store);
	for (struct piece *piece = pieces, *next; piece; piece = next) {
		next = piece->next; // the piece is its putter's again once told
		piece->told(piece, err ? err : piece->err);
	}
	if (!err)
		return;
	log_line(LOG_ERROR, "writer", "err=%s", err_name(err));
	if (err == ERR_IO || err == ERR_CORRUPT) {
		writer->broken = err;
		if (options->broken)
			options->broken(options->context, err);
	} else if (err == ERR_NETWORK) {
		store_close(options->store); // opened anew for the next pieces
	}
}

static void checkpoint(struct writer *writer, bool is_idle)
{
	struct store *store = writer->options.store;

	if (writer->broken || !store->db)
		return;
	int64_t pages = db_wal_pages(store->db);
	bool truncate = writer->is_to_truncate && is_idle;
	if (!truncate && (pages <= WAL_PAGES_IDLE || (pages <= WAL_PAGES_MOST && !is_idle)))
		return;
	enum err err = db_checkpoint(store->db, truncate);
	if (truncate)
		writer->is_to_truncate = err == ERR_BUSY;
	if (err == ERR_IO || err == ERR_CORRUPT)
		settle(writer, NULL, err);
}

static void *writer_main(void *context)
{
	struct writer *writer = context;
	struct store *store = writer->options.store;
	struct piece *pieces;
	bool is_idle;

	while ((pieces = pieces_take(writer, &is_idle))) {
		enum err err = writer->broken;
		if (!err && !store->db)
			err = store_reopen(store);
		if (!err)
			err = pieces_run(store, pieces);
		settle(writer, pieces, err);
		checkpoint(writer, is_idle);
	}
	return NULL;
}

void writer_truncate(struct writer *writer)
{
	writer->is_to_truncate = true;
}

enum err writer_start(struct writer **out, const struct writer_options *options)
{
	struct writer *writer = calloc(1, sizeof *writer);

	if (!writer)
		err_abort("out of memory");
	writer->options = *options;
	writer->last = &writer->first;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->put, NULL);
	if (pthread_create(&writer->thread, NULL, writer_main, writer))
		err_abort("no thread");
	*out = writer;
	return ERR_NONE;
}

void writer_put(struct writer *writer, struct piece *piece)
{
	piece->next = NULL;
	piece->err = ERR_NONE;
	pthread_mutex_lock(&writer->lock);
	*writer->last = piece;
	writer->last = &piece->next;
	pthread_cond_signal(&writer->put);
	pthread_mutex_unlock(&writer->lock);
}

// ---- a piece waited for ----

struct waited {
	struct piece piece;
	pthread_mutex_t lock;
	pthread_cond_t told;
	bool is_told; // lock
	enum err err; // lock
};

static void waited_told(struct piece *piece, enum err err)
{
	struct waited *waited = (struct waited *)piece;

	pthread_mutex_lock(&waited->lock);
	waited->is_told = true;
	waited->err = err;
	pthread_cond_signal(&waited->told);
	pthread_mutex_unlock(&waited->lock);
}

enum err writer_do(struct writer *writer, enum err (*run)(struct store *store, void *context), void *context)
{
	struct waited waited = {.piece = {.run = run, .told = waited_told, .context = context}};

	pthread_mutex_init(&waited.lock, NULL);
	pthread_cond_init(&waited.told, NULL);
	writer_put(writer, &waited.piece);
	pthread_mutex_lock(&waited.lock);
	while (!waited.is_told)
		pthread_cond_wait(&waited.told, &waited.lock);
	pthread_mutex_unlock(&waited.lock);
	pthread_cond_destroy(&waited.told);
	pthread_mutex_destroy(&waited.lock);
	return waited.err;
}

void writer_stop(struct writer *writer)
{
	if (!writer)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->is_stopping = true;
	pthread_cond_signal(&writer->put);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	pthread_cond_destroy(&writer->put);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}
