// SPDX-License-Identifier: Apache-2.0
// Long numbers as people type and read them. Only customs/ includes it. Pure; any thread.
#ifndef CUSTOMS_DIGITS_H
#define CUSTOMS_DIGITS_H

#include "base/err.h"
#include <stddef.h>

// Exactly `count` digits, characters of `dropped` between them or not. `out` has count + 1 bytes; INVALID
// leaves "" in it.
MUST_USE enum err digits_read(const char *input, const char *dropped, size_t count, char *out);
// At most `count` digits in groups of four with a space between.
void digits_group(const char *digits, size_t count, char *out);

#endif
