// SPDX-License-Identifier: Apache-2.0
#include "room/export.h"
#include "base/civil.h"
#include "base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[COLUMN_TIMES] = {
	[COLUMN_NUMBER] = "sotk",
	[COLUMN_TAX_CODE] = "ma_dv",
	[COLUMN_CHANNEL] = "luong",
	[COLUMN_DOC_OFFICER] = "canbo_kiemtra",
	[COLUMN_GOODS_OFFICER] = "canbo_kiemhoa",
	[COLUMN_STATE] = "ma_trangthai_tk",
};

static const char *column_name(size_t column)
{
	return column < COLUMN_TIMES ? NAMES[column] : EXPORT_TIMES[column - COLUMN_TIMES].column;
}

static enum err columns_find(struct export *export, const char *path)
{
	for (size_t column = 0; column < COLUMN_COUNT; column++) {
		size_t at = 0;
		while (at < export->column_count && !text_equal(export->columns[at], column_name(column)))
			at++;
		if (at == export->column_count) {
			fprintf(stderr, "%s:1: no column %s\n", path, column_name(column));
			return ERR_INVALID;
		}
		export->at[column] = at;
	}
	return ERR_NONE;
}

static int compare(const void *one, const void *two)
{
	const struct export_row *a = one, *b = two;
	int order = strcmp(a->identity, b->identity);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static void goods_collapse(struct export *export)
{
	size_t kept = 0;

	qsort(export->rows, export->count, sizeof(*export->rows), compare);
	for (size_t i = 0; i < export->count; i++)
		if (!kept || !text_equal(export->rows[kept - 1].identity, export->rows[i].identity))
			export->rows[kept++] = export->rows[i];
	export->count = kept;
}

enum err export_open(struct export *export, struct arena *arena, const char *path)
{
	char *text;
	size_t line = 2, most = 0;

	memset(export, 0, sizeof(*export));
	enum err err = csv_open(arena, path, &text);
	if (err)
		return err;
	for (const char *at = text; *at; at++)
		most += *at == '\n';
	if (!csv_next(&text, export->columns, &export->column_count) || columns_find(export, path))
		return ERR_INVALID;
	export->rows = arena_array(arena, struct export_row, most + 1);
	for (size_t count; csv_next(&text, export->rows[export->count].cells, &count); line++) {
		struct export_row *row = &export->rows[export->count++];
		struct number number;

		if (count != export->column_count ||
			number_read(export_cell(export, row, COLUMN_NUMBER), &number)) {
			fprintf(stderr, "%s:%zu: not a row of a declaration\n", path, line);
			return ERR_INVALID;
		}
		memcpy(row->identity, number.identity, sizeof(row->identity));
		row->line = line;
	}
	goods_collapse(export);
	return ERR_NONE;
}

struct export_row *export_find(const struct export *export, const char *number)
{
	struct export_row wanted = {.line = 0};
	size_t low = 0, high = export->count;

	snprintf(wanted.identity, sizeof(wanted.identity), "%s", number);
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(export->rows[middle].identity, wanted.identity);
		if (!order)
			return &export->rows[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *export_cell(const struct export *export, const struct export_row *row, enum export_column column)
{
	return row->cells[export->at[column]];
}

void export_put_header(const struct export *export, struct buf *buf)
{
	for (size_t i = 0; i < export->column_count; i++)
		csv_put(buf, export->columns[i], i + 1 == export->column_count);
}

// "23/11/2026 09:41:07", local time; nothing, or something else: never.
static int64_t cell_time(const char *cell)
{
	struct civil civil = {0};

	if (sscanf(cell, "%2d/%2d/%4d %2d:%2d:%2d", &civil.day, &civil.month, &civil.year, &civil.hour,
		    &civil.minute, &civil.second) != 6)
		return INT64_MAX;
	return civil_to(&civil, CLOCK_VIETNAM);
}

static bool has_happened(const struct export_row *row, enum stage stage)
{
	return row->seen & (1u << stage);
}

static bool is_visible(
	const struct export *export, const struct export_row *row, size_t position, int64_t now)
{
	if (position == export->at[COLUMN_CHANNEL])
		return has_happened(row, STAGE_CHANNELLED);
	if (position == export->at[COLUMN_DOC_OFFICER])
		return has_happened(row, STAGE_DOC_CHECK);
	if (position == export->at[COLUMN_GOODS_OFFICER])
		return has_happened(row, STAGE_PHYSICAL);
	if (position == export->at[COLUMN_STATE])
		return has_happened(row, STAGE_CANCELLED) || has_happened(row, STAGE_SUSPENDED);
	for (size_t time = COLUMN_TIMES; time < COLUMN_COUNT; time++)
		if (position == export->at[time])
			return cell_time(row->cells[position]) <= now;
	return true;
}

void export_put_row(const struct export *export, const struct export_row *row, int64_t now, struct buf *buf)
{
	for (size_t i = 0; i < export->column_count; i++)
		csv_put(buf, is_visible(export, row, i, now) ? row->cells[i] : "",
			i + 1 == export->column_count);
}
