// SPDX-License-Identifier: Apache-2.0
// The declarations of one export while it is being read: goods lines collapsed, on disk, so a file of any
// size needs little memory. A SQLite file without a name that is gone with the process; its content can be
// read again, so nothing waits for the disk. One thread.
#ifndef CENTRAL_STORE_SCRATCH_H
#define CENTRAL_STORE_SCRATCH_H

#include "central/store/told.h"

struct scratch;

// In a directory that can be written, such as that of the database; NULL: TMPDIR, else /tmp.
MUST_USE enum err scratch_open(struct scratch **scratch, const char *folder);
void scratch_close(struct scratch *scratch);					// NULL is fine
MUST_USE enum err scratch_add(struct scratch *scratch, const struct told *row); // merged with what is there
MUST_USE enum err scratch_end(struct scratch *scratch);				// before the first list
// The next declarations behind `after` ("": the first), in order of identity.
MUST_USE enum err scratch_list(struct scratch *scratch, struct arena *arena, const char *after, size_t most,
	struct told **list, size_t *count);

#endif
