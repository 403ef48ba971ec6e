// SPDX-License-Identifier: Apache-2.0
// One process speaks all its languages, and where one has no words Vietnamese stands in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tr.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[] = "/tmp/sao-tr.XXXXXX";

static void make_catalogue(const char *code, const char *words)
{
	char path[128], command[512];

	snprintf(path, sizeof path, "%s/%s.po", folder, code);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n%s", words);
	fclose(file);
	snprintf(command, sizeof command,
		"mkdir -p %s/vi/LC_MESSAGES && msgfmt -o %s/vi/LC_MESSAGES/sao-%s.mo %s", folder, folder,
		code, path);
	assert_int_equal(system(command), 0);
}

static int start(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : 1;
}

static int stop(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static void without_its_catalogues_it_does_not_start(void **state)
{
	(void)state;
	assert_int_equal(tr_start(folder), ERR_NOT_FOUND);
	make_catalogue("vi",
		"msgid \"home.find\"\nmsgstr \"Tìm tờ khai\"\n\n"
		"msgid \"unrated.count\"\nmsgstr \"{n} trong {all} việc chưa đánh giá, {n} {odd\"\n\n"
		"msgid \"only.vi\"\nmsgstr \"chỉ tiếng Việt\"\n\n");
	assert_int_equal(tr_start(folder), ERR_NOT_FOUND);
	make_catalogue("en",
		"msgid \"home.find\"\nmsgstr \"Find a declaration\"\n\nmsgid \"only.vi\"\nmsgstr \"\"\n\n");
	// As a service may be started.
	setenv("LC_ALL", "C", 1);
	setenv("LANGUAGE", "de", 1);
	setlocale(LC_ALL, "");
	assert_int_equal(tr_start(folder), ERR_NONE);
}

static void both_languages_are_there_at_once(void **state)
{
	(void)state;
	for (int again = 0; again < 3; again++) {
		assert_string_equal(tr(LANG_VI, "home.find"), "Tìm tờ khai");
		assert_string_equal(tr(LANG_EN, "home.find"), "Find a declaration");
	}
}

static void missing_words_are_vietnamese_then_the_key(void **state)
{
	(void)state;
	assert_string_equal(tr(LANG_EN, "only.vi"), "chỉ tiếng Việt");
	assert_true(tr_has(LANG_VI, "only.vi"));
	assert_false(tr_has(LANG_EN, "only.vi"));
	assert_string_equal(tr(LANG_EN, "no.such"), "no.such");
	assert_string_equal(tr(LANG_VI, "no.such"), "no.such");
	assert_string_equal(tr(LANG_VI, ""), "");
}

static void places_are_filled(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(tr_fill(&arena, LANG_VI, "unrated.count", "n", "3", "all", "12", NULL),
		"3 trong 12 việc chưa đánh giá, 3 {odd");
	// A value is not looked at again, and a place without a value stays.
	assert_string_equal(tr_fill(&arena, LANG_EN, "unrated.count", "n", "{all}", NULL),
		"{all} trong {all} việc chưa đánh giá, {all} {odd");
	assert_string_equal(tr_fill(&arena, LANG_EN, "home.find", NULL), "Find a declaration");
	arena_finish(&arena);
}

static void languages_are_named_by_code(void **state)
{
	enum lang lang;

	(void)state;
	for (int i = 0; i < LANG_COUNT; i++) {
		assert_int_equal(lang_read(LANGS[i].code, &lang), ERR_NONE);
		assert_int_equal(lang, i);
	}
	assert_int_equal(lang_read("xx", &lang), ERR_INVALID);
	assert_int_equal(lang_read("", &lang), ERR_INVALID);
	assert_int_equal(lang_read(NULL, &lang), ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_its_catalogues_it_does_not_start),
		cmocka_unit_test(both_languages_are_there_at_once),
		cmocka_unit_test(missing_words_are_vietnamese_then_the_key),
		cmocka_unit_test(places_are_filled),
		cmocka_unit_test(languages_are_named_by_code),
	};

	return cmocka_run_group_tests_name("tr", tests, start, stop);
}
