// SPDX-License-Identifier: Apache-2.0
#include "central/store/officer.h"
#include <stdio.h>

enum err officer_place_get(struct store *store, const char *ref, int day, struct officer_place *place)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(store->db,
		"SELECT unit, team FROM officer_period WHERE ref = $1 AND valid_from <= $2"
		" ORDER BY valid_from DESC LIMIT 1",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, ref);
	db_bind_int(query, 2, day);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	snprintf(place->unit, sizeof place->unit, "%s", db_text(query, 0));
	snprintf(place->team, sizeof place->team, "%s", db_text(query, 1));
	db_reset(query);
	return ERR_NONE;
}
