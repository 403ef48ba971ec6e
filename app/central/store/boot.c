// SPDX-License-Identifier: Apache-2.0
#include "central/store/boot.h"
#include <stdio.h>
#include <string.h>

enum err boot_get(struct store *store, const char *kiosk, struct boot *boot)
{
	struct db_query *query;
	bool row;

	memset(boot, 0, sizeof *boot);
	snprintf(boot->kiosk, sizeof boot->kiosk, "%s", kiosk);
	enum err err = db_prepare(store->db, "SELECT id, began, undated FROM boot WHERE kiosk = $1", &query);
	if (err)
		return err;
	db_bind_text(query, 1, kiosk);
	err = db_step(query, &row);
	if (err || !row)
		return err;
	snprintf(boot->id, sizeof boot->id, "%s", db_text(query, 0));
	boot->began = db_int(query, 1);
	boot->undated = db_int(query, 2);
	db_reset(query);
	return ERR_NONE;
}

enum err boot_put(struct store *store, const struct boot *boot)
{
	return db_do(store->db, NULL,
		"INSERT INTO boot (kiosk, id, began, undated) VALUES ($1, $2, $3, $4) ON CONFLICT (kiosk)"
		" DO UPDATE SET id = excluded.id, began = excluded.began, undated = excluded.undated",
		"ttii", boot->kiosk, boot->id, boot->began, boot->undated);
}

enum err undated_put(struct store *store, const char *kiosk, const char *boot, const struct undated *undated)
{
	return db_do(store->db, NULL,
		"INSERT INTO undated (position, kiosk, boot, up, earliest) VALUES ($1, $2, $3, $4, $5)",
		"ittii", undated->position, kiosk, boot, undated->up, undated->earliest);
}

enum err undated_list(struct store *store, const char *kiosk, const char *boot, struct undated *list,
	size_t room, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	enum err err = db_prepare(store->db,
		"SELECT position, up, earliest FROM undated WHERE kiosk = $1 AND boot = $2"
		" ORDER BY up, position LIMIT $3",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, kiosk);
	db_bind_text(query, 2, boot);
	db_bind_int(query, 3, (int64_t)room);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		list[(*count)++] = (struct undated){db_int(query, 0), db_int(query, 1), db_int(query, 2)};
	return err;
}

enum err undated_drop(struct store *store, int64_t position)
{
	return db_do(store->db, NULL, "DELETE FROM undated WHERE position = $1", "i", position);
}
