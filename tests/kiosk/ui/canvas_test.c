// SPDX-License-Identifier: Apache-2.0
// Only what changed is drawn, and nobody can tell: the window always shows what a full redraw would.
#include "kiosk/ui/stage.h"

#define THINGS 24
#define FRAMES 300

static const char *const TEXTS[] = {"Tờ khai 1990 4417 1150", "Quầy 3", "ẪỄỖ Đã tiếp nhận hồ sơ",
	"海关 Hải Phòng 한국어", "Một câu dài phải xuống dòng vì không vừa với chỗ của nó trên màn hình", ""};
static const char *const ICONS[] = {"home", "search", "check", "star"};
static const uint32_t COLOURS[] = {CANVAS, CARD, NAVY, BLUE, GOLD, INK, RED_TINT};

struct thing {
	int kind;
	struct rect at;
	const char *text, *icon;
	uint32_t one, two;
	int size;
};

static struct thing things[THINGS];
static int text_percents[] = {100, 125, 150};

// A fixed sequence, so a failure comes again.
static uint32_t seed = 20261123;
static int any(int bound)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)bound);
}

#define ANY(list) (list)[any((int)(sizeof(list) / sizeof *(list)))]

static void thing_change(struct thing *thing, struct rect page)
{
	*thing = (struct thing){.kind = any(9),
		.text = ANY(TEXTS),
		.icon = ANY(ICONS),
		.one = ANY(COLOURS),
		.two = ANY(COLOURS),
		.size = 24 + any(40)};
	thing->at = (struct rect){any(page.w) - 40, any(page.h) - 40, 20 + any(500), 20 + any(300)};
}

static void thing_draw(struct ui *ui, const struct thing *thing, int i)
{
	struct font_style style = {thing->size, (enum weight)(i % WEIGHT_COUNT)};

	switch (thing->kind) {
	case 0:
		ui_fill(ui, thing->at, thing->one);
		break;
	case 1:
		ui_card(ui, thing->at, thing->one, thing->two, thing->size / 2);
		break;
	case 2:
		ui_circle(ui, thing->at, thing->one, thing->two);
		break;
	case 3:
		ui_text(ui, thing->at, style, thing->one, (enum ui_align)(i % 3), thing->text);
		break;
	case 4:
		ui_paragraph(ui, thing->at, style, thing->one, (enum ui_align)(i % 3), thing->text);
		break;
	case 5:
		ui_icon(ui, thing->at, thing->icon, thing->one);
		break;
	case 6:
		ui_qr(ui, thing->at, thing->text);
		break;
	case 7:
		ui_button(ui, thing->at, KEY_AT("thing", i), (enum ui_button_kind)(i % 4), thing->icon,
			thing->text, (enum ui_state)(i % 3));
		break;
	default:
		ui_stars(ui, thing->at, KEY_AT("thing", i), i % 6, thing->text);
	}
}

static void page_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, CANVAS);
	for (int i = 0; i < THINGS / 2; i++)
		thing_draw(ui, &things[i], i);
	struct rect list = ui_scroll_begin(ui, inset(page, 200), KEY("list"), 3000);
	for (int i = THINGS / 2; i < THINGS; i++) {
		struct thing moved = things[i];
		moved.at.y += list.y;
		thing_draw(ui, &moved, i);
	}
	ui_scroll_end(ui);
}

static int64_t cells_drawn(struct stage *stage)
{
	struct ui_stats stats;

	ui_stats(stage->ui, &stats);
	return stats.cells_drawn;
}

static void test_same_as_a_full_redraw(void **state)
{
	static const struct {
		int w, h;
	} sizes[] = {{1080, 1920}, {1920, 1080}, {800, 480}, {1366, 768}};

	(void)state;
	for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
		struct stage stage = stage_open(sizes[size].w, sizes[size].h, page_draw);
		for (int frame = 0; frame < FRAMES / 4; frame++) {
			struct rect page = ui_begin(stage.ui, LANG_VI, stage.text_percent);
			for (int changes = any(4); changes >= 0; changes--)
				thing_change(&ANY(things), page);
			page_draw(stage.ui, page);
			ui_end(stage.ui);
			if (any(4) == 0)
				ui_touch(stage.ui, sizes[size].w / 2, any(sizes[size].h), sizes[size].w / 2,
					any(sizes[size].h), 0);
			if (any(20) == 0)
				stage.text_percent = ANY(text_percents);
			ui_wait(stage.ui, 0);
			stage_frame(&stage);
			if (!ui_is_exact(stage.ui))
				fail_msg("frame %d at %d x %d", frame, sizes[size].w, sizes[size].h);
		}
		ui_close(stage.ui);
	}
}

static const char *place = "Quầy 3";

static void board_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, CANVAS);
	struct rect rows = inset(page, 48);
	for (int i = 0; i < 15; i++) {
		struct rect row = cut_top(&rows, 100);
		ui_line(ui, (struct rect){row.x, row.y + 98, row.w, 2}, LINE);
		ui_text(ui, cut_left(&row, 300), TEXT_STRONG, INK, ALIGN_LEFT, "199…7115");
		ui_text(ui, row, TEXT_STRONG, INK, ALIGN_RIGHT, i == 4 ? place : "Quầy 2");
	}
}

static void test_only_what_changed_is_drawn(void **state)
{
	struct stage stage = stage_open(1080, 1920, board_draw);

	(void)state;
	stage_settle(&stage);
	assert_int_equal(cells_drawn(&stage), 17 * 60); // the first time, all
	stage_frame(&stage);
	assert_int_equal(cells_drawn(&stage), 17 * 60); // nothing changed, nothing drawn
	place = "Quầy 5";
	stage_frame(&stage);
	int64_t row = cells_drawn(&stage) - 17 * 60;
	assert_true(row > 0 && row <= 3 * 3); // one short word
	assert_true(ui_is_exact(stage.ui));
	ui_close(stage.ui);
}

static bool wiped;

static void secret_draw(struct ui *ui, struct rect page)
{
	ui_fill(ui, page, CARD);
	ui_text(ui, inset(page, 100), TEXT_BODY, INK, ALIGN_LEFT,
		wiped ? "Trang chủ" : "CÔNG TY CỔ PHẦN THÉP VALUKO");
}

// After a visit its words are in no memory of ours; the window looks as if nothing had been.
static void test_forgets(void **state)
{
	struct stage stage = stage_open(1080, 1920, secret_draw);

	(void)state;
	stage_settle(&stage);
	wiped = true;
	ui_forget(stage.ui);
	stage_frame(&stage);
	assert_true(ui_is_exact(stage.ui));
	ui_close(stage.ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_a_full_redraw),
		cmocka_unit_test(test_only_what_changed_is_drawn),
		cmocka_unit_test(test_forgets),
	};
	return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
