// SPDX-License-Identifier: Apache-2.0
#include "central/store/declaration.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

#define SHORT_DIGITS 7 // 1-3 and 8-11

static void short_of(const char *identity, char out[SHORT_DIGITS + 1])
{
	snprintf(out, SHORT_DIGITS + 1, "%.3s%.4s", identity, identity + 7);
}

static const char GET[] =
	"SELECT " TOLD_COLUMNS
	", status, status_at, stage, is_open, finished_at, unit, show_until, reveal, made, changed"
	" FROM declaration WHERE identity = $1";

enum err declaration_get(
	struct store *store, struct arena *arena, const char *identity, struct declaration_row *row)
{
	struct db_query *query;
	bool found;
	int at = TOLD_COLUMN_COUNT;

	memset(row, 0, sizeof(*row));
	enum err err = db_prepare(store->db, GET, &query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	err = db_step(query, &found);
	if (err || !found)
		return err ? err : ERR_NOT_FOUND;
	snprintf(row->told.identity, sizeof(row->told.identity), "%s", identity);
	told_read(arena, query, 0, &row->told);
	row->status = stage_find(db_text(query, at++));
	row->status_at = db_int(query, at++);
	row->stage = stage_find(db_text(query, at++));
	row->is_open = db_int(query, at++) != 0;
	row->finished_at = db_int(query, at++);
	snprintf(row->unit, sizeof(row->unit), "%s", db_text(query, at++));
	row->show_until = db_int(query, at++);
	row->reveal = (int)db_int(query, at++);
	row->made = db_int(query, at++);
	row->changed = db_int(query, at++);
	db_reset(query);
	return ERR_NONE;
}

static const char PUT[] =
	"INSERT INTO declaration (identity, " TOLD_COLUMNS
	", status, status_at, stage, is_open, finished_at, unit,"
	" show_until, short, reveal, made, changed)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
	"$21, $22, $23,"
	" $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)"
	" ON CONFLICT (identity) DO UPDATE SET number = excluded.number, registered_at = "
	"excluded.registered_at,"
	" check_done_at = excluded.check_done_at, storage_at = excluded.storage_at, released_at = "
	"excluded.released_at,"
	" released_v5_at = excluded.released_v5_at, cleared_at = excluded.cleared_at, passed_at = "
	"excluded.passed_at,"
	" channel = excluded.channel, type = excluded.type, office = excluded.office, tax_code = "
	"excluded.tax_code,"
	" enterprise = excluded.enterprise, doc_officers = excluded.doc_officers,"
	" goods_officers = excluded.goods_officers, state_code = excluded.state_code, section = "
	"excluded.section,"
	" channel_rank = excluded.channel_rank, type_rank = excluded.type_rank, office_rank = "
	"excluded.office_rank,"
	" tax_code_rank = excluded.tax_code_rank, enterprise_rank = excluded.enterprise_rank,"
	" doc_officers_rank = excluded.doc_officers_rank, goods_officers_rank = excluded.goods_officers_rank,"
	" state_code_rank = excluded.state_code_rank, section_rank = excluded.section_rank, status = "
	"excluded.status,"
	" status_at = excluded.status_at, stage = excluded.stage, is_open = excluded.is_open,"
	" finished_at = excluded.finished_at, unit = excluded.unit, show_until = excluded.show_until,"
	" short = excluded.short, reveal = excluded.reveal, changed = excluded.changed";

// A text that does not fit is none.
static void text_fit(char *out, size_t room, const char *text)
{
	snprintf(out, room, "%s", strlen(text) < room ? text : "");
}

enum err declaration_owner_get(struct store *store, const char *identity, struct declaration_owner *owner)
{
	struct db_query *query;
	bool row;

	enum err err =
		db_prepare(store->db, "SELECT office, tax_code FROM declaration WHERE identity = $1", &query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	text_fit(owner->office, sizeof owner->office, db_text(query, 0));
	text_fit(owner->tax_code, sizeof owner->tax_code, db_text(query, 1));
	db_reset(query);
	return ERR_NONE;
}

enum err declaration_put(struct store *store, const struct declaration_row *row)
{
	struct db_query *query;
	bool returned;
	char digits[SHORT_DIGITS + 1];
	int at = 2 + TOLD_COLUMN_COUNT;

	short_of(row->told.identity, digits);
	enum err err = db_prepare(store->db, PUT, &query);
	if (err)
		return err;
	db_bind_text(query, 1, row->told.identity);
	told_bind(query, 2, &row->told);
	db_bind_text(query, at++, STAGES[row->status].key);
	db_bind_int(query, at++, row->status_at);
	db_bind_text(query, at++, STAGES[row->stage].key);
	db_bind_int(query, at++, row->is_open);
	db_bind_int(query, at++, row->finished_at);
	db_bind_text(query, at++, row->unit);
	db_bind_int(query, at++, row->show_until);
	db_bind_text(query, at++, digits);
	db_bind_int(query, at++, row->reveal);
	db_bind_int(query, at++, row->made);
	db_bind_int(query, at++, row->changed);
	return db_step(query, &returned);
}

static const char ALIKE[] =
	"SELECT identity, reveal FROM declaration WHERE unit = $1 AND unit <> '' AND short = $2"
	" AND identity <> $3 ORDER BY identity LIMIT $4";

enum err declaration_alike_list(struct store *store, const char *unit, const char *identity,
	struct declaration_alike list[DECLARATION_ALIKE], size_t *count)
{
	struct db_query *query;
	bool row;
	char digits[SHORT_DIGITS + 1];

	*count = 0;
	short_of(identity, digits);
	enum err err = db_prepare(store->db, ALIKE, &query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	db_bind_text(query, 2, digits);
	db_bind_text(query, 3, identity);
	db_bind_int(query, 4, DECLARATION_ALIKE);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		snprintf(list[*count].identity, sizeof(list->identity), "%s", db_text(query, 0));
		list[(*count)++].reveal = (int)db_int(query, 1);
	}
	return err;
}

static const char OVER[] =
	"SELECT identity FROM declaration WHERE unit <> '' AND show_until <= $1 ORDER BY show_until LIMIT $2";

enum err declaration_over_list(
	struct store *store, struct arena *arena, int64_t now, size_t most, const char ***list, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	*list = arena_array(arena, const char *, most);
	enum err err = db_prepare(store->db, OVER, &query);
	if (err)
		return err;
	db_bind_int(query, 1, now);
	db_bind_int(query, 2, (int64_t)most);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		(*list)[(*count)++] = arena_text(arena, db_text(query, 0));
	return err;
}

enum err declaration_reveal(struct store *store, const char *identity, int reveal)
{
	return db_do(store->db, NULL, "UPDATE declaration SET reveal = $2 WHERE identity = $1", "ti",
		identity, (int64_t)reveal);
}

static const char SHOWN[] =
	"SELECT identity FROM declaration WHERE unit = $1 AND unit <> '' AND identity > $2"
	" ORDER BY identity LIMIT $3";

enum err declaration_shown_list(struct store *store, struct arena *arena, const char *unit, const char *after,
	size_t most, const char ***list, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	*list = arena_array(arena, const char *, most);
	enum err err = db_prepare(store->db, SHOWN, &query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	db_bind_text(query, 2, after);
	db_bind_int(query, 3, (int64_t)most);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		(*list)[(*count)++] = arena_text(arena, db_text(query, 0));
	return err;
}

// ---- counter events ----

static const char COUNTER_PUT[] =
	"INSERT INTO counter_event (identity, event, at, officers, counter, received)"
	" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

enum err counter_put(struct store *store, const char *identity, const struct counter_row *row, bool *is_new)
{
	return db_do(store->db, is_new, COUNTER_PUT, "ttitti", identity, STAGES[row->event].key, row->at,
		row->officers, row->counter, clock_wall(store->clock));
}

static const char COUNTER_LIST[] =
	"SELECT event, at, officers, counter FROM counter_event WHERE identity = $1"
	" ORDER BY at DESC LIMIT $2";

// The newest come first from the table; turned round, and put in order of stage where the times are equal.
static void counter_sort(struct counter_row *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct counter_row row = list[i];
		size_t k = i;
		for (; k > 0 && (list[k - 1].at > row.at ||
					(list[k - 1].at == row.at && list[k - 1].event > row.event));
			k--)
			list[k] = list[k - 1];
		list[k] = row;
	}
}

enum err counter_list(struct store *store, struct arena *arena, const char *identity,
	struct counter_row **list, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	*list = arena_array(arena, struct counter_row, COUNTER_ROWS);
	enum err err = db_prepare(store->db, COUNTER_LIST, &query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	db_bind_int(query, 2, COUNTER_ROWS);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		(*list)[(*count)++] = (struct counter_row){
			.event = stage_find(db_text(query, 0)),
			.at = db_int(query, 1),
			.officers = arena_text(arena, db_text(query, 2)),
			.counter = arena_text(arena, db_text(query, 3)),
		};
	}
	counter_sort(*list, *count);
	return err;
}

static const char CALL_PUT[] = "INSERT INTO call (unit, serial, identity, at) VALUES ($1, 1, $2, $3)"
			       " ON CONFLICT (unit) DO UPDATE SET serial = call.serial + 1, identity = "
			       "excluded.identity, at = excluded.at"
			       " WHERE call.at <= excluded.at RETURNING serial";

enum err call_put(struct store *store, const char *unit, const char *identity, int64_t at, int64_t *serial)
{
	struct db_query *query;
	bool row;

	*serial = 0;
	enum err err = db_prepare(store->db, CALL_PUT, &query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	db_bind_text(query, 2, identity);
	db_bind_int(query, 3, at);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		*serial = db_int(query, 0);
	return err;
}

// ---- figures ----

static const char OPEN[] = "SELECT count(*) FROM declaration WHERE unit = $1 AND is_open = 1";
#define FINISHED                                                                                             \
	"FROM declaration WHERE unit = $1 AND finished_at > 0 AND finished_at >= $2 AND finished_at <= $3"
static const char COUNT[] = "SELECT count(*) " FINISHED;
// A time before the registration tells of no wait.
#define TIMED FINISHED " AND finished_at >= registered_at"
static const char COUNT_TIMED[] = "SELECT count(*) " TIMED;
static const char MEDIAN[] =
	"SELECT finished_at - registered_at AS took " TIMED " ORDER BY took LIMIT 1 OFFSET $4";

static enum err ask(struct store *store, const char *sql, const char *unit, const int64_t *numbers, int count,
	int64_t *out)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(store->db, sql, &query);
	if (err)
		return err;
	db_bind_text(query, 1, unit);
	for (int i = 0; i < count; i++)
		db_bind_int(query, i + 2, numbers[i]);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		*out = db_int(query, 0);
	return err;
}

enum err declaration_figures(
	struct store *store, const char *unit, int64_t day_begins, int64_t now, struct unit_figures *figures)
{
	int64_t numbers[] = {day_begins, now, 0}, timed = 0, median = 0;

	*figures = (struct unit_figures){.median_minutes = -1};
	enum err err = ask(store, OPEN, unit, numbers, 0, &figures->open);
	if (!err)
		err = ask(store, COUNT, unit, numbers, 2, &figures->finished);
	if (!err)
		err = ask(store, COUNT_TIMED, unit, numbers, 2, &timed);
	if (err || timed == 0)
		return err;
	numbers[2] = (timed - 1) / 2;
	err = ask(store, MEDIAN, unit, numbers, 3, &median);
	if (median >= CLOCK_MINUTE) // days without hours in an export look like no time at all
		figures->median_minutes = median / CLOCK_MINUTE;
	return err;
}

static const char UNITS[] = "SELECT DISTINCT unit FROM declaration WHERE unit <> '' ORDER BY unit LIMIT $1";

enum err declaration_unit_list(struct store *store, char (*list)[UNIT_ID], size_t most, size_t *count)
{
	struct db_query *query;
	bool row;

	*count = 0;
	enum err err = db_prepare(store->db, UNITS, &query);
	if (err)
		return err;
	db_bind_int(query, 1, (int64_t)most);
	for (err = db_step(query, &row); row; err = db_step(query, &row))
		snprintf(list[(*count)++], UNIT_ID, "%s", db_text(query, 0));
	return err;
}

enum err declaration_news(struct store *store, int64_t *at)
{
	struct db_query *query;
	bool row;

	*at = 0;
	enum err err = db_prepare(store->db, "SELECT max(changed) FROM declaration", &query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err;
	*at = db_int(query, 0);
	db_reset(query);
	return ERR_NONE;
}
