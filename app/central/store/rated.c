// SPDX-License-Identifier: Apache-2.0
#include "central/store/rated.h"
#include "base/text.h"
#include "customs/ballot.h"
#include <stdio.h>
#include <string.h>

enum err rated_night_get(struct store *store, struct rated_night *night)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(
		store->db, "SELECT day, told, telling, past, upto FROM night WHERE id = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_CORRUPT;
	night->day = db_int(query, 0);
	night->told = db_int(query, 1);
	night->telling = db_int(query, 2);
	snprintf(night->past, sizeof night->past, "%s", db_text(query, 3));
	night->upto = db_int(query, 4);
	db_reset(query);
	return ERR_NONE;
}

enum err rated_night_put(struct store *store, const struct rated_night *night)
{
	return db_do(store->db, NULL,
		"UPDATE night SET day = $1, told = $2, telling = $3, past = $4, upto = $5 WHERE id = 1",
		"iiiti", night->day, night->told, night->telling, night->past, night->upto);
}

enum err rated_get(struct store *store, const char *identity, unsigned *phases)
{
	struct db_query *query;
	bool row;

	*phases = 0;
	enum err err = db_prepare(store->db,
		"SELECT ballot.phase FROM night JOIN ballot ON ballot.identity = $1"
		" AND ballot.state = 'counts' AND ballot.identity <> '' AND ballot.proven > 0 AND "
		"ballot.proven <="
		" CASE WHEN ballot.identity <= night.past THEN night.telling ELSE night.told END",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	while (!(err = db_step(query, &row)) && row)
		for (int phase = 0; phase < PHASE_COUNT; phase++)
			if (text_equal(db_text(query, 0), PHASE_KEYS[phase]))
				*phases |= 1u << phase;
	return err;
}

enum err rated_list(struct store *store, const struct rated_night *night,
	char list[RATED_AT_ONCE][NUMBER_IDENTITY + 1], size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	enum err err = db_prepare(store->db,
		"SELECT DISTINCT identity FROM ballot WHERE position > $1 AND position <= $2"
		" AND identity > $3 AND proof <> $4 ORDER BY identity LIMIT $5",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, night->told);
	db_bind_int(query, 2, night->telling);
	db_bind_text(query, 3, night->past);
	db_bind_text(query, 4, PROOF_KEYS[PROOF_NONE]);
	db_bind_int(query, 5, RATED_AT_ONCE);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		snprintf(list[(*count)++], NUMBER_IDENTITY + 1, "%s", db_text(query, 0));
	return err;
}
