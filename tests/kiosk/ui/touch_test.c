// SPDX-License-Identifier: Apache-2.0
// What a finger does is what the person meant: a tap fires once, a change of mind fires nothing, a list
// follows the finger, a bouncing finger gives one star.
#include "kiosk/ui/stage.h"

#define SIZE 1080, 1920

static struct {
	int go, off, chosen, rows[100], given, swiped, stars_taps;
	bool covered, go_covers;
	int cover_taps, from;
	int scroll_y, pressed_frames;
} seen;

static void page_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, CANVAS);
	seen.go += ui_button(
		ui, (struct rect){100, 100, 300, 120}, KEY("go"), BUTTON_PRIMARY, NULL, "Gửi", UI_ON);
	seen.covered |= seen.go_covers && seen.go;
	seen.pressed_frames += ui_is_pressed(ui, KEY("go"));
	seen.off += ui_button(
		ui, (struct rect){500, 100, 300, 120}, KEY("off"), BUTTON_PRIMARY, NULL, "Gửi", UI_OFF);
	int stars = ui_stars(
		ui, (struct rect){100, 300, 600, 104}, KEY_AT("mark", 7), seen.given, "Kiểm tra hồ sơ");
	if (stars) {
		seen.given = stars;
		seen.stars_taps++;
	}
	ui_scroll_from(ui, KEY("list"), seen.from);
	struct rect list = ui_scroll_begin(ui, (struct rect){100, 500, 600, 500}, KEY("list"), 100 * 120);
	seen.scroll_y = list.y;
	for (int i = 0; i < 100; i++)
		seen.rows[i] += ui_button(
			ui, cut_top(&list, 120), KEY_AT("row", i), BUTTON_QUIET, NULL, "Tờ khai", UI_ON);
	ui_scroll_end(ui);
	int way = ui_swipe(ui, (struct rect){100, 1100, 800, 300}, KEY("pages"));
	seen.swiped = way ? way : seen.swiped;
	if (seen.covered)
		seen.cover_taps += ui_target(ui, page, KEY("cover"), "", UI_ON);
}

static struct stage stage;

static int begin(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof seen);
	stage = stage_open(SIZE, page_draw);
	stage_settle(&stage);
	return 0;
}

static int end(void **state)
{
	(void)state;
	ui_close(stage.ui);
	return 0;
}

static void test_tap_fires_once(void **state)
{
	(void)state;
	assert_int_equal(ui_tap(stage.ui, "go"), ERR_NONE);
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
	ui_touch(stage.ui, 200, 150, 210, 160, 50);
	stage_settle(&stage);
	assert_int_equal(seen.go, 2);
}

static void test_every_queued_tap_finds_its_screen(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(ui_tap(stage.ui, "go"), ERR_NONE);
	stage_settle(&stage);
	assert_int_equal(seen.go, 5);
}

static void test_press_shows_while_it_lasts(void **state)
{
	(void)state;
	ui_touch(stage.ui, 200, 150, 200, 150, 200);
	stage_settle(&stage);
	assert_true(seen.pressed_frames > 0);
	int before = seen.pressed_frames;
	stage_frame(&stage);
	assert_int_equal(seen.pressed_frames, before);
}

static void test_release_outside_does_nothing(void **state)
{
	(void)state;
	ui_touch(stage.ui, 200, 150, 200, 1700, 60);
	ui_touch(stage.ui, 200, 1700, 200, 150, 60); // nor does a finger that only ends there
	stage_settle(&stage);
	assert_int_equal(seen.go, 0);
}

static void test_slip_is_forgiven(void **state)
{
	(void)state;
	ui_touch(stage.ui, 390, 150, 410, 150, 40); // 11 px past the edge
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
	ui_touch(stage.ui, 390, 150, 415, 150, 40);
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
}

static void test_disabled_does_nothing(void **state)
{
	(void)state;
	assert_int_equal(ui_tap(stage.ui, "off"), ERR_DENIED);
	assert_int_equal(ui_tap(stage.ui, "nowhere"), ERR_NOT_FOUND);
	ui_touch(stage.ui, 600, 150, 600, 150, 0);
	stage_settle(&stage);
	assert_int_equal(seen.off, 0);
}

static void test_what_lies_on_top_is_touched(void **state)
{
	(void)state;
	seen.covered = true;
	stage_frame(&stage);
	ui_touch(stage.ui, 200, 150, 200, 150, 0);
	stage_settle(&stage);
	assert_int_equal(seen.go, 0);
}

static SDL_Event mouse(uint32_t type, int x, int y)
{
	return (SDL_Event){.button = {.type = type, .button = SDL_BUTTON_LEFT, .x = x, .y = y}};
}

static void test_mouse_is_a_finger_too(void **state)
{
	SDL_Event down = mouse(SDL_MOUSEBUTTONDOWN, 200, 150), up = mouse(SDL_MOUSEBUTTONUP, 200, 150);

	(void)state;
	SDL_PushEvent(&down);
	SDL_PushEvent(&up);
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
}

// Displays that make a click of a touch send both; people rest a second finger.
static void test_second_contact_is_ignored(void **state)
{
	SDL_Event finger = {.tfinger = {.type = SDL_FINGERDOWN, .fingerId = 5, .x = 0.19f, .y = 0.08f}};
	SDL_Event down = mouse(SDL_MOUSEBUTTONDOWN, 200, 150), up = mouse(SDL_MOUSEBUTTONUP, 200, 150);

	(void)state;
	SDL_PushEvent(&finger);
	SDL_PushEvent(&down);
	finger.type = SDL_FINGERUP;
	SDL_PushEvent(&finger);
	SDL_PushEvent(&up);
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
}

static void test_second_finger_takes_nothing_away(void **state)
{
	SDL_Event first = {.tfinger = {.type = SDL_FINGERDOWN, .fingerId = 5, .x = 0.19f, .y = 0.08f}};
	SDL_Event second = {.tfinger = {.type = SDL_FINGERDOWN, .fingerId = 6, .x = 0.5f, .y = 0.9f}};

	(void)state;
	SDL_PushEvent(&first);
	SDL_PushEvent(&second);
	first.type = second.type = SDL_FINGERUP;
	SDL_PushEvent(&second);
	SDL_PushEvent(&first);
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
}

static int rows_fired(void)
{
	int sum = 0;

	for (int i = 0; i < 100; i++)
		sum += seen.rows[i];
	return sum;
}

static void test_list_follows_the_finger(void **state)
{
	(void)state;
	int before = seen.scroll_y;
	ui_touch(stage.ui, 300, 900, 300, 600, 100);
	stage_settle(&stage);
	assert_int_equal(seen.scroll_y, before - 300);
	ui_touch(stage.ui, 300, 600, 300, 1900, 100); // pulled over its beginning: it stays there
	stage_settle(&stage);
	assert_int_equal(seen.scroll_y, before);
	assert_int_equal(rows_fired(), 0);
	ui_touch(stage.ui, 300, 900, 306, 908, 30); // a shaky tap is a tap
	stage_settle(&stage);
	assert_int_equal(seen.rows[3], 1);
	assert_int_equal(seen.scroll_y, before);
}

static void test_a_list_begins_where_it_is_told_and_is_then_the_fingers(void **state)
{
	(void)state;
	seen.from = 1200; // too late for a list that is on the screen
	ui_invalidate(stage.ui);
	stage_settle(&stage);
	assert_int_equal(seen.scroll_y, 500);
	ui_close(stage.ui);
	stage = stage_open(SIZE, page_draw);
	stage_settle(&stage);
	assert_int_equal(seen.scroll_y, 500 - 1200);
	ui_touch(stage.ui, 300, 600, 300, 900, 100);
	stage_settle(&stage);
	assert_true(seen.scroll_y > 500 - 1200);
}

static void test_rows_out_of_sight_are_not_touched(void **state)
{
	(void)state;
	ui_touch(stage.ui, 300, 1050, 300, 1050, 0); // row 4 would be here, were the list not cut
	stage_settle(&stage);
	assert_int_equal(rows_fired(), 0);
	assert_int_equal(ui_tap(stage.ui, "row:80"), ERR_NONE); // by its name it is brought into sight
	stage_settle(&stage);
	assert_int_equal(seen.rows[80], 1);
	assert_int_equal(rows_fired(), 1);
}

static void test_swipe_turns_pages(void **state)
{
	(void)state;
	ui_touch(stage.ui, 800, 1200, 300, 1210, 80);
	stage_settle(&stage);
	assert_int_equal(seen.swiped, -1);
	ui_touch(stage.ui, 300, 1200, 800, 1210, 80);
	stage_settle(&stage);
	assert_int_equal(seen.swiped, 1);
	seen.swiped = 0;
	ui_touch(stage.ui, 300, 1200, 330, 1200, 80); // too short to be meant
	stage_settle(&stage);
	assert_int_equal(seen.swiped, 0);
}

static void test_bouncing_finger_gives_one_star(void **state)
{
	(void)state;
	assert_int_equal(ui_tap(stage.ui, "mark:7:4"), ERR_NONE);
	assert_int_equal(ui_tap(stage.ui, "mark:7:5"), ERR_NONE);
	stage_settle(&stage);
	assert_int_equal(seen.given, 4);
	assert_int_equal(seen.stars_taps, 1);
	SDL_Delay(750); // now it is a second thought
	assert_int_equal(ui_tap(stage.ui, "mark:7:2"), ERR_NONE);
	stage_settle(&stage);
	assert_int_equal(seen.given, 2);
	assert_int_equal(seen.stars_taps, 2);
}

static void test_a_second_tap_does_nothing_to_what_the_first_one_brought(void **state)
{
	(void)state;
	seen.go_covers = true;
	ui_touch(stage.ui, 200, 150, 200, 150, 40);
	ui_touch(stage.ui, 210, 155, 210, 155, 40);
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
	assert_int_equal(seen.cover_taps, 0);
	ui_touch(stage.ui, 600, 155, 600, 155, 40); // elsewhere it is another tap, however soon
	stage_settle(&stage);
	assert_int_equal(seen.cover_taps, 1);
}

static void test_keypad_reaches_everything(void **state)
{
	(void)state;
	ui_key(stage.ui, "Tab");
	ui_key(stage.ui, "Return");
	stage_settle(&stage);
	assert_int_equal(seen.go, 1);
	assert_true(stage_node(&stage, "go")->focused);
	for (int i = 0; i < 6; i++) // the button that is off is passed over, then five stars
		ui_key(stage.ui, "Down");
	ui_key(stage.ui, "Space");
	stage_settle(&stage);
	assert_int_equal(seen.rows[0], 1);
	for (int i = 0; i < 50; i++)
		ui_key(stage.ui, "Down");
	stage_settle(&stage);
	const struct ui_node *row = stage_node(&stage, "row:50");
	assert_true(row->focused);
	assert_true(row->rect.y >= 500 && row->rect.y + row->rect.h <= 1000); // scrolled into sight
	ui_touch(stage.ui, 200, 1800, 200, 1800, 0);
	stage_settle(&stage);
	assert_false(stage_node(&stage, "row:50")->focused); // a finger needs no frame around it
}

static void test_wake_ends_the_wait(void **state)
{
	struct ui_stats before, after;

	(void)state;
	ui_stats(stage.ui, &before);
	ui_wake(stage.ui);
	ui_wake(stage.ui);
	assert_false(ui_wait(stage.ui, -1)); // nobody touched anything
	ui_stats(stage.ui, &after);
	assert_int_equal(after.events - before.events, 1);
	assert_false(ui_needs_frame(stage.ui));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_tap_fires_once),
		CASE(test_every_queued_tap_finds_its_screen),
		CASE(test_press_shows_while_it_lasts),
		CASE(test_release_outside_does_nothing),
		CASE(test_slip_is_forgiven),
		CASE(test_disabled_does_nothing),
		CASE(test_what_lies_on_top_is_touched),
		CASE(test_mouse_is_a_finger_too),
		CASE(test_second_contact_is_ignored),
		CASE(test_second_finger_takes_nothing_away),
		CASE(test_list_follows_the_finger),
		CASE(test_a_list_begins_where_it_is_told_and_is_then_the_fingers),
		CASE(test_rows_out_of_sight_are_not_touched),
		CASE(test_swipe_turns_pages),
		CASE(test_bouncing_finger_gives_one_star),
		CASE(test_a_second_tap_does_nothing_to_what_the_first_one_brought),
		CASE(test_keypad_reaches_everything),
		CASE(test_wake_ends_the_wait),
	};
	return cmocka_run_group_tests_name("touch", tests, NULL, NULL);
}
