// SPDX-License-Identifier: Apache-2.0
#include "wire/enrolment.h"
#include "base/text.h"
#include "wire/field.h"
#include <string.h>

#define SIGNS_CODE "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
#define SIGNS_UNIT "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
#define PLACE_BYTES 256

static const struct field ASK[] = {
	{.key = "code",
		FIELD_WORD,
		FIELD(struct enrolment_ask, code),
		.lowest = ENROL_CODE - 1,
		.signs = SIGNS_CODE},
	{.key = "key", FIELD_BASE64, FIELD(struct enrolment_ask, public_half)},
};
static const struct field ANSWER[] = {
	{.key = "kiosk", FIELD_WORD, FIELD(struct enrolment, kiosk), .lowest = 1, .signs = SIGNS_NAME},
	{.key = "unit", FIELD_WORD, FIELD(struct enrolment, unit), .lowest = 1, .signs = SIGNS_UNIT},
	{.key = "role",
		FIELD_TEXT,
		FIELD(struct enrolment, role),
		.lowest = 1,
		.highest = 16,
		.signs = SIGNS_NAME},
	{.key = "place",
		FIELD_TEXT,
		FIELD(struct enrolment, place),
		.highest = PLACE_BYTES,
		.may_be_null = true},
	{.key = "epoch", FIELD_WORD, FIELD(struct enrolment, epoch), .lowest = 36, .signs = SIGNS_ID},
	{.key = "now", FIELD_INT, FIELD(struct enrolment, now), .highest = WIRE_TIME_MOST},
};
// "keys": null for a board.
static const struct field KEYS[] = {
	{.key = "seal", FIELD_BASE64, FIELD(struct enrolment, seal_key)},
	{.key = "proof", FIELD_BASE64, FIELD(struct enrolment, proof_key)},
	{.key = "receipt_salt", FIELD_BASE64, FIELD(struct enrolment, receipt_salt)},
};

json_t *enrolment_ask_write(const struct enrolment_ask *ask)
{
	return fields_object(ASK, FIELD_COUNT(ASK), ask);
}

enum err enrolment_ask_read(const json_t *json, struct enrolment_ask *ask)
{
	const char *field;

	memset(ask, 0, sizeof(*ask));
	return fields_read(json, ASK, FIELD_COUNT(ASK), ask, &field);
}

json_t *enrolment_write(const struct enrolment *enrolment)
{
	json_t *json = fields_object(ANSWER, FIELD_COUNT(ANSWER), enrolment);

	field_put(json, "keys",
		enrolment->has_keys ? fields_object(KEYS, FIELD_COUNT(KEYS), enrolment) : json_null());
	return json;
}

enum err enrolment_read(const json_t *json, struct enrolment *enrolment)
{
	const json_t *keys = json_object_get(json, "keys");
	const char *field;

	memset(enrolment, 0, sizeof(*enrolment));
	if (fields_read(json, ANSWER, FIELD_COUNT(ANSWER), enrolment, &field))
		return ERR_INVALID;
	if (!text_equal(enrolment->role, "touch") && !text_equal(enrolment->role, "board"))
		return ERR_INVALID;
	enrolment->has_keys = keys && !json_is_null(keys);
	return enrolment->has_keys ? fields_read(keys, KEYS, FIELD_COUNT(KEYS), enrolment, &field) : ERR_NONE;
}
