// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "wire/golden.h"
#include "wire/signature.h"
#include <stdio.h>

static uint8_t public_half[CRYPTO_KEY], secret[CRYPTO_SIGN_KEY];
static char key_id[KEY_ID];
static struct arena arena;

static const char BODY[] = "{\"hello\": \"world\"}\n";
static const struct signature_request POST = {"POST", "/api/v1/entries", "", BODY, sizeof(BODY) - 1};
static const struct signature_request GET = {"GET", "/api/v1/feed", "after=7&limit=500&wait=25", NULL, 0};

static int make_key(void **state)
{
	(void)state;
	crypto_start();
	arena_init(&arena, 0);
	crypto_sign_pair(public_half, secret);
	key_id_of(public_half, key_id);
	return 0;
}

static int drop_key(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

static void from_base64(const char *text, void *out, size_t length)
{
	size_t got;

	assert_int_equal(base64_read(text, strlen(text), false, out, length, &got), ERR_NONE);
	assert_int_equal(got, length);
}

// RFC 9421, B.2.6, with the key of B.1.4: the primitive is the one other implementations use.
static void ed25519_is_that_of_rfc_9421(void **state)
{
	static const char base[] =
		"\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
		"\"@method\": POST\n"
		"\"@path\": /foo\n"
		"\"@authority\": example.com\n"
		"\"content-type\": application/json\n"
		"\"content-length\": 18\n"
		"\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
		"\"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
	uint8_t key[CRYPTO_SIGN_KEY], signature[CRYPTO_SIGNATURE], made[CRYPTO_SIGNATURE];

	(void)state;
	from_base64("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=", key, 32);
	from_base64("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=", key + 32, 32);
	from_base64(
		"wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
		signature, CRYPTO_SIGNATURE);
	assert_true(crypto_verify(key + 32, base, strlen(base), signature));
	crypto_sign_make(key, base, strlen(base), made);
	assert_memory_equal(made, signature, CRYPTO_SIGNATURE);
}

// RFC 9530: section 2 and appendix B.
static void digests_are_those_of_rfc_9530(void **state)
{
	static const char *const vectors[][2] = {
		{"{\"hello\": \"world\"}\n", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"},
		{"{\"hello\": \"world\"}", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"},
	};
	struct signature_headers headers;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct signature_request request = POST;
		request.body = vectors[i][0];
		request.body_length = strlen(vectors[i][0]);
		signature_make(&request, secret, key_id, 1795401600, &headers);
		assert_string_equal(headers.digest, vectors[i][1]);
	}
}

static void headers_are_of_the_profile(void **state)
{
	struct signature_headers headers;
	char expected[256];

	(void)state;
	signature_make(&POST, secret, key_id, 1795401600, &headers);
	snprintf(expected, sizeof(expected),
		"sao=(\"@method\" \"@path\" \"@query\" \"content-digest\");created=1795401600;keyid=\"%s\"",
		key_id);
	assert_string_equal(headers.input, expected);
	assert_int_equal(signature_check(&POST, &headers, public_half), ERR_NONE);
	signature_make(&GET, secret, key_id, 1795401600, &headers);
	snprintf(expected, sizeof(expected),
		"sao=(\"@method\" \"@path\" \"@query\");created=1795401600;keyid=\"%s\"", key_id);
	assert_string_equal(headers.input, expected);
	assert_string_equal(headers.digest, "");
	assert_int_equal(signature_check(&GET, &headers, public_half), ERR_NONE);
}

// What is signed, spelled out and signed here by hand: the base is that of RFC 9421, not only what our two
// ends agree on.
static void signature_base_is_spelled_out(void **state)
{
	struct signature_headers headers;
	uint8_t signature[CRYPTO_SIGNATURE];
	char text[89];

	(void)state;
	signature_make(&POST, secret, key_id, 1795401600, &headers);
	const char *base = arena_format(&arena,
		"\"@method\": POST\n\"@path\": /api/v1/entries\n\"@query\": ?\n"
		"\"content-digest\": sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:\n"
		"\"@signature-params\": (\"@method\" \"@path\" \"@query\" "
		"\"content-digest\");created=1795401600;keyid=\"%s\"",
		key_id);
	crypto_sign_make(secret, base, strlen(base), signature);
	base64_write(signature, sizeof(signature), false, text);
	assert_string_equal(headers.signature, arena_format(&arena, "sao=:%s:", text));
	signature_make(&GET, secret, key_id, 1795401600, &headers);
	base = arena_format(&arena,
		"\"@method\": GET\n\"@path\": /api/v1/feed\n\"@query\": ?after=7&limit=500&wait=25\n"
		"\"@signature-params\": (\"@method\" \"@path\" \"@query\");created=1795401600;keyid=\"%s\"",
		key_id);
	crypto_sign_make(secret, base, strlen(base), signature);
	base64_write(signature, sizeof(signature), false, text);
	assert_string_equal(headers.signature, arena_format(&arena, "sao=:%s:", text));
}

static enum err check_with(const struct signature_request *request, const struct signature_headers *headers)
{
	return signature_check(request, headers, public_half);
}

// Every bit of every byte of a text flipped in turn, one at a time.
static void flip_all(char *text, size_t length, const struct signature_request *request,
	const struct signature_headers *headers)
{
	for (size_t i = 0; i < length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			text[i] = (char)(text[i] ^ 1 << bit);
			if (check_with(request, headers) != ERR_DENIED)
				fail_msg("byte %zu, bit %d of %s", i, bit, text);
			text[i] = (char)(text[i] ^ 1 << bit);
		}
	}
	assert_int_equal(check_with(request, headers), ERR_NONE);
}

static void each_flipped_byte_is_denied(void **state)
{
	char method[] = "POST", path[] = "/api/v1/entries", query[] = "a=1", body[sizeof(BODY)];
	struct signature_request request = {method, path, query, body, sizeof(BODY) - 1};
	struct signature_headers headers;

	(void)state;
	memcpy(body, BODY, sizeof(BODY));
	signature_make(&request, secret, key_id, 1795401600, &headers);
	flip_all(method, strlen(method), &request, &headers);
	flip_all(path, strlen(path), &request, &headers);
	flip_all(query, strlen(query), &request, &headers);
	flip_all(body, request.body_length, &request, &headers);
	flip_all(headers.digest, strlen(headers.digest), &request, &headers);
	flip_all(headers.input, strlen(headers.input), &request, &headers);
	flip_all(headers.signature, strlen(headers.signature), &request, &headers);
}

static void parts_left_out_or_added_are_denied(void **state)
{
	struct signature_request request = POST;
	struct signature_headers headers, other;

	(void)state;
	signature_make(&POST, secret, key_id, 1795401600, &headers);
	other = headers;
	other.digest[0] = '\0';
	assert_int_equal(check_with(&POST, &other), ERR_DENIED);
	other = headers;
	other.signature[0] = '\0';
	assert_int_equal(check_with(&POST, &other), ERR_DENIED);
	other = headers;
	other.input[0] = '\0';
	assert_int_equal(check_with(&POST, &other), ERR_DENIED);
	request.body_length--; // a byte less received
	assert_int_equal(check_with(&request, &headers), ERR_DENIED);
	request.body_length = 0; // the body cut off, the headers kept
	assert_int_equal(check_with(&request, &headers), ERR_DENIED);
	request = GET;
	signature_make(&GET, secret, key_id, 1795401600, &headers);
	request.body = BODY; // a body pushed under a request signed without
	request.body_length = sizeof(BODY) - 1;
	assert_int_equal(check_with(&request, &headers), ERR_DENIED);
	strcpy(headers.digest, "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
	assert_int_equal(check_with(&request, &headers), ERR_DENIED);
}

static void another_key_is_denied(void **state)
{
	uint8_t other_public[CRYPTO_KEY], other_secret[CRYPTO_SIGN_KEY];
	char other_id[KEY_ID];
	struct signature_headers headers;

	(void)state;
	crypto_sign_pair(other_public, other_secret);
	signature_make(&POST, secret, key_id, 1795401600, &headers);
	assert_int_equal(signature_check(&POST, &headers, other_public), ERR_DENIED);
	signature_make(&POST, other_secret, key_id, 1795401600, &headers); // claims our key id
	assert_int_equal(check_with(&POST, &headers), ERR_DENIED);
	key_id_of(other_public, other_id);
	signature_make(&POST, secret, other_id, 1795401600, &headers); // our key under another's id
	assert_int_equal(check_with(&POST, &headers), ERR_DENIED);
}

static void input_of_the_template_only(void **state)
{
	static const char *const bad[] = {
		"",
		"sao=",
		"sao=(\"@method\" \"@path\" \"@query\");created=1;keyid=\"\"",
		"sao=(\"@method\" \"@path\" \"@query\");created=;keyid=\"00112233445566778899aabbccddeeff\"",
		"sao=(\"@method\" \"@path\" "
		"\"@query\");created=01;keyid=\"00112233445566778899aabbccddeeff\"",
		"sao=(\"@method\" \"@path\" "
		"\"@query\");created=-1;keyid=\"00112233445566778899aabbccddeeff\"",
		"sao=(\"@method\" \"@path\" "
		"\"@query\");created=99999999999999999999;keyid=\"00112233445566778899aabbccddeeff\"",
		"sao=(\"@method\" \"@path\" \"@query\");created=1;keyid=\"00112233445566778899AABBCCDDEEFF\"",
		"sao=(\"@method\" \"@path\" "
		"\"@query\");created=1;keyid=\"00112233445566778899aabbccddeeff0\"",
		"sao=(\"@method\" \"@path\" \"@query\");keyid=\"00112233445566778899aabbccddeeff\";created=1",
		"sao=(\"@method\" \"@path\" "
		"\"@query\");created=1;keyid=\"00112233445566778899aabbccddeeff\";alg=\"ed25519\"",
		"sao=(\"@path\" \"@method\" \"@query\");created=1;keyid=\"00112233445566778899aabbccddeeff\"",
		"sao=(\"@method\" \"@path\");created=1;keyid=\"00112233445566778899aabbccddeeff\"",
		"sig=(\"@method\" \"@path\" \"@query\");created=1;keyid=\"00112233445566778899aabbccddeeff\"",
		" sao=(\"@method\" \"@path\" "
		"\"@query\");created=1;keyid=\"00112233445566778899aabbccddeeff\"",
		"sao=(\"@method\" \"@path\" \"@query\" "
		"\"content-digest\");created=1;keyid=\"00112233445566778899aabbccddeeff\"",
	};
	int64_t created;
	char id[KEY_ID];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(signature_read(bad[i], false, &created, id), ERR_INVALID);
	assert_int_equal(signature_read(bad[15], true, &created, id), ERR_NONE);
	assert_int_equal(created, 1);
	assert_string_equal(id, "00112233445566778899aabbccddeeff");
}

static void people_can_compare_keys(void **state)
{
	uint8_t key[CRYPTO_KEY] = {0};
	char fingerprint[42], id[KEY_ID];

	(void)state;
	key_fingerprint(key, fingerprint);
	assert_string_equal(fingerprint, "34584 15407 68110 72389 41680 02623");
	key_id_of(key, id);
	assert_string_equal(
		id, "66687aadf862bd776c8fc18b8e9f8e20"); // the first half of SHA-256 of 32 zero bytes
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ed25519_is_that_of_rfc_9421),
		cmocka_unit_test(digests_are_those_of_rfc_9530),
		cmocka_unit_test(headers_are_of_the_profile),
		cmocka_unit_test(signature_base_is_spelled_out),
		cmocka_unit_test(each_flipped_byte_is_denied),
		cmocka_unit_test(parts_left_out_or_added_are_denied),
		cmocka_unit_test(another_key_is_denied),
		cmocka_unit_test(input_of_the_template_only),
		cmocka_unit_test(people_can_compare_keys),
	};

	return cmocka_run_group_tests(tests, make_key, drop_key);
}
