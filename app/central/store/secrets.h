// SPDX-License-Identifier: Apache-2.0
// What only central may know, in one 0700 directory beside the database, never in it and never in a backup
//: the seal key pair, the key traders are grouped by, the key proofs are derived from, the
// receipt salt. Made when they are missing; read once at start-up; constant from then on, any thread.
#ifndef CENTRAL_STORE_SECRETS_H
#define CENTRAL_STORE_SECRETS_H

#include "base/crypto.h"

struct secrets {
	uint8_t seal_public[CRYPTO_KEY], seal_secret[CRYPTO_KEY];
	uint8_t owner_key[CRYPTO_KEY]; // owner of a declaration: HMAC(owner_key, tax code)
	uint8_t proof_key[CRYPTO_KEY]; // the units' proof keys come from it
	uint8_t receipt_salt[16];      // of the installation, never changes
};

// Makes the directory and the files that are missing (fsynced). CORRUPT: a file of another length or open to
// others; IO, READ_ONLY.
MUST_USE enum err secrets_open(struct secrets *secrets, const char *folder);
void secrets_close(struct secrets *secrets); // wipes
// The key a unit's kiosks check proofs with.
void secrets_proof_key(const struct secrets *secrets, const char *unit, uint8_t out[CRYPTO_KEY]);

#endif
