// SPDX-License-Identifier: Apache-2.0
// Our thin words over libsodium say what the standards say, and a sealed text opens for its key alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static int start(void **state)
{
	(void)state;
	crypto_start();
	crypto_start();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

static const char *hex(const void *bytes, size_t length)
{
	char *text = arena_alloc(&arena, 2 * length + 1);

	hex_write(bytes, length, text);
	return text;
}

static void hashes_are_those_of_fips_180(void **state)
{
	static const struct {
		const char *text, *hash;
	} vectors[] = {
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	uint8_t hash[CRYPTO_HASH];

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		size_t length = strlen(vectors[i].text);
		crypto_hash_make(vectors[i].text, length, hash);
		assert_string_equal(hex(hash, sizeof hash), vectors[i].hash);
		// In pieces it is the same.
		struct crypto_hash_state running;
		crypto_hash_begin(&running);
		crypto_hash_add(&running, vectors[i].text, length / 2);
		crypto_hash_add(&running, vectors[i].text + length / 2, length - length / 2);
		crypto_hash_end(&running, hash);
		assert_string_equal(hex(hash, sizeof hash), vectors[i].hash);
	}
}

static void macs_are_those_of_rfc_4231(void **state)
{
	// Keys shorter than the block are filled with zeros by the standard itself.
	static const struct {
		const char *key;
		size_t key_length;
		const char *text, *mac;
	} vectors[] = {
		{"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", 20,
			"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		{"Jefe", 4, "what do ya want for nothing?",
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		uint8_t key[CRYPTO_KEY] = {0}, mac[CRYPTO_HASH];
		memcpy(key, vectors[i].key, vectors[i].key_length);
		crypto_mac(key, vectors[i].text, strlen(vectors[i].text), mac);
		assert_string_equal(hex(mac, sizeof mac), vectors[i].mac);
	}
}

static void signatures_are_those_of_rfc_8032(void **state)
{
	// 7.1, test 2: secret seed and public half; libsodium keeps them one behind the other.
	static const char secret_hex[] = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
					 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
	static const char wanted[] = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
				     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
	uint8_t secret[CRYPTO_SIGN_KEY], signature[CRYPTO_SIGNATURE], other[CRYPTO_SIGN_KEY],
		other_half[CRYPTO_KEY];

	(void)state;
	assert_int_equal(hex_read(secret_hex, secret, sizeof secret), ERR_NONE);
	crypto_sign_make(secret, "\x72", 1, signature);
	assert_string_equal(hex(signature, sizeof signature), wanted);
	const uint8_t *public_half = secret + 32;
	assert_true(crypto_verify(public_half, "\x72", 1, signature));
	assert_false(crypto_verify(public_half, "\x73", 1, signature));
	assert_false(crypto_verify(public_half, "\x72", 0, signature));
	for (size_t bit = 0; bit < 8 * sizeof signature; bit++) {
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(crypto_verify(public_half, "\x72", 1, signature));
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	crypto_sign_pair(other_half, other);
	assert_false(crypto_verify(other_half, "\x72", 1, signature));
}

static void a_sealed_text_opens_for_its_key_alone(void **state)
{
	uint8_t public_half[CRYPTO_KEY], secret[CRYPTO_KEY], other_half[CRYPTO_KEY], other_secret[CRYPTO_KEY];
	const char *words = "Cán bộ quầy 3 chậm, 0912 345 678";
	char *opened;

	(void)state;
	crypto_seal_pair(public_half, secret);
	crypto_seal_pair(other_half, other_secret);
	char *sealed = crypto_seal(&arena, public_half, words);
	assert_non_null(sealed);
	assert_string_not_equal(sealed, crypto_seal(&arena, public_half, words));
	assert_int_equal(crypto_open(&arena, public_half, secret, sealed, &opened), ERR_NONE);
	assert_string_equal(opened, words);
	assert_int_equal(crypto_open(&arena, other_half, other_secret, sealed, &opened), ERR_DENIED);
	assert_int_equal(crypto_open(&arena, public_half, other_secret, sealed, &opened), ERR_DENIED);
	assert_null(crypto_seal(&arena, public_half, ""));
	assert_null(crypto_seal(&arena, public_half, NULL));

	for (size_t i = 0; i + 2 < strlen(sealed); i++) {
		char kept = sealed[i];
		sealed[i] = kept == 'A' ? 'B' : 'A';
		assert_int_equal(crypto_open(&arena, public_half, secret, sealed, &opened), ERR_DENIED);
		sealed[i] = kept;
	}
	assert_int_equal(crypto_open(&arena, public_half, secret, "", &opened), ERR_INVALID);
	assert_int_equal(crypto_open(&arena, public_half, secret, "not sealed at all", &opened), ERR_INVALID);
	sealed[70] = '\0';
	assert_int_equal(crypto_open(&arena, public_half, secret, sealed, &opened), ERR_INVALID);
}

static void a_seed_gives_the_same_pair_again(void **state)
{
	uint8_t seed[32], one[CRYPTO_KEY], one_secret[CRYPTO_KEY], two[CRYPTO_KEY], two_secret[CRYPTO_KEY];
	char *opened;

	(void)state;
	crypto_random(seed, sizeof seed);
	crypto_seal_pair_from(seed, one, one_secret);
	crypto_seal_pair_from(seed, two, two_secret);
	assert_memory_equal(one, two, sizeof one);
	assert_int_equal(
		crypto_open(&arena, two, two_secret, crypto_seal(&arena, one, "x"), &opened), ERR_NONE);
	assert_string_equal(opened, "x");
	seed[0] ^= 1;
	crypto_seal_pair_from(seed, two, two_secret);
	assert_memory_not_equal(one, two, sizeof one);
}

static void passwords_are_stretched_and_recognised(void **state)
{
	static const uint8_t salt[16] = "sixteen bytes...", other_salt[16] = "sixteen bytes..,";
	uint8_t one[48], two[48];
	char stored[CRYPTO_PASSWORD], again[CRYPTO_PASSWORD];

	(void)state;
	crypto_stretch("12345678901234567", 17, salt, one, sizeof one);
	crypto_stretch("12345678901234567", 17, salt, two, sizeof two);
	assert_memory_equal(one, two, sizeof one);
	crypto_stretch("12345678901234567", 17, other_salt, two, sizeof two);
	assert_memory_not_equal(one, two, sizeof one);

	crypto_password_make("mật khẩu rất dài", stored);
	crypto_password_make("mật khẩu rất dài", again);
	assert_string_not_equal(stored, again);
	assert_true(text_starts(stored, "$argon2id$v=19$m=65536,t=3,p=1$"));
	assert_true(crypto_password_is(stored, "mật khẩu rất dài"));
	assert_false(crypto_password_is(stored, "mật khẩu rất dai"));
	assert_false(crypto_password_is("", ""));
	assert_false(crypto_password_is("$argon2id$nonsense", "x"));
}

static void random_is_not_the_same_twice(void **state)
{
	uint8_t one[32] = {0}, two[32] = {0};
	bool seen[10] = {false};

	(void)state;
	crypto_random(one, sizeof one);
	crypto_random(two, sizeof two);
	assert_memory_not_equal(one, two, sizeof one);
	assert_true(crypto_equal(one, one, sizeof one));
	assert_false(crypto_equal(one, two, sizeof one));
	for (int i = 0; i < 1000; i++)
		seen[crypto_uniform(10)] = true;
	for (int i = 0; i < 10; i++)
		assert_true(seen[i]);
	crypto_wipe(one, sizeof one);
	for (size_t i = 0; i < sizeof one; i++)
		assert_int_equal(one[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_those_of_fips_180),
		cmocka_unit_test(macs_are_those_of_rfc_4231),
		cmocka_unit_test(signatures_are_those_of_rfc_8032),
		cmocka_unit_test(a_sealed_text_opens_for_its_key_alone),
		cmocka_unit_test(a_seed_gives_the_same_pair_again),
		cmocka_unit_test(passwords_are_stretched_and_recognised),
		cmocka_unit_test(random_is_not_the_same_twice),
	};

	return cmocka_run_group_tests_name("crypto", tests, start, stop);
}
