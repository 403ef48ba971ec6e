// SPDX-License-Identifier: Apache-2.0
// The tables deadlines come from, as tab-separated text with one header line that names the columns.
#include "base/civil.h"
#include "base/log.h"
#include "base/text.h"
#include "customs/deadline.h"
#include <string.h>

#define TABLE_COLUMNS 16
#define TABLE_BYTES (1024 * 1024)
#define NUMBER_MOST 10000 // days or hours of one deadline

struct table {
	const char *name;
	char *next; // the rest of the text
	int line;   // of the row last read
	const char *header[TABLE_COLUMNS];
	const char *cells[TABLE_COLUMNS];
};

static enum err table_fault(const struct table *table, const char *reason)
{
	log_line(LOG_ERROR, "table.row", "table=%s line=%d reason=%s", table->name, table->line, reason);
	return ERR_INVALID;
}

// Takes the next line that is not empty apart into cells; missing ones are "". False at the end.
static bool table_split(struct table *table, const char *cells[TABLE_COLUMNS])
{
	while (*table->next) {
		char *at = table->next, *end = at + strcspn(at, "\n");
		table->next = *end ? end + 1 : end;
		table->line++;
		*end = '\0';
		at[strcspn(at, "\r")] = '\0';
		if (!*at)
			continue;
		for (size_t i = 0; i < TABLE_COLUMNS; i++) {
			char *tab = at + strcspn(at, "\t");
			cells[i] = at;
			at = *tab ? tab + 1 : tab;
			*tab = '\0';
		}
		return true;
	}
	return false;
}

// The number of rows at most is left in *rows.
static enum err table_open(
	struct arena *arena, struct table *table, const char *name, const char *tsv, size_t *rows)
{
	size_t length = strnlen(tsv, TABLE_BYTES + 1);

	*table = (struct table){.name = name};
	if (length > TABLE_BYTES)
		return table_fault(table, "too-big");
	if (text_starts(tsv, "\xef\xbb\xbf"))
		tsv += 3;
	table->next = arena_text(arena, tsv);
	*rows = 1;
	for (const char *at = tsv; *at; at++)
		*rows += *at == '\n';
	return table_split(table, table->header) ? ERR_NONE : table_fault(table, "no-header");
}

static const char *table_cell(const struct table *table, const char *column)
{
	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		if (text_equal(table->header[i], column))
			return table->cells[i];
	return "";
}

static enum err table_day(const struct table *table, const char *column, int *day)
{
	const char *cell = table_cell(table, column);
	struct civil civil = {0};

	if (strlen(cell) != 10 || cell[4] != '-' || cell[7] != '-' || !text_is_digits(cell, 4) ||
		!text_is_digits(cell + 5, 2) || !text_is_digits(cell + 8, 2))
		return table_fault(table, "date-format");
	civil.year = (cell[0] - '0') * 1000 + (cell[1] - '0') * 100 + (cell[2] - '0') * 10 + (cell[3] - '0');
	civil.month = (cell[5] - '0') * 10 + (cell[6] - '0');
	civil.day = (cell[8] - '0') * 10 + (cell[9] - '0');
	if (!civil_is_valid(&civil))
		return table_fault(table, "date-impossible");
	*day = civil_day_number(civil.year, civil.month, civil.day);
	return ERR_NONE;
}

static enum err table_number(const struct table *table, const char *column, int *number)
{
	const char *cell = table_cell(table, column);
	int64_t value = -1;

	if (*cell && text_to_int(cell, 0, NUMBER_MOST, &value))
		return table_fault(table, "number");
	*number = (int)value;
	return ERR_NONE;
}

enum err calendar_read(struct arena *arena, const char *tsv, struct calendar *calendar)
{
	struct table table;
	size_t rows;
	enum err err = table_open(arena, &table, "holidays", tsv, &rows);

	*calendar = CALENDAR_PLAIN;
	if (err)
		return err;
	struct calendar_day *days = arena_array(arena, struct calendar_day, rows);
	while (table_split(&table, table.cells)) {
		struct calendar_day *day = &days[calendar->count];
		const char *kind = table_cell(&table, "kind");
		err = table_day(&table, "date", &day->day);
		if (err)
			return err;
		day->is_work = text_equal(kind, "work");
		if (!day->is_work && !text_equal(kind, "off"))
			return table_fault(&table, "kind");
		if (calendar->count > 0 && day[-1].day >= day->day)
			return table_fault(&table, "order");
		calendar->count++;
	}
	calendar->days = days;
	return ERR_NONE;
}

enum err deadline_rules_read(
	struct arena *arena, const char *tsv, struct deadline_rule **rules, size_t *count)
{
	struct table table;
	size_t rows;
	enum err err = table_open(arena, &table, "deadlines", tsv, &rows);

	*count = 0;
	if (err)
		return err;
	*rules = arena_array(arena, struct deadline_rule, rows);
	while (table_split(&table, table.cells)) {
		struct deadline_rule *rule = &(*rules)[(*count)++];
		rule->lane = table_cell(&table, "lane");
		if (!*rule->lane)
			return table_fault(&table, "lane");
		err = table_day(&table, "from_date", &rule->from_day);
		if (!err)
			err = table_number(&table, "working_days", &rule->working_days);
		if (!err)
			err = table_number(&table, "calendar_days", &rule->calendar_days);
		if (!err)
			err = table_number(&table, "working_hours", &rule->working_hours);
		if (err)
			return err;
	}
	return ERR_NONE;
}

const struct deadline_rule *deadline_rule_find(
	const struct deadline_rule *rules, size_t count, const char *lane, int day)
{
	const struct deadline_rule *found = NULL;

	for (size_t i = 0; i < count; i++)
		if (text_equal(rules[i].lane, lane) && rules[i].from_day <= day &&
			(!found || rules[i].from_day > found->from_day))
			found = &rules[i];
	return found;
}
