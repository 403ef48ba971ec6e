// SPDX-License-Identifier: Apache-2.0
#include "room/options.h"
#include "base/civil.h"
#include "base/text.h"
#include <stdio.h>

static enum err value_read(const struct option_key *key, char *text)
{
	switch (key->kind) {
	case OPTION_TEXT:
		*(const char **)key->out = text;
		return ERR_NONE;
	case OPTION_NUMBER:
		return text_to_int(text, 0, INT64_MAX, key->out);
	case OPTION_TIME:
		return civil_read(text, key->out);
	}
	return ERR_INVALID;
}

static const struct option_key *key_find(const struct option_key *keys, size_t count, const char *argument)
{
	if (text_starts(argument, "--"))
		for (size_t i = 0; i < count; i++)
			if (text_equal(keys[i].name, argument + 2))
				return &keys[i];
	return NULL;
}

enum err options_read(int argc, char **argv, const struct option_key *keys, size_t count)
{
	for (int i = 0; i < argc; i += 2) {
		const struct option_key *key = key_find(keys, count, argv[i]);
		if (!key) {
			fprintf(stderr, "sao-room: unknown option %s\n", argv[i]);
			return ERR_INVALID;
		}
		if (i + 1 == argc || value_read(key, argv[i + 1])) {
			fprintf(stderr, "sao-room: %s %s: not a value for it\n", argv[i],
				i + 1 == argc ? "" : argv[i + 1]);
			return ERR_INVALID;
		}
	}
	return ERR_NONE;
}
