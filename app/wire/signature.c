// SPDX-License-Identifier: Apache-2.0
#include "wire/signature.h"
#include "base/buf.h"
#include "base/text.h"
#include "wire/field.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BASE_BYTES 16384 // ceiling of what is signed: the four components and their parameters
#define KEY_ID_BYTES 16
#define DIGEST_HEAD "sha-256=:"
#define SIGNATURE_HEAD "sao=:"
#define BASE64_SIGNATURE 89 // with NUL

// The only two lists of components there are: without a body, and with one.
static const char *const COMPONENTS[] = {
	"\"@method\" \"@path\" \"@query\"",
	"\"@method\" \"@path\" \"@query\" \"content-digest\"",
};
#define LABEL "sao="

void key_id_of(const uint8_t public_half[CRYPTO_KEY], char out[KEY_ID])
{
	uint8_t hash[CRYPTO_HASH];

	crypto_hash_make(public_half, CRYPTO_KEY, hash);
	hex_write(hash, KEY_ID_BYTES, out);
}

#define FINGERPRINT_GROUPS 6
#define FINGERPRINT_GROUP_BYTES 5 // 40 bits for five digits: their distribution is even to 1e-7

void key_fingerprint(const uint8_t public_half[CRYPTO_KEY], char out[42])
{
	uint8_t hash[CRYPTO_HASH];
	const uint8_t *at = hash;

	crypto_hash_make(public_half, CRYPTO_KEY, hash);
	for (int group = 0; group < FINGERPRINT_GROUPS; group++) {
		uint64_t value = 0;
		for (int i = 0; i < FINGERPRINT_GROUP_BYTES; i++)
			value = value << 8 | *at++;
		out += snprintf(out, 7, "%s%05u", group ? " " : "", (unsigned)(value % 100000));
	}
}

static void input_write(bool has_body, int64_t created_s, const char *key_id, char out[224])
{
	snprintf(out, 224, LABEL "(%s);created=%" PRId64 ";keyid=\"%s\"", COMPONENTS[has_body], created_s,
		key_id);
}

static void digest_write(const void *body, size_t length, char out[80])
{
	uint8_t hash[CRYPTO_HASH];
	char text[48];

	crypto_hash_make(body, length, hash);
	base64_write(hash, sizeof(hash), false, text);
	snprintf(out, 80, DIGEST_HEAD "%s:", text);
}

// The signature base of RFC 9421, section 2.5.
static void base_write(
	struct buf *buf, const struct signature_request *request, const struct signature_headers *headers)
{
	buf_init(buf, BASE_BYTES);
	buf_format(buf, "\"@method\": %s\n\"@path\": %s\n\"@query\": ?%s\n", request->method, request->path,
		request->query ? request->query : "");
	if (request->body_length > 0)
		buf_format(buf, "\"content-digest\": %s\n", headers->digest);
	buf_format(buf, "\"@signature-params\": %s", headers->input + strlen(LABEL));
}

static void signature_write(const uint8_t signature[CRYPTO_SIGNATURE], char out[128])
{
	char text[BASE64_SIGNATURE];

	base64_write(signature, CRYPTO_SIGNATURE, false, text);
	snprintf(out, 128, SIGNATURE_HEAD "%s:", text);
}

void signature_make(const struct signature_request *request, const uint8_t secret[CRYPTO_SIGN_KEY],
	const char *key_id, int64_t created_s, struct signature_headers *headers)
{
	uint8_t signature[CRYPTO_SIGNATURE];
	struct buf base;

	memset(headers, 0, sizeof(*headers));
	if (request->body_length > 0)
		digest_write(request->body, request->body_length, headers->digest);
	input_write(request->body_length > 0, created_s, key_id, headers->input);
	base_write(&base, request, headers);
	if (base.over)
		err_abort("a request too long to be signed");
	crypto_sign_make(secret, base.at, base.length, signature);
	signature_write(signature, headers->signature);
	buf_finish(&base);
}

// created and keyid are taken from where the template has them; then the template, filled with them, must be
// the very input.
enum err signature_read(const char *input, bool has_body, int64_t *created_s, char key_id[KEY_ID])
{
	char again[224], number[20] = "";
	const char *created = strstr(input, ";created=");
	const char *key = strstr(input, ";keyid=\"");

	memset(key_id, 0, KEY_ID);
	if (!created || !key)
		return ERR_INVALID;
	created += strlen(";created=");
	key += strlen(";keyid=\"");
	size_t digits = strspn(created, SIGNS_DIGITS);
	if (digits >= sizeof(number) || strspn(key, SIGNS_HEX) != KEY_ID - 1)
		return ERR_INVALID;
	memcpy(number, created, digits);
	memcpy(key_id, key, KEY_ID - 1);
	if (text_to_int(number, 0, WIRE_TIME_MOST / 1000, created_s))
		return ERR_INVALID;
	input_write(has_body, *created_s, key_id, again);
	return text_equal(again, input) ? ERR_NONE : ERR_INVALID;
}

static bool digest_is(const struct signature_request *request, const char *digest)
{
	char expected[80] = "";

	if (request->body_length > 0)
		digest_write(request->body, request->body_length, expected);
	return text_equal(expected, digest);
}

// The 64 bytes of a Signature header, in their one spelling.
static bool signature_bytes(const char *header, uint8_t signature[CRYPTO_SIGNATURE])
{
	size_t head = strlen(SIGNATURE_HEAD), length = strlen(header), got = 0;
	char again[128];

	if (length != head + BASE64_SIGNATURE || !text_starts(header, SIGNATURE_HEAD) ||
		base64_read(header + head, BASE64_SIGNATURE - 1, false, signature, CRYPTO_SIGNATURE, &got) ||
		got != CRYPTO_SIGNATURE)
		return false;
	signature_write(signature, again);
	return text_equal(again, header);
}

enum err signature_check(const struct signature_request *request, const struct signature_headers *headers,
	const uint8_t public_half[CRYPTO_KEY])
{
	char claimed[KEY_ID], key_id[KEY_ID];
	uint8_t signature[CRYPTO_SIGNATURE];
	int64_t created_s;
	struct buf base;

	key_id_of(public_half, key_id);
	if (signature_read(headers->input, request->body_length > 0, &created_s, claimed) ||
		!text_equal(claimed, key_id) || !digest_is(request, headers->digest) ||
		!signature_bytes(headers->signature, signature))
		return ERR_DENIED;
	base_write(&base, request, headers);
	bool is_good = !base.over && crypto_verify(public_half, base.at, base.length, signature);
	buf_finish(&base);
	return is_good ? ERR_NONE : ERR_DENIED;
}
