// SPDX-License-Identifier: Apache-2.0
// Reading declarations: the public board, one by its number, and what one trader has not rated yet.
#include "base/json.h"
#include "base/text.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/outbox.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

#define BOARD_KEEPS_FINISHED (30 * CLOCK_MINUTE)
#define UNRATED_FOR (UNRATED_DAYS * CLOCK_DAY)
#define UNRATED_MOST 200

// ---- the board ----

static enum err read_board(struct db_query *query, struct arena *arena, size_t most, struct board *board)
{
	enum err err = ERR_NONE;
	bool row = false;

	while (board->count < most && !(err = db_step(query, &row)) && row) {
		struct board_row *next = &board->rows[board->count++];
		snprintf(next->identity, sizeof next->identity, "%s", db_text(query, 0));
		next->shown = arena_text(arena, db_text(query, 1));
		next->enterprise = arena_text(arena, db_text(query, 2));
		next->type = arena_text(arena, db_text(query, 3));
		next->counter = arena_text(arena, db_text(query, 4));
		next->channel = channel_find(db_text(query, 5));
		next->stage = stage_find(db_text(query, 6));
		next->since = db_int(query, 7);
	}
	if (row)
		db_reset(query);
	return err;
}

#define OF_SHOWN " FROM declaration WHERE generation = (SELECT generation FROM shown)"
// What is on the board, for its rows and for their number alike.
#define ON_BOARD OF_SHOWN " AND urgency BETWEEN $1 AND $2 AND place <= $3"

struct part_of_board {
	enum urgency from, to;
	int64_t place; // at most
};

static void bind_part(struct db_query *query, const struct part_of_board *part)
{
	db_bind_int(query, 1, part->from);
	db_bind_int(query, 2, part->to);
	db_bind_int(query, 3, part->place);
}

static enum err count_part(struct db *db, const struct part_of_board *part, int64_t *count)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db, "SELECT count(*)" ON_BOARD, &query);
	if (err)
		return err;
	bind_part(query, part);
	err = db_step(query, &row);
	if (!err && row) {
		*count = db_int(query, 0);
		db_reset(query);
	}
	return err;
}

static enum err list_part(struct db *db, struct arena *arena, const struct part_of_board *part, size_t most,
	struct board *board)
{
	struct db_query *query;

	enum err err = db_prepare(db,
		"SELECT identity, shown, enterprise, type, counter, channel, stage, since" ON_BOARD
		" ORDER BY urgency, place LIMIT $4",
		&query);
	if (err)
		return err;
	bind_part(query, part);
	db_bind_int(query, 4, (int64_t)most);
	return read_board(query, arena, most, board);
}

static enum err read_parts(struct db *db, struct arena *arena, int64_t now, size_t most, struct board *board)
{
	const struct part_of_board open = {URGENCY_CALLED, URGENCY_FINISHED - 1, INT64_MAX},
				   finished = {URGENCY_FINISHED, URGENCY_FINISHED,
					   -(now - BOARD_KEEPS_FINISHED) - 1};

	board->rows = arena_array(arena, struct board_row, most);
	enum err err = count_part(db, &open, &board->open);
	if (!err)
		err = count_part(db, &finished, &board->finished);
	if (!err)
		err = list_part(db, arena, &open, most, board);
	return err ? err : list_part(db, arena, &finished, most, board);
}

enum err cache_board(struct local *local, struct arena *arena, int64_t now, size_t most, struct board *board)
{
	struct db *db;

	memset(board, 0, sizeof *board);
	enum err err = cache_enter(local, &db);
	return err ? err : cache_leave(local, read_parts(db, arena, now, most, board));
}

// ---- one declaration ----

static enum err read_value(struct arena *arena, const char *text, struct feed_declaration *value)
{
	json_t *json;

	if (json_open(text, strlen(text), &json))
		return ERR_CORRUPT;
	enum err err = feed_declaration_read(json, value) ? ERR_CORRUPT : ERR_NONE;
	if (!err) {
		const char **const texts[] = {&value->number, &value->shown, &value->enterprise, &value->type,
			&value->office, &value->counter};
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			*texts[i] = arena_text(arena, *texts[i]);
	}
	json_decref(json);
	return err;
}

static enum err find_in(
	struct db *db, struct arena *arena, const char *identity, struct cache_declaration *declaration)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db, "SELECT value" OF_SHOWN " AND identity = $1", &query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	snprintf(declaration->identity, sizeof declaration->identity, "%s", identity);
	err = read_value(arena, db_text(query, 0), &declaration->value);
	db_reset(query);
	return err;
}

enum err cache_find(
	struct local *local, struct arena *arena, const char *identity, struct cache_declaration *declaration)
{
	struct db *db;

	enum err err = cache_enter(local, &db);
	return err ? err : cache_leave(local, find_in(db, arena, identity, declaration));
}

// ---- not rated yet ----

static enum err list_opened(struct db *db, struct arena *arena, const uint8_t owner[OWNER_BYTES],
	int64_t since, struct cache_declaration *list, size_t *count)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db,
		"SELECT identity, value" OF_SHOWN
		" AND owner = $1 AND opened > $2 AND rated & $3 = 0 ORDER BY opened DESC LIMIT $4",
		&query);
	if (err)
		return err;
	db_bind_bytes(query, 1, owner, OWNER_BYTES);
	db_bind_int(query, 2, since > 0 ? since : 0);
	db_bind_int(query, 3, (int64_t)1 << PHASE_AFTER);
	db_bind_int(query, 4, UNRATED_MOST);
	while (!err && !(err = db_step(query, &row)) && row) {
		struct cache_declaration *next = &list[(*count)++];
		snprintf(next->identity, sizeof next->identity, "%s", db_text(query, 0));
		err = read_value(arena, db_text(query, 1), &next->value);
	}
	if (row)
		db_reset(query);
	return err;
}

enum err cache_unrated(struct local *local, struct arena *arena, const uint8_t owner[OWNER_BYTES],
	int64_t now, struct cache_declaration **list, size_t *count)
{
	struct db *db;
	size_t listed = 0;

	*count = 0;
	*list = arena_array(arena, struct cache_declaration, UNRATED_MOST);
	enum err err = cache_enter(local, &db);
	if (err)
		return err;
	err = cache_leave(local, list_opened(db, arena, owner, now - UNRATED_FOR, *list, &listed));
	for (size_t i = 0; i < listed && !err; i++) {
		bool has_ballot;
		err = outbox_has_ballot(local, (*list)[i].identity, PHASE_AFTER, true, &has_ballot);
		if (!err && !has_ballot)
			(*list)[(*count)++] = (*list)[i];
	}
	return err;
}
