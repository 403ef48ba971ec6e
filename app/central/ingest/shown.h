// SPDX-License-Identifier: Apache-2.0
// What kiosks are shown of a declaration, as values of the feed. Writer
// thread, inside a transaction.
#ifndef CENTRAL_INGEST_SHOWN_H
#define CENTRAL_INGEST_SHOWN_H

#include "central/store/declaration.h"
#include "central/store/organisation.h"
#include "wire/feed.h"

// Publishes a declaration that is on show, and the officers it makes known.
MUST_USE enum err declaration_show(struct store *store, struct arena *arena,
	const struct declaration_row *row, const struct counter_row *events, size_t count);
// Takes the value over.
MUST_USE enum err value_publish(
	struct store *store, const char *unit, enum feed_kind kind, const char *key, json_t *value);
MUST_USE enum err officer_show(struct store *store, const struct officer_row *officer);

#endif
