// SPDX-License-Identifier: Apache-2.0
// Reading everything that is not a declaration: names, the last call, figures.
#include "base/json.h"
#include "base/text.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/identity.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

#define QUERY_BYTES 256 // of what a person typed

// The value of one thing; close with json_decref.
static enum err read_thing(struct local *local, enum feed_kind kind, const char *key, json_t **value)
{
	struct db_query *query;
	struct db *db;
	bool row = false;

	enum err err = cache_enter(local, &db);
	if (err)
		return err;
	err = db_prepare(db,
		"SELECT value FROM thing WHERE generation = (SELECT generation FROM shown)"
		" AND kind = $1 AND key = $2",
		&query);
	if (!err) {
		db_bind_text(query, 1, FEED_KIND_KEYS[kind]);
		db_bind_text(query, 2, key);
		err = db_step(query, &row);
	}
	if (!err && row) {
		const char *text = db_text(query, 0);
		err = json_open(text, strlen(text), value) ? ERR_CORRUPT : ERR_NONE;
		db_reset(query);
	}
	err = cache_leave(local, err);
	return err ? err : row ? ERR_NONE : ERR_NOT_FOUND;
}

static const char *name_in(const struct feed_name *name, enum lang lang)
{
	return lang == LANG_EN && *name->en ? name->en : name->vi;
}

const char *cache_name(
	struct local *local, struct arena *arena, enum feed_kind kind, const char *key, enum lang lang)
{
	struct feed_name name;
	const char *text = "";
	json_t *value;

	if (read_thing(local, kind, key, &value))
		return text;
	if (!feed_name_read(value, &name))
		text = arena_text(arena, name_in(&name, lang));
	json_decref(value);
	return text;
}

// ---- search ----

static bool read_found(struct db_query *query, struct arena *arena, enum lang lang, struct party_found *found)
{
	const char *text = db_text(query, 2);
	struct feed_name name;
	json_t *value;

	if (json_open(text, strlen(text), &value))
		return false;
	bool is_good = !feed_name_read(value, &name);
	if (is_good) {
		bool is_team = strcmp(name.kind, "team") == 0;
		found->party = strcmp(db_text(query, 0), FEED_KIND_KEYS[FEED_OFFICER]) == 0 ? PARTY_OFFICER
			       : is_team						    ? PARTY_TEAM
											    : PARTY_UNIT;
		snprintf(found->ref, sizeof found->ref, "%s", db_text(query, 1));
		found->name = arena_text(arena, name_in(&name, lang));
		found->parent = arena_text(arena, name.parent);
	}
	json_decref(value);
	return is_good;
}

static enum err search_in(struct db *db, struct arena *arena, const char *folded, const char *unit,
	enum lang lang, size_t most, struct party_found *list, size_t *count)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db,
		"SELECT kind, key, value FROM thing WHERE generation = (SELECT generation FROM shown)"
		" AND kind IN ('officer', 'unit') AND instr(folded, $1) > 0"
		" ORDER BY NOT (key = $2 OR parent = $2 OR parent IN (SELECT team.key FROM thing team"
		" WHERE team.generation = thing.generation AND team.kind = 'unit' AND team.parent = $2)), "
		"folded",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, folded);
	db_bind_text(query, 2, unit);
	while (*count < most && !(err = db_step(query, &row)) && row)
		*count += read_found(query, arena, lang, &list[*count]);
	if (row)
		db_reset(query);
	return err;
}

enum err cache_search(struct local *local, struct arena *arena, const char *query, enum lang lang,
	size_t most, struct party_found **list, size_t *count)
{
	struct identity identity;
	struct db *db;

	*count = 0;
	*list = arena_array(arena, struct party_found, most);
	char *folded = text_trim(text_fold(arena, query));
	if (strlen(folded) > QUERY_BYTES)
		return ERR_NONE; // no name is that long
	enum err err = identity_get(local, &identity);
	if (!err)
		err = cache_enter(local, &db);
	return err ? err
		   : cache_leave(
			     local, search_in(db, arena, folded, identity.unit, lang, most, *list, count));
}

// ---- calls and figures ----

enum err cache_call(struct local *local, struct arena *arena, const char *unit, struct feed_call *call)
{
	json_t *value;

	enum err err = read_thing(local, FEED_CALL, unit, &value);
	if (err)
		return err;
	err = feed_call_read(value, call) ? ERR_NOT_FOUND : ERR_NONE;
	if (!err) {
		call->identity = arena_text(arena, call->identity);
		call->shown = arena_text(arena, call->shown);
		call->counter = arena_text(arena, call->counter);
	}
	json_decref(value);
	return err;
}

enum err cache_figures(struct local *local, const char *unit, struct feed_figures *figures)
{
	json_t *value;

	enum err err = read_thing(local, FEED_FIGURES, unit, &value);
	if (err)
		return err;
	err = feed_figures_read(value, figures) ? ERR_NOT_FOUND : ERR_NONE;
	json_decref(value);
	return err;
}
