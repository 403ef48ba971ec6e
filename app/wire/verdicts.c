// SPDX-License-Identifier: Apache-2.0
#include "wire/entry.h"
#include "wire/field.h"
#include <string.h>

#define VERDICTS_BYTES 65536

const char *const VERDICT_KEYS[VERDICT_COUNT] = {"ok", "duplicate", "parked", "refused", "later"};

static const struct field ROW[] = {
	{.key = "id",
		FIELD_WORD,
		FIELD(struct verdict_row, id),
		.lowest = 36,
		.may_be_null = true,
		.signs = SIGNS_ID},
	{.key = "sha", FIELD_HEX, FIELD(struct verdict_row, hash)},
	{.key = "verdict",
		FIELD_ENUM,
		FIELD(struct verdict_row, verdict),
		.highest = VERDICT_COUNT - 1,
		.keys = VERDICT_KEYS},
	{.key = "code",
		FIELD_WORD,
		FIELD(struct verdict_row, code),
		.may_be_null = true,
		.signs = SIGNS_NAME},
};
static const struct field HIGH[] = {
	{.key = "inc",
		FIELD_WORD,
		FIELD(struct verdicts, high_incarnation),
		.lowest = 32,
		.signs = SIGNS_HEX},
	{.key = "seq", FIELD_INT, FIELD(struct verdicts, high_seq), .highest = WIRE_INT_MOST},
};
static const struct field TAIL[] = {
	{.key = "epoch", FIELD_WORD, FIELD(struct verdicts, epoch), .lowest = 36, .signs = SIGNS_ID},
	{.key = "now", FIELD_INT, FIELD(struct verdicts, now), .highest = WIRE_TIME_MOST},
};

bool verdict_asks_again(const struct verdict_row *row)
{
	return row->verdict == VERDICT_REFUSED &&
	       (strcmp(row->code, REFUSED_FORK) == 0 || strcmp(row->code, REFUSED_NAME) == 0);
}

enum err verdicts_write(struct buf *buf, const struct verdicts *verdicts)
{
	size_t start = buf->length;
	json_t *object = json_object(), *rows = json_array();
	bool has_high = *verdicts->high_incarnation;

	for (size_t i = 0; i < verdicts->count; i++)
		if (json_array_append_new(rows, fields_object(ROW, FIELD_COUNT(ROW), &verdicts->rows[i])))
			err_abort("out of memory");
	field_put(object, "verdicts", rows);
	field_put(object, "high", has_high ? fields_object(HIGH, FIELD_COUNT(HIGH), verdicts) : json_null());
	fields_write(object, TAIL, FIELD_COUNT(TAIL), verdicts);
	json_put(buf, object);
	json_decref(object);
	return buf->over || buf->length - start > VERDICTS_BYTES ? ERR_TOO_BIG : ERR_NONE;
}

static enum err verdicts_take(const json_t *object, struct verdicts *verdicts)
{
	const json_t *rows = json_object_get(object, "verdicts"), *high = json_object_get(object, "high");
	const char *field;

	if (!json_is_array(rows) || json_array_size(rows) > ENTRIES_COUNT)
		return ERR_INVALID;
	for (; verdicts->count < json_array_size(rows); verdicts->count++) {
		struct verdict_row *row = &verdicts->rows[verdicts->count];
		if (fields_read(json_array_get(rows, verdicts->count), ROW, FIELD_COUNT(ROW), row, &field))
			return ERR_INVALID;
	}
	if (high && !json_is_null(high) && fields_read(high, HIGH, FIELD_COUNT(HIGH), verdicts, &field))
		return ERR_INVALID;
	return fields_read(object, TAIL, FIELD_COUNT(TAIL), verdicts, &field) ? ERR_INVALID : ERR_NONE;
}

enum err verdicts_read(const char *text, size_t length, struct verdicts *verdicts)
{
	json_t *object;

	memset(verdicts, 0, sizeof(*verdicts));
	if (length > VERDICTS_BYTES || json_open(text, length, &object))
		return ERR_INVALID;
	enum err err = verdicts_take(object, verdicts);
	json_decref(object);
	return err;
}

void chain_step(uint8_t head[CRYPTO_HASH], const uint8_t hash[CRYPTO_HASH])
{
	uint8_t both[2 * CRYPTO_HASH];

	memcpy(both, head, CRYPTO_HASH);
	memcpy(both + CRYPTO_HASH, hash, CRYPTO_HASH);
	crypto_hash_make(both, sizeof(both), head);
}
