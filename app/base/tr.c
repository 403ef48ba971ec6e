// SPDX-License-Identifier: Apache-2.0
#include "base/tr.h"
#include "base/log.h"
#include "base/text.h"
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAIRS_MOST 8

const struct lang_info LANGS[LANG_COUNT] = {
	[LANG_VI] = {"vi", "vi-VN", "Tiếng Việt", "sao-vi"},
	[LANG_EN] = {"en", "en", "English", "sao-en"},
};

// gettext wants one locale a process. It gets one name, vi, for every catalogue, and the language is chosen
// by the domain. Under the locale C it does nothing at all; C.UTF-8 is always there.
enum err tr_start(const char *directory)
{
	char file[PATH_MAX];

	if (!setlocale(LC_ALL, "C.UTF-8") || setenv("LANGUAGE", "vi", 1)) {
		log_line(LOG_ERROR, "tr.start", "why=\"no locale C.UTF-8\"");
		return ERR_NOT_FOUND;
	}
	for (int i = 0; i < LANG_COUNT; i++) {
		snprintf(file, sizeof file, "%s/vi/LC_MESSAGES/%s.mo", directory, LANGS[i].domain);
		if (access(file, R_OK)) {
			log_line(LOG_ERROR, "tr.start", "missing=%s", file);
			return ERR_NOT_FOUND;
		}
		if (!bindtextdomain(LANGS[i].domain, directory) ||
			!bind_textdomain_codeset(LANGS[i].domain, "UTF-8"))
			err_abort("out of memory");
	}
	return ERR_NONE;
}

enum err lang_read(const char *code, enum lang *out)
{
	for (int i = 0; i < LANG_COUNT; i++) {
		if (text_equal(code, LANGS[i].code)) {
			*out = (enum lang)i;
			return ERR_NONE;
		}
	}
	return ERR_INVALID;
}

// gettext gives the key itself back when it has no text. The empty key would give the catalogue's header.
static const char *look_up(enum lang lang, const char *key)
{
	const char *text = *key ? dgettext(LANGS[lang].domain, key) : key;

	return text == key ? NULL : text;
}

bool tr_has(enum lang lang, const char *key)
{
	return look_up(lang, key) != NULL;
}

const char *tr(enum lang lang, const char *key)
{
	const char *text = look_up(lang, key);

	if (!text && lang != LANG_VI)
		text = look_up(LANG_VI, key);
	return text ? text : key;
}

struct pairs {
	const char *name[PAIRS_MOST], *value[PAIRS_MOST];
	size_t count;
};

// "{name}" at the start of `at`: its value and how long the place is. NULL: not a place of ours, it stays as
// it is written.
static const char *find_value(const struct pairs *pairs, const char *at, size_t *length)
{
	const char *end = *at == '{' ? strchr(at, '}') : NULL;

	if (!end)
		return NULL;
	*length = (size_t)(end - at) + 1;
	for (size_t i = 0; i < pairs->count; i++)
		if (strlen(pairs->name[i]) == *length - 2 && memcmp(pairs->name[i], at + 1, *length - 2) == 0)
			return pairs->value[i];
	return NULL;
}

// The length of the filled text; written to `out` unless that is NULL.
static size_t fill(const struct pairs *pairs, const char *text, char *out)
{
	size_t length = 0, skip;

	while (*text) {
		const char *value = find_value(pairs, text, &skip);
		const char *piece = value ? value : text;
		size_t piece_length = value ? strlen(value) : 1;
		if (out)
			memcpy(out + length, piece, piece_length);
		length += piece_length;
		text += value ? skip : 1;
	}
	return length;
}

char *tr_fill(struct arena *arena, enum lang lang, const char *key, ...)
{
	const char *text = tr(lang, key), *name;
	struct pairs pairs = {0};
	va_list list;

	va_start(list, key);
	while ((name = va_arg(list, const char *))) {
		if (pairs.count == PAIRS_MOST)
			err_abort("too many places in one text");
		pairs.name[pairs.count] = name;
		pairs.value[pairs.count++] = va_arg(list, const char *);
	}
	va_end(list);
	char *out = arena_alloc(arena, fill(&pairs, text, NULL) + 1);
	fill(&pairs, text, out);
	return out;
}
