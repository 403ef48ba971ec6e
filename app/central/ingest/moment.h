// SPDX-License-Identifier: Apache-2.0
// The moment central takes an entry for: that of the kiosk's clock when it is of any use. A kiosk that does
// not know the time still knows how long it runs: once an entry of the same boot tells the time, those before
// it are dated by that, and everything counted by their day is counted anew. Writer thread, in the
// transaction that journals.
#ifndef CENTRAL_INGEST_MOMENT_H
#define CENTRAL_INGEST_MOMENT_H

#include "central/ingest/apply.h"
#include "central/store/boot.h"

// Between the entry before and now. *is_known: false, it is dated by the day it came.
int64_t moment_of(const struct entry *entry, const struct stream *stream, const struct boot *boot,
	int64_t now, bool *is_known);
// The entry is journalled at this position: it waits, or is what others have waited for.
MUST_USE enum err moment_note(struct apply *apply, struct boot *boot, const struct entry *entry,
	const struct undated *undated, int64_t now);

#endif
