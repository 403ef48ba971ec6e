// SPDX-License-Identifier: Apache-2.0
// Arguments of a command, "--name VALUE", read against a table. Texts are argv's own.
#ifndef ROOM_OPTIONS_H
#define ROOM_OPTIONS_H

#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

enum option_kind {
	OPTION_TEXT,   // const char *
	OPTION_NUMBER, // int64_t, not negative
	OPTION_TIME    // int64_t, ms UTC, from RFC 3339
};

struct option_key {
	const char *name; // without "--"
	enum option_kind kind;
	void *out; // keeps its value when the option is not given
};

// INVALID, told on stderr.
MUST_USE enum err options_read(int argc, char **argv, const struct option_key *keys, size_t count);

#endif
