// SPDX-License-Identifier: Apache-2.0
// A posted procedure, a Markdown file with front matter, as one of the lists an administrator loads. Calling
// thread reads, the writer thread stores.
#ifndef CENTRAL_INGEST_PROCEDURE_H
#define CENTRAL_INGEST_PROCEDURE_H

#include "central/ingest/lists.h"

MUST_USE enum err procedure_load(
	struct arena *arena, struct list_load *load, const char *text, size_t length);

#endif
