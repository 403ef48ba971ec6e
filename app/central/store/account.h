// SPDX-License-Identifier: Apache-2.0
// People who will use the desk, by name and role: officers and heads have a unit. Accounts are made so far,
// and nothing asks for them yet. The writer's store for changes.
#ifndef CENTRAL_STORE_ACCOUNT_H
#define CENTRAL_STORE_ACCOUNT_H

#include "base/crypto.h"
#include "central/store/store.h"

#define ACCOUNT_NAME 64 // with NUL: [a-z0-9.-]
#define ACCOUNT_ROLE 16

extern const char *const ACCOUNT_ROLES[]; // "officer", "head", ...; NULL ends

struct account_row {
	char name[ACCOUNT_NAME], role[ACCOUNT_ROLE], unit[UNIT_ID];
	char hash[CRYPTO_PASSWORD];
};
const char *account_fault(
	const struct account_row *account); // a sentence about name, role or unit; NULL: none
MUST_USE enum err account_add(
	struct store *store, const struct account_row *account); // CONFLICT: the name is taken

#endif
