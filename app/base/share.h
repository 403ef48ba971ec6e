// SPDX-License-Identifier: Apache-2.0
// Where the files a program comes with lie: beside it in the source tree, or under share/sao when installed.
#ifndef BASE_SHARE_H
#define BASE_SHARE_H

#include <stdbool.h>

#define SHARE_PATH 1024

// The first of `names` (the last is NULL) that can be read; share "": looked for from the program's own
// place.
bool share_find(const char *share, const char *const *names, char out[SHARE_PATH]);

#endif
