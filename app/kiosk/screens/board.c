// SPDX-License-Identifier: Apache-2.0
// The wall board: rows readable from afar, the call, figures, and how old all this is. Nothing blinks or
// scrolls; pages follow one another within a minute. Letters are as high as the configured panel needs for 20
// mm.
#include "base/text.h"
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/station_words.h"
#include "kiosk/screens/visit.h"

#define CAPITAL_MM 20
#define ROUND_MOST ((size_t)(CYCLE_MS / PAGE_LEAST_MS)) // pages of a round
#define CAPITAL_SHARE 714 // capital height of Noto Sans in thousandths of its size
#define ROW_TEXT_LEAST 36
#define WIDEST_NUMBER "199…7115"
#define BOARD_LINE 0x1C3350u
#define BOARD_TILE 0x1A3A63u
#define BOARD_INK_2 0xA9BCD2u
#define CALL_INK 0x0B1D33u
#define HEADER_INK 0xC9D6E6u

static struct font_style bold(int size)
{
	return (struct font_style){size, WEIGHT_BOLD};
}

static struct font_style plain(int size)
{
	return (struct font_style){size, WEIGHT_REGULAR};
}

// The letter size that gives capitals of 20 mm on this panel.
static int row_size(struct ui *ui)
{
	int capital = ui_millimetres(ui, CAPITAL_MM), size = capital * 1000 / CAPITAL_SHARE;

	return size > ROW_TEXT_LEAST ? size : ROW_TEXT_LEAST;
}

static void bar_show(struct ui *ui, struct rect bar, const struct visit *visit)
{
	const struct station *station = visit->station;
	const char *parent = station->unit_parent, *agency = ui_tr(ui, "app.agency_caps");
	struct rect half;

	ui_fill(ui, bar, BOARD_BAR);
	bar = inset_xy(bar, SIDE, SPACE_16);
	if (station->freshness.clock != CLOCK_UNKNOWN) {
		const char *time = time_text(ui, station->now), *day = weekday_text(ui, station->now);

		ui_text(ui, cut_right(&bar, ui_text_width(ui, bold(84), time)), bold(84), WHITE, ALIGN_RIGHT,
			time);
		cut_right(&bar, SPACE_48);
		if (ui_is_landscape(ui)) {
			const char *age = age_text(ui, station);
			int width = ui_text_width(ui, plain(32), day),
			    wide = ui_text_width(ui, plain(32), age);

			half = cut_right(&bar, (width > wide ? width : wide) + SPACE_16);
			ui_text(ui, row_of(half, 0, 2, 0), plain(32), HEADER_INK, ALIGN_RIGHT, day);
			ui_text(ui, row_of(half, 1, 2, 0), plain(32), HEADER_INK, ALIGN_RIGHT, age);
			cut_right(&bar, SPACE_24);
		}
	}
	half = row_of(bar, 0, 2, 0);
	ui_text(ui, half, plain(32), HEADER_INK, ALIGN_LEFT,
		*parent ? arena_format(ui_frame(ui), "%s · %s", agency, parent) : agency);
	ui_text(ui, row_of(bar, 1, 2, 0), bold(42), WHITE, ALIGN_LEFT, unit_text(ui, station));
}

struct columns {
	int number, channel, place, size;
};

static int channel_width(struct ui *ui, int size)
{
	int widest = 0;

	for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
		int width = ui_text_width(ui, plain(size), channel_word(ui, (enum channel)channel));

		widest = width > widest ? width : widest;
	}
	return widest;
}

static struct columns columns_of(struct ui *ui, int width)
{
	int size = row_size(ui);
	struct columns columns = {
		.number = ui_text_width(ui, bold(size), WIDEST_NUMBER) + size,
		.channel = channel_width(ui, size) + size * 2,
		.place = ui_text_width(ui, bold(size), counter_name(ui, "99")) + size / 2,
		.size = size,
	};

	if (columns.number + columns.channel + columns.place + size * 9 >
		width) // the dot alone leaves no word: move it
		columns.channel = 0;
	return columns;
}

static void channel_show(
	struct ui *ui, struct rect at, enum channel channel, struct columns columns, bool is_called)
{
	int dot = columns.size * 5 / 9;
	struct rect left = cut_left(&at, dot);

	if (is_called)
		ui_circle(ui, centre(left, dot, dot), BOARD_CALL, CALL_INK);
	else
		ui_circle(ui, centre(left, dot, dot), channel_dot(channel), channel_dot(channel));
	cut_left(&at, SPACE_16);
	ui_text(ui, at, plain(columns.size), is_called ? CALL_INK : WHITE, ALIGN_LEFT,
		channel_word(ui, channel));
}

static void row_show(struct ui *ui, struct rect row, const struct board_row *it, struct columns columns,
	const struct station *station)
{
	enum freshness age = station->freshness.stage;
	bool is_called = station_call_is_held(station) && station->call.identity[0] &&
			 text_equal(station->call.identity, it->identity);
	uint32_t ink = is_called ? CALL_INK : age >= FRESH_AMBER ? BOARD_INK_2 : WHITE;

	if (is_called)
		ui_fill(ui, row, BOARD_CALL);
	row = inset_xy(row, 36, 0);
	ui_text(ui, cut_left(&row, columns.number), bold(columns.size), is_called ? CALL_INK : WHITE,
		ALIGN_LEFT, it->shown);
	ui_text(ui, cut_right(&row, columns.place), bold(columns.size), ink, ALIGN_RIGHT,
		counter_name(ui, STAGES[it->stage].urgency >= URGENCY_FINISHED ? "" : it->counter));
	cut_right(&row, SPACE_16);
	if (columns.channel)
		channel_show(ui, cut_left(&row, columns.channel), it->channel, columns, is_called);
	ui_text(ui, row, plain(columns.size), ink, ALIGN_LEFT, stage_short_name(ui, it->stage, it->since));
}

static void head_show(struct ui *ui, struct rect row, struct columns columns)
{
	row = inset_xy(row, 36, 0);
	ui_text(ui, cut_left(&row, columns.number), bold(32), BOARD_INK_2, ALIGN_LEFT,
		ui_tr(ui, "queue.number_short"));
	ui_text(ui, cut_right(&row, columns.place), bold(32), BOARD_INK_2, ALIGN_RIGHT,
		ui_tr(ui, "queue.place"));
	cut_right(&row, SPACE_16);
	if (columns.channel)
		ui_text(ui, cut_left(&row, columns.channel), bold(32), BOARD_INK_2, ALIGN_LEFT,
			ui_tr(ui, "queue.channel_short"));
	ui_text(ui, row, bold(32), BOARD_INK_2, ALIGN_LEFT, ui_tr(ui, "queue.status"));
}

// A round fits into a minute: what does not is left to more rows or more boards, and the foot says how many
// of how many are shown. Returns the height of a row, `across` declarations in it.
static int rows_lay(struct station *station, int room, int height, int across)
{
	int most = room / height > 0 ? room / height : 1;
	size_t pages;

	station->page_rows = (size_t)(most * across);
	pages = (station->board.count + station->page_rows - 1) / station->page_rows;
	station->page_count = pages < ROUND_MOST ? pages : ROUND_MOST;
	if (station->page >= station->page_count)
		station->page = 0;
	return room / most;
}

// Of data a day old the numbers alone, side by side: what they were yesterday helps nobody.
static void rows_show(struct ui *ui, struct rect list, struct station *station)
{
	struct columns columns = columns_of(ui, list.w - 72);
	bool is_hidden = station->freshness.stage == FRESH_HIDDEN;
	int across = is_hidden && list.w > columns.number ? list.w / columns.number : 1, height;
	size_t at;

	ui_fill(ui, list, BOARD_PAGE);
	if (station->board.count == 0) {
		station->page_count = 0;
		ui_text(ui, list, plain(48), BOARD_INK_2, ALIGN_CENTRE, nothing_text(ui, station));
		return;
	}
	if (!is_hidden)
		head_show(ui, cut_top(&list, 64), columns);
	height = rows_lay(station, list.h, columns.size * 19 / 10, across);
	at = station->page * station->page_rows;
	for (size_t i = at; i < at + station->page_rows && i < station->board.count; i++) {
		const struct board_row *it = &station->board.rows[i];
		struct rect row = {list.x, list.y + (int)(i - at) / across * height, list.w, height};

		if (is_hidden)
			ui_text(ui, column(row, (int)(i - at) % across, across, 0), bold(columns.size), WHITE,
				ALIGN_CENTRE, it->shown);
		else
			row_show(ui, row, it, columns, station);
		ui_line(ui, (struct rect){row.x, row.y + row.h - 2, row.w, 2}, BOARD_LINE);
	}
}

// Number and place of a call are the largest letters on the wall, as large as the panel lets them be.
static void call_line(struct ui *ui, struct rect *card, int most, const char *text)
{
	int size = most;

	while (size > ROW_TEXT_LEAST && ui_text_width(ui, bold(size), text) > card->w)
		size -= 4;
	ui_text(ui, cut_top(card, part_line(ui, bold(size))), bold(size), CALL_INK, ALIGN_LEFT, text);
}

static void call_show(struct ui *ui, struct rect card, const struct station *station)
{
	bool is_held = station_call_is_held(station) && station->freshness.stage < FRESH_HIDDEN;
	int size = row_size(ui), height;

	if (!is_held) {
		ui_card(ui, card, BOARD_TILE, BOARD_TILE, RADIUS_CARD);
		ui_label(ui, inset(card, SPACE_32), plain(36), BOARD_INK_2, ALIGN_CENTRE,
			ui_tr(ui, "board.no_call"));
		return;
	}
	ui_card(ui, card, BOARD_CALL, BOARD_CALL, RADIUS_CARD);
	card = inset_xy(card, 36, SPACE_16);
	height = 2 * part_line(ui, plain(34)) + part_line(ui, bold(size * 4 / 3)) +
		 part_line(ui, bold(size * 2));
	card = centre(card, card.w, height < card.h ? height : card.h);
	ui_text(ui, cut_top(&card, part_line(ui, plain(34))), bold(34), CALL_INK, ALIGN_LEFT,
		ui_tr(ui, "board.call"));
	call_line(ui, &card, size * 4 / 3, station->call.shown);
	ui_text(ui, cut_top(&card, part_line(ui, plain(34))), plain(34), CALL_INK, ALIGN_LEFT,
		ui_tr(ui, "board.call_to"));
	call_line(ui, &card, size * 2, counter_name(ui, station->call.counter));
}

static const char *figure_text(struct ui *ui, int64_t value, const char *key)
{
	return value < 0 ? "—" : fill_text(ui, key, "n", count_text(ui, value));
}

static void figures_show(struct ui *ui, struct rect area, const struct station *station)
{
	const struct feed_figures *figures = &station->figures;
	const struct {
		const char *label, *value;
	} tiles[] = {
		{"figure.open", figure_text(ui, station->freshness.at > 0 ? station->board.open : -1,
					"figure.plain")},
		{"figure.median",
			figure_text(ui, station->has_figures ? figures->median_minutes : -1, "span.minutes")},
		{"figure.finished",
			figure_text(ui, station->has_figures ? figures->finished : -1, "figure.plain")},
		{"figure.satisfied", figure_text(ui, station->has_figures ? figures->satisfied_percent : -1,
					     "figure.percent")},
	};

	const struct font_style label = plain(32), value = bold(48);
	int width = column(area, 0, 2, 20).w - 2 * SPACE_24, lines = 0;

	for (int i = 0; i < 4; i++) {
		int height = ui_paragraph_height(ui, width, label, ui_tr(ui, tiles[i].label));

		lines = height > lines ? height : lines;
	}
	for (int i = 0; i < 4; i++) {
		struct rect tile = column(row_of(area, i / 2, 2, 20), i % 2, 2, 20);

		ui_card(ui, tile, BOARD_TILE, BOARD_TILE, RADIUS_CARD);
		tile = centre(tile, width, lines + part_line(ui, value));
		ui_label(
			ui, cut_top(&tile, lines), label, BOARD_INK_2, ALIGN_LEFT, ui_tr(ui, tiles[i].label));
		ui_text(ui, tile, value, WHITE, ALIGN_LEFT,
			station->freshness.stage == FRESH_HIDDEN ? "—" : tiles[i].value);
	}
}

static void phone_show(struct ui *ui, struct rect area, const struct station *station)
{
	struct rect code = cut_left(&area, area.h);

	ui_card(ui, code, WHITE, WHITE, RADIUS_BUTTON);
	ui_qr(ui, inset(code, 4), station->settings->phone_url);
	cut_left(&area, SPACE_24);
	ui_label(ui, area, plain(32), WHITE, ALIGN_LEFT, ui_tr(ui, "board.phone"));
}

// How far the round is; what it leaves out is said.
static const char *round_text(struct ui *ui, const struct station *station)
{
	const char *page = arena_format(ui_frame(ui), "%zu / %zu", station->page + 1, station->page_count);
	int64_t all = station->board.open + station->board.finished,
		shown = (int64_t)(station->page_count * station->page_rows);

	if (shown >= all)
		return page;
	return arena_format(ui_frame(ui), "%s · %s", page,
		tr_fill(ui_frame(ui), ui_lang(ui), "board.shown", "n", count_text(ui, shown), "m",
			count_text(ui, all), NULL));
}

// What is old says so here, in the colour of a warning from two minutes on.
static void foot_show(struct ui *ui, struct rect bar, const struct station *station)
{
	const struct station_settings *settings = station->settings;
	bool is_old = station->freshness.stage >= FRESH_DATED;
	uint32_t ink = is_old ? AMBER : HEADER_INK;
	const char *text = stale_text(ui, station);

	if (!*text && is_old)
		text = age_text(ui, station);
	else if (!*text)
		text = *settings->hotline ? fill_text(ui, "fb.hotline", "n", settings->hotline)
					  : ui_tr(ui, "app.title");
	ui_fill(ui, bar, is_old ? AMBER_TINT : BOARD_BAR);
	bar = inset_xy(bar, SIDE, 0);
	if (station->page_count > 1) {
		const char *page = round_text(ui, station);

		ui_text(ui, cut_right(&bar, ui_text_width(ui, bold(32), page) + SPACE_24), bold(32),
			is_old ? AMBER : WHITE, ALIGN_RIGHT, page);
	}
	if (is_old) {
		ui_icon(ui, centre(cut_left(&bar, 40), 40, 40), "clock", AMBER);
		cut_left(&bar, SPACE_16);
	}
	ui_text(ui, bar, is_old ? bold(32) : plain(32), ink, ALIGN_LEFT, text);
}

static void side_show(struct ui *ui, struct rect side, const struct station *station, bool is_upright)
{
	ui_fill(ui, side, BOARD_SIDE);
	side = inset(side, 36);
	if (is_upright) {
		call_show(ui, cut_left(&side, side.w * 48 / 100), station);
		cut_left(&side, SPACE_24);
		figures_show(ui, side, station);
		return;
	}
	if (*station->settings->phone_url) {
		phone_show(ui, cut_bottom(&side, 178), station);
		cut_bottom(&side, SPACE_24);
	}
	figures_show(ui, cut_bottom(&side, side.h * 45 / 100), station);
	cut_bottom(&side, SPACE_24);
	call_show(ui, side, station);
}

enum place board_show(struct ui *ui, struct rect page, struct visit *visit)
{
	struct station *station = visit->station;
	bool is_upright = !ui_is_landscape(ui);
	struct rect side;

	ui_fill(ui, page, BOARD_PAGE);
	bar_show(ui, cut_top(&page, 128), visit);
	side = is_upright ? cut_top(&page, 420) : cut_right(&page, page.w * 29 / 100);
	rows_show(ui, cut_top(&page, page.h - 72), station);
	if (!is_upright)
		cut_bottom(&side, 72);
	side_show(ui, side, station, is_upright);
	foot_show(ui, (struct rect){0, page.y, is_upright ? page.w : page.w + side.w, 72}, station);
	return PLACE_BOARD;
}
