// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "customs/declaration.h"
#include <string.h>

#define CODE_ENTERPRISE 10 // an enterprise
#define CODE_UNIT 13	   // its dependent unit: 10 and 3, a dash between or not
#define CODE_PERSON 12	   // an individual

// The digits without the dash of a dependent unit's code. Their count, 0 when the code is not well formed.
static size_t code_digits(const char *code, char digits[CODE_UNIT + 1])
{
	size_t length = strnlen(code, CODE_UNIT + 2);
	bool has_dash = length == CODE_UNIT + 1 && code[CODE_ENTERPRISE] == '-';

	if (length > CODE_UNIT && !has_dash)
		return 0;
	memcpy(digits, code, length);
	if (has_dash)
		memcpy(digits + CODE_ENTERPRISE, code + CODE_ENTERPRISE + 1, CODE_UNIT - CODE_ENTERPRISE);
	length -= has_dash;
	digits[length] = '\0';
	if (length != CODE_ENTERPRISE && length != CODE_UNIT && length != CODE_PERSON)
		return 0;
	return text_is_digits(digits, length) ? length : 0;
}

bool tax_code_is_well_formed(const char *code)
{
	char digits[CODE_UNIT + 1];

	return code_digits(code, digits) != 0;
}

bool tax_code_has_valid_check(const char *code)
{
	static const int weights[CODE_ENTERPRISE - 1] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
	char digits[CODE_UNIT + 1];
	size_t length = code_digits(code, digits);
	int sum = 0;

	if (length == 0)
		return false;
	if (length == CODE_PERSON)
		return true; // no check is known for these
	for (int i = 0; i < CODE_ENTERPRISE - 1; i++)
		sum += weights[i] * (digits[i] - '0');
	return 10 - sum % 11 == digits[CODE_ENTERPRISE - 1] - '0';
}

enum err tax_code_proof(const char *code, char out[TAX_PROOF + 1])
{
	char digits[CODE_UNIT + 1];
	size_t length = code_digits(code, digits);
	size_t end = length == CODE_PERSON ? CODE_PERSON : CODE_ENTERPRISE;

	out[0] = '\0';
	if (length == 0)
		return ERR_INVALID;
	memcpy(out, digits + end - TAX_PROOF, TAX_PROOF);
	out[TAX_PROOF] = '\0';
	return ERR_NONE;
}
