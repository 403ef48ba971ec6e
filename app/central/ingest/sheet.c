// SPDX-License-Identifier: Apache-2.0
// libcsv is given one physical line at a time, so that a row's line number is known and a line that belongs
// to an open quote can be read again.
#include "central/ingest/sheet.h"
#include "base/buf.h"
#include <csv.h>
#include <string.h>

static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";

struct sheet {
	struct csv_parser parser;
	char delimiter;
	sheet_take take;
	void *context;
	enum err err; // of take; nothing is read after it

	struct buf partial; // a line whose end has not come
	bool is_partial_over, ends_with_cr;
	struct buf held;  // lines of the open row
	struct buf again; // lines to be read once more
	size_t again_at;
	int recoveries;

	int64_t line, row_line; // physical lines read; where the row began
	bool is_open;		// a quote goes on in the next line
	bool is_row_done;	// told by libcsv

	struct buf text; // cells of the row, a NUL after each
	size_t count;
	size_t offsets[SHEET_COLUMNS], lengths[SHEET_COLUMNS];
	struct sheet_cell cells[SHEET_COLUMNS];
};

struct sheet *sheet_open(struct arena *arena, char delimiter, sheet_take take, void *context)
{
	struct sheet *sheet = arena_new(arena, struct sheet);

	if (csv_init(&sheet->parser, 0))
		err_abort("libcsv refuses");
	csv_set_delim(&sheet->parser, (unsigned char)delimiter);
	sheet->delimiter = delimiter;
	sheet->take = take;
	sheet->context = context;
	buf_init(&sheet->partial, SHEET_ROW);
	buf_init(&sheet->held, 0); // bounded by SHEET_ROW and one line
	buf_init(&sheet->again, 0);
	buf_init(&sheet->text, 0);
	return sheet;
}

void sheet_close(struct sheet *sheet)
{
	if (!sheet)
		return;
	csv_free(&sheet->parser);
	buf_finish(&sheet->partial);
	buf_finish(&sheet->held);
	buf_finish(&sheet->again);
	buf_finish(&sheet->text);
}

// ---- rows ----

static void cell_done(void *bytes, size_t length, void *context)
{
	struct sheet *sheet = context;

	if (sheet->count < SHEET_COLUMNS) {
		sheet->offsets[sheet->count] = sheet->text.length;
		sheet->lengths[sheet->count] = length;
		buf_put(&sheet->text, bytes, length);
		buf_put(&sheet->text, "", 1);
	}
	sheet->count++;
}

static void row_done(int end, void *context)
{
	(void)end;
	((struct sheet *)context)->is_row_done = true;
}

static void row_clear(struct sheet *sheet)
{
	buf_clear(&sheet->text);
	buf_clear(&sheet->held);
	sheet->count = 0;
	sheet->is_open = false;
}

static void row_tell(struct sheet *sheet, enum sheet_fault fault, bool is_cut)
{
	size_t kept = sheet->count < SHEET_COLUMNS ? sheet->count : SHEET_COLUMNS;
	struct sheet_row row = {
		.line = sheet->row_line, .last = sheet->line, .fault = fault, .is_cut = is_cut};

	if (fault == SHEET_WHOLE) {
		for (size_t i = 0; i < kept; i++)
			sheet->cells[i] =
				(struct sheet_cell){sheet->text.at + sheet->offsets[i], sheet->lengths[i]};
		row.count = sheet->count;
		row.cells = sheet->cells;
	}
	if (!sheet->err)
		sheet->err = sheet->take(sheet->context, &row);
	row_clear(sheet);
}

static void parser_feed(struct sheet *sheet, const char *bytes, size_t length)
{
	if (csv_parse(&sheet->parser, bytes, length, cell_done, row_done, sheet) != length)
		err_abort("libcsv ran out of memory");
}

static size_t first_line(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\n')
			return i + 1;
		if (bytes[i] == '\r')
			return i + 1 < length && bytes[i + 1] == '\n' ? i + 2 : i + 1;
	}
	return length;
}

// The lines of the open row but the first are read again, each may be a row of its own. Not for ever: a file
// of nothing but open quotes would be read as often as it has lines.
static void row_read_again(struct sheet *sheet)
{
	struct buf rest;
	size_t first = first_line(sheet->held.at, sheet->held.length);

	if (sheet->recoveries == SHEET_RECOVERIES)
		return;
	sheet->recoveries++;
	buf_init(&rest, 0);
	buf_put(&rest, sheet->held.at + first, sheet->held.length - first);
	if (sheet->again.length > sheet->again_at)
		buf_put(&rest, sheet->again.at + sheet->again_at, sheet->again.length - sheet->again_at);
	buf_finish(&sheet->again);
	sheet->again = rest;
	sheet->again_at = 0;
	sheet->line = sheet->row_line;
}

static void row_give_up(struct sheet *sheet, enum sheet_fault fault, bool is_cut)
{
	row_read_again(sheet);
	csv_fini(&sheet->parser, NULL, NULL, NULL); // forgets the open cell
	row_tell(sheet, fault, is_cut);
}

static bool is_blank(const struct sheet *sheet, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!memchr(" \t\r\n", bytes[i], 4) || bytes[i] == sheet->delimiter)
			return false;
	return true;
}

static void row_hold(struct sheet *sheet, const char *bytes, size_t length)
{
	sheet->is_open = true;
	buf_put(&sheet->held, bytes, length);
	if (sheet->held.length > SHEET_ROW)
		row_give_up(sheet, SHEET_OVER, false);
}

// One physical line with its end; the last of a file may have none.
static void line_feed(struct sheet *sheet, const char *bytes, size_t length, bool has_end)
{
	if (sheet->line++ == 0 && length >= 3 && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0) {
		bytes += 3;
		length -= 3;
	}
	if (!sheet->is_open) {
		if (is_blank(sheet, bytes, length))
			return;
		sheet->row_line = sheet->line;
	}
	sheet->is_row_done = false;
	parser_feed(sheet, bytes, length);
	if (!has_end)
		parser_feed(sheet, "\n", 1);
	if (sheet->is_row_done)
		row_tell(sheet, SHEET_WHOLE, !has_end);
	else
		row_hold(sheet, bytes, length);
}

static void lines_feed_again(struct sheet *sheet)
{
	while (sheet->again_at < sheet->again.length && !sheet->err) {
		const char *at = sheet->again.at + sheet->again_at;
		size_t length = first_line(at, sheet->again.length - sheet->again_at);
		char last = at[length - 1];
		struct buf line; // give_up replaces `again` while the line is read
		buf_init(&line, 0);
		buf_put(&line, at, length);
		sheet->again_at += length;
		line_feed(sheet, line.at, length, last == '\n' || last == '\r');
		buf_finish(&line);
	}
	buf_clear(&sheet->again);
	sheet->again_at = 0;
}

// ---- lines ----

static void partial_put(struct sheet *sheet, const char *bytes, size_t length)
{
	sheet->is_partial_over = sheet->is_partial_over || sheet->partial.length + length > SHEET_ROW;
	if (!sheet->is_partial_over)
		buf_put(&sheet->partial, bytes, length);
}

static void partial_feed(struct sheet *sheet, bool has_end)
{
	if (sheet->is_partial_over) { // the row it is in goes with it
		sheet->line++;
		if (!sheet->is_open)
			sheet->row_line = sheet->line;
		csv_fini(&sheet->parser, NULL, NULL, NULL);
		row_tell(sheet, SHEET_OVER, !has_end);
	} else {
		line_feed(sheet, sheet->partial.at, sheet->partial.length, has_end);
	}
	buf_clear(&sheet->partial);
	sheet->is_partial_over = sheet->ends_with_cr = false;
	lines_feed_again(sheet);
}

// Takes one line, or what there is of it, from the front.
static size_t line_take(struct sheet *sheet, const char *bytes, size_t length)
{
	size_t taken = first_line(bytes, length);
	char last = bytes[taken - 1];
	bool is_waiting = last == '\r' && taken == length; // its line feed may come with the next piece

	if (sheet->ends_with_cr) {
		taken = *bytes == '\n';
		partial_put(sheet, bytes, taken);
		partial_feed(sheet, true);
	} else if (is_waiting || (last != '\n' && last != '\r')) {
		partial_put(sheet, bytes, taken);
		sheet->ends_with_cr = is_waiting;
	} else if (sheet->partial.length > 0 || sheet->is_partial_over) {
		partial_put(sheet, bytes, taken);
		partial_feed(sheet, true);
	} else {
		line_feed(sheet, bytes, taken, true);
		lines_feed_again(sheet);
	}
	return taken;
}

enum err sheet_put(struct sheet *sheet, const char *bytes, size_t length)
{
	for (size_t at = 0; at < length && !sheet->err;)
		at += line_take(sheet, bytes + at, length - at);
	return sheet->err;
}

enum err sheet_end(struct sheet *sheet)
{
	bool has_end = sheet->ends_with_cr || (sheet->partial.length == 0 && !sheet->is_partial_over);

	if (sheet->partial.length > 0 || sheet->is_partial_over)
		partial_feed(sheet, sheet->ends_with_cr);
	while (sheet->is_open && !sheet->err) {
		row_give_up(sheet, SHEET_UNCLOSED, sheet->line == sheet->row_line && !has_end);
		lines_feed_again(sheet);
	}
	return sheet->err;
}
