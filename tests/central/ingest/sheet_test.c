// SPDX-License-Identifier: Apache-2.0
// Rows of a delimited text: cells, physical lines, line ends of every kind, pieces of any size, and quotes
// that never close.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "central/ingest/sheet.h"
#include <stdio.h>
#include <string.h>

// Rows as text: "1:a|b" with the line before, "!" behind one over the ceiling, "?" behind an unclosed one,
// "~" behind one cut off.
static enum err row_write(void *context, const struct sheet_row *row)
{
	struct buf *said = context;

	buf_format(said, "%lld:", (long long)row->line);
	for (size_t i = 0; i < row->count && row->fault == SHEET_WHOLE; i++)
		buf_format(said, "%s%s", i ? "|" : "", row->cells[i].at);
	buf_format(said, "%s%s\n",
		row->fault == SHEET_OVER       ? "!"
		: row->fault == SHEET_UNCLOSED ? "?"
					       : "",
		row->is_cut ? "~" : "");
	return ERR_NONE;
}

static void read_in_pieces(struct buf *said, const char *text, size_t length, size_t piece, char delimiter)
{
	struct arena arena = {0};
	struct sheet *sheet = sheet_open(&arena, delimiter, row_write, said);

	for (size_t at = 0; at < length; at += piece)
		assert_int_equal(
			sheet_put(sheet, text + at, length - at < piece ? length - at : piece), ERR_NONE);
	assert_int_equal(sheet_end(sheet), ERR_NONE);
	sheet_close(sheet);
	arena_finish(&arena);
}

// The same must come out however the bytes arrive.
static void assert_rows(const char *text, char delimiter, const char *rows)
{
	for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
		struct buf said = {0};
		read_in_pieces(&said, text, strlen(text), piece, delimiter);
		assert_string_equal(said.at ? said.at : "", rows);
		buf_finish(&said);
	}
}

static void cells_and_quotes(void **state)
{
	(void)state;
	assert_rows("a,b\nc,\"d,e\"\n", ',', "1:a|b\n2:c|d,e\n");
	assert_rows("a;b\n\"say \"\"so\"\"\";\n", ';', "1:a|b\n2:say \"so\"|\n");
	assert_rows("a\tb\n\t\n x \t y\n", '\t', "1:a|b\n2:|\n3:x|y\n");
	assert_rows("inch 3\" pipe,b\n", ',', "1:inch 3\" pipe|b\n");
}

static void line_ends_and_physical_lines(void **state)
{
	(void)state;
	assert_rows("a\nb\n", ',', "1:a\n2:b\n");
	assert_rows("a\r\nb\r\n", ',', "1:a\n2:b\n");
	assert_rows("a\rb\r", ',', "1:a\n2:b\n");
	assert_rows("a\n\n\r\n \nb", ',', "1:a\n5:b~\n");
	assert_rows("a,\"one\r\ntwo\r\n\r\nfour\"\r\nb,c\r\n", ',', "1:a|one\r\ntwo\r\n\r\nfour\n5:b|c\n");
	assert_rows("a,\"one\rtwo\"\rb,c\r", ',', "1:a|one\rtwo\n3:b|c\n");
}

static void byte_order_mark_is_no_content(void **state)
{
	(void)state;
	assert_rows("\xef\xbb\xbfsotk,x\n\xef\xbb\xbfy,z\n", ',', "1:sotk|x\n2:\xef\xbb\xbfy|z\n");
	assert_rows("\xef\xbb\xbf\"sotk\",x\n", ',', "1:sotk|x\n");
	assert_rows("\xef\xbb\xbf", ',', "");
	assert_rows("", ',', "");
}

static void last_line_without_end_is_told(void **state)
{
	(void)state;
	assert_rows("a,b\nc,d", ',', "1:a|b\n2:c|d~\n");
	assert_rows("a,b\nc,\"d", ',', "1:a|b\n2:?~\n");
	assert_rows("a,b\rc,d\r", ',', "1:a|b\n2:c|d\n");
}

// A person forgot to close a quote: that row is lost, not the rest of the file.
static void rows_after_an_unclosed_quote_are_read(void **state)
{
	(void)state;
	assert_rows("a,b\nc,\"d\ne,f\ng,h\n", ',', "1:a|b\n2:?\n3:e|f\n4:g|h\n");
	assert_rows("a,\"b\nc,\"d\ne,f\n", ',', "1:?\n2:?\n3:e|f\n");
	assert_rows("a,\"b\nc,d", ',', "1:?\n2:c|d~\n");
}

static void fill(struct buf *text, char byte, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_put(text, &byte, 1);
}

static void what_is_over_the_ceiling_is_told_and_left(void **state)
{
	struct buf text = {0}, said = {0};

	(void)state;
	buf_text(&text, "a,b\nc,");
	fill(&text, 'x', SHEET_ROW + 5);
	buf_text(&text, "\ne,f\n\"open,g\n");
	for (int i = 0; i < 100; i++) {
		fill(&text, 'y', SHEET_ROW / 64);
		buf_text(&text, "\n");
	}
	read_in_pieces(&said, text.at, text.length, 4096, ',');
	assert_non_null(strstr(said.at, "1:a|b\n2:!\n3:e|f\n4:!\n5:yyy"));
	assert_non_null(strstr(said.at, "\n104:yyy"));
	buf_finish(&text);
	buf_finish(&said);
}

// Memory and time stay bounded where every line opens a quote and nothing closes one.
static void a_file_of_open_quotes_ends(void **state)
{
	struct buf text = {0}, said = {0};

	(void)state;
	while (text.length < 8 * SHEET_ROW)
		buf_text(&text, "\"x and no end to it\n");
	read_in_pieces(&said, text.at, text.length, 65536, ',');
	assert_memory_equal(said.at, "1:!\n2:!\n", 8);
	assert_true(said.length < 4096);
	buf_finish(&text);
	buf_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_and_quotes),
		cmocka_unit_test(line_ends_and_physical_lines),
		cmocka_unit_test(byte_order_mark_is_no_content),
		cmocka_unit_test(last_line_without_end_is_told),
		cmocka_unit_test(rows_after_an_unclosed_quote_are_read),
		cmocka_unit_test(what_is_over_the_ceiling_is_told_and_left),
		cmocka_unit_test(a_file_of_open_quotes_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
