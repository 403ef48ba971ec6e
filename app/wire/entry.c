// SPDX-License-Identifier: Apache-2.0
#include "wire/entry.h"
#include "wire/field.h"
#include <string.h>

const char *const ENTRY_KIND_KEYS[ENTRY_KINDS] = {
	"ballot", "feedback", "reply", "withdrawal", "skip", "health", "posted", "unknown"};

#define KIND_BYTES 32 // ceiling of a kind's name
#define REVISION_MOST 1000000

static const struct field FIELDS[] = {
	{.key = "id", FIELD_WORD, FIELD(struct entry, id), .signs = SIGNS_ID},
	{.key = "kiosk", FIELD_WORD, FIELD(struct entry, kiosk), .lowest = 1, .signs = SIGNS_NAME},
	{.key = "inc", FIELD_WORD, FIELD(struct entry, incarnation), .lowest = 32, .signs = SIGNS_HEX},
	{.key = "seq", FIELD_INT, FIELD(struct entry, seq), .lowest = 1, .highest = WIRE_INT_MOST},
	{.key = "kind",
		FIELD_ENUM,
		FIELD(struct entry, kind),
		.highest = ENTRY_UNKNOWN,
		.keys = ENTRY_KIND_KEYS,
		.takes_unknown = true},
	{.key = "at", FIELD_INT, FIELD(struct entry, at), .highest = WIRE_TIME_MOST},
	{.key = "boot", FIELD_WORD, FIELD(struct entry, boot), .lowest = 36, .signs = SIGNS_ID},
	{.key = "up", FIELD_INT, FIELD(struct entry, up), .highest = WIRE_INT_MOST},
	{.key = "clock", FIELD_ENUM, FIELD(struct entry, clock), .highest = CLOCK_ANCHORED},
	{.key = "rev", FIELD_INT, FIELD(struct entry, revision), .lowest = 1, .highest = REVISION_MOST},
	{.key = "of",
		FIELD_WORD,
		FIELD(struct entry, of),
		.lowest = 32,
		.may_be_null = true,
		.signs = SIGNS_HEX},
};

// "prev", of seq 1 only: the incarnation before and its last seq known.
static const struct field PREVIOUS[] = {
	{.key = "inc", FIELD_WORD, FIELD(struct entry, previous), .lowest = 32, .signs = SIGNS_HEX},
	{.key = "seq", FIELD_INT, FIELD(struct entry, previous_seq), .highest = WIRE_INT_MOST},
};

// Everything but the body's ownership.
static enum err entry_take(const json_t *object, struct entry *entry)
{
	const json_t *previous = json_object_get(object, "prev");
	const char *field;

	if (fields_read(object, FIELDS, FIELD_COUNT(FIELDS), entry, &field) || !id_is_valid(entry->id))
		return ERR_INVALID;
	if (json_string_length(json_object_get(object, "kind")) > KIND_BYTES)
		return ERR_INVALID;
	if (entry->revision > 1 && !*entry->of)
		return ERR_INVALID;
	if (previous && !json_is_null(previous) &&
		(entry->seq != 1 || fields_read(previous, PREVIOUS, FIELD_COUNT(PREVIOUS), entry, &field)))
		return ERR_INVALID;
	entry->body = json_object_get(object, "body");
	return json_is_object(entry->body) ? ERR_NONE : ERR_INVALID;
}

enum err entry_write(struct buf *buf, const struct entry *entry)
{
	size_t start = buf->length;
	struct entry again = {0};
	json_t *object = json_object();
	enum err err = ERR_NONE;

	if (entry->kind >= ENTRY_UNKNOWN || entry->clock > CLOCK_ANCHORED || !json_is_object(entry->body)) {
		json_decref(object);
		return ERR_INVALID;
	}
	fields_write(object, FIELDS, FIELD_COUNT(FIELDS), entry);
	if (*entry->previous)
		field_put(object, "prev", fields_object(PREVIOUS, FIELD_COUNT(PREVIOUS), entry));
	field_put(object, "body", json_incref(entry->body));
	err = entry_take(object, &again); // nothing leaves that the other side would refuse
	if (!err)
		json_put(buf, object);
	json_decref(object);
	if (!err && (buf->over || buf->length - start > ENTRY_BYTES)) {
		buf->length = start;
		err = ERR_TOO_BIG;
	}
	return err;
}

enum err entry_read(const char *bytes, size_t length, struct entry *entry)
{
	json_t *object;

	memset(entry, 0, sizeof(*entry));
	if (length > ENTRY_BYTES || memchr(bytes, '\n', length) || memchr(bytes, '\r', length) ||
		json_open(bytes, length, &object))
		return ERR_INVALID;
	enum err err = entry_take(object, entry);
	if (err)
		memset(entry, 0, sizeof(*entry));
	else
		json_incref(entry->body);
	json_decref(object); // the body outlives the object around it
	return err;
}

void entry_finish(struct entry *entry)
{
	json_decref(entry->body);
	entry->body = NULL;
}
