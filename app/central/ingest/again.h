// SPDX-License-Identifier: Apache-2.0
// What an earlier version of the server did not understand and kept (PARKED_SCHEMA), taken up by one that
// does: once when it starts, in the order it came, a few entries a transaction between those of others. Each
// is applied and no longer parked by the same commit, so an end at any moment leaves it either way, and the
// next start goes on. What is still not understood stays; what cannot be applied is for a person
// (PARKED_APPLY).
#ifndef CENTRAL_INGEST_AGAIN_H
#define CENTRAL_INGEST_AGAIN_H

#include "central/ingest/writer.h"
#include <stdatomic.h>

#define AGAIN_ENTRIES 64 // looked at in one transaction

struct again {
	struct piece piece;
	struct writer *writer;
	_Atomic bool is_stopping;
	// The writer thread's:
	int64_t after, upto;	  // looked at and committed; as far as the piece under way
	int64_t position, poison; // being applied; failed, to be left to a person
	int64_t taking, taken;	  // understood now: in this piece, committed
};

void again_start(struct again *again, struct writer *writer); // the memory is the writer's until it stopped
void again_stop(struct again *again);			      // before the writer: no further piece

#endif
