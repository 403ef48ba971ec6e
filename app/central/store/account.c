// SPDX-License-Identifier: Apache-2.0
#include "central/store/account.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

const char *const ACCOUNT_ROLES[] = {"officer", "head", "inspector", "auditor", "admin", "association", NULL};

// Those who see everything, or nothing of one unit alone, need none.
static bool needs_unit(const char *role)
{
	return text_equal(role, "officer") || text_equal(role, "head");
}

const char *account_fault(const struct account_row *account)
{
	bool is_role = false;

	for (size_t i = 0; ACCOUNT_ROLES[i]; i++)
		is_role = is_role || text_equal(ACCOUNT_ROLES[i], account->role);
	if (!is_role)
		return "the role is one of officer, head, inspector, auditor, admin, association";
	if (!*account->name ||
		strspn(account->name, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(account->name))
		return "a name has the characters a-z 0-9 . - only";
	return *account->unit || !needs_unit(account->role)
		       ? NULL
		       : "an officer and a head have a unit; give --unit CODE";
}

enum err account_add(struct store *store, const struct account_row *account)
{
	bool is_new = false;

	if (account_fault(account))
		return ERR_INVALID;
	enum err err = db_do(store->db, &is_new,
		"INSERT INTO account (name, hash, role, unit, made, ended) VALUES ($1, $2, $3, $4, $5, NULL)"
		" ON CONFLICT DO NOTHING",
		"tttti", account->name, account->hash, account->role, account->unit,
		clock_wall(store->clock));
	return err || is_new ? err : ERR_CONFLICT;
}
