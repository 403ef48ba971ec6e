// SPDX-License-Identifier: Apache-2.0
// What is done once a night, at NIGHT_HOUR in Viet Nam, or when the server starts after a night it missed:
// kiosks are told what was rated until then, what was taken away from them long ago is forgotten, and the WAL
// is emptied. A thread of its own that sleeps in between; its work goes
// through the writer in small pieces among those of others, and where one ended the next start goes on.
#ifndef CENTRAL_INGEST_NIGHT_H
#define CENTRAL_INGEST_NIGHT_H

#include "central/ingest/writer.h"

#define NIGHT_HOUR 2
#define NIGHT_ENTRIES                                                                                        \
	20000 // told of in the order of their declarations; of more, those that came first first

struct night; // owns its thread

// Begins a night that is due: whatever comes later, it tells nothing of. Before the first entry is taken.
MUST_USE enum err night_begin(struct writer *writer);
struct night *night_start(struct writer *writer, const struct clock *clock);
void night_stop(struct night *night); // before the writer; NULL is fine

// Does what is due, to its end. Any thread but the writer's.
MUST_USE enum err night_work(struct writer *writer);

#endif
