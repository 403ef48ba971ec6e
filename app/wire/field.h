// SPDX-License-Identifier: Apache-2.0
// Members of a JSON object and members of a struct, side by side in one table: what is written is what is
// read. Only wire/ includes it. Readers are strict in kind, size, range and signs; members not in the table
// are ignored. Any thread.
#ifndef WIRE_FIELD_H
#define WIRE_FIELD_H

#include "base/json.h"
#include <stddef.h>

enum field_kind {
	FIELD_WORD,   // char array: `lowest` bytes or more, below `room`
	FIELD_TEXT,   // const char *: `lowest` to `highest` bytes; read, it points into the document
	FIELD_SEALED, // const char *: base64url as crypto_seal() makes it, at most `highest` bytes
	FIELD_INT,    // int64_t from `lowest` to `highest`
	FIELD_ENUM,   // enum, told by its key in `keys`, or by its number when there are none; 0 to `highest`
	FIELD_HEX,    // uint8_t array of `room` bytes
	FIELD_BASE64, // uint8_t array of `room` bytes, as base64url
};

struct field {
	const char *key;
	enum field_kind kind;
	size_t offset, room;
	int64_t lowest, highest;
	bool may_be_null;	 // null on the wire is "" in the struct, or -1 (FIELD_INT)
	const char *signs;	 // WORD, TEXT: only these bytes. NULL: any clean text
	const char *const *keys; // ENUM
	bool takes_unknown;	 // ENUM: an unknown key is `highest`, not an error
};
#define FIELD(type, member) .offset = offsetof(type, member), .room = sizeof(((type *)NULL)->member)
#define FIELD_COUNT(fields) (sizeof(fields) / sizeof((fields)[0]))

#define SIGNS_HEX "0123456789abcdef"
#define SIGNS_DIGITS "0123456789"
#define SIGNS_ID SIGNS_HEX "-"
#define SIGNS_NAME "abcdefghijklmnopqrstuvwxyz0123456789-" // kiosks, languages without a region
#define WIRE_TIME_MOST INT64_C(253402300799999)		   // the last millisecond of the year 9999
#define WIRE_INT_MOST INT64_C(9007199254740991)		   // 2^53 - 1: exact in every JSON library

// Appends the members to the object. Text that is not UTF-8 is a broken invariant.
void fields_write(json_t *object, const struct field *fields, size_t count, const void *from);
json_t *fields_object(const struct field *fields, size_t count, const void *from); // a new object of them
// INVALID, UNSUPPORTED (a key of a newer schema): *field names the member.
MUST_USE enum err fields_read(
	const json_t *object, const struct field *fields, size_t count, void *into, const char **field);

// One member that no table holds. The object takes the value; no memory is a broken invariant.
void field_put(json_t *object, const char *key, json_t *value);
// NFC, no control characters but LF, nothing that turns the reading direction.
bool text_is_clean(const char *text);

#endif
