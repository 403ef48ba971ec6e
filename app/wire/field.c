// SPDX-License-Identifier: Apache-2.0
#include "wire/field.h"
#include "base/text.h"
#include <string.h>

#define BYTES_MOST 64 // HEX, BASE64

void field_put(json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value))
		err_abort("a value that cannot be written as JSON");
}

// Blocks of Unicode that are NFC whatever they stand next to: Latin to U+02FF, Vietnamese, and usual
// punctuation. Reading names mostly ends here, without memory.
static bool is_plainly_clean(uint32_t code)
{
	return (code >= 0x20 && code < 0x7f) || code == '\n' || (code >= 0xa0 && code < 0x300) ||
	       (code >= 0x1e00 && code < 0x1f00) || (code >= 0x2010 && code < 0x2028);
}

bool text_is_clean(const char *text)
{
	const char *at = text;
	struct arena arena;
	uint32_t code;
	char *normal;

	do
		code = text_next(&at);
	while (code && is_plainly_clean(code));
	if (!code)
		return true;
	arena_init(&arena, 0);
	bool is_clean = !text_normalise(&arena, text, strlen(text), &normal) && text_equal(normal, text);
	arena_finish(&arena);
	return is_clean;
}

static json_t *text_write(const struct field *field, const char *text)
{
	return !text || (field->may_be_null && !*text) ? json_null() : json_string(text);
}

static json_t *bytes_write(const struct field *field, const void *bytes)
{
	char text[2 * BYTES_MOST + 1];

	if (field->kind == FIELD_HEX)
		hex_write(bytes, field->room, text);
	else
		base64_write(bytes, field->room, true, text);
	return json_string(text);
}

static json_t *enum_write(const struct field *field, const void *from)
{
	unsigned value;

	memcpy(&value, from, sizeof(value));
	if (value > (unsigned)field->highest)
		return NULL;
	return field->keys ? json_string(field->keys[value]) : json_integer(value);
}

static json_t *field_write(const struct field *field, const void *from)
{
	const char *text;
	int64_t number;

	switch (field->kind) {
	case FIELD_WORD:
		return text_write(field, from);
	case FIELD_TEXT:
	case FIELD_SEALED:
		memcpy(&text, from, sizeof(text));
		return text_write(field, text);
	case FIELD_INT:
		memcpy(&number, from, sizeof(number));
		return field->may_be_null && number == -1 ? json_null() : json_integer(number);
	case FIELD_ENUM:
		return enum_write(field, from);
	case FIELD_HEX:
	case FIELD_BASE64:
		return bytes_write(field, from);
	}
	return NULL;
}

void fields_write(json_t *object, const struct field *fields, size_t count, const void *from)
{
	for (size_t i = 0; i < count; i++)
		field_put(object, fields[i].key,
			field_write(&fields[i], (const char *)from + fields[i].offset));
}

json_t *fields_object(const struct field *fields, size_t count, const void *from)
{
	json_t *object = json_object();

	fields_write(object, fields, count, from);
	return object;
}

static bool has_signs(const char *text, const char *signs)
{
	return signs ? !text[strspn(text, signs)] : text_is_clean(text);
}

static enum err word_read(const struct field *field, const json_t *value, char *into)
{
	size_t length = json_string_length(value);
	const char *text = json_string_value(value);

	if (!text || length < (size_t)field->lowest || length >= field->room ||
		!has_signs(text, field->signs))
		return ERR_INVALID;
	memcpy(into, text, length);
	memset(into + length, 0, field->room - length);
	return ERR_NONE;
}

static enum err text_read(const struct field *field, const json_t *value, void *into)
{
	size_t length = json_string_length(value);
	const char *text = json_string_value(value);

	if (!text || length < (size_t)field->lowest || length > (size_t)field->highest ||
		!has_signs(text, field->signs))
		return ERR_INVALID;
	memcpy(into, &text, sizeof(text));
	return ERR_NONE;
}

#define SEALED_LEAST 75 // base64url of a key id and an empty sealed box, 8 + 48 bytes

static enum err sealed_read(const struct field *field, const json_t *value, void *into)
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct field text = *field;

	text.lowest = SEALED_LEAST;
	text.signs = signs;
	if (json_string_length(value) % 4 == 1) // no base64 text is of such a length
		return ERR_INVALID;
	return text_read(&text, value, into);
}

static enum err int_read(const struct field *field, const json_t *value, void *into)
{
	int64_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < field->lowest || number > field->highest)
		return ERR_INVALID;
	memcpy(into, &number, sizeof(number));
	return ERR_NONE;
}

static enum err enum_read(const struct field *field, const json_t *value, void *into)
{
	unsigned highest = (unsigned)field->highest, number = 0;

	if (!field->keys) {
		if (!json_is_integer(value) || json_integer_value(value) < 0 ||
			json_integer_value(value) > highest)
			return ERR_INVALID;
		number = (unsigned)json_integer_value(value);
	} else {
		if (!json_is_string(value))
			return ERR_INVALID;
		while (number <= highest && !text_equal(json_string_value(value), field->keys[number]))
			number++;
		if (number > highest && !field->takes_unknown)
			return ERR_UNSUPPORTED;
		number = number > highest ? highest : number;
	}
	memcpy(into, &number, sizeof(number));
	return ERR_NONE;
}

static enum err bytes_read(const struct field *field, const json_t *value, void *into)
{
	const char *text = json_string_value(value);
	size_t length = 0;

	if (!text)
		return ERR_INVALID;
	if (field->kind == FIELD_HEX)
		return has_signs(text, SIGNS_HEX) ? hex_read(text, into, field->room) : ERR_INVALID;
	if (base64_read(text, json_string_length(value), true, into, field->room, &length))
		return ERR_INVALID;
	return length == field->room ? ERR_NONE : ERR_INVALID;
}

static enum err null_read(const struct field *field, void *into)
{
	const char *none = "";
	int64_t nothing = -1;

	if (!field->may_be_null)
		return ERR_INVALID;
	if (field->kind == FIELD_WORD)
		memset(into, 0, field->room);
	else if (field->kind == FIELD_INT)
		memcpy(into, &nothing, sizeof(nothing));
	else
		memcpy(into, &none, sizeof(none));
	return ERR_NONE;
}

static enum err field_read(const struct field *field, const json_t *value, void *into)
{
	if (!value || json_is_null(value))
		return null_read(field, into);
	switch (field->kind) {
	case FIELD_WORD:
		return word_read(field, value, into);
	case FIELD_TEXT:
		return text_read(field, value, into);
	case FIELD_SEALED:
		return sealed_read(field, value, into);
	case FIELD_INT:
		return int_read(field, value, into);
	case FIELD_ENUM:
		return enum_read(field, value, into);
	case FIELD_HEX:
	case FIELD_BASE64:
		return bytes_read(field, value, into);
	}
	return ERR_INVALID;
}

enum err fields_read(
	const json_t *object, const struct field *fields, size_t count, void *into, const char **field)
{
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_object_get(object, fields[i].key);
		enum err err = field_read(&fields[i], value, (char *)into + fields[i].offset);
		if (err) {
			*field = fields[i].key;
			return err;
		}
	}
	return ERR_NONE;
}
