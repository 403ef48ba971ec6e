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

bool account_is_valid(const struct account_row *account)
{
	bool is_role = false;

	for (size_t i = 0; ACCOUNT_ROLES[i]; i++)
		is_role = is_role || text_equal(ACCOUNT_ROLES[i], account->role);
	return is_role && *account->name &&
	       strspn(account->name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(account->name) &&
	       (*account->unit || !needs_unit(account->role));
}

enum err account_add(struct store *store, const struct account_row *account)
{
	bool is_new = false;

	if (!account_is_valid(account))
		return ERR_INVALID;
	enum err err = db_do(store->db, &is_new,
		"INSERT INTO account (name, hash, role, unit, made, ended) VALUES ($1, $2, $3, $4, $5, NULL)"
		" ON CONFLICT DO NOTHING",
		"tttti", account->name, account->hash, account->role, account->unit,
		clock_wall(store->clock));
	return err || is_new ? err : ERR_CONFLICT;
}
