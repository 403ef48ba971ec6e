// SPDX-License-Identifier: Apache-2.0
// An entry read from its bytes: what central makes of it before any transaction, on a worker's thread. The
// JSON document is gone when this returns (a hundred of them at once would cost more than reading them);
// texts live in the arena.
#ifndef CENTRAL_INGEST_UNDERSTAND_H
#define CENTRAL_INGEST_UNDERSTAND_H

#include "base/arena.h"
#include "wire/body.h"
#include "wire/entry.h"

struct understood {
	struct entry entry; // without body; seq 0: not readable
	union {
		struct ballot_body *ballot;
		struct skip_body *skip;
		struct health_body *health;
	} body;		      // by entry.kind, when the verdict is OK
	enum verdict verdict; // OK: to be applied; PARKED, REFUSED: kept, and why in code
	const char *code;     // static text
};
void entry_understand(
	struct arena *arena, const char *bytes, size_t length, struct understood *understood); // never fails
const char *understood_tag(const struct understood *understood); // of the receipt given with it, or ""

#endif
