// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// Length of the plain ASCII beginning without controls: nearly all text, and nothing to be done to it.
static size_t plain_length(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && (unsigned char)text[i] >= 0x20 && (unsigned char)text[i] < 0x7f)
		i++;
	return i;
}

bool text_is_utf8(const char *text, size_t length)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
	utf8proc_ssize_t left = (utf8proc_ssize_t)length;

	while (left > 0) {
		utf8proc_int32_t code = *at;
		utf8proc_ssize_t used = code < 0x80 ? 1 : utf8proc_iterate(at, left, &code);
		if (used < 1 || code == 0)
			return false;
		at += used;
		left -= used;
	}
	return true;
}

// What would turn the reading direction of the words around it, or rings the bell of a terminal.
static bool is_unwanted(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return code != '\n';
	return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

// A copy of valid UTF-8 without them. A tab stands between words, so it becomes a space.
static char *copy_wanted(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_copy(arena, text, length), *to = copy;
	const char *at = copy;
	uint32_t code;

	for (const char *from = at; (code = text_next(&at)); from = at) {
		if (code == '\t') {
			*to++ = ' ';
		} else if (!is_unwanted(code)) {
			memmove(to, from, (size_t)(at - from));
			to += at - from;
		}
	}
	*to = '\0';
	return copy;
}

// Mapping by utf8proc into the arena. Its buffer of code points is wiped: the text may be private.
static char *map(
	struct arena *arena, const char *text, utf8proc_option_t options, utf8proc_custom_func custom)
{
	const utf8proc_uint8_t *from = (const utf8proc_uint8_t *)text;
	utf8proc_ssize_t length = (utf8proc_ssize_t)strlen(text);
	utf8proc_ssize_t count = utf8proc_decompose_custom(from, length, NULL, 0, options, custom, NULL);

	if (count < 0)
		return NULL;
	size_t size = ((size_t)count + 1) * sizeof(utf8proc_int32_t);
	utf8proc_int32_t *codes = malloc(size);
	if (!codes)
		err_abort("out of memory");
	utf8proc_decompose_custom(from, length, codes, count, options, custom, NULL);
	utf8proc_ssize_t bytes = utf8proc_reencode(codes, count, options);
	char *out = bytes < 0 ? NULL : arena_copy(arena, (const char *)codes, (size_t)bytes);
	explicit_bzero(codes, size);
	free(codes);
	return out;
}

enum err text_normalise(struct arena *arena, const char *text, size_t length, char **out)
{
	if (plain_length(text, length) == length) {
		*out = arena_copy(arena, text, length);
		return ERR_NONE;
	}
	if (!text_is_utf8(text, length))
		return ERR_INVALID;
	// First removed, then composed: a control between a letter and its accent must not keep them apart.
	*out = map(arena, copy_wanted(arena, text, length), UTF8PROC_STABLE | UTF8PROC_COMPOSE, NULL);
	return *out ? ERR_NONE : ERR_INVALID;
}

// Unicode does not take đ apart, people who search do.
static utf8proc_int32_t fold_stroke(utf8proc_int32_t code, void *unused)
{
	(void)unused;
	return code == 0x0110 || code == 0x0111 ? 'd' : code;
}

char *text_fold(struct arena *arena, const char *text)
{
	size_t length = strlen(text);

	if (plain_length(text, length) == length) {
		char *copy = arena_copy(arena, text, length);
		for (char *at = copy; *at; at++)
			if (*at >= 'A' && *at <= 'Z')
				*at = (char)(*at + ('a' - 'A'));
		return copy;
	}
	char *folded = map(arena, text,
		UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD,
		fold_stroke);
	return folded ? folded : arena_text(arena, "");
}

char *text_key(struct arena *arena, const char *text)
{
	char *key = text_fold(arena, text), *to = key;

	for (const char *at = key; *at; at++)
		if ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
			*to++ = *at;
	*to = '\0';
	return key;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char *text_trim(char *text)
{
	size_t length = strlen(text), start = 0;

	while (length && is_space(text[length - 1]))
		length--;
	while (start < length && is_space(text[start]))
		start++;
	memmove(text, text + start, length - start);
	text[length - start] = '\0';
	return text;
}

uint32_t text_next(const char **at)
{
	const unsigned char *byte = (const unsigned char *)*at;
	int more = *byte < 0x80 ? 0 : *byte < 0xe0 ? 1 : *byte < 0xf0 ? 2 : 3;
	uint32_t code = more ? *byte & (0x3fu >> more) : *byte;

	if (!code && !more)
		return 0;
	for (byte++; more && (*byte & 0xc0) == 0x80; more--, byte++)
		code = code << 6 | (*byte & 0x3fu);
	*at = (const char *)byte;
	return code;
}

bool text_is_digits(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

bool text_equal(const char *one, const char *two)
{
	return one && two ? strcmp(one, two) == 0 : one == two;
}

bool text_starts(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

enum err text_to_int(const char *text, int64_t lowest, int64_t highest, int64_t *out)
{
	bool is_negative = *text == '-';
	int64_t value = 0;

	text += is_negative;
	if (!*text)
		return ERR_INVALID;
	for (; *text; text++) {
		int digit = *text - '0';
		// Gathered below zero, where the lowest number has room.
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, digit, &value))
			return ERR_INVALID;
	}
	if (!is_negative && __builtin_sub_overflow(0, value, &value))
		return ERR_INVALID;
	if (value < lowest || value > highest)
		return ERR_INVALID;
	*out = value;
	return ERR_NONE;
}
