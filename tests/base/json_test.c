// SPDX-License-Identifier: Apache-2.0
// A body from a stranger is exactly what was asked for, or it is invalid.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

static enum err try(const char *text, size_t length)
{
	json_t *value = NULL;

	// From memory of exactly this size, so that reading on is seen.
	char *exact = malloc(length + !length);
	assert_non_null(exact);
	memcpy(exact, text, length);
	enum err err = json_open(exact, length, &value);
	json_decref(value);
	free(exact);
	return err;
}

static void hostile_bodies_are_invalid(void **state)
{
	static const char *const bad[] = {"", " ", "null", "1", "\"text\"", "{", "[", "{]", "{\"a\":1,}",
		"[1 2]", "{\"a\":1}x", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "{\"b\":{\"a\":1,\"a\":1}}",
		"{a:1}", "{'a':1}", "[NaN]", "[Infinity]", "[01]", "[+1]", "[1.]", "[\"\n\"]", "[\"\\x\"]",
		"[\"\\ud800\"]", "[\"\\u0000\"]", "[\"\x80\"]", "[\"\xc0\x80\"]", "[\"\xed\xa0\x80\"]",
		"[\"\xf4\x90\x80\x80\"]", "[99999999999999999999]", "[1e999]", "[\"", "[\"\\", "[\"\\\"",
		"\xef\xbb\xbf{}", "[true false]", "[tru]", "/* */ []"};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(try(bad[i], strlen(bad[i])), ERR_INVALID);
	assert_int_equal(try("{}\0", 3), ERR_INVALID);
	assert_int_equal(try("[\"a\0b\"]", 7), ERR_INVALID);
	static const char good[] = " {\"a\":[1,-2,3.5,\"x\",null,true]} ";
	assert_int_equal(try(good, sizeof good - 1), ERR_NONE);
	assert_int_equal(try("[]", 2), ERR_NONE);
}

static void depth_has_a_ceiling(void **state)
{
	struct buf buf;

	(void)state;
	for (int depth = JSON_DEPTH - 1; depth <= JSON_DEPTH + 1; depth++) {
		buf_init(&buf, 0);
		for (int i = 0; i < depth; i++)
			buf_text(&buf, i % 2 ? "{\"a\":" : "[");
		buf_text(&buf, "1");
		for (int i = depth - 1; i >= 0; i--)
			buf_text(&buf, i % 2 ? "}" : "]");
		assert_int_equal(try(buf.at, buf.length), depth > JSON_DEPTH ? ERR_INVALID : ERR_NONE);
		buf_finish(&buf);
	}
	// A million deep ends as quickly, and brackets in a text are not depth.
	buf_init(&buf, 0);
	for (int i = 0; i < 1000000; i++)
		buf_text(&buf, "[");
	assert_int_equal(try(buf.at, buf.length), ERR_INVALID);
	buf_finish(&buf);
	static const char flat[] = "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[\"]";
	assert_int_equal(try(flat, sizeof flat - 1), ERR_NONE);
}

static void values_have_the_kind_and_range_asked_for(void **state)
{
	static const char body[] =
		"{\"name\":\"Lan "
		"Ánh\",\"stars\":5,\"far\":9223372036854775807,\"half\":0.5,\"whole\":5.0,\"none\":null,"
		"\"yes\":true,\"no\":false,\"list\":[1]}";
	const char *text = NULL;
	int64_t number = 0;
	json_t *json;

	(void)state;
	assert_int_equal(json_open(body, sizeof body - 1, &json), ERR_NONE);
	assert_int_equal(json_get_text(json, "name", 8, &text), ERR_NONE);
	assert_string_equal(text, "Lan Ánh");
	assert_int_equal(json_get_text(json, "name", 7, &text), ERR_INVALID);
	assert_int_equal(json_get_text(json, "stars", 100, &text), ERR_INVALID);
	assert_int_equal(json_get_text(json, "none", 100, &text), ERR_INVALID);
	assert_int_equal(json_get_text(json, "gone", 100, &text), ERR_INVALID);
	assert_int_equal(json_get_text(json_object_get(json, "list"), "name", 100, &text), ERR_INVALID);
	assert_int_equal(json_get_text(NULL, "name", 100, &text), ERR_INVALID);

	assert_int_equal(json_get_int(json, "stars", 1, 5, &number), ERR_NONE);
	assert_int_equal(number, 5);
	assert_int_equal(json_get_int(json, "far", INT64_MIN, INT64_MAX, &number), ERR_NONE);
	assert_true(number == INT64_MAX);
	assert_int_equal(json_get_int(json, "stars", 1, 4, &number), ERR_INVALID);
	assert_int_equal(json_get_int(json, "stars", 6, 9, &number), ERR_INVALID);
	assert_int_equal(json_get_int(json, "half", 0, 9, &number), ERR_INVALID);
	assert_int_equal(json_get_int(json, "whole", 0, 9, &number), ERR_INVALID);
	assert_int_equal(json_get_int(json, "name", 0, 9, &number), ERR_INVALID);

	assert_int_equal(json_take_text(json, "gone", 10, "-", &text), ERR_NONE);
	assert_string_equal(text, "-");
	assert_int_equal(json_take_text(json, "none", 10, NULL, &text), ERR_NONE);
	assert_null(text);
	assert_int_equal(json_take_text(json, "stars", 10, "-", &text), ERR_INVALID);
	assert_int_equal(json_take_int(json, "none", 0, 9, -1, &number), ERR_NONE);
	assert_int_equal(number, -1);
	assert_int_equal(json_take_int(json, "stars", 0, 4, -1, &number), ERR_INVALID);

	assert_true(json_is_flag(json, "yes"));
	assert_false(json_is_flag(json, "no") || json_is_flag(json, "gone") || json_is_flag(json, "stars"));
	json_decref(json);
}

static void what_is_written_is_compact_and_in_order(void **state)
{
	static const char body[] = "{\"z\":1,\"a\":{\"y\":[true,null,\"Ánh\\n\\\"\"],\"b\":-7}}";
	struct buf buf;
	json_t *json;

	(void)state;
	buf_init(&buf, 0);
	buf_text(&buf, ">");
	assert_int_equal(json_open(body, sizeof body - 1, &json), ERR_NONE);
	json_put(&buf, json);
	assert_int_equal(buf.at[0], '>');
	assert_string_equal(buf.at + 1, body);
	buf_clear(&buf);
	json_put(&buf, json_object_get(json, "z"));
	assert_string_equal(buf.at, "1");
	json_decref(json);
	buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_bodies_are_invalid),
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(values_have_the_kind_and_range_asked_for),
		cmocka_unit_test(what_is_written_is_compact_and_in_order),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
