// SPDX-License-Identifier: Apache-2.0
// A receipt: 16 random digits and a check digit that a person keeps. From the digits one Argon2id gives a tag
// (all that is stored) and the seed of a key pair that answers are sealed to.
// receipt_derive() costs 70 ms: never on the UI thread.
#ifndef CUSTOMS_RECEIPT_H
#define CUSTOMS_RECEIPT_H

#include "base/crypto.h"
#include "base/err.h"
#include <stdint.h>

#define RECEIPT_DIGITS 17 // 16 and Damm's check digit
#define RECEIPT_TAG 33	  // 16 bytes as hex, with NUL

struct receipt {
	char digits[RECEIPT_DIGITS + 1]; // secret of the person: shown once, never stored or sent
	char tag[RECEIPT_TAG];
	uint8_t public_half[CRYPTO_KEY];
};

void receipt_make(const uint8_t salt[16], struct receipt *receipt); // random digits, derived
MUST_USE enum err receipt_read(
	const char *typed, char digits[RECEIPT_DIGITS + 1]); // spaces dropped, check digit verified
void receipt_derive(const uint8_t salt[16], const char *digits, struct receipt *receipt);
void receipt_group(const char *digits, char out[RECEIPT_DIGITS + 6]); // "4821 0937 5516 2048 3"

#endif
