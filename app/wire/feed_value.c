// SPDX-License-Identifier: Apache-2.0
// The values of the feed that kiosks understand.
#include "base/text.h"
#include "wire/feed.h"
#include "wire/field.h"
#include <string.h>

#define CODE_BYTES 16  // type, office
#define PLACE_BYTES 32 // counter
#define NAME_BYTES 256

// ---- declaration ----
static const struct field NUMBER[] = {
	{.key = "d12",
		FIELD_TEXT,
		FIELD(struct feed_declaration, number),
		.lowest = NUMBER_DIGITS,
		.highest = NUMBER_DIGITS,
		.may_be_null = true,
		.signs = SIGNS_DIGITS},
};
static const struct field PROOF[] = {
	{.key = "owner", FIELD_BASE64, FIELD(struct feed_declaration, owner)},
	{.key = "proof", FIELD_BASE64, FIELD(struct feed_declaration, proof)},
};
static const struct field SHOWN[] = {
	{.key = "masked", FIELD_TEXT, FIELD(struct feed_declaration, shown), .lowest = 1, .highest = 32},
	{.key = "enterprise",
		FIELD_TEXT,
		FIELD(struct feed_declaration, enterprise),
		.highest = NAME_BYTES,
		.may_be_null = true},
	{.key = "type",
		FIELD_TEXT,
		FIELD(struct feed_declaration, type),
		.highest = CODE_BYTES,
		.may_be_null = true},
	{.key = "office",
		FIELD_TEXT,
		FIELD(struct feed_declaration, office),
		.highest = CODE_BYTES,
		.may_be_null = true},
	{.key = "channel",
		FIELD_ENUM,
		FIELD(struct feed_declaration, channel),
		.highest = CHANNEL_COUNT - 1,
		.keys = CHANNEL_KEYS},
	{.key = "counter",
		FIELD_TEXT,
		FIELD(struct feed_declaration, counter),
		.highest = PLACE_BYTES,
		.may_be_null = true},
};
static const struct field PARTY[] = {
	{.key = "party",
		FIELD_ENUM,
		FIELD(struct feed_party, party),
		.highest = PARTY_COUNT - 1,
		.keys = PARTY_KEYS},
	{.key = "ref", FIELD_WORD, FIELD(struct feed_party, ref), .lowest = 1},
	{.key = "step", FIELD_WORD, FIELD(struct feed_party, step), .may_be_null = true},
};

static void array_put(json_t *array, json_t *value)
{
	if (!value || json_array_append_new(array, value))
		err_abort("a value that cannot be written as JSON");
}

static json_t *times_write(const struct feed_declaration *declaration)
{
	json_t *times = json_object();

	for (int stage = STAGE_REGISTERED; stage < STAGE_COUNT; stage++)
		if (declaration->times[stage])
			field_put(times, STAGES[stage].key, json_integer(declaration->times[stage]));
	return times;
}

static json_t *parties_write(const struct feed_declaration *declaration)
{
	json_t *parties = json_array();

	for (size_t i = 0; i < declaration->party_count; i++)
		array_put(parties, fields_object(PARTY, FIELD_COUNT(PARTY), &declaration->parties[i]));
	return parties;
}

static json_t *rated_write(unsigned rated)
{
	json_t *phases = json_array();

	for (int phase = 0; phase < PHASE_COUNT; phase++)
		if (rated >> phase & 1)
			array_put(phases, json_string(PHASE_KEYS[phase]));
	return phases;
}

json_t *feed_declaration_write(const struct feed_declaration *declaration)
{
	json_t *json = json_object();

	fields_write(json, NUMBER, FIELD_COUNT(NUMBER), declaration);
	if (declaration->has_proof)
		fields_write(json, PROOF, FIELD_COUNT(PROOF), declaration);
	fields_write(json, SHOWN, FIELD_COUNT(SHOWN), declaration);
	field_put(json, "status", json_string(STAGES[declaration->status].key));
	field_put(json, "stage", json_string(STAGES[declaration->stage].key));
	field_put(json, "times", times_write(declaration));
	field_put(json, "parties", parties_write(declaration));
	field_put(json, "rated", rated_write(declaration->rated));
	return json;
}

static enum err stage_read(const json_t *json, const char *key, enum stage *stage)
{
	const char *text;

	if (json_get_text(json, key, NAME_BYTES, &text))
		return ERR_INVALID;
	*stage = stage_find(text);
	return *stage == STAGE_NONE ? ERR_UNSUPPORTED : ERR_NONE;
}

// Stages of a newer schema are passed over.
static enum err times_read(const json_t *times, struct feed_declaration *declaration)
{
	if (!json_is_object(times))
		return ERR_INVALID;
	for (int stage = STAGE_REGISTERED; stage < STAGE_COUNT; stage++)
		if (json_take_int(times, STAGES[stage].key, 0, WIRE_TIME_MOST, 0, &declaration->times[stage]))
			return ERR_INVALID;
	return ERR_NONE;
}

// A kind of party of a newer schema is passed over: it could not be rated here.
static enum err parties_read(const json_t *parties, struct feed_declaration *declaration)
{
	if (parties && !json_is_array(parties))
		return ERR_INVALID;
	for (size_t i = 0; i < json_array_size(parties); i++) {
		const char *field;
		if (declaration->party_count == PARTIES_MOST)
			return ERR_INVALID;
		struct feed_party *party = &declaration->parties[declaration->party_count];
		enum err err =
			fields_read(json_array_get(parties, i), PARTY, FIELD_COUNT(PARTY), party, &field);
		if (err == ERR_INVALID)
			return err;
		declaration->party_count += !err;
	}
	return ERR_NONE;
}

static enum err rated_read(const json_t *phases, unsigned *rated)
{
	if (phases && !json_is_array(phases))
		return ERR_INVALID;
	for (size_t i = 0; i < json_array_size(phases); i++) {
		const char *key = json_string_value(json_array_get(phases, i));
		for (int phase = 0; phase < PHASE_COUNT; phase++)
			if (text_equal(key, PHASE_KEYS[phase]))
				*rated |= 1u << phase;
	}
	return ERR_NONE;
}

enum err feed_declaration_read(const json_t *value, struct feed_declaration *declaration)
{
	const json_t *proof = json_object_get(value, "proof");
	const char *field;

	memset(declaration, 0, sizeof(*declaration));
	if (fields_read(value, NUMBER, FIELD_COUNT(NUMBER), declaration, &field))
		return ERR_INVALID;
	declaration->has_proof = proof && !json_is_null(proof);
	if (declaration->has_proof && fields_read(value, PROOF, FIELD_COUNT(PROOF), declaration, &field))
		return ERR_INVALID;
	enum err err = fields_read(value, SHOWN, FIELD_COUNT(SHOWN), declaration, &field);
	if (!err)
		err = stage_read(value, "status", &declaration->status);
	if (!err)
		err = stage_read(value, "stage", &declaration->stage);
	if (!err)
		err = times_read(json_object_get(value, "times"), declaration);
	if (!err)
		err = parties_read(json_object_get(value, "parties"), declaration);
	return err ? err : rated_read(json_object_get(value, "rated"), &declaration->rated);
}

void feed_proof(
	const uint8_t key[CRYPTO_KEY], const char *identity, const char *digits4, uint8_t out[PROOF_BYTES])
{
	char said[NUMBER_IDENTITY + TAX_PROOF] = {0};
	uint8_t mac[CRYPTO_HASH];

	memcpy(said, identity, strnlen(identity, NUMBER_IDENTITY));
	memcpy(said + NUMBER_IDENTITY, digits4, strnlen(digits4, TAX_PROOF));
	crypto_mac(key, said, sizeof(said), mac);
	memcpy(out, mac, PROOF_BYTES);
	crypto_wipe(said, sizeof(said));
	crypto_wipe(mac, sizeof(mac));
}

// ---- call, names, figures: flat objects ----
static const struct field CALL[] = {
	{.key = "serial", FIELD_INT, FIELD(struct feed_call, serial), .highest = WIRE_INT_MOST},
	{.key = "declaration",
		FIELD_TEXT,
		FIELD(struct feed_call, identity),
		.lowest = NUMBER_IDENTITY,
		.highest = NUMBER_IDENTITY,
		.signs = SIGNS_DIGITS},
	{.key = "masked", FIELD_TEXT, FIELD(struct feed_call, shown), .lowest = 1, .highest = 32},
	{.key = "counter",
		FIELD_TEXT,
		FIELD(struct feed_call, counter),
		.highest = PLACE_BYTES,
		.may_be_null = true},
	{.key = "at", FIELD_INT, FIELD(struct feed_call, at), .highest = WIRE_TIME_MOST},
};
static const struct field NAME[] = {
	{.key = "vi", FIELD_TEXT, FIELD(struct feed_name, vi), .lowest = 1, .highest = NAME_BYTES},
	{.key = "en", FIELD_TEXT, FIELD(struct feed_name, en), .highest = NAME_BYTES, .may_be_null = true},
	{.key = "parent",
		FIELD_TEXT,
		FIELD(struct feed_name, parent),
		.highest = PARTY_REF,
		.may_be_null = true},
	{.key = "kind",
		FIELD_TEXT,
		FIELD(struct feed_name, kind),
		.highest = CODE_BYTES,
		.may_be_null = true},
};
static const struct field FIGURES[] = {
	{.key = "open",
		FIELD_INT,
		FIELD(struct feed_figures, open),
		.highest = WIRE_INT_MOST,
		.may_be_null = true},
	{.key = "finished",
		FIELD_INT,
		FIELD(struct feed_figures, finished),
		.highest = WIRE_INT_MOST,
		.may_be_null = true},
	{.key = "median_minutes",
		FIELD_INT,
		FIELD(struct feed_figures, median_minutes),
		.highest = WIRE_INT_MOST,
		.may_be_null = true},
	{.key = "satisfied_percent",
		FIELD_INT,
		FIELD(struct feed_figures, satisfied_percent),
		.highest = 100,
		.may_be_null = true},
	{.key = "ballots",
		FIELD_INT,
		FIELD(struct feed_figures, ballots),
		.highest = WIRE_INT_MOST,
		.may_be_null = true},
};

json_t *feed_call_write(const struct feed_call *call)
{
	return fields_object(CALL, FIELD_COUNT(CALL), call);
}

enum err feed_call_read(const json_t *value, struct feed_call *call)
{
	const char *field;

	return fields_read(value, CALL, FIELD_COUNT(CALL), call, &field);
}

json_t *feed_name_write(const struct feed_name *name)
{
	return fields_object(NAME, FIELD_COUNT(NAME), name);
}

enum err feed_name_read(const json_t *value, struct feed_name *name)
{
	const char *field;

	return fields_read(value, NAME, FIELD_COUNT(NAME), name, &field);
}

json_t *feed_figures_write(const struct feed_figures *figures)
{
	return fields_object(FIGURES, FIELD_COUNT(FIGURES), figures);
}

enum err feed_figures_read(const json_t *value, struct feed_figures *figures)
{
	const char *field;

	return fields_read(value, FIGURES, FIELD_COUNT(FIGURES), figures, &field);
}
