// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "base/buf.h"
#include <string.h>

// Nesting is counted before parsing: jansson's own ceiling (2048) is too deep for us. Brackets inside strings
// do not count.
static bool is_too_deep(const char *text, size_t length)
{
	int depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (in_string) {
			i += c == '\\';
			in_string = c != '"';
		} else if (c == '"') {
			in_string = true;
		} else if (c == '[' || c == '{') {
			if (++depth > JSON_DEPTH)
				return true;
		} else if (c == ']' || c == '}') {
			depth--;
		}
	}
	return false;
}

enum err json_open(const char *text, size_t length, json_t **out)
{
	json_error_t fault;

	if (is_too_deep(text, length))
		return ERR_INVALID;
	*out = json_loadb(text, length, JSON_REJECT_DUPLICATES, &fault);
	if (*out)
		return ERR_NONE;
	if (json_error_code(&fault) == json_error_out_of_memory)
		err_abort("out of memory");
	return ERR_INVALID;
}

enum err json_get_text(const json_t *object, const char *key, size_t most_bytes, const char **out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value) || json_string_length(value) > most_bytes)
		return ERR_INVALID;
	*out = json_string_value(value);
	return ERR_NONE;
}

enum err json_get_int(const json_t *object, const char *key, int64_t lowest, int64_t highest, int64_t *out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value) || json_integer_value(value) < lowest ||
		json_integer_value(value) > highest)
		return ERR_INVALID;
	*out = json_integer_value(value);
	return ERR_NONE;
}

static bool is_absent(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return !value || json_is_null(value);
}

enum err json_take_text(
	const json_t *object, const char *key, size_t most_bytes, const char *fallback, const char **out)
{
	if (!is_absent(object, key))
		return json_get_text(object, key, most_bytes, out);
	*out = fallback;
	return ERR_NONE;
}

enum err json_take_int(const json_t *object, const char *key, int64_t lowest, int64_t highest,
	int64_t fallback, int64_t *out)
{
	if (!is_absent(object, key))
		return json_get_int(object, key, lowest, highest, out);
	*out = fallback;
	return ERR_NONE;
}

bool json_is_flag(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static int put_piece(const char *piece, size_t length, void *buf)
{
	buf_put(buf, piece, length);
	return 0;
}

void json_put(struct buf *buf, const json_t *value)
{
	if (json_dump_callback(value, put_piece, buf, JSON_COMPACT | JSON_ENCODE_ANY))
		err_abort("json cannot be written");
}
