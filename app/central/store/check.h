// SPDX-License-Identifier: Apache-2.0
// Does the database agree with itself? Read-only, page by page; a reader's
// store. What does not agree is told one by one.
#ifndef CENTRAL_STORE_CHECK_H
#define CENTRAL_STORE_CHECK_H

#include "central/store/store.h"

struct check_report {
	void (*tell)(void *context,
		const char *what); // one thing that does not agree; the text lives for the call
	void *context;
	int64_t checked, wrong;
};
// Every entry's hash is that of its bytes (an erased one has none), and the numbers given cover it.
MUST_USE enum err check_journal(struct store *store, struct check_report *report);
// Every stream's head is the chain of its hashes.
MUST_USE enum err check_chains(struct store *store, struct check_report *report);
// One hash over ballots, marks and tallies: equal before and after they are made again from the journal.
MUST_USE enum err check_results(struct store *store, uint8_t hash[CRYPTO_HASH]);

#endif
