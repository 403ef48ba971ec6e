// SPDX-License-Identifier: Apache-2.0
// The few cryptographic operations Sao uses, by libsodium, SHA-256 by nettle, which uses the processor's own
// instructions for it; the only file including them. Any thread after crypto_start(). Ed25519 signatures,
// SHA-256, HMAC-SHA-256, sealed boxes (X25519), Argon2id, random bytes. Secrets are wiped by their owners.
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CRYPTO_HASH 32
#define CRYPTO_KEY 32	   // public halves, HMAC keys
#define CRYPTO_SIGN_KEY 64 // Ed25519 secret half
#define CRYPTO_SIGNATURE 64
#define CRYPTO_KEY_ID 8 // first bytes of SHA-256 of a seal key's public half

void crypto_start(void); // once, before threads; aborts when the library refuses
void crypto_random(void *bytes, size_t length);
uint32_t crypto_uniform(uint32_t bound); // 0..bound-1, unbiased
void crypto_wipe(void *bytes, size_t length);
bool crypto_equal(const void *one, const void *two, size_t length); // constant time

void crypto_hash_make(const void *bytes, size_t length, uint8_t out[CRYPTO_HASH]); // SHA-256
struct crypto_hash_state {
	uint8_t opaque[128] __attribute__((aligned(16)));
};
void crypto_hash_begin(struct crypto_hash_state *state);
void crypto_hash_add(struct crypto_hash_state *state, const void *bytes, size_t length);
void crypto_hash_end(struct crypto_hash_state *state, uint8_t out[CRYPTO_HASH]);
void crypto_mac(const uint8_t key[CRYPTO_KEY], const void *bytes, size_t length,
	uint8_t out[CRYPTO_HASH]); // HMAC-SHA-256

void crypto_sign_pair(uint8_t public_half[CRYPTO_KEY], uint8_t secret[CRYPTO_SIGN_KEY]);
void crypto_sign_make(const uint8_t secret[CRYPTO_SIGN_KEY], const void *bytes, size_t length,
	uint8_t out[CRYPTO_SIGNATURE]);
bool crypto_verify(const uint8_t public_half[CRYPTO_KEY], const void *bytes, size_t length,
	const uint8_t signature[CRYPTO_SIGNATURE]);

void crypto_seal_pair(uint8_t public_half[CRYPTO_KEY], uint8_t secret[CRYPTO_KEY]);
// The same pair from a 32-byte seed: a receipt gives one.
void crypto_seal_pair_from(
	const uint8_t seed[32], uint8_t public_half[CRYPTO_KEY], uint8_t secret[CRYPTO_KEY]);
// base64url(key id || sealed box), as it travels. NULL or empty text gives NULL.
char *crypto_seal(struct arena *arena, const uint8_t public_half[CRYPTO_KEY], const char *text);
// INVALID (not of the form), DENIED (another key, altered).
MUST_USE enum err crypto_open(struct arena *arena, const uint8_t public_half[CRYPTO_KEY],
	const uint8_t secret[CRYPTO_KEY], const char *sealed, char **text);

// Argon2id, 64 MiB, t = 3: 70 ms of one core. Never on the UI thread; at most two at once
// at central.
void crypto_stretch(const char *text, size_t length, const uint8_t salt[16], uint8_t *out, size_t out_length);
// Self-describing password string, 128 bytes with NUL.
#define CRYPTO_PASSWORD 128
void crypto_password_make(const char *password, char out[CRYPTO_PASSWORD]);
bool crypto_password_is(const char *stored, const char *password);

#endif
