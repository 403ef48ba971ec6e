// SPDX-License-Identifier: Apache-2.0
// The one thread that writes central's database. Whoever has something to store puts a piece; the writer
// takes the pieces that wait into one transaction, a savepoint each, and tells their owners after the commit
// (group commit). A data error undoes that piece only. A store error undoes the whole transaction and is told
// to every piece in it; after IO or CORRUPT nothing is written any more by this process.
#ifndef CENTRAL_INGEST_WRITER_H
#define CENTRAL_INGEST_WRITER_H

#include "central/store/store.h"

struct writer; // owns its thread

struct piece {						     // the putter's memory until told
	enum err (*run)(struct store *store, void *context); // on the writer thread, inside the transaction
	void (*told)(struct piece *piece, enum err err); // on the writer thread, after commit or roll-back
	void *context;
	size_t rows;	    // it will store, more or less; 0: hardly any
	struct piece *next; // writer::lock
	enum err err;	    // writer's
};

struct writer_options {
	struct store *store; // opened, leased; the writer thread's from writer_start() to writer_stop()
	// On the writer thread, after a commit; store->touched says what changed. May be NULL.
	void (*committed)(void *context, const struct store *store);
	// The disk refused: the process must end with exit 75. May be NULL.
	void (*broken)(void *context, enum err err);
	void *context;
};

MUST_USE enum err writer_start(struct writer **writer, const struct writer_options *options);
void writer_put(struct writer *writer, struct piece *piece);
// Puts a piece and waits until it is committed (ERR_NONE) or undone. `run` may be called once only, or, when
// the transaction cannot be had, not at all.
MUST_USE enum err writer_do(
	struct writer *writer, enum err (*run)(struct store *store, void *context), void *context);
// From a piece: once nothing waits, the WAL is taken into the database and emptied. Never waits for readers,
// but tries again.
void writer_truncate(struct writer *writer);
void writer_stop(struct writer *writer); // what waits is committed first; NULL is fine

#endif
