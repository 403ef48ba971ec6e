// SPDX-License-Identifier: Apache-2.0
#include "central/store/organisation.h"
#include "base/text.h"
#include <string.h>

int day_of(int64_t wall_ms)
{
	struct civil civil = civil_from(wall_ms, CLOCK_VIETNAM);

	return civil_day_number(civil.year, civil.month, civil.day);
}

int64_t day_begins(int day)
{
	return day * CLOCK_DAY - CLOCK_VIETNAM * CLOCK_MINUTE;
}

// One row by a text key and perhaps a day.
static enum err row_find(
	struct store *store, const char *sql, const char *key, int day, struct db_query **query)
{
	bool row;

	enum err err = db_prepare(store->db, sql, query);
	if (err)
		return err;
	db_bind_text(*query, 1, key);
	if (day >= 0)
		db_bind_int(*query, 2, day);
	err = db_step(*query, &row);
	return !err && !row ? ERR_NOT_FOUND : err;
}

// ---- units ----

static const char UNIT_GET[] =
	"SELECT u.id, u.kind, p.valid_from, p.name, p.parent FROM unit u JOIN unit_period p ON p.unit = u.id"
	" WHERE u.id = $1 AND p.valid_from <= $2 ORDER BY p.valid_from DESC LIMIT 1";

static void unit_read(struct arena *arena, struct db_query *query, struct unit_row *row)
{
	row->id = arena_text(arena, db_text(query, 0));
	row->kind = arena_text(arena, db_text(query, 1));
	row->valid_from = (int)db_int(query, 2);
	row->name = arena_text(arena, db_text(query, 3));
	row->parent = arena_text(arena, db_text(query, 4));
}

enum err unit_get(struct store *store, struct arena *arena, const char *id, int day, struct unit_row *row)
{
	struct db_query *query;

	enum err err = row_find(store, UNIT_GET, id, day, &query);
	if (err)
		return err;
	unit_read(arena, query, row);
	db_reset(query);
	return ERR_NONE;
}

static const char UNIT_PUT[] =
	"INSERT INTO unit (id, kind) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind"
	" WHERE unit.kind <> excluded.kind";
static const char UNIT_PERIOD_PUT[] =
	"INSERT INTO unit_period (unit, valid_from, name, parent) VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (unit, valid_from) DO UPDATE SET name = excluded.name, parent = excluded.parent"
	" WHERE unit_period.name <> excluded.name OR unit_period.parent <> excluded.parent";
static const char OFFICE_KNOWN[] = "DELETE FROM office_unknown WHERE code = $1";

enum err unit_put(struct store *store, const struct unit_row *row, bool *changed)
{
	bool is_kind_new = false, is_period_new = false;

	enum err err = db_do(store->db, &is_kind_new, UNIT_PUT, "tt", row->id, row->kind);
	if (!err)
		err = db_do(store->db, &is_period_new, UNIT_PERIOD_PUT, "titt", row->id,
			(int64_t)row->valid_from, row->name, row->parent);
	if (!err)
		err = db_do(store->db, NULL, OFFICE_KNOWN, "t", row->id);
	*changed = is_kind_new || is_period_new;
	return err;
}

// ---- officers ----

static const char OFFICER_GET[] =
	"SELECT o.ref, o.name, p.valid_from, p.unit, p.team, p.title, p.steps, p.counter FROM officer o"
	" JOIN officer_period p ON p.ref = o.ref WHERE o.ref = $1 AND p.valid_from <= $2"
	" ORDER BY p.valid_from DESC LIMIT 1";

enum err officer_get(
	struct store *store, struct arena *arena, const char *ref, int day, struct officer_row *row)
{
	struct db_query *query;

	enum err err = row_find(store, OFFICER_GET, ref, day, &query);
	if (err)
		return err;
	row->ref = arena_text(arena, db_text(query, 0));
	row->name = arena_text(arena, db_text(query, 1));
	row->valid_from = (int)db_int(query, 2);
	row->unit = arena_text(arena, db_text(query, 3));
	row->team = arena_text(arena, db_text(query, 4));
	row->title = arena_text(arena, db_text(query, 5));
	row->steps = arena_text(arena, db_text(query, 6));
	row->counter = arena_text(arena, db_text(query, 7));
	db_reset(query);
	return ERR_NONE;
}

static const char OFFICER_PUT[] = "INSERT INTO officer (ref, name, is_loaded) VALUES ($1, $2, 1)"
				  " ON CONFLICT (ref) DO UPDATE SET name = excluded.name, is_loaded = 1"
				  " WHERE officer.name <> excluded.name OR officer.is_loaded = 0";
// The place an officer got because an export named him is nobody's word: what is loaded replaces it.
static const char OFFICER_FORGET[] = "DELETE FROM officer_period WHERE ref = $1 AND EXISTS (SELECT 1 FROM "
				     "officer WHERE ref = $1 AND is_loaded = 0)";
static const char OFFICER_PERIOD_PUT[] =
	"INSERT INTO officer_period (ref, valid_from, unit, team, title, steps, counter)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7)"
	" ON CONFLICT (ref, valid_from) DO UPDATE SET unit = excluded.unit, team = excluded.team, title = "
	"excluded.title,"
	" steps = excluded.steps, counter = excluded.counter";

static bool is_same_place(const struct officer_row *one, const struct officer_row *other)
{
	return text_equal(one->unit, other->unit) && text_equal(one->team, other->team) &&
	       text_equal(one->title, other->title) && text_equal(one->steps, other->steps) &&
	       text_equal(one->counter, other->counter);
}

enum err officer_put(struct store *store, const struct officer_row *row, bool *changed)
{
	struct arena arena = {0};
	struct officer_row held;
	bool is_name_new = false;

	*changed = false;
	enum err err = db_do(store->db, NULL, OFFICER_FORGET, "t", row->ref);
	if (!err)
		err = db_do(store->db, &is_name_new, OFFICER_PUT, "tt", row->ref, row->name);
	if (err)
		return err;
	err = officer_get(store, &arena, row->ref, row->valid_from, &held);
	if (err == ERR_NOT_FOUND || (!err && !is_same_place(&held, row))) {
		int64_t from = err ? 0 : row->valid_from; // the first place told of holds for the past, too
		*changed = true;
		err = db_do(store->db, NULL, OFFICER_PERIOD_PUT, "tittttt", row->ref, from, row->unit,
			row->team, row->title, row->steps, row->counter);
	}
	*changed = *changed || is_name_new;
	arena_finish(&arena);
	return err;
}

static const char OFFICER_MEET[] = "INSERT INTO officer (ref, name, is_loaded) VALUES ($1, $2, 0)"
				   " ON CONFLICT (ref) DO UPDATE SET name = excluded.name"
				   " WHERE officer.is_loaded = 0 AND officer.name < excluded.name";
static const char OFFICER_PLACE[] =
	"INSERT INTO officer_period (ref, valid_from, unit, team, title, steps, counter)"
	" VALUES ($1, 0, $2, '', '', '', '') ON CONFLICT DO NOTHING";

enum err officer_meet(struct store *store, const char *ref, const char *name, const char *unit, bool *changed)
{
	enum err err = db_do(store->db, changed, OFFICER_MEET, "tt", ref, *name ? name : ref);

	if (!err && *changed)
		err = db_do(store->db, NULL, OFFICER_PLACE, "tt", ref, unit);
	return err;
}

// ---- steps, enterprises, procedures ----

static const char STEP_PUT[] =
	"INSERT INTO step (id, place, vi, en, role) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE"
	" SET place = excluded.place, vi = excluded.vi, en = excluded.en, role = excluded.role"
	" WHERE step.place <> excluded.place OR step.vi <> excluded.vi OR step.en <> excluded.en"
	" OR step.role <> excluded.role";

enum err step_put(struct store *store, const struct step_row *row, bool *changed)
{
	return db_do(store->db, changed, STEP_PUT, "tittt", row->id, row->place, row->vi, row->en, row->role);
}

static const char ENTERPRISE_PUT[] =
	"INSERT INTO enterprise (tax_code, name, kind) VALUES ($1, $2, $3) ON CONFLICT (tax_code) DO UPDATE"
	" SET name = excluded.name, kind = excluded.kind"
	" WHERE enterprise.name <> excluded.name OR enterprise.kind <> excluded.kind";

enum err enterprise_put(
	struct store *store, const char *tax_code, const char *name, const char *kind, bool *changed)
{
	return db_do(store->db, changed, ENTERPRISE_PUT, "ttt", tax_code, name, kind);
}

static const char PROCEDURE_PUT[] =
	"INSERT INTO procedure (code, lang, valid_from, valid_to, title_vi, title_en, field, level, "
	"time_limit, fee, body)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (code, lang, valid_from) DO "
	"UPDATE"
	" SET valid_to = excluded.valid_to, title_vi = excluded.title_vi, title_en = excluded.title_en,"
	" field = excluded.field, level = excluded.level, time_limit = excluded.time_limit, fee = "
	"excluded.fee,"
	" body = excluded.body"
	" WHERE procedure.valid_to IS DISTINCT FROM excluded.valid_to OR procedure.title_vi <> "
	"excluded.title_vi"
	" OR procedure.title_en <> excluded.title_en OR procedure.field <> excluded.field"
	" OR procedure.level <> excluded.level OR procedure.time_limit <> excluded.time_limit"
	" OR procedure.fee <> excluded.fee OR procedure.body <> excluded.body";

enum err procedure_put(struct store *store, const struct procedure_row *row, bool *changed)
{
	struct db_query *query;
	const char *texts[] = {
		row->title_vi, row->title_en, row->field, row->level, row->time_limit, row->fee, row->body};

	enum err err = db_prepare(store->db, PROCEDURE_PUT, &query);
	if (err)
		return err;
	db_bind_text(query, 1, row->code);
	db_bind_text(query, 2, row->lang);
	db_bind_int(query, 3, row->valid_from);
	if (row->valid_to)
		db_bind_int(query, 4, row->valid_to);
	else
		db_bind_null(query, 4);
	for (int i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
		db_bind_text(query, 5 + i, texts[i]);
	return db_change(query, changed);
}

// ---- offices nobody loaded ----

static const char UNIT_KNOWN[] = "SELECT id FROM unit WHERE id = $1";
static const char OFFICE_NOTE[] =
	"INSERT INTO office_unknown (code, seen) VALUES ($1, $2) ON CONFLICT DO NOTHING";
static const char OFFICE_LIST[] = "SELECT code FROM office_unknown ORDER BY code LIMIT $1";

enum err office_note(struct store *store, const char *code, bool *is_unknown, bool *is_new)
{
	struct db_query *query;

	*is_new = *is_unknown = false;
	enum err err = row_find(store, UNIT_KNOWN, code, -1, &query);
	if (!err)
		db_reset(query);
	if (err != ERR_NOT_FOUND)
		return err;
	*is_unknown = true;
	if (store->options.use == DB_READ)
		return ERR_NONE;
	return db_do(store->db, is_new, OFFICE_NOTE, "ti", code, clock_wall(store->clock));
}

enum err office_unknown_list(
	struct store *store, struct arena *arena, size_t most, const char ***list, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	*list = arena_array(arena, const char *, most);
	enum err err = db_prepare(store->db, OFFICE_LIST, &query);
	if (err)
		return err;
	db_bind_int(query, 1, (int64_t)most);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		(*list)[(*count)++] = arena_text(arena, db_text(query, 0));
	return err;
}
