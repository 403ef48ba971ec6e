// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/lists.h"
#include "base/civil.h"
#include "base/text.h"
#include "central/ingest/declarations.h"
#include "central/ingest/procedure.h"
#include "central/ingest/sheet.h"
#include "central/ingest/shown.h"
#include "central/ingest/twice.h"
#include "central/store/organisation.h"
#include "customs/declaration.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CELLS_MOST 8
#define BATCH_ROWS 2000
#define AGAIN_UNITS 512

const char *const LIST_KIND_KEYS[LIST_KINDS] = {"units", "officers", "steps", "procedures", "enterprises"};

enum err list_kind_find(const char *key, enum list_kind *kind)
{
	for (int i = 0; i < LIST_KINDS; i++) {
		if (text_equal(key, LIST_KIND_KEYS[i])) {
			*kind = (enum list_kind)i;
			return ERR_NONE;
		}
	}
	return ERR_NOT_FOUND;
}

struct list_row {
	int64_t line;
	const char *cells[CELLS_MOST]; // in the order of list_info.columns; "" when empty
};

struct list_run {
	struct arena *arena;
	struct list_load *load;
	int of[SHEET_COLUMNS]; // place of each column of the file in list_info.columns; -1: none
	size_t columns;
	int days[CELLS_MOST];	// of columns named with a date
	bool is_trial;		// nothing is stored yet
	struct arena row_arena; // of a trial
	struct twice twice;	// of a trial
	size_t count;
	struct list_row rows[BATCH_ROWS];
	int64_t changed; // of the transaction under way
};

// ---- units ----

static enum err unit_show(struct store *store, const struct unit_row *unit)
{
	bool is_team = text_equal(unit->kind, "team");
	struct feed_name name = {
		.vi = unit->name, .en = "", .parent = unit->parent, .kind = is_team ? "team" : "unit"};

	return value_publish(store, "", FEED_UNIT, unit->id, feed_name_write(&name));
}

static enum err unit_show_today(struct store *store, struct arena *arena, const char *id)
{
	struct unit_row unit;
	enum err err = unit_get(store, arena, id, day_of(clock_wall(store->clock)), &unit);

	return err ? err : unit_show(store, &unit);
}

enum { UNIT_CODE, UNIT_NAME_UNTIL, UNIT_NAME_FROM, UNIT_REGION, UNIT_KIND };

// The name until a day is known from ever. One who names only the later era speaks of a unit there is from
// that day on, and of a new one also for the time before.
static enum err unit_early_load(struct store *store, struct list_run *run, const struct list_row *row,
	struct unit_row *unit, bool *changed)
{
	struct unit_row held;
	enum err err = unit_get(store, run->arena, unit->id, run->days[UNIT_NAME_FROM] - 1, &held);

	*changed = false;
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!*unit->kind)
		unit->kind = err ? "office" : held.kind;
	if (!err && !*row->cells[UNIT_NAME_UNTIL])
		return ERR_NONE;
	unit->name = *row->cells[UNIT_NAME_UNTIL] ? row->cells[UNIT_NAME_UNTIL] : row->cells[UNIT_NAME_FROM];
	unit->parent = "";
	unit->valid_from = 0;
	return unit_put(store, unit, changed);
}

// Two eras in one line: the name until a day, and from the day after with its region. A name not known for
// the later era stays.
static enum err unit_load(struct store *store, struct list_run *run, const struct list_row *row)
{
	const char *until = row->cells[UNIT_NAME_UNTIL], *from = row->cells[UNIT_NAME_FROM];
	struct unit_row unit = {.id = row->cells[UNIT_CODE], .kind = row->cells[UNIT_KIND]};
	bool is_early_new = false, is_late_new = false;
	enum err err = unit_early_load(store, run, row, &unit, &is_early_new);

	unit.name = *from ? from : until;
	unit.parent = row->cells[UNIT_REGION];
	unit.valid_from = run->days[UNIT_NAME_FROM];
	if (!err)
		err = unit_put(store, &unit, &is_late_new);
	run->changed += is_early_new || is_late_new;
	return err || !(is_early_new || is_late_new) ? err : unit_show_today(store, run->arena, unit.id);
}

// ---- officers and their teams ----

enum {
	OFFICER_BADGE,
	OFFICER_NAME,
	OFFICER_OFFICE,
	OFFICER_TEAM,
	OFFICER_TEAM_NAME,
	OFFICER_TITLE,
	OFFICER_STEPS,
	OFFICER_COUNTER
};

static enum err team_load(struct store *store, const struct list_row *row, bool *changed)
{
	struct unit_row team = {.id = row->cells[OFFICER_TEAM],
		.kind = "team",
		.name = row->cells[OFFICER_TEAM_NAME],
		.parent = row->cells[OFFICER_OFFICE]};

	*changed = false;
	if (!*team.id)
		return ERR_NONE;
	if (!*team.name)
		team.name = team.id;
	enum err err = unit_put(store, &team, changed);
	return err || !*changed ? err : unit_show(store, &team);
}

static enum err officer_load(struct store *store, struct list_run *run, const struct list_row *row)
{
	struct officer_row held = {0}, officer = {
					       .ref = row->cells[OFFICER_BADGE],
					       .name = row->cells[OFFICER_NAME],
					       .valid_from = run->load->from_day,
					       .unit = row->cells[OFFICER_OFFICE],
					       .team = row->cells[OFFICER_TEAM],
					       .title = row->cells[OFFICER_TITLE],
					       .steps = row->cells[OFFICER_STEPS],
					       .counter = row->cells[OFFICER_COUNTER],
				       };
	bool is_team_new = false, is_new = false;

	enum err err = officer_get(store, run->arena, officer.ref, officer.valid_from, &held);
	if (err && err != ERR_NOT_FOUND)
		return err;
	bool has_moved = !err && !text_equal(held.unit, officer.unit);
	err = team_load(store, row, &is_team_new);
	if (!err)
		err = officer_put(store, &officer, &is_new);
	if (!err && is_new && has_moved)
		err = store_publish(store, held.unit, FEED_KIND_KEYS[FEED_OFFICER], officer.ref, NULL);
	if (!err && is_new)
		err = officer_show(store, &officer);
	run->changed += is_team_new || is_new;
	return err;
}

// ---- steps, enterprises ----

enum { STEP_NAME, STEP_VI, STEP_EN, STEP_ROLE };

static enum err step_load(struct store *store, struct list_run *run, const struct list_row *row)
{
	struct step_row step = {row->cells[STEP_NAME], row->cells[STEP_VI], row->cells[STEP_EN],
		row->cells[STEP_ROLE], row->line};
	struct feed_name name = {.vi = step.vi, .en = step.en, .parent = "", .kind = "step"};
	bool is_new = false;

	enum err err = step_put(store, &step, &is_new);
	run->changed += is_new;
	return err || !is_new ? err : value_publish(store, "", FEED_STEP, step.id, feed_name_write(&name));
}

enum { ENTERPRISE_TAX_CODE, ENTERPRISE_NAME, ENTERPRISE_KIND };

static enum err enterprise_load(struct store *store, struct list_run *run, const struct list_row *row)
{
	bool is_new = false;

	enum err err = enterprise_put(store, row->cells[ENTERPRISE_TAX_CODE], row->cells[ENTERPRISE_NAME],
		row->cells[ENTERPRISE_KIND], &is_new);
	run->changed += is_new;
	return err;
}

// ---- a list with columns ----

static const struct list_info {
	struct list_column {
		const char *name; // one ending in "_" is followed by a date
		bool is_filled;	  // in every row
		size_t room;	  // longer values are refused; 0: any
	} columns[CELLS_MOST];
	unsigned required; // columns that must be there: bits, in their order
	enum err (*load)(struct store *store, struct list_run *run, const struct list_row *row);
} LISTS[LIST_KINDS] = {
	[LIST_UNITS] = {{{"code", true, UNIT_ID}, {"name_until_", false, 0}, {"name_from_", false, 0},
				{"region", false, UNIT_ID}, {"kind", false, 0}},
		1U << UNIT_CODE | 1U << UNIT_NAME_FROM, unit_load},
	[LIST_OFFICERS] = {{{"badge", true, PARTY_REF}, {"name", true, 0}, {"office", true, UNIT_ID},
				   {"team", false, PARTY_REF}, {"team_vi", false, 0}, {"title", false, 0},
				   {"steps", false, 0}, {"counter", false, 0}},
		1U << OFFICER_BADGE | 1U << OFFICER_NAME | 1U << OFFICER_OFFICE, officer_load},
	[LIST_STEPS] = {{{"step", true, STEP_ID}, {"vi", true, 0}, {"en", false, 0}, {"role", false, 0}},
		1U << STEP_NAME | 1U << STEP_VI, step_load},
	[LIST_ENTERPRISES] = {{{"tax_code", true, 0}, {"name", true, 0}, {"kind", false, 0}},
		1U << ENTERPRISE_TAX_CODE | 1U << ENTERPRISE_NAME, enterprise_load},
};

__attribute__((format(printf, 3, 4))) static enum err refuse(
	struct list_run *run, int64_t line, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	run->load->line = line;
	run->load->why = arena_format_list(run->arena, format, list);
	va_end(list);
	return ERR_INVALID;
}

static enum err row_check(struct list_run *run, const struct list_row *row)
{
	const struct list_column *columns = LISTS[run->load->kind].columns;

	for (int i = 0; i < CELLS_MOST && columns[i].name; i++) {
		if (columns[i].is_filled && !*row->cells[i])
			return refuse(run, row->line, "%s: is missing", columns[i].name);
		if (columns[i].room && strlen(row->cells[i]) >= columns[i].room)
			return refuse(run, row->line, "%s: is longer than %zu bytes", columns[i].name,
				columns[i].room - 1);
	}
	if (run->load->kind == LIST_UNITS && !*row->cells[UNIT_NAME_UNTIL] && !*row->cells[UNIT_NAME_FROM])
		return refuse(run, row->line, "name_until, name_from: one of the two must be given");
	if (run->load->kind == LIST_ENTERPRISES && !tax_code_is_well_formed(row->cells[ENTERPRISE_TAX_CODE]))
		return refuse(run, row->line, "tax_code: has 10 digits, 10 and -3, or 12");
	return ERR_NONE;
}

static enum err rows_run(struct store *store, void *context)
{
	struct list_run *run = context;
	enum err err = ERR_NONE;

	run->changed = 0;
	for (size_t i = 0; i < run->count && !err; i++)
		err = LISTS[run->load->kind].load(store, run, &run->rows[i]);
	return err;
}

static enum err rows_store(struct list_run *run)
{
	enum err err = run->count > 0 ? writer_do(run->load->writer, rows_run, run) : ERR_NONE;

	if (!err) {
		run->load->rows += (int64_t)run->count;
		run->load->changed += run->changed;
	}
	run->count = 0;
	return err;
}

static bool is_column(struct list_run *run, int place, const char *name)
{
	const char *wanted = LISTS[run->load->kind].columns[place].name;
	size_t length = wanted ? strlen(wanted) : 0;

	if (length == 0 || wanted[length - 1] != '_')
		return wanted && text_equal(wanted, name);
	return text_starts(name, wanted) && !civil_day_read(name + length, &run->days[place]);
}

// All that are missing at once: who mends a list wants to mend it once.
static enum err columns_check(struct list_run *run, int64_t line, const bool has[CELLS_MOST])
{
	const struct list_info *info = &LISTS[run->load->kind];
	const char *missing = "";
	int count = 0;

	for (int place = 0; place < CELLS_MOST; place++) {
		const char *name = info->columns[place].name;
		if (has[place] || !(info->required & 1U << place))
			continue;
		missing = arena_format(run->arena, "%s%s%s%s", missing, count++ ? ", " : "", name,
			name[strlen(name) - 1] == '_' ? "YYYY-MM-DD" : "");
	}
	if (count == 0)
		return ERR_NONE;
	return refuse(run, line, "header: no column%s %s; columns are separated by tabs",
		count > 1 ? "s" : "", missing);
}

static enum err header_take(struct list_run *run, const struct sheet_row *row)
{
	bool has[CELLS_MOST] = {false};

	run->columns = row->count < SHEET_COLUMNS ? row->count : SHEET_COLUMNS;
	for (size_t i = 0; i < run->columns; i++) {
		run->of[i] = -1;
		for (int place = 0; place < CELLS_MOST; place++) {
			if (has[place] || !is_column(run, place, row->cells[i].at))
				continue;
			has[place] = true;
			run->of[i] = place;
		}
	}
	return columns_check(run, row->line, has);
}

static enum err cells_take(struct list_run *run, const struct sheet_row *row, struct list_row *kept)
{
	struct arena *arena = run->is_trial ? &run->row_arena : run->arena;

	kept->line = row->line;
	for (int i = 0; i < CELLS_MOST; i++)
		kept->cells[i] = "";
	for (size_t i = 0; i < row->count; i++) {
		char *text;
		if (run->of[i] < 0)
			continue;
		if (text_normalise(arena, row->cells[i].at, row->cells[i].length, &text))
			return refuse(run, row->line, "%s: not UTF-8",
				LISTS[run->load->kind].columns[run->of[i]].name);
		kept->cells[run->of[i]] = text_trim(text);
	}
	return ERR_NONE;
}

static enum err list_take(void *context, const struct sheet_row *row)
{
	struct list_run *run = context;
	struct list_row *kept = &run->rows[run->count];

	if (row->fault == SHEET_UNCLOSED)
		return refuse(run, row->line, "row: a quote is opened and never closed");
	if (row->fault == SHEET_OVER)
		return refuse(run, row->line, "row: is longer than %zu bytes", SHEET_ROW);
	if (run->columns == 0)
		return header_take(run, row);
	if (row->count > run->columns)
		return refuse(run, row->line, "row: has %zu cells, too many for a header of %zu columns",
			row->count, run->columns);
	enum err err = cells_take(run, row, kept);
	if (!err && run->is_trial) {
		err = row_check(run, kept);
		if (!err && twice_add(&run->twice, kept->line, kept->cells, CELLS_MOST))
			err = refuse(run, kept->line, "row: a list has %zu rows at most", TWICE_ROWS);
		arena_wipe(&run->row_arena);
		return err;
	}
	return err || ++run->count < BATCH_ROWS ? err : rows_store(run);
}

static enum err table_read(struct list_run *run, const char *text, size_t length)
{
	struct sheet *sheet = sheet_open(run->arena, '\t', list_take, run);

	run->columns = 0;
	enum err err = sheet_put(sheet, text, length);
	if (!err)
		err = sheet_end(sheet);
	if (!err && run->columns == 0)
		err = refuse(run, 0, "the file is empty");
	sheet_close(sheet);
	return err;
}

static enum err table_try(struct list_run *run, const char *text, size_t length)
{
	int64_t line, earlier;

	run->is_trial = true;
	arena_init(&run->row_arena, 0);
	twice_init(&run->twice);
	enum err err = table_read(run, text, length);
	if (!err && twice_find(&run->twice, &line, &earlier))
		err = refuse(run, line, "%s: line %lld says something else of the same one",
			LISTS[run->load->kind].columns[0].name, (long long)earlier);
	twice_finish(&run->twice);
	arena_finish(&run->row_arena);
	run->is_trial = false;
	return err;
}

// Looked at as a whole, then stored: a bad row leaves nothing behind.
static enum err table_load(struct arena *arena, struct list_load *load, const char *text, size_t length)
{
	struct list_run *run = arena_new(arena, struct list_run);

	run->arena = arena;
	run->load = load;
	enum err err = table_try(run, text, length);
	if (!err)
		err = table_read(run, text, length);
	return err ? err : rows_store(run);
}

// ---- who works where decides who can be rated ----

struct again {
	const char *unit;
	char after[NUMBER_IDENTITY + 1];
};

static enum err again_run(struct store *store, void *context)
{
	struct again *again = context;

	return declarations_show_again(store, again->unit, again->after);
}

struct again_units {
	size_t count;
	char list[AGAIN_UNITS][UNIT_ID];
};

static enum err again_units_run(struct store *store, void *context)
{
	struct again_units *units = context;

	return declaration_unit_list(store, units->list, AGAIN_UNITS, &units->count);
}

// A batch a transaction; what did not change is not published.
static enum err show_again(struct arena *arena, struct writer *writer)
{
	struct again_units *units = arena_new(arena, struct again_units);
	enum err err = writer_do(writer, again_units_run, units);

	for (size_t i = 0; i < units->count && !err; i++) {
		struct again again = {.unit = units->list[i]};
		do
			err = writer_do(writer, again_run, &again);
		while (!err && *again.after);
	}
	return err;
}

enum err list_load(struct arena *arena, struct list_load *load, const char *text, size_t length)
{
	load->rows = load->changed = load->line = 0;
	load->why = "";
	enum err err = load->kind == LIST_PROCEDURES ? procedure_load(arena, load, text, length)
						     : table_load(arena, load, text, length);
	if (!err && load->kind == LIST_OFFICERS && load->changed > 0)
		err = show_again(arena, load->writer);
	return err;
}
