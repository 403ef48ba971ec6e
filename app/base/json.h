// SPDX-License-Identifier: Apache-2.0
// JSON by jansson, the only file including it: strict UTF-8, duplicate keys refused, depth at most
// JSON_DEPTH, sizes checked by the caller. Readers take a value only when it has the kind and range asked
// for, so a hostile body ends as ERR_INVALID. Any thread; values are reference-counted by jansson and belong
// to whoever opened the document.
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH 16

// Whole text is one object or array. INVALID. Close with json_decref.
MUST_USE enum err json_open(const char *text, size_t length, json_t **out);
// A member of an object. The pointers live as long as the object. INVALID when missing, of another kind or
// out of range.
MUST_USE enum err json_get_text(const json_t *object, const char *key, size_t most_bytes, const char **out);
MUST_USE enum err json_get_int(
	const json_t *object, const char *key, int64_t lowest, int64_t highest, int64_t *out);
// The same, but null or missing gives the fallback.
MUST_USE enum err json_take_text(
	const json_t *object, const char *key, size_t most_bytes, const char *fallback, const char **out);
MUST_USE enum err json_take_int(const json_t *object, const char *key, int64_t lowest, int64_t highest,
	int64_t fallback, int64_t *out);
bool json_is_flag(const json_t *object, const char *key); // true only for a true
struct buf;
void json_put(struct buf *buf, const json_t *value); // compact, member order kept, appended

#endif
