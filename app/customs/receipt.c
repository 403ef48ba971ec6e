// SPDX-License-Identifier: Apache-2.0
#include "customs/receipt.h"
#include "base/text.h"
#include "customs/digits.h"
#include <string.h>

// Damm's quasigroup of order 10: its check digit finds every single wrong digit and every two neighbours
// exchanged, without needing an eleventh sign as ISO 7064 MOD 11-2 does.
static const unsigned char DAMM[10][10] = {
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

#define RANDOM_DIGITS (RECEIPT_DIGITS - 1)
#define TAG_BYTES 16
#define SEED_BYTES 32

static unsigned damm(const char *digits, size_t count)
{
	unsigned state = 0;

	for (size_t i = 0; i < count; i++)
		state = DAMM[state][digits[i] - '0'];
	return state;
}

void receipt_make(const uint8_t salt[16], struct receipt *receipt)
{
	char digits[RECEIPT_DIGITS + 1];

	for (size_t i = 0; i < RANDOM_DIGITS; i++)
		digits[i] = (char)('0' + crypto_uniform(10));
	digits[RANDOM_DIGITS] = (char)('0' + damm(digits, RANDOM_DIGITS));
	digits[RECEIPT_DIGITS] = '\0';
	receipt_derive(salt, digits, receipt);
	crypto_wipe(digits, sizeof(digits));
}

enum err receipt_read(const char *typed, char digits[RECEIPT_DIGITS + 1])
{
	enum err err = digits_read(typed, " ", RECEIPT_DIGITS, digits);

	if (!err && damm(digits, RECEIPT_DIGITS) != 0) {
		memset(digits, 0, RECEIPT_DIGITS + 1);
		err = ERR_INVALID;
	}
	return err;
}

void receipt_derive(const uint8_t salt[16], const char *digits, struct receipt *receipt)
{
	uint8_t stretched[TAG_BYTES + SEED_BYTES], secret[CRYPTO_KEY];

	memset(receipt, 0, sizeof(*receipt));
	memcpy(receipt->digits, digits, strnlen(digits, RECEIPT_DIGITS));
	crypto_stretch(receipt->digits, RECEIPT_DIGITS, salt, stretched, sizeof(stretched));
	hex_write(stretched, TAG_BYTES, receipt->tag);
	crypto_seal_pair_from(stretched + TAG_BYTES, receipt->public_half, secret);
	crypto_wipe(stretched, sizeof(stretched));
	crypto_wipe(secret, sizeof(secret));
}

void receipt_group(const char *digits, char out[RECEIPT_DIGITS + 6])
{
	digits_group(digits, RECEIPT_DIGITS, out);
}
