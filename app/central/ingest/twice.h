// SPDX-License-Identifier: Apache-2.0
// Whether a list says two different things of one key: every row's key and content is noted as a hash, and
// at the end the first contradiction is found. One thread; memory is its own, 24 bytes a row.
#ifndef CENTRAL_INGEST_TWICE_H
#define CENTRAL_INGEST_TWICE_H

#include "base/buf.h"
#include <stdint.h>

#define TWICE_ROWS ((size_t)2000000) // of one list

struct twice {
	struct buf rows;
};

void twice_init(struct twice *twice);
void twice_finish(struct twice *twice);
// The cells of a row, the first being its key. TOO_BIG: a list of more rows than TWICE_ROWS.
MUST_USE enum err twice_add(struct twice *twice, int64_t line, const char *const *cells, size_t count);
// The line that contradicts an earlier one, the first such in the file; false: there is none.
bool twice_find(struct twice *twice, int64_t *line, int64_t *earlier);

#endif
