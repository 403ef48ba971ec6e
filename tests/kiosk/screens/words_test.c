// SPDX-License-Identifier: Apache-2.0
// No person ever reads a key: whatever the screens put together has its words in both catalogues.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "customs/ballot.h"
#include "customs/declaration.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CATALOGUE_BYTES (1024 * 1024)

static struct buf catalogues[2];

static int begin(void **state)
{
	static const char *const files[] = {"assets/po/vi.po", "assets/po/en.po"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		buf_init(&catalogues[i], CATALOGUE_BYTES);
		assert_int_equal(buf_read_file(&catalogues[i], files[i]), ERR_NONE);
	}
	return 0;
}

static int end(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		buf_finish(&catalogues[i]);
	return 0;
}

static void has(const char *prefix, const char *key, const char *suffix)
{
	char line[128];

	snprintf(line, sizeof line, "msgid \"%s%s%s\"\n", prefix, key, suffix);
	for (int i = 0; i < 2; i++)
		if (!strstr(catalogues[i].at, line))
			fail_msg("catalogue %d lacks %s", i, line);
}

static void test_every_stage_channel_reason_level_and_day_has_its_words(void **state)
{
	(void)state;
	for (int stage = STAGE_NONE + 1; stage < STAGE_COUNT; stage++)
		has("status.", STAGES[stage].key, "");
	has("board.assigned.", STAGES[STAGE_DOC_CHECK].key, "");
	has("board.assigned.", STAGES[STAGE_PHYSICAL].key, "");
	for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
		has("channel.", CHANNEL_KEYS[channel], "");
		has("channel.", CHANNEL_KEYS[channel],
			".help"); // what a trader without a channel yet is told
		has("colour.", CHANNEL_KEYS[channel], "");
	}
	for (int reason = 0; reason < REASON_COUNT; reason++)
		has("rate.reason.", REASON_KEYS[reason], "");
	for (char digit[2] = "1"; digit[0] <= '7'; digit[0]++) {
		if (digit[0] <= '5')
			has("level.", digit, "");
		has("weekday.", digit, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_stage_channel_reason_level_and_day_has_its_words),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
