// SPDX-License-Identifier: Apache-2.0
// On a real X display (Xvfb): no OpenGL comes in, and while nobody is there nothing runs. Skipped where there
// is no Xvfb.
#include "kiosk/ui/stage.h"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// libdbus, which SDL asks for a screen saver, keeps a little to the end.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libdbus";
}

static pid_t display;

// Xvfb chooses a free number and says it.
static int display_start(void **state)
{
	int said[2];
	char text[16], name[18];

	(void)state;
	assert_int_equal(pipe(said), 0);
	display = fork();
	if (display == 0) {
		close(said[0]);
		snprintf(text, sizeof text, "%d", said[1]);
		freopen("/dev/null", "w", stderr);
		execlp("Xvfb", "Xvfb", "-displayfd", text, "-screen", "0", "1080x1920x24", "-nolisten", "tcp",
			(char *)NULL);
		_exit(127);
	}
	close(said[1]);
	FILE *words = fdopen(said[0], "r");
	bool is_up = fgets(text, sizeof text, words);
	fclose(words);
	if (!is_up)
		return 0;
	text[strcspn(text, "\n")] = '\0';
	snprintf(name, sizeof name, ":%s", text);
	setenv("DISPLAY", name, 1);
	return 0;
}

static int display_stop(void **state)
{
	(void)state;
	kill(display, SIGTERM);
	waitpid(display, NULL, 0);
	return 0;
}

static bool is_mapped(const char *name)
{
	char line[1024];
	bool found = false;
	FILE *maps = fopen("/proc/self/maps", "r");

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps))
		found |= strstr(line, name) != NULL;
	fclose(maps);
	return found;
}

static long sleeps(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nvcsw;
}

static bool pressed;

static void page_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, CANVAS);
	ui_text(ui, page, TEXT_TITLE, INK, ALIGN_CENTRE, "Đánh giá mức độ hài lòng");
	pressed |= ui_button(ui, cut_bottom(&page, 120), KEY("go"), BUTTON_PRIMARY, "check", "Gửi", UI_ON);
}

static void test_still_and_small(void **state)
{
	struct stage stage = {.page = page_draw, .text_percent = 100};
	struct ui_options options = {
		.width = 1080, .height = 1920, .assets = "assets", .fonts = "fonts/chain.conf"};

	(void)state;
	setenv("SDL_VIDEODRIVER", "x11", 1);
	if (!getenv("DISPLAY") || ui_open(&stage.ui, &options) != ERR_NONE)
		skip();
	stage_settle(&stage);
	assert_int_equal(ui_tap(stage.ui, "go"), ERR_NONE);
	stage_settle(&stage);
	assert_true(pressed);
	assert_true(ui_is_exact(stage.ui));
	assert_false(is_mapped("libGL"));
	assert_false(is_mapped("libEGL"));
	assert_false(is_mapped("LLVM"));
	assert_false(is_mapped("_dri.so"));

	long before = sleeps();
	ui_wait(stage.ui, 2000);
	assert_true(sleeps() - before < 10); // a wait that polls sleeps a thousand times a second
	ui_close(stage.ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_still_and_small, display_start, display_stop),
	};
	unsetenv("DISPLAY");
	return cmocka_run_group_tests_name("display", tests, NULL, NULL);
}
