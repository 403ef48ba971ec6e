// SPDX-License-Identifier: Apache-2.0
#include "central/store/tally.h"
#include <string.h>

enum err tally_add(struct store *store, const struct tally *tally)
{
	return db_do(store->db, NULL,
		"INSERT INTO tally (unit, party, ref, day, phase, level, ballots, means, n1, n2, n3, n4, n5)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
		" ON CONFLICT (unit, party, ref, day, phase, level) DO UPDATE SET"
		" ballots = tally.ballots + excluded.ballots, means = tally.means + excluded.means,"
		" n1 = tally.n1 + excluded.n1, n2 = tally.n2 + excluded.n2, n3 = tally.n3 + excluded.n3,"
		" n4 = tally.n4 + excluded.n4, n5 = tally.n5 + excluded.n5",
		"tttitiiiiiiii", tally->unit, PARTY_KEYS[tally->party], tally->ref, (int64_t)tally->day,
		PHASE_KEYS[tally->phase], (int64_t)tally->level, tally->ballots, tally->means,
		tally->stars[0], tally->stars[1], tally->stars[2], tally->stars[3], tally->stars[4]);
}

enum err tally_sum(struct store *store, const char *unit, enum party party, const char *ref, int level,
	int from, int to, struct tally *sum)
{
	struct db_query *query;
	bool row;

	memset(sum, 0, sizeof *sum);
	enum err err = db_prepare(store->db,
		"SELECT ballots, means, n1, n2, n3, n4, n5 FROM tally"
		" WHERE unit = $1 AND party = $2 AND ref = $3 AND day BETWEEN $4 AND $5 AND level = $6",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	db_bind_text(query, 2, PARTY_KEYS[party]);
	db_bind_text(query, 3, *ref ? ref : unit);
	db_bind_int(query, 4, from);
	db_bind_int(query, 5, to);
	db_bind_int(query, 6, level);
	while (!(err = db_step(query, &row)) && row) {
		sum->ballots += db_int(query, 0);
		sum->means += db_int(query, 1);
		for (int i = 0; i < STARS_MOST; i++)
			sum->stars[i] += db_int(query, 2 + i);
	}
	return err;
}

enum err skip_add(struct store *store, const char *unit, int day, enum phase phase, int skips)
{
	return db_do(store->db, NULL,
		"INSERT INTO skip_tally (unit, day, phase, skips) VALUES ($1, $2, $3, $4)"
		" ON CONFLICT (unit, day, phase) DO UPDATE SET skips = skip_tally.skips + excluded.skips",
		"titi", unit, (int64_t)day, PHASE_KEYS[phase], (int64_t)skips);
}

enum err tally_empty(struct store *store)
{
	return db_run(store->db, "DELETE FROM tally; DELETE FROM skip_tally");
}
