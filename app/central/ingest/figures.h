// SPDX-License-Identifier: Apache-2.0
// What the board shows of a unit's day: open, finished today, median time, satisfied share (feed kind
// `figures`). A thread of its own that sleeps until something changed: then it publishes through the writer,
// at most once in FIGURES_GAP; and at midnight, when a new day begins and what kiosks need no more is taken
// off them. Nothing runs while nothing happens.
#ifndef CENTRAL_INGEST_FIGURES_H
#define CENTRAL_INGEST_FIGURES_H

#include "central/ingest/writer.h"

#define FIGURES_GAP (10 * INT64_C(1000)) // ms
#define FIGURES_QUIET INT64_C(1000) // ms; of an import the whole is told, unless it lasts longer than the gap
#define FIGURES_QUIET INT64_C(1000) // ms; an import is told as a whole, but after FIGURES_GAP in any case
#define FIGURES_LEAST 5		    // ballots below which no share is shown

struct figures; // owns its thread

struct figures *figures_open(const struct clock *clock);
void figures_start(struct figures *figures, struct writer *writer); // when what a commit sets going is ready
// After a commit, on the writer thread: the units it published for may have other figures now.
void figures_note(struct figures *figures, const struct store *store);
void figures_stop(struct figures *figures);  // before the writer stops; NULL is fine
void figures_close(struct figures *figures); // after it; NULL is fine

// Publishes one unit's figures. Writer thread, inside a transaction.
MUST_USE enum err figures_publish(struct store *store, const char *unit);

#endif
