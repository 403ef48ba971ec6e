// SPDX-License-Identifier: Apache-2.0
// UTF-8 text: checked, normalised (NFC), folded for search, and the encodings bytes travel in. Pure; any
// thread.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_is_utf8(const char *text, size_t length); // strict: no surrogates, no overlong forms, no NUL
// NFC copy; control characters (but LF) and bidi controls removed. INVALID when not UTF-8.
MUST_USE enum err text_normalise(struct arena *arena, const char *text, size_t length, char **out);
// For search and header names: lower case, no accents, đ = d. Keeps spaces and punctuation. Invalid UTF-8
// gives "".
char *text_fold(struct arena *arena, const char *text);
// As text_fold, but only a-z and 0-9 stay (column names, officer names as keys).
char *text_key(struct arena *arena, const char *text);
char *text_trim(char *text); // in place: white space at both ends
// Next code point of valid UTF-8; moves *at; 0 at the end.
uint32_t text_next(const char **at);
bool text_is_digits(const char *text, size_t length);
bool text_equal(const char *one, const char *two); // NULL equals only NULL
bool text_starts(const char *text, const char *beginning);
MUST_USE enum err text_to_int(
	const char *text, int64_t lowest, int64_t highest, int64_t *out); // whole text, decimal

void hex_write(const void *bytes, size_t length, char *out);		  // 2 * length + 1 characters
MUST_USE enum err hex_read(const char *text, void *bytes, size_t length); // exactly length bytes
size_t base64_size(size_t length);					  // with NUL and padding
void base64_write(const void *bytes, size_t length, bool url,
	char *out); // url: RFC 4648 section 5 without padding; else section 4
MUST_USE enum err base64_read(
	const char *text, size_t text_length, bool url, void *bytes, size_t room, size_t *length);

#endif
