// SPDX-License-Identifier: Apache-2.0
// A name typed, pasted or imported in any form is found by anybody who searches for it, and shows nothing but
// itself.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include <string.h>

static struct arena arena;

static int wipe(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

static const char *normal(const char *text)
{
	char *out;

	assert_int_equal(text_normalise(&arena, text, strlen(text), &out), ERR_NONE);
	return out;
}

static void the_same_letters_are_the_same_bytes(void **state)
{
	(void)state;
	// NFD, as Macs write it: e + circumflex + acute, in either order of typing.
	assert_string_equal(normal("Nguye\xcc\x82\xcc\x83n"), "Nguyễn");
	assert_string_equal(normal("tie\xcc\x82\xcc\x81ng Vie\xcc\xa3\xcc\x82t"), "tiếng Việt");
	assert_string_equal(normal("Đường"), "Đường");
	assert_string_equal(normal("plain ASCII, 123"), "plain ASCII, 123");
	assert_string_equal(normal("한국어 中文"), "한국어 中文");
	assert_string_equal(normal(""), "");
	// A control between letter and accent does not keep them apart.
	assert_string_equal(normal("a\xe2\x80\x8e\xcc\x81"), "á");
}

static void nothing_that_does_not_show_stays(void **state)
{
	(void)state;
	assert_string_equal(normal("a\x1b[31mb\x7f\r\nc\td\xc2\x85"), "a[31mb\nc d");
	// Right-to-left override: "txt.exe" would read "exe.txt".
	assert_string_equal(normal("a\xe2\x80\xae"
				   "b\xe2\x81\xa6"
				   "c\xe2\x80\x8f"
				   "d\xd8\x9c"),
		"abcd");
}

static void what_is_not_utf8_is_refused(void **state)
{
	static const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xc3", "\xe1\xba",
		"\xf0\x9f\x98", "\xff", "a\xfe", "Ti\xea\xeang Vi\xeat"};
	char *out;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_false(text_is_utf8(bad[i], strlen(bad[i])));
		assert_int_equal(text_normalise(&arena, bad[i], strlen(bad[i]), &out), ERR_INVALID);
		assert_string_equal(text_fold(&arena, bad[i]), "");
	}
	assert_false(text_is_utf8("a\0b", 3));
	assert_int_equal(text_normalise(&arena, "a\0b", 3, &out), ERR_INVALID);
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("Tiếng Việt \xf0\x9f\x98\x80 \xef\xbf\xbd",
		strlen("Tiếng Việt \xf0\x9f\x98\x80 \xef\xbf\xbd")));
}

static void people_search_without_accents(void **state)
{
	(void)state;
	assert_string_equal(
		text_fold(&arena, "ĐƯỜNG Nguyễn Đình Chiểu, số 7"), "duong nguyen dinh chieu, so 7");
	assert_string_equal(text_fold(&arena, "đ Đ d D"), "d d d d");
	assert_string_equal(text_fold(&arena, "Nguye\xcc\x82\xcc\x83n"), "nguyen");
	assert_string_equal(text_fold(&arena, "ALL ASCII 0-9"), "all ascii 0-9");
	// Every vowel of Vietnamese under every tone.
	assert_string_equal(
		text_fold(&arena, "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩị"), "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiii");
	assert_string_equal(
		text_fold(&arena, "òóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"), "ooooooooooooooooouuuuuuuuuuuyyyyy");
	assert_string_equal(
		text_fold(&arena, "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊ"), "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiii");
	assert_string_equal(text_key(&arena, " Số tờ khai (*) "), "sotokhai");
	assert_string_equal(text_key(&arena, "Ngày ĐK_2"), "ngaydk2");
}

static void ends_and_counts(void **state)
{
	char text[] = " \t\r\n Lan Anh \n", blank[] = " \n ", bare[] = "x";
	const char *at = "aế中\xf0\x9f\x98\x80";

	(void)state;
	assert_string_equal(text_trim(text), "Lan Anh");
	assert_string_equal(text_trim(blank), "");
	assert_string_equal(text_trim(bare), "x");
	assert_int_equal(text_next(&at), 'a');
	assert_int_equal(text_next(&at), 0x1ebf);
	assert_int_equal(text_next(&at), 0x4e2d);
	assert_int_equal(text_next(&at), 0x1f600);
	assert_int_equal(text_next(&at), 0);
	assert_int_equal(text_next(&at), 0);
	at = "\xe1"; // cut short: never past the end
	text_next(&at);
	assert_int_equal(*at, 0);
	assert_true(text_is_digits("0123456789", 10) && !text_is_digits("12a", 3) && !text_is_digits("٣", 2));
	assert_true(text_equal(NULL, NULL) && !text_equal("", NULL) && text_equal("a", "a") &&
		    !text_equal("a", "b"));
	assert_true(text_starts("sqlite:x", "sqlite:") && !text_starts("sql", "sqlite:"));
}

static void a_number_is_a_number_whole(void **state)
{
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "--1",
		"9223372036854775808", "-9223372036854775809", "99999999999999999999999", "1a", "١"};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(text_to_int(bad[i], INT64_MIN, INT64_MAX, &value), ERR_INVALID);
	assert_int_equal(text_to_int("9223372036854775807", INT64_MIN, INT64_MAX, &value), ERR_NONE);
	assert_true(value == INT64_MAX);
	assert_int_equal(text_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &value), ERR_NONE);
	assert_true(value == INT64_MIN);
	assert_int_equal(text_to_int("007", 0, 10, &value), ERR_NONE);
	assert_int_equal(value, 7);
	assert_int_equal(text_to_int("11", 0, 10, &value), ERR_INVALID);
	assert_int_equal(text_to_int("-1", 0, 10, &value), ERR_INVALID);
}

static void bytes_travel_as_text_and_back(void **state)
{
	// RFC 4648, 10.
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
		{"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
	char text[64], bytes[64];
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		size_t size = strlen(pairs[i][0]);
		base64_write(pairs[i][0], size, false, text);
		assert_string_equal(text, pairs[i][1]);
		assert_true(base64_size(size) >= strlen(text) + 1);
		assert_int_equal(
			base64_read(text, strlen(text), false, bytes, sizeof bytes, &length), ERR_NONE);
		assert_int_equal(length, size);
		assert_memory_equal(bytes, pairs[i][0], size);
		base64_write(pairs[i][0], size, true, text);
		assert_null(strchr(text, '='));
		assert_int_equal(
			base64_read(text, strlen(text), true, bytes, sizeof bytes, &length), ERR_NONE);
		assert_int_equal(length, size);
		assert_memory_equal(bytes, pairs[i][0], size);
	}
	base64_write("\xfb\xef\xff", 3, true, text);
	assert_string_equal(text, "--__");
	base64_write("\xfb\xef\xff", 3, false, text);
	assert_string_equal(text, "++//");

	hex_write("\x00\xff\x7f", 3, text);
	assert_string_equal(text, "00ff7f");
	assert_int_equal(hex_read("00FF7f", bytes, 3), ERR_NONE);
	assert_memory_equal(bytes, "\x00\xff\x7f", 3);
	assert_int_equal(hex_read("00ff7", bytes, 3), ERR_INVALID);
	assert_int_equal(hex_read("00ff7f00", bytes, 3), ERR_INVALID);
	assert_int_equal(hex_read("00fg7f", bytes, 3), ERR_INVALID);
}

// One run of bytes has one text: else a signature or a hash could be had for two.
static void no_text_but_the_one_is_read(void **state)
{
	static const struct {
		const char *text;
		bool url;
	} bad[] = {{"Zg", false}, {"Zg=", false}, {"Zh==", false}, {"Zm9=", false}, {"Zg===", false},
		{"Z===", false}, {"====", false}, {"Zm9v\n", false}, {" Zm9v", false}, {"Zm-v", false},
		{"Zm+v", true}, {"Zg==", true}, {"Z", true}, {"Zh", true}, {"Zm9", true}, {"Zm=v", true}};
	char bytes[8];
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(base64_read(bad[i].text, strlen(bad[i].text), bad[i].url, bytes,
					 sizeof bytes, &length),
			ERR_INVALID);
	assert_int_equal(base64_read("Zm9vYmFy", 8, true, bytes, 5, &length), ERR_TOO_BIG);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_teardown(function, wipe)
	const struct CMUnitTest tests[] = {
		TEST(the_same_letters_are_the_same_bytes),
		TEST(nothing_that_does_not_show_stays),
		TEST(what_is_not_utf8_is_refused),
		TEST(people_search_without_accents),
		TEST(ends_and_counts),
		TEST(a_number_is_a_number_whole),
		TEST(bytes_travel_as_text_and_back),
		TEST(no_text_but_the_one_is_read),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
