// SPDX-License-Identifier: Apache-2.0
// Translations: gettext catalogues assets/po/LANG.po, message ids are stable keys ("home.find"), Vietnamese
// is the source. Looked up by domain sao-LANG in one directory, so one process speaks all languages at once.
// A key missing in a language gives Vietnamese; missing there too, the key. Any thread after tr_start().
// Results live as long as the program.
#ifndef BASE_TR_H
#define BASE_TR_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>

enum lang { LANG_VI, LANG_EN, LANG_COUNT }; // order of the switch on screen

struct lang_info {
	const char *code;    // "vi"
	const char *bcp47;   // "vi-VN"
	const char *endonym; // "Tiếng Việt": each language named in its own script
	const char *domain;  // "sao-vi"
};
extern const struct lang_info LANGS[LANG_COUNT];

// `directory` holds vi/LC_MESSAGES/sao-LANG.mo. Sets the process locale to C.UTF-8. NOT_FOUND.
MUST_USE enum err tr_start(const char *directory);
MUST_USE enum err lang_read(const char *code, enum lang *out);
const char *tr(enum lang lang, const char *key);
bool tr_has(enum lang lang, const char *key); // its own text, not Vietnamese standing in
// "{n}" and the like filled in: tr_fill(arena, lang, "unrated.count", "n", "3", NULL). Pairs, NULL ends.
char *tr_fill(struct arena *arena, enum lang lang, const char *key, ...) __attribute__((sentinel));

#endif
