// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/scan.h"
#include <string.h>

static void typed_put(struct scan *scan, char key)
{
	if (scan->typed_count < TYPED_MOST)
		scan->typed[scan->typed_count++] = key;
}

// Digits, letters and control keys are of use to a screen.
static void line_was_typed(struct scan *scan)
{
	for (size_t i = 0; i < scan->length; i++)
		if (!strchr("*-", scan->line[i]))
			typed_put(scan, scan->line[i]);
	memset(scan->line, 0, sizeof scan->line);
	scan->length = 0;
	scan->is_spoilt = false;
}

void scan_settle(struct scan *scan, int64_t now)
{
	if (scan_is_waiting(scan) && now - scan->last >= SCAN_GAP)
		line_was_typed(scan);
}

static bool is_of_label(char character)
{
	return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
	       character == '*' || character == '-';
}

static void line_put(struct scan *scan, char character)
{
	if (character >= 'a' && character <= 'z')
		character = (char)(character - 'a' + 'A'); // a reader under caps lock
	if (scan->length == SCAN_MOST || !is_of_label(character))
		scan->is_spoilt = true;
	else
		scan->line[scan->length++] = character;
}

void scan_put(struct scan *scan, char character, int64_t now)
{
	scan_settle(scan, now);
	scan->last = now;
	if (character >= ' ') {
		line_put(scan, character);
		return;
	}
	if (character == '\n' && scan->length >= SCAN_LEAST && !scan->is_spoilt) {
		memcpy(scan->done, scan->line, sizeof scan->done);
		memset(scan->line, 0, sizeof scan->line);
		scan->length = 0;
		return;
	}
	bool was_noise =
		character == '\n' && scan->is_spoilt; // a fast line that is no label of ours: all of it goes
	if (was_noise)
		scan->length = 0;
	line_was_typed(scan);
	if (!was_noise)
		typed_put(scan, character);
}

bool scan_is_waiting(const struct scan *scan)
{
	return scan->length || scan->is_spoilt;
}

int scan_take_typed(struct scan *scan)
{
	if (!scan->typed_count)
		return 0;
	int key = scan->typed[0];
	memmove(scan->typed, scan->typed + 1, --scan->typed_count);
	return key;
}
