// SPDX-License-Identifier: Apache-2.0
#include "base/crypto.h"
#include "base/text.h"
#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

#define STRETCH_PASSES 3
#define STRETCH_MEMORY ((size_t)64 << 20)
#define SEAL_OVERHEAD (CRYPTO_KEY_ID + crypto_box_SEALBYTES)

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct crypto_hash_state), "room for the state");
_Static_assert(CRYPTO_HASH == SHA256_DIGEST_SIZE && CRYPTO_HASH == crypto_auth_hmacsha256_BYTES, "sizes");
_Static_assert(CRYPTO_KEY == crypto_sign_PUBLICKEYBYTES && CRYPTO_KEY == crypto_box_PUBLICKEYBYTES &&
		       CRYPTO_KEY == crypto_box_SECRETKEYBYTES &&
		       CRYPTO_KEY == crypto_auth_hmacsha256_KEYBYTES,
	"sizes");
_Static_assert(
	CRYPTO_SIGN_KEY == crypto_sign_SECRETKEYBYTES && CRYPTO_SIGNATURE == crypto_sign_BYTES, "sizes");
_Static_assert(CRYPTO_PASSWORD == crypto_pwhash_STRBYTES && crypto_pwhash_SALTBYTES == 16, "sizes");

void crypto_start(void)
{
	if (sodium_init() < 0)
		err_abort("libsodium does not start");
}

void crypto_random(void *bytes, size_t length)
{
	randombytes_buf(bytes, length);
}

uint32_t crypto_uniform(uint32_t bound)
{
	return randombytes_uniform(bound);
}

void crypto_wipe(void *bytes, size_t length)
{
	sodium_memzero(bytes, length);
}

bool crypto_equal(const void *one, const void *two, size_t length)
{
	return sodium_memcmp(one, two, length) == 0;
}

void crypto_hash_make(const void *bytes, size_t length, uint8_t out[CRYPTO_HASH])
{
	struct sha256_ctx state;

	sha256_init(&state);
	sha256_update(&state, length, bytes);
	sha256_digest(&state, CRYPTO_HASH, out);
}

void crypto_hash_begin(struct crypto_hash_state *state)
{
	sha256_init((struct sha256_ctx *)state);
}

void crypto_hash_add(struct crypto_hash_state *state, const void *bytes, size_t length)
{
	sha256_update((struct sha256_ctx *)state, length, bytes);
}

void crypto_hash_end(struct crypto_hash_state *state, uint8_t out[CRYPTO_HASH])
{
	sha256_digest((struct sha256_ctx *)state, CRYPTO_HASH, out);
}

void crypto_mac(const uint8_t key[CRYPTO_KEY], const void *bytes, size_t length, uint8_t out[CRYPTO_HASH])
{
	crypto_auth_hmacsha256(out, bytes, length, key);
}

void crypto_sign_pair(uint8_t public_half[CRYPTO_KEY], uint8_t secret[CRYPTO_SIGN_KEY])
{
	crypto_sign_keypair(public_half, secret);
}

void crypto_sign_make(const uint8_t secret[CRYPTO_SIGN_KEY], const void *bytes, size_t length,
	uint8_t out[CRYPTO_SIGNATURE])
{
	crypto_sign_detached(out, NULL, bytes, length, secret);
}

bool crypto_verify(const uint8_t public_half[CRYPTO_KEY], const void *bytes, size_t length,
	const uint8_t signature[CRYPTO_SIGNATURE])
{
	return crypto_sign_verify_detached(signature, bytes, length, public_half) == 0;
}

void crypto_seal_pair(uint8_t public_half[CRYPTO_KEY], uint8_t secret[CRYPTO_KEY])
{
	crypto_box_keypair(public_half, secret);
}

void crypto_seal_pair_from(
	const uint8_t seed[32], uint8_t public_half[CRYPTO_KEY], uint8_t secret[CRYPTO_KEY])
{
	crypto_box_seed_keypair(public_half, secret, seed);
}

static void write_key_id(const uint8_t public_half[CRYPTO_KEY], uint8_t out[CRYPTO_KEY_ID])
{
	uint8_t hash[CRYPTO_HASH];

	crypto_hash_make(public_half, CRYPTO_KEY, hash);
	memcpy(out, hash, CRYPTO_KEY_ID);
}

char *crypto_seal(struct arena *arena, const uint8_t public_half[CRYPTO_KEY], const char *text)
{
	if (!text || !*text)
		return NULL;
	size_t length = strlen(text), sealed_length = SEAL_OVERHEAD + length;
	uint8_t *sealed = arena_alloc(arena, sealed_length);
	write_key_id(public_half, sealed);
	if (crypto_box_seal(sealed + CRYPTO_KEY_ID, (const uint8_t *)text, length, public_half))
		err_abort("a public half nothing can be sealed to");
	char *out = arena_alloc(arena, base64_size(sealed_length));
	base64_write(sealed, sealed_length, true, out);
	return out;
}

enum err crypto_open(struct arena *arena, const uint8_t public_half[CRYPTO_KEY],
	const uint8_t secret[CRYPTO_KEY], const char *sealed, char **text)
{
	size_t room = strlen(sealed), length;
	uint8_t key_id[CRYPTO_KEY_ID];
	uint8_t *bytes = arena_alloc(arena, room + 1);

	if (base64_read(sealed, room, true, bytes, room, &length) || length < SEAL_OVERHEAD)
		return ERR_INVALID;
	write_key_id(public_half, key_id);
	if (memcmp(key_id, bytes, CRYPTO_KEY_ID) != 0)
		return ERR_DENIED;
	char *opened = arena_alloc(arena, length - SEAL_OVERHEAD + 1);
	if (crypto_box_seal_open(
		    (uint8_t *)opened, bytes + CRYPTO_KEY_ID, length - CRYPTO_KEY_ID, public_half, secret))
		return ERR_DENIED;
	*text = opened;
	return ERR_NONE;
}

void crypto_stretch(const char *text, size_t length, const uint8_t salt[16], uint8_t *out, size_t out_length)
{
	if (crypto_pwhash(out, out_length, text, length, salt, STRETCH_PASSES, STRETCH_MEMORY,
		    crypto_pwhash_ALG_ARGON2ID13))
		err_abort("out of memory");
}

void crypto_password_make(const char *password, char out[CRYPTO_PASSWORD])
{
	if (crypto_pwhash_str_alg(out, password, strlen(password), STRETCH_PASSES, STRETCH_MEMORY,
		    crypto_pwhash_ALG_ARGON2ID13))
		err_abort("out of memory");
}

bool crypto_password_is(const char *stored, const char *password)
{
	return crypto_pwhash_str_verify(stored, password, strlen(password)) == 0;
}
