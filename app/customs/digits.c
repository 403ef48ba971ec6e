// SPDX-License-Identifier: Apache-2.0
#include "customs/digits.h"
#include <string.h>

#define GROUP 4

enum err digits_read(const char *input, const char *dropped, size_t count, char *out)
{
	size_t read = 0;

	for (; *input; input++) {
		if (strchr(dropped, *input))
			continue;
		if (*input < '0' || *input > '9' || read == count)
			break;
		out[read++] = *input;
	}
	if (!*input && read == count) {
		out[count] = '\0';
		return ERR_NONE;
	}
	memset(out, 0, count + 1);
	return ERR_INVALID;
}

void digits_group(const char *digits, size_t count, char *out)
{
	for (size_t i = 0; i < count && digits[i]; i++) {
		if (i > 0 && i % GROUP == 0)
			*out++ = ' ';
		*out++ = digits[i];
	}
	*out = '\0';
}
