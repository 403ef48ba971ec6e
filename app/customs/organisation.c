// SPDX-License-Identifier: Apache-2.0
#include "customs/organisation.h"
#include "base/text.h"
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

const char *const PARTY_KEYS[PARTY_COUNT] = {"officer", "team", "step", "unit", "place"};

// A badge: "HQ-03TG-0003". A letter of the pattern stands for a kind of character.
static const char BADGE_PATTERN[] = "AA-XXXX-9999";
#define BADGE_LENGTH (sizeof(BADGE_PATTERN) - 1)

static bool is_badge(const char *text)
{
	for (size_t i = 0; i < BADGE_LENGTH; i++) {
		unsigned char c = (unsigned char)text[i];
		bool fits = BADGE_PATTERN[i] == 'A'   ? isupper(c)
			    : BADGE_PATTERN[i] == 'X' ? isupper(c) || isdigit(c)
			    : BADGE_PATTERN[i] == '9' ? isdigit(c)
						      : c == (unsigned char)BADGE_PATTERN[i];
		if (!fits)
			return false;
	}
	return text[BADGE_LENGTH] == '\0' || text[BADGE_LENGTH] == ' ';
}

static enum err officer_read(struct arena *arena, const char *text, struct officer_name *officer)
{
	const char *ref = text;
	size_t length;

	officer->name = text;
	if (is_badge(text)) {
		length = BADGE_LENGTH;
		officer->name = text + BADGE_LENGTH + strspn(text + BADGE_LENGTH, " ");
	} else {
		ref = text_key(arena, text);
		length = strlen(ref);
	}
	if (length == 0 || length >= PARTY_REF)
		return ERR_INVALID;
	memset(officer->ref, 0, sizeof(officer->ref));
	memcpy(officer->ref, ref, length);
	return ERR_NONE;
}

enum err officers_read(
	struct arena *arena, const char *cell, struct officer_name out[OFFICERS_IN_CELL], size_t *count)
{
	char *next = NULL;

	*count = 0;
	for (char *part = strtok_r(arena_text(arena, cell), ";", &next); part;
		part = strtok_r(NULL, ";", &next)) {
		struct officer_name officer;
		size_t same = 0;
		part = text_trim(part);
		if (!*part)
			continue;
		enum err err = officer_read(arena, part, &officer);
		if (err)
			return err;
		while (same < *count && !text_equal(out[same].ref, officer.ref))
			same++;
		if (same < *count)
			continue; // named twice in one cell
		if (*count == OFFICERS_IN_CELL)
			return ERR_INVALID;
		out[(*count)++] = officer;
	}
	return ERR_NONE;
}
