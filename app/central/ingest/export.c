// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/export.h"
#include "base/civil.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

const char *const EXPORT_FAULT_KEYS[EXPORT_FAULTS] = {
	[EXPORT_TAKEN] = "",
	[EXPORT_NUL] = "nul",
	[EXPORT_ENCODING] = "encoding",
	[EXPORT_TOO_LONG] = "too-long",
	[EXPORT_COLUMNS] = "columns",
	[EXPORT_TRUNCATED] = "truncated",
	[EXPORT_NUMBER_EMPTY] = "number-empty",
	[EXPORT_NUMBER_FORMAT] = "number-format",
	[EXPORT_NUMBER_LENGTH] = "number-length",
	[EXPORT_DATE_EMPTY] = "date-empty",
	[EXPORT_DATE_FORMAT] = "date-format",
	[EXPORT_DATE_IMPOSSIBLE] = "date-impossible",
	[EXPORT_DATE_AHEAD] = "date-ahead",
	[EXPORT_CHANNEL_UNKNOWN] = "channel-unknown",
	[EXPORT_TIME_IGNORED] = "time-ignored",
	[EXPORT_TIME_AHEAD] = "time-ahead",
};

// ---- times ----

// A letter of the pattern is a digit of that part, anything else itself.
static const char *const DATE_FORMS[] = {"dd/mm/yyyy", "dd-mm-yyyy", "yyyy-mm-dd", "yyyymmdd"};
static const char *const CLOCK_FORMS[] = {"", " HH:MM", " HH:MM:SS"};

static bool form_read(const char *text, const char *form, struct civil *civil)
{
	struct {
		char letter;
		int *part;
	} parts[] = {{'d', &civil->day}, {'m', &civil->month}, {'y', &civil->year}, {'H', &civil->hour},
		{'M', &civil->minute}, {'S', &civil->second}};

	for (; *form; form++, text++) {
		int *part = NULL;
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !part; i++)
			part = parts[i].letter == *form ? parts[i].part : NULL;
		if (part ? *text < '0' || *text > '9' : *text != *form)
			return false;
		if (part)
			*part = *part * 10 + (*text - '0');
	}
	return true;
}

static bool date_read(const char *cell, struct civil *civil)
{
	for (size_t d = 0; d < sizeof(DATE_FORMS) / sizeof(DATE_FORMS[0]); d++) {
		struct civil date = {0};
		size_t length = strlen(DATE_FORMS[d]);
		if (strnlen(cell, length) < length || !form_read(cell, DATE_FORMS[d], &date))
			continue;
		for (size_t c = 0; c < sizeof(CLOCK_FORMS) / sizeof(CLOCK_FORMS[0]); c++) {
			*civil = date;
			if (strlen(cell + length) == strlen(CLOCK_FORMS[c]) &&
				form_read(cell + length, CLOCK_FORMS[c], civil))
				return true;
		}
	}
	return false;
}

enum export_fault export_time_read(const char *cell, int64_t *time)
{
	struct civil civil;

	*time = 0;
	if (!*cell)
		return EXPORT_DATE_EMPTY;
	if (!date_read(cell, &civil))
		return EXPORT_DATE_FORMAT;
	if (!civil_is_valid(&civil))
		return EXPORT_DATE_IMPOSSIBLE;
	*time = civil_to(&civil, CLOCK_VIETNAM);
	return EXPORT_TAKEN;
}

// ---- the row as a whole ----

static enum export_fault bytes_check(const struct sheet_row *row)
{
	size_t kept = row->count < SHEET_COLUMNS ? row->count : SHEET_COLUMNS;
	enum export_fault fault = row->fault == SHEET_OVER ? EXPORT_TOO_LONG : EXPORT_TAKEN;

	for (size_t i = 0; i < kept; i++)
		if (memchr(row->cells[i].at, '\0', row->cells[i].length))
			return EXPORT_NUL;
	for (size_t i = 0; i < kept; i++)
		if (!text_is_utf8(row->cells[i].at, row->cells[i].length))
			return EXPORT_ENCODING;
	for (size_t i = 0; i < kept; i++)
		if (row->cells[i].length > EXPORT_CELL)
			fault = EXPORT_TOO_LONG;
	return fault;
}

static enum export_fault shape_check(const struct header *header, const struct sheet_row *row)
{
	enum export_fault fault = bytes_check(row);

	if (!fault && (row->fault == SHEET_UNCLOSED || row->count != header->count))
		fault = row->is_cut ? EXPORT_TRUNCATED : EXPORT_COLUMNS;
	return fault;
}

// ---- its cells ----

static enum export_fault number_take(struct told *told, const char *cell)
{
	struct number number;
	size_t digits = 0;

	for (const char *at = cell; *at; at++) {
		if (strchr(" *'\r", *at))
			continue;
		if (*at < '0' || *at > '9')
			return EXPORT_NUMBER_FORMAT;
		digits++;
	}
	if (digits == 0)
		return EXPORT_NUMBER_EMPTY;
	if (number_read(cell, &number))
		return EXPORT_NUMBER_LENGTH;
	memcpy(told->number, number.digits, sizeof(told->number));
	memcpy(told->identity, number.identity, sizeof(told->identity));
	return EXPORT_TAKEN;
}

static void channel_take(struct export_row *out, const char *cell)
{
	static const char *const CODES[CHANNEL_COUNT] = {"", "1", "2", "3"};
	bool unknown;
	enum channel channel = channel_read(cell, &unknown);

	out->told.texts[TOLD_CHANNEL] = CODES[channel];
	out->warnings[EXPORT_CHANNEL_UNKNOWN] = out->warnings[EXPORT_CHANNEL_UNKNOWN] || unknown;
}

static enum export_fault time_take(
	struct export_row *out, const struct column *column, const char *cell, int64_t latest)
{
	enum export_fault fault = export_time_read(cell, &out->told.times[column->place]);

	if (!fault && out->told.times[column->place] > latest) {
		out->bad.column = column->name;
		snprintf(out->bad.text, sizeof(out->bad.text), "%s", cell);
		return EXPORT_DATE_AHEAD;
	}
	if (column->place == TIME_REGISTERED)
		return fault;
	if (fault && fault != EXPORT_DATE_EMPTY)
		out->warnings[EXPORT_TIME_IGNORED] = true;
	return EXPORT_TAKEN;
}

// The cell of a column, normalised; of two columns with the same meaning the first that is not empty.
static const char *cell_of(struct arena *arena, const struct header *header, const struct sheet_row *row,
	const struct column *column)
{
	for (size_t i = 0; i < header->count; i++) {
		char *text;
		if (header->columns[i] != column || row->cells[i].length == 0)
			continue;
		if (text_normalise(arena, row->cells[i].at, row->cells[i].length, &text))
			err_abort("a cell that was UTF-8 is not");
		text = text_trim(text);
		if (*text)
			return text;
	}
	return "";
}

static enum export_fault column_take(
	struct export_row *out, const struct column *column, const char *cell, int64_t latest)
{
	switch (column->kind) {
	case COLUMN_NUMBER:
		return number_take(&out->told, cell);
	case COLUMN_TIME:
		return time_take(out, column, cell, latest);
	case COLUMN_TEXT:
		if (column->place == TOLD_CHANNEL)
			channel_take(out, cell);
		else
			out->told.texts[column->place] = cell;
		return EXPORT_TAKEN;
	case COLUMN_GOODS:
		return EXPORT_TAKEN;
	}
	return EXPORT_TAKEN;
}

bool export_is_ahead(const struct export_row *row, int64_t now)
{
	for (size_t i = 0; i < sizeof(row->told.times) / sizeof(row->told.times[0]); i++)
		if (row->told.times[i] > now + EXPORT_AHEAD)
			return true;
	return false;
}

enum export_fault export_row_read(struct arena *arena, const struct header *header,
	const struct sheet_row *row, int64_t latest, struct export_row *out)
{
	enum export_fault first = shape_check(header, row);

	memset(out, 0, sizeof(*out));
	out->bad.column = "";
	if (first)
		return first;
	for (size_t i = 0; i < TOLD_TEXTS; i++)
		out->told.texts[i] = "";
	for (size_t i = 0; i < header->count; i++) {
		const struct column *column = header->columns[i];
		if (!column || column->kind == COLUMN_GOODS)
			continue;
		enum export_fault fault =
			column_take(out, column, cell_of(arena, header, row, column), latest);
		if (fault &&
			(!first || fault < first)) // whatever the order of columns: the order of the checks
			first = fault;
	}
	for (size_t i = 0; i < TOLD_TEXTS && !first; i++)
		out->told.ranks[i] = *out->told.texts[i] ? told_rank(&out->told) : 0;
	if (first != EXPORT_DATE_AHEAD)
		out->bad.column = "";
	return first;
}
