// SPDX-License-Identifier: Apache-2.0
// Home: the living board, one primary action, and what else works here.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/station_words.h"
#include "kiosk/screens/visit.h"

#define CARD_PAD 32
#define TILE_HEIGHT 148
#define FIND_HEIGHT 196
#define WIDEST_NUMBER "199…7115"

struct columns {
	int number, channel, place;
	bool is_stacked; // large text: two lines a row
};

static struct columns columns_of(struct ui *ui, int width)
{
	struct columns columns = {
		.number = ui_text_width(ui, TEXT_STRONG, WIDEST_NUMBER) + SPACE_48,
		.channel = part_channel_width(ui, CHANNEL_NONE) + SPACE_16,
		.place = ui_text_width(ui, TEXT_STRONG, counter_name(ui, "99")) + SPACE_16,
	};
	int status = ui_text_width(ui, TEXT_BODY, stage_short_name(ui, STAGE_PHYSICAL, 1));

	columns.is_stacked = columns.number + columns.channel + columns.place + status * 4 / 5 > width;
	return columns;
}

static void row_show(struct ui *ui, struct rect row, const struct board_row *it, struct columns columns,
	enum freshness age)
{
	uint32_t ink = age == FRESH_AMBER ? INK_2 : INK;
	const char *status = stage_short_name(ui, it->stage, it->since);
	const char *place =
		counter_name(ui, STAGES[it->stage].urgency >= URGENCY_FINISHED ? "" : it->counter);

	row = inset_xy(row, CARD_PAD, SPACE_8);
	if (columns.is_stacked) {
		struct rect top = row_of(row, 0, 2, 0), low = row_of(row, 1, 2, 0);

		ui_text(ui, cut_right(&top, columns.place), TEXT_STRONG, ink, ALIGN_RIGHT, place);
		ui_text(ui, top, TEXT_STRONG, INK, ALIGN_LEFT, it->shown);
		part_channel(ui, cut_right(&low, part_channel_width(ui, it->channel)), it->channel);
		ui_text(ui, low, TEXT_BODY, ink, ALIGN_LEFT, status);
		return;
	}
	ui_text(ui, cut_left(&row, columns.number), TEXT_STRONG, INK, ALIGN_LEFT, it->shown);
	ui_text(ui, cut_right(&row, columns.place), TEXT_STRONG, ink, ALIGN_RIGHT, place);
	part_channel(ui, cut_right(&row, columns.channel), it->channel);
	cut_right(&row, SPACE_16);
	row = centre(row, row.w, part_line(ui, TEXT_BODY) + part_line(ui, TEXT_SMALL) - 6);
	ui_text(ui, cut_top(&row, part_line(ui, TEXT_BODY)), TEXT_BODY, ink, ALIGN_LEFT, status);
	ui_text(ui, (struct rect){row.x, row.y - 6, row.w, row.h + 6}, TEXT_SMALL, INK_2, ALIGN_LEFT,
		it->enterprise);
}

static void head_show(struct ui *ui, struct rect row, struct columns columns)
{
	row = inset_xy(row, CARD_PAD, 0);
	if (columns.is_stacked)
		return;
	ui_text(ui, cut_left(&row, columns.number), TEXT_SMALL_STRONG, INK_2, ALIGN_LEFT,
		ui_tr(ui, "queue.number_short"));
	ui_text(ui, cut_right(&row, columns.place), TEXT_SMALL_STRONG, INK_2, ALIGN_RIGHT,
		ui_tr(ui, "queue.place"));
	ui_text(ui, cut_right(&row, columns.channel), TEXT_SMALL_STRONG, INK_2, ALIGN_LEFT,
		ui_tr(ui, "queue.channel_short"));
	ui_text(ui, row, TEXT_SMALL_STRONG, INK_2, ALIGN_LEFT, ui_tr(ui, "queue.status"));
}

// How many rows the pages have: those in progress, and those just finished.
static const char *rows_text(struct ui *ui, const struct board *board)
{
	if (board->finished == 0)
		return fill_text(ui, "queue.count", "n", count_text(ui, board->open));
	return tr_fill(ui_frame(ui), ui_lang(ui), "queue.counts", "n", count_text(ui, board->open), "m",
		count_text(ui, board->finished), NULL);
}

// Young data has its time in small print. Older than two minutes it must be seen; still older, a band over
// the page says more.
static bool is_stamped(const struct station *station)
{
	return station->freshness.stage == FRESH_DATED;
}

static int age_width(struct ui *ui, const struct station *station)
{
	const char *age = age_text(ui, station);

	if (!*age)
		return 0;
	return is_stamped(station) ? part_stamp_width(ui, age) : ui_text_width(ui, TEXT_SMALL, age);
}

static void age_show(struct ui *ui, struct rect at, const struct station *station)
{
	const char *age = age_text(ui, station);

	if (!*age)
		return;
	if (is_stamped(station))
		part_stamp(ui, at, age);
	else
		ui_text(ui, at, TEXT_SMALL, INK_2, ALIGN_LEFT, age);
}

// Title, number of rows and age in a line, or the title above.
static void title_show(struct ui *ui, struct rect *card, const struct station *station)
{
	bool is_hidden = station->freshness.stage == FRESH_HIDDEN;
	const char *title =
		ui_tr(ui, is_hidden && station->freshness.at > 0 ? "queue.title_old" : "queue.title");
	const char *rows =
		is_hidden ? "" : arena_format(ui_frame(ui), "%s · ", rows_text(ui, &station->board));
	int age = age_width(ui, station), words = ui_text_width(ui, TEXT_SMALL, rows) + age;
	int wide = ui_text_width(ui, TEXT_HEADING, title) + words + SPACE_24;
	bool is_beside = wide <= card->w - 2 * CARD_PAD;
	struct rect row;

	cut_top(card, is_beside ? 0 : SPACE_16);
	row = inset_xy(cut_top(card, part_line(ui, TEXT_HEADING) + (is_beside ? 40 : SPACE_16)), CARD_PAD, 0);

	ui_text(ui, row, TEXT_HEADING, INK, ALIGN_LEFT, title);
	if (!is_beside)
		row = inset_xy(cut_top(card, part_line(ui, TEXT_SMALL) + SPACE_16), CARD_PAD, 0);
	row = is_beside ? cut_right(&row, words) : row;
	ui_text(ui, cut_left(&row, ui_text_width(ui, TEXT_SMALL, rows)), TEXT_SMALL, INK_2, ALIGN_LEFT, rows);
	age_show(ui, row, station);
}

// Between the buttons that turn the page: where we are of how many.
static void pager_show(struct ui *ui, struct rect foot, struct station *station)
{
	struct rect left = cut_left(&foot, 120), right = cut_right(&foot, 120);

	if (station->page_count <= 1)
		return;
	if (ui_button(ui, inset_xy(left, SPACE_8, SPACE_8), KEY("page-previous"), BUTTON_QUIET,
		    "chevron-left", "", UI_ON))
		station_page(station, -1);
	if (ui_button(ui, inset_xy(right, SPACE_8, SPACE_8), KEY("page-next"), BUTTON_QUIET, "chevron-right",
		    "", UI_ON))
		station_page(station, 1);
	ui_text(ui, foot, TEXT_SMALL_STRONG, INK_2, ALIGN_CENTRE,
		arena_format(ui_frame(ui), "%zu / %zu", station->page + 1, station->page_count));
}

static void swipe_take(struct ui *ui, struct rect card, struct station *station)
{
	int swipe = ui_swipe(ui, card, KEY("board"));

	if (swipe)
		station_page(station, -swipe);
}

static bool is_row_hit(
	struct ui *ui, struct rect row, const struct board_row *it, size_t i, struct visit *visit)
{
	if (ui_is_pressed(ui, KEY_AT("row", i)))
		ui_fill(ui, row, BLUE_TINT);
	if (!ui_target(ui, row, KEY_AT("row", i), it->shown, UI_ON))
		return false;
	visit_ask_number(visit, PURPOSE_RATE, it->shown);
	return true;
}

// How many rows of at least `height` fit, `across` side by side, and how many pages that makes. Returns the
// height that fills the card.
static int rows_lay(struct station *station, int room, int height, int across)
{
	int most = room / height > 0 ? room / height : 1;

	station->page_rows = (size_t)(most * across);
	station->page_count = (station->board.count + station->page_rows - 1) / station->page_rows;
	if (station->page >= station->page_count)
		station->page = 0;
	return room / most;
}

static enum place rows_show(struct ui *ui, struct rect card, struct visit *visit, struct columns columns)
{
	struct station *station = visit->station;
	int height = columns.is_stacked ? 2 * part_line(ui, TEXT_STRONG) + 28
					: part_line(ui, TEXT_BODY) + part_line(ui, TEXT_SMALL) + 18;
	size_t at;
	enum place next = PLACE_HOME;

	height = rows_lay(station, card.h - 2, height, 1);
	at = station->page * station->page_rows;
	for (size_t i = at; i < at + station->page_rows && i < station->board.count; i++) {
		struct rect row = cut_top(&card, height);

		ui_line(ui, cut_top(&row, 2), LINE);
		if (is_row_hit(ui, row, &station->board.rows[i], i - at, visit))
			next = PLACE_FIND;
		row_show(ui, row, &station->board.rows[i], columns, station->freshness.stage);
	}
	ui_line(ui, cut_top(&card, 2), LINE);
	return next;
}

// Of a day old nothing but the numbers is shown, side by side: what stood beside them yesterday may mislead,
// and who finds his own can rate still.
static enum place numbers_show(struct ui *ui, struct rect card, struct visit *visit)
{
	struct station *station = visit->station;
	int width = ui_text_width(ui, TEXT_STRONG, WIDEST_NUMBER) + SPACE_48, height;
	int across = card.w / width > 0 ? card.w / width : 1;
	size_t at;
	enum place next = PLACE_HOME;

	card = inset_xy(card, SPACE_16, 0);
	height = rows_lay(station, card.h, TOUCH_LEAST, across);
	at = station->page * station->page_rows;
	for (size_t i = at; i < at + station->page_rows && i < station->board.count; i++) {
		struct rect row = {card.x, card.y + (int)(i - at) / across * height, card.w, height};
		struct rect cell = column(row, (int)(i - at) % across, across, 0);

		if (is_row_hit(ui, cell, &station->board.rows[i], i - at, visit))
			next = PLACE_FIND;
		ui_text(ui, cell, TEXT_STRONG, INK, ALIGN_CENTRE, station->board.rows[i].shown);
	}
	return next;
}

static enum place board_card(struct ui *ui, struct rect card, struct visit *visit)
{
	struct columns columns = columns_of(ui, card.w - 2 * CARD_PAD);
	bool is_hidden = visit->station->freshness.stage == FRESH_HIDDEN;
	enum place next;
	struct rect foot;

	ui_card(ui, card, CARD, LINE, RADIUS_CARD);
	swipe_take(ui, card, visit->station);
	card = inset_xy(card, 2, 2);
	title_show(ui, &card, visit->station);
	if (visit->station->board.count == 0) {
		visit->station->page_count = 0;
		ui_text(ui, card, TEXT_LEAD, INK_2, ALIGN_CENTRE, nothing_text(ui, visit->station));
		return PLACE_HOME;
	}
	if (!columns.is_stacked && !is_hidden)
		head_show(ui, cut_top(&card, part_line(ui, TEXT_SMALL) + 20), columns);
	foot = cut_bottom(&card, TOUCH_LEAST + SPACE_16);
	next = is_hidden ? numbers_show(ui, card, visit) : rows_show(ui, card, visit, columns);
	pager_show(ui, inset_xy(foot, SPACE_16, 0), visit->station);
	return next;
}

static enum place find_tile(struct ui *ui, struct rect rect, struct visit *visit)
{
	if (!part_wide_tile(
		    ui, rect, KEY("find"), "search", ui_tr(ui, "home.find"), ui_tr(ui, "home.find_text")))
		return PLACE_HOME;
	visit_ask_number(visit, PURPOSE_RATE, NULL);
	return PLACE_FIND;
}

static enum place tiles_show(struct ui *ui, struct rect rect, struct visit *visit, bool is_upright)
{
	struct rect one = is_upright ? column(rect, 0, 2, 20) : row_of(rect, 0, 2, 20);
	struct rect two = is_upright ? column(rect, 1, 2, 20) : row_of(rect, 1, 2, 20);

	if (part_tile(ui, one, KEY("unrated"), "star", ui_tr(ui, "home.unrated"),
		    ui_tr(ui, "home.unrated_text"))) {
		visit_ask_number(visit, PURPOSE_UNRATED, NULL);
		return PLACE_FIND;
	}
	if (part_tile(
		    ui, two, KEY("rate-room"), "home", ui_tr(ui, "home.place"), ui_tr(ui, "home.place_text")))
		return visit_begin_place(visit);
	return PLACE_HOME;
}

static enum place one_of(enum place one, enum place two)
{
	return one != PLACE_HOME ? one : two;
}

static int larger(int one, int two)
{
	return one > two ? one : two;
}

static int tiles_height(struct ui *ui, int width)
{
	int one = part_tile_height(ui, width, ui_tr(ui, "home.unrated"), ui_tr(ui, "home.unrated_text"));
	int two = part_tile_height(ui, width, ui_tr(ui, "home.place"), ui_tr(ui, "home.place_text"));

	return larger(larger(one, two), TILE_HEIGHT);
}

static int find_height(struct ui *ui, int width)
{
	return larger(part_wide_tile_height(ui, width, ui_tr(ui, "home.find"), ui_tr(ui, "home.find_text")),
		FIND_HEIGHT);
}

enum place home_show(struct ui *ui, struct rect page, struct visit *visit)
{
	enum place next = PLACE_HOME;

	if (ui_is_landscape(ui)) {
		struct rect right = cut_right(&page, page.w * 36 / 100);

		cut_right(&page, SPACE_32);
		cut_bottom(&page, SPACE_24);
		cut_bottom(&right, SPACE_24);
		next = one_of(find_tile(ui, cut_top(&right, right.h * 4 / 10), visit), next);
		cut_top(&right, SPACE_24);
		next = one_of(tiles_show(ui, right, visit, false), next);
		return one_of(board_card(ui, page, visit), next);
	}
	cut_bottom(&page, SPACE_32);
	next = tiles_show(ui, cut_bottom(&page, tiles_height(ui, page.w / 2 - 10)), visit, true);
	cut_bottom(&page, SPACE_24);
	next = one_of(find_tile(ui, cut_bottom(&page, find_height(ui, page.w)), visit), next);
	cut_bottom(&page, SPACE_32);
	return one_of(board_card(ui, page, visit), next);
}
