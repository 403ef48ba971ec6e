// SPDX-License-Identifier: Apache-2.0
// What phones and eyes get: QR codes that read back, icons that are there, a picture file of the window.
#include "kiosk/ui/icon.h"
#include "kiosk/ui/stage.h"
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

static const char *code;
static int side;

static void page_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, NAVY);
	ui_qr(ui, centre(page, side, side), code);
}

static void scanned_by_a_phone(const char *png, char out[1100])
{
	char command[200];

	snprintf(command, sizeof command, "zbarimg --raw -q %s", png);
	FILE *phone = popen(command, "r");
	assert_non_null(phone);
	size_t length = fread(out, 1, 1099, phone);
	out[length] = '\0';
	out[strcspn(out, "\n")] = '\0';
	assert_int_equal(pclose(phone), 0);
}

static void test_qr_reads_back(void **state)
{
	static const struct {
		const char *text;
		int side;
	} cases[] = {
		{"4821093755162048", 300},
		{"https://sao.example/t/48210937551620483", 292},
		{"https://sao.example/b/01936f2a-7c11-7a5e-9a54-2f0d6d1f8a11?k=48210937551620483&v=1", 400},
	};
	char png[] = "/tmp/qr-XXXXXX";

	(void)state;
	close(mkstemp(png));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char read[1100];
		code = cases[i].text;
		side = cases[i].side;
		struct stage stage = stage_open(1080, 1920, page_draw);
		stage_frame(&stage);
		assert_int_equal(ui_shot(stage.ui, png), ERR_NONE);
		scanned_by_a_phone(png, read);
		assert_string_equal(read, code);
		ui_close(stage.ui);
	}
	unlink(png);
}

static void test_every_icon_is_drawn(void **state)
{
	struct arena arena = {0};
	struct cache *cache = arena_new(&arena, struct cache);
	struct icons icons = {"assets", cache};
	DIR *folder = opendir("assets/icons");
	int count = 0;

	(void)state;
	cache_init(cache, &arena, (size_t)1 << 20);
	assert_non_null(folder);
	for (struct dirent *file = readdir(folder); file; file = readdir(folder)) {
		char *end = strstr(file->d_name, ".svg");
		if (!end)
			continue;
		*end = '\0';
		struct mask mask = icon_get(&icons, file->d_name, 48);
		int ink = 0;
		for (int i = 0; i < 48 * 48; i++)
			ink += mask.at[i] > 128;
		if (ink < 40)
			fail_msg("%s is empty", file->d_name);
		count++;
	}
	assert_true(count >= 24);
	struct mask none = icon_get(&icons, "no-such-icon", 48);
	for (int i = 0; i < 48 * 48; i++)
		assert_int_equal(none.at[i], 0);
	closedir(folder);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qr_reads_back),
		cmocka_unit_test(test_every_icon_is_drawn),
	};
	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
