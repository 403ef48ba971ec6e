// SPDX-License-Identifier: Apache-2.0
// An entry read from its bytes: what central makes of it before any transaction, on a worker's thread. Texts
// point into the JSON document it holds.
#ifndef CENTRAL_INGEST_UNDERSTAND_H
#define CENTRAL_INGEST_UNDERSTAND_H

#include "wire/ballot.h"
#include "wire/entry.h"

struct understood {
	struct entry entry;
	union {
		struct ballot_body ballot;
		struct skip_body skip;
		struct health_body health;
	} body;		      // by entry.kind, when the verdict is OK
	enum verdict verdict; // OK: to be applied; PARKED, REFUSED: kept, and why in code
	const char *code;     // static text
};
// Never fails: what cannot be read is refused, with entry.seq 0.
void entry_understand(const char *bytes, size_t length, struct understood *understood);
void understood_finish(struct understood *understood);

#endif
