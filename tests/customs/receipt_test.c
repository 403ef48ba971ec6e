// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "customs/receipt.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t SALT[16] = "a fixed salt 16";
static struct receipt receipt; // made once: each costs 70 ms

static int make_one(void **state)
{
	(void)state;
	crypto_start();
	receipt_make(SALT, &receipt);
	return 0;
}

static enum err typed(const char *digits)
{
	char out[RECEIPT_DIGITS + 1];

	return receipt_read(digits, out);
}

static void receipt_is_read_as_shown_and_as_typed(void **state)
{
	char shown[RECEIPT_DIGITS + 6], read[RECEIPT_DIGITS + 1];

	(void)state;
	receipt_group(receipt.digits, shown);
	assert_int_equal(strlen(shown), RECEIPT_DIGITS + 4);
	assert_int_equal(receipt_read(shown, read), ERR_NONE);
	assert_string_equal(read, receipt.digits);
	assert_int_equal(receipt_read(receipt.digits, read), ERR_NONE);
	receipt_group("48210937551620483", shown);
	assert_string_equal(shown, "4821 0937 5516 2048 3");
	assert_int_equal(typed(""), ERR_INVALID);
	assert_int_equal(typed("4821 0937 5516 2048"), ERR_INVALID);
	assert_int_equal(typed("4821-0937-5516-2048-3"), ERR_INVALID);
}

// The check digit is a proof, not a habit: over many receipts, every single wrong digit and every exchange of
// neighbours is found.
static void every_slip_of_the_finger_is_found(void **state)
{
	char digits[RECEIPT_DIGITS + 1] = "";

	(void)state;
	for (int tries = 0; tries < 200; tries++) {
		int found = 0;
		for (int i = 0; i < RECEIPT_DIGITS; i++)
			digits[i] = (char)('0' + crypto_uniform(10));
		for (char check = '0'; check <= '9'; check++) { // exactly one check digit fits
			digits[RECEIPT_DIGITS - 1] = check;
			found += typed(digits) == ERR_NONE;
		}
		assert_int_equal(found, 1);
		digits[RECEIPT_DIGITS - 1] = '0';
		while (typed(digits))
			digits[RECEIPT_DIGITS - 1]++;
		for (int i = 0; i < RECEIPT_DIGITS; i++) {
			char kept = digits[i];
			for (digits[i] = '0'; digits[i] <= '9'; digits[i]++)
				assert_int_equal(typed(digits), digits[i] == kept ? ERR_NONE : ERR_INVALID);
			digits[i] = kept;
		}
		for (int i = 1; i < RECEIPT_DIGITS; i++) {
			char left = digits[i - 1], right = digits[i];
			digits[i - 1] = right;
			digits[i] = left;
			assert_int_equal(typed(digits), left == right ? ERR_NONE : ERR_INVALID);
			digits[i - 1] = left;
			digits[i] = right;
		}
	}
}

// Every pair of digits after every state of the check, so nothing is left to chance.
static void every_exchange_is_found_in_every_place(void **state)
{
	char digits[RECEIPT_DIGITS + 1];

	(void)state;
	for (int place = 0; place + 1 < RECEIPT_DIGITS - 1; place++) {
		for (int pair = 0; pair < 1000; pair++) {
			memset(digits, '0', sizeof(digits));
			digits[RECEIPT_DIGITS] = '\0';
			if (place > 0)
				digits[place - 1] = (char)('0' + pair / 100);
			digits[place] = (char)('0' + pair / 10 % 10);
			digits[place + 1] = (char)('0' + pair % 10);
			while (typed(digits))
				digits[RECEIPT_DIGITS - 1]++;
			char left = digits[place];
			digits[place] = digits[place + 1];
			digits[place + 1] = left;
			assert_int_equal(typed(digits), digits[place] == left ? ERR_NONE : ERR_INVALID);
		}
	}
}

static void the_digits_open_what_was_sealed_to_them(void **state)
{
	struct receipt again, other;
	uint8_t salt[16];
	char digits[RECEIPT_DIGITS + 1];

	(void)state;
	receipt_derive(SALT, receipt.digits, &again);
	assert_memory_equal(&again, &receipt, sizeof(again));
	assert_int_equal(strlen(again.tag), RECEIPT_TAG - 1);
	memcpy(salt, SALT, sizeof(salt));
	salt[0]++;
	receipt_derive(salt, receipt.digits, &other); // another installation: nothing in common
	assert_string_not_equal(other.tag, receipt.tag);
	assert_memory_not_equal(other.public_half, receipt.public_half, CRYPTO_KEY);
	memcpy(digits, receipt.digits, sizeof(digits));
	digits[0] = digits[0] == '9' ? '0' : (char)(digits[0] + 1);
	receipt_derive(SALT, digits, &other);
	assert_string_not_equal(other.tag, receipt.tag);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(receipt_is_read_as_shown_and_as_typed),
		cmocka_unit_test(every_slip_of_the_finger_is_found),
		cmocka_unit_test(every_exchange_is_found_in_every_place),
		cmocka_unit_test(the_digits_open_what_was_sealed_to_them),
	};

	return cmocka_run_group_tests(tests, make_one, NULL);
}
