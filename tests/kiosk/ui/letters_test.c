// SPDX-License-Identifier: Apache-2.0
// Every letter is drawn by a font that has it, every line fits, and no letter of a text is lost, cut or
// changed by having been cached.
#include "base/text.h"
#include "kiosk/ui/letters.h"
#include "kiosk/ui/stage.h"
#include <SDL_ttf.h>

static struct arena arena;
static struct fonts *fonts;
static struct cache cache;
static struct letters letters;

static int begin(void **state)
{
	(void)state;
	assert_int_equal(fonts_open(&fonts, &arena, "fonts/chain.conf"), ERR_NONE);
	cache_init(&cache, &arena, CACHE_SLOTS * 256);
	letters = (struct letters){fonts, &cache};
	return 0;
}

static int end(void **state)
{
	(void)state;
	fonts_close(fonts);
	arena_finish(&arena);
	return 0;
}

static struct font_face face(int size)
{
	return (struct font_face){size, WEIGHT_REGULAR, LANG_VI};
}

static void test_runs(void **state)
{
	static const struct {
		const char *text, *runs; // T text, W wide, S symbols; one letter a run
	} cases[] = {
		{"Hải quan cửa khẩu", "T"},
		{"ẪỄỖỮẶ Ẵ", "T"},
		{"A\xCC\x82\xCC\x83 e\xCC\x82\xCC\x81", "T"}, // marks not composed stay with their letter
		{"海关", "W"},
		{"Cục 海关 tại 한국", "TWTW"},
		{"海关 Hải Phòng", "WT"},
		{"海 关", "W"}, // a space stays too
		{"  ", "T"},
		{"第1号", "WTW"},
		{"★ 5", "WT"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char runs[16] = "";
		const char *at = cases[i].text;
		while (*at) {
			enum link link;
			size_t bytes = font_run(fonts, face(32), at, strlen(at), &link);
			assert_true(bytes > 0);
			runs[strlen(runs)] = "TWS"[link];
			at += bytes;
		}
		assert_string_equal(runs, cases[i].runs);
	}
}

static const char *const TEXTS[] = {
	"Tờ khai đã được tiếp nhận. Vui lòng nộp, xuất trình chứng từ tại Quầy 3.",
	"海关总署公告2026年第1号关于进出口货物申报的规定以及其他有关事项的说明。",
	"Cục Hải quan 海关 Hải Phòng 한국어로 안내 ẪỄỖ",
	"một\n\nhai\nba bốn năm",
	"Mộttừrấtdàikhôngcódấucáchnàođểngắtdòngcảvàphảibịchiara",
	"1990 4417 1150",
	"",
	" ",
};

static bool is_space(char character)
{
	return character == ' ' || character == '\n';
}

// What is between two lines may be white space only.
static void assert_whole(const char *text, const struct lines *lines)
{
	size_t at = 0;

	for (uint32_t i = 0; i < lines->count; i++) {
		for (; at < lines->at[i].begin; at++)
			assert_true(is_space(text[at]));
		assert_int_equal(at, lines->at[i].begin);
		at += lines->at[i].length;
	}
	for (; text[at]; at++)
		assert_true(is_space(text[at]));
}

static void test_every_line_fits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		for (int width = 60; width < 900; width += 37) {
			struct lines lines;
			letters_wrap(&letters, face(32), TEXTS[i], width, &lines);
			assert_whole(TEXTS[i], &lines);
			for (uint32_t line = 0; line < lines.count; line++)
				assert_true(lines.at[line].width <= width);
		}
	}
}

static void test_breaks_where_readers_expect(void **state)
{
	struct lines lines;

	(void)state;
	letters_wrap(&letters, face(32), "Tờ khai nhập khẩu", 160, &lines);
	assert_int_equal(lines.count, 2);
	assert_int_equal(lines.at[1].begin, strlen("Tờ khai "));
	letters_wrap(&letters, face(32), "một\n\nhai", 500, &lines);
	assert_int_equal(lines.count, 3);
	assert_int_equal(lines.at[1].length, 0);
	letters_wrap(&letters, face(32), "进出口货物", 70, &lines); // between any two, two to a line
	assert_int_equal(lines.count, 3);
}

static void test_cached_is_the_same(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
			struct lines kept, fresh;
			letters_wrap(&letters, face(28), TEXTS[i], 300 + round, &kept);
			letters_wrap(&letters, face(28), TEXTS[i], 300 + round, &kept);
			int width = letters_width(&letters, face(28), TEXTS[i], strlen(TEXTS[i]));
			cache_wipe(&cache);
			letters_wrap(&letters, face(28), TEXTS[i], 300 + round, &fresh);
			assert_int_equal(kept.count, fresh.count);
			assert_memory_equal(kept.at, fresh.at, kept.count * sizeof *kept.at);
			assert_int_equal(
				letters_width(&letters, face(28), TEXTS[i], strlen(TEXTS[i])), width);
		}
	}
}

#define FIELD 400

// Ink of a line drawn into the middle of a field, as a rectangle.
static struct rect ink_of(int size, const char *text)
{
	static uint32_t field[FIELD * FIELD];
	struct pixels pixels = {field, FIELD, FIELD, FIELD, 16, 8, 0};
	struct rect all = {0, 0, FIELD, FIELD};
	int left = FIELD, top = FIELD, right = -1, bottom = -1;

	memset(field, 0, sizeof field);
	letters_draw(&letters, &pixels, all, 100, 100, face(size), 0xFFFFFF, text, strlen(text));
	for (int i = 0; i < FIELD * FIELD; i++) {
		if (!field[i])
			continue;
		int x = i % FIELD, y = i / FIELD;
		left = x < left ? x : left;
		right = x > right ? x : right;
		top = y < top ? y : top;
		bottom = y > bottom ? y : bottom;
	}
	return (struct rect){left, top, right + 1 - left, bottom + 1 - top};
}

static void test_accents_are_not_cut(void **state)
{
	static const int sizes[] = {24, 28, 32, 40, 54, 60, 90};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct rect plain = ink_of(sizes[i], "A"), roof = ink_of(sizes[i], "Â"),
			    hook = ink_of(sizes[i], "Ẩ"), dot = ink_of(sizes[i], "Ậ");
		assert_true(roof.y < plain.y);
		assert_true(hook.y < roof.y); // the hook stands over the roof, not cut by it
		assert_true(dot.y + dot.h > plain.y + plain.h);
		assert_true(hook.y >= 100); // and inside its line box
		assert_true(dot.y + dot.h <= 100 + letters_height(&letters, face(sizes[i])));
	}
}

// Larger than the cache takes: drawn all the same.
static void test_draws_what_cannot_be_kept(void **state)
{
	struct rect kept = ink_of(60, "Ẩ 海"), drawn;

	(void)state;
	cache_wipe(&cache);
	cache.room = 2048;
	drawn = ink_of(60, "Ẩ 海");
	assert_memory_equal(&kept, &drawn, sizeof kept);
}

static void page_draw(struct ui *ui, struct rect page)
{
	static const char *const word =
		"Yêu cầu bổ sung, sửa đổi hồ sơ hải quan trước thời điểm kiểm tra thực tế hàng hóa";

	for (int width = 40; width < page.w; width += 31) {
		struct rect cut = {0, 0, width, 120};
		assert_true(ui_text(ui, cut, TEXT_STRONG, INK, ALIGN_LEFT, word) <= width);
		assert_true(ui_text_width(ui, TEXT_STRONG, "Quầy 3") ==
			    ui_text(ui, page, TEXT_STRONG, INK, ALIGN_LEFT, "Quầy 3"));
	}
	assert_true(
		ui_text(ui, page, TEXT_BODY, INK, ALIGN_LEFT, "\xFF\xFE") > 0); // broken bytes show as such
	assert_int_equal(ui_text(ui, page, TEXT_BODY, INK, ALIGN_LEFT, NULL), 0);
	assert_int_equal(
		ui_paragraph_height(ui, 500, TEXT_BODY, "một\nhai"), 2 * ui_text_height(ui, TEXT_BODY));
}

static void test_text_gives_way(void **state)
{
	struct stage stage = stage_open(1080, 1920, page_draw);

	(void)state;
	stage_frame(&stage);
	stage.text_percent = 150;
	stage_frame(&stage);
	ui_close(stage.ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_runs, begin, end),
		cmocka_unit_test_setup_teardown(test_every_line_fits, begin, end),
		cmocka_unit_test_setup_teardown(test_breaks_where_readers_expect, begin, end),
		cmocka_unit_test_setup_teardown(test_cached_is_the_same, begin, end),
		cmocka_unit_test_setup_teardown(test_accents_are_not_cut, begin, end),
		cmocka_unit_test_setup_teardown(test_draws_what_cannot_be_kept, begin, end),
		cmocka_unit_test(test_text_gives_way),
	};
	return cmocka_run_group_tests_name("letters", tests, NULL, NULL);
}
