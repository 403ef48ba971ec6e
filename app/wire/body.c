// SPDX-License-Identifier: Apache-2.0
#include "wire/body.h"
#include "base/text.h"
#include "wire/field.h"
#include <string.h>

#define SEALED_SHORT 1024	 // digits, a name, a phone number
#define SEALED_COMMENT 12288	 // 2,000 characters of up to four bytes
#define TOOK_MOST (7 * 86400000) // a ballot opened a week ago
#define CONSENT_KEY 64

// ---- the subject: one member, its key says what kind ----
static json_t *subject_write(enum subject subject, const char *ref)
{
	json_t *object = json_object();

	field_put(object, SUBJECT_KEYS[subject], json_string(ref));
	return object;
}

static enum err subject_read(const json_t *json, enum subject *subject, char ref[SUBJECT_REF])
{
	const json_t *object = json_object_get(json, "subject");
	const char *text = NULL;

	for (int i = 0; i < SUBJECT_COUNT; i++) {
		const json_t *value = json_object_get(object, SUBJECT_KEYS[i]);
		if (!value)
			continue;
		if (text || json_get_text(object, SUBJECT_KEYS[i], SUBJECT_REF - 1, &text) || !*text ||
			!text_is_clean(text))
			return ERR_INVALID; // two subjects, or none
		*subject = (enum subject)i;
	}
	if (!text)
		return ERR_INVALID;
	memset(ref, 0, SUBJECT_REF);
	memcpy(ref, text, strlen(text));
	return ERR_NONE;
}

// ---- marks ----
static const struct field MARK[] = {
	{.key = "party",
		FIELD_ENUM,
		FIELD(struct mark, party),
		.highest = PARTY_COUNT - 1,
		.keys = PARTY_KEYS},
	{.key = "ref", FIELD_WORD, FIELD(struct mark, ref), .lowest = 1},
	{.key = "name", FIELD_WORD, FIELD(struct mark, name)},
	{.key = "step", FIELD_WORD, FIELD(struct mark, step), .may_be_null = true},
};

static json_t *mark_write(const struct mark *mark)
{
	json_t *object = json_object(), *reasons = json_array();

	for (int i = 0; i < REASON_COUNT; i++)
		if (mark->reasons >> i & 1 && json_array_append_new(reasons, json_string(REASON_KEYS[i])))
			err_abort("out of memory");
	fields_write(object, MARK, FIELD_COUNT(MARK), mark);
	field_put(object, "stars", json_integer(mark->stars));
	field_put(object, "reasons", reasons);
	return object;
}

static enum err reasons_read(const json_t *reasons, uint32_t *bits)
{
	for (size_t i = 0; i < json_array_size(reasons); i++) {
		const char *key = json_string_value(json_array_get(reasons, i));
		int reason = 0;
		if (!key)
			return ERR_INVALID;
		while (reason < REASON_COUNT && !text_equal(key, REASON_KEYS[reason]))
			reason++;
		if (reason == REASON_COUNT)
			return ERR_UNSUPPORTED;
		*bits |= (uint32_t)1 << reason;
	}
	return json_is_array(reasons) || !reasons || json_is_null(reasons) ? ERR_NONE : ERR_INVALID;
}

static enum err mark_read(const json_t *object, struct mark *mark, const char **field)
{
	int64_t stars;
	enum err err = fields_read(object, MARK, FIELD_COUNT(MARK), mark, field);

	if (err)
		return err;
	*field = "stars";
	if (json_get_int(object, "stars", 1, STARS_MOST, &stars))
		return ERR_INVALID;
	mark->stars = (int)stars;
	*field = "reasons";
	return reasons_read(json_object_get(object, "reasons"), &mark->reasons);
}

static json_t *marks_write(const struct ballot *ballot)
{
	json_t *marks = json_array();

	for (size_t i = 0; i < ballot->count; i++)
		if (ballot->marks[i].stars > 0 && json_array_append_new(marks, mark_write(&ballot->marks[i])))
			err_abort("out of memory");
	return marks;
}

static enum err marks_read(const json_t *marks, struct ballot *ballot, const char **field)
{
	size_t count = json_array_size(marks);

	*field = "marks";
	if (!json_is_array(marks) || count == 0 || count > BALLOT_MARKS)
		return ERR_INVALID;
	for (; ballot->count < count; ballot->count++) {
		enum err err =
			mark_read(json_array_get(marks, ballot->count), &ballot->marks[ballot->count], field);
		if (err)
			return err;
	}
	return ERR_NONE;
}

// ---- the ballot ----
static const struct field HEAD[] = {
	{.key = "phase",
		FIELD_ENUM,
		FIELD(struct ballot_body, ballot.phase),
		.highest = PHASE_COUNT - 1,
		.keys = PHASE_KEYS},
	{.key = "proof",
		FIELD_ENUM,
		FIELD(struct ballot_body, ballot.proof),
		.highest = PROOF_COUNT - 1,
		.keys = PROOF_KEYS},
	{.key = "tax4",
		FIELD_SEALED,
		FIELD(struct ballot_body, tax4),
		.highest = SEALED_SHORT,
		.may_be_null = true},
};
static const struct field COMMENT[] = {
	{.key = "comment",
		FIELD_SEALED,
		FIELD(struct ballot_body, comment),
		.highest = SEALED_COMMENT,
		.may_be_null = true},
};
static const struct field CONSENT[] = {
	{.key = "key",
		FIELD_TEXT,
		FIELD(struct ballot_body, consent_key),
		.lowest = 1,
		.highest = CONSENT_KEY},
	{.key = "version", FIELD_INT, FIELD(struct ballot_body, consent_version), .highest = WIRE_INT_MOST},
	{.key = "at", FIELD_INT, FIELD(struct ballot_body, consent_at), .highest = WIRE_TIME_MOST},
};
static const struct field MANNER[] = {
	{.key = "lang", FIELD_TEXT, FIELD(struct ballot_body, lang), .lowest = 2, .highest = 15},
	{.key = "took_ms", FIELD_INT, FIELD(struct ballot_body, took_ms), .highest = TOOK_MOST},
};
static const struct field CONTACT[] = {
	{.key = "name",
		FIELD_SEALED,
		FIELD(struct ballot_body, contact_name),
		.highest = SEALED_SHORT,
		.may_be_null = true},
	{.key = "phone",
		FIELD_SEALED,
		FIELD(struct ballot_body, contact_phone),
		.highest = SEALED_SHORT,
		.may_be_null = true},
};
static const struct field RECEIPT[] = {
	{.key = "tag", FIELD_WORD, FIELD(struct ballot_body, receipt_tag), .lowest = 32, .signs = SIGNS_HEX},
	{.key = "key", FIELD_BASE64, FIELD(struct ballot_body, receipt_key)},
};

static bool is_given(const char *text)
{
	return text && *text;
}

json_t *ballot_body_write(const struct ballot_body *body)
{
	json_t *json = json_object();
	bool has_contact = is_given(body->contact_name) || is_given(body->contact_phone);

	field_put(json, "subject", subject_write(body->ballot.subject, body->ballot.ref));
	fields_write(json, HEAD, FIELD_COUNT(HEAD), body);
	field_put(json, "marks", marks_write(&body->ballot));
	fields_write(json, COMMENT, FIELD_COUNT(COMMENT), body);
	field_put(json, "consent", fields_object(CONSENT, FIELD_COUNT(CONSENT), body));
	fields_write(json, MANNER, FIELD_COUNT(MANNER), body);
	field_put(json, "contact",
		has_contact ? fields_object(CONTACT, FIELD_COUNT(CONTACT), body) : json_null());
	field_put(json, "receipt", fields_object(RECEIPT, FIELD_COUNT(RECEIPT), body));
	return json;
}

// The tables of a ballot body in turn: the object each stands in ("" the body itself) and its members.
static const struct {
	const char *part;
	const struct field *fields;
	size_t count;
	bool may_be_null;
} PARTS[] = {
	{"", HEAD, FIELD_COUNT(HEAD), false},
	{"", COMMENT, FIELD_COUNT(COMMENT), false},
	{"consent", CONSENT, FIELD_COUNT(CONSENT), false},
	{"", MANNER, FIELD_COUNT(MANNER), false},
	{"contact", CONTACT, FIELD_COUNT(CONTACT), true},
	{"receipt", RECEIPT, FIELD_COUNT(RECEIPT), false},
};

enum err ballot_body_read(const json_t *json, struct ballot_body *body, const char **field)
{
	memset(body, 0, sizeof(*body));
	body->contact_name = body->contact_phone = "";
	*field = "subject";
	if (subject_read(json, &body->ballot.subject, body->ballot.ref))
		return ERR_INVALID;
	for (size_t i = 0; i < FIELD_COUNT(PARTS); i++) {
		const json_t *part = *PARTS[i].part ? json_object_get(json, PARTS[i].part) : json;
		if (PARTS[i].may_be_null && (!part || json_is_null(part)))
			continue;
		enum err err = fields_read(part, PARTS[i].fields, PARTS[i].count, body, field);
		if (err)
			return err;
	}
	enum err err = marks_read(json_object_get(json, "marks"), &body->ballot, field);
	return err ? err : ballot_check(&body->ballot, field);
}

// ---- skip ----
static const struct field SKIP[] = {
	{.key = "phase",
		FIELD_ENUM,
		FIELD(struct skip_body, phase),
		.highest = PHASE_COUNT - 1,
		.keys = PHASE_KEYS},
	{.key = "from", FIELD_WORD, FIELD(struct skip_body, from), .lowest = 1},
};

json_t *skip_body_write(const struct skip_body *body)
{
	json_t *json = json_object();

	field_put(json, "subject", subject_write(body->subject, body->ref));
	fields_write(json, SKIP, FIELD_COUNT(SKIP), body);
	return json;
}

enum err skip_body_read(const json_t *json, struct skip_body *body)
{
	const char *field;

	memset(body, 0, sizeof(*body));
	if (subject_read(json, &body->subject, body->ref))
		return ERR_INVALID;
	return fields_read(json, SKIP, FIELD_COUNT(SKIP), body, &field);
}

// ---- health ----
static const struct field CHAIN[] = {
	{.key = "seq", FIELD_INT, FIELD(struct health_body, chain_seq), .highest = WIRE_INT_MOST},
	{.key = "head", FIELD_HEX, FIELD(struct health_body, chain_head)},
};
static const struct field HEALTH[] = {
	{.key = "unsent", FIELD_INT, FIELD(struct health_body, unsent), .highest = WIRE_INT_MOST},
	{.key = "disk_free", FIELD_INT, FIELD(struct health_body, disk_free_bytes), .highest = WIRE_INT_MOST},
	{.key = "version", FIELD_TEXT, FIELD(struct health_body, version), .highest = 64},
	{.key = "role", FIELD_TEXT, FIELD(struct health_body, role), .highest = 16},
};

json_t *health_body_write(const struct health_body *body)
{
	json_t *json = json_object();

	field_put(json, "chain", fields_object(CHAIN, FIELD_COUNT(CHAIN), body));
	fields_write(json, HEALTH, FIELD_COUNT(HEALTH), body);
	return json;
}

enum err health_body_read(const json_t *json, struct health_body *body)
{
	const char *field;

	memset(body, 0, sizeof(*body));
	if (fields_read(json_object_get(json, "chain"), CHAIN, FIELD_COUNT(CHAIN), body, &field))
		return ERR_INVALID;
	return fields_read(json, HEALTH, FIELD_COUNT(HEALTH), body, &field);
}
