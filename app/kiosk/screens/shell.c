// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/shell.h"
#include "kiosk/screens/parts.h"
#include "kiosk/screens/station_words.h"
#include "kiosk/screens/visit.h"

#define HEADER_INK_2 0xC9D6E6u
#define HEADER_PAD 20
#define RAIL_WIDTH 208
#define NAV_ICON 44
#define CHROME_MOST 115 // percent: what is the same everywhere leaves the room to what is read
#define STAFF_TAPS 5	// on the header: known to staff, in nobody's way

// ---- header ----

#define SMALL(ui) part_capped(ui, TEXT_SMALL, CHROME_MOST)
#define STRONG(ui) part_capped(ui, TEXT_STRONG, CHROME_MOST)
#define STRONG_LEAST(ui) part_capped(ui, TEXT_STRONG, 100)
#define SMALL_LEAST(ui) part_capped(ui, TEXT_SMALL, 100)
#define CLOCK(ui) part_capped(ui, TEXT_CLOCK, 100)
#define WAY(ui) part_capped(ui, TEXT_SMALL_STRONG, CHROME_MOST)

static int header_height(struct ui *ui)
{
	int words = part_line(ui, SMALL(ui)) + part_line(ui, STRONG(ui));
	int clock = part_line(ui, CLOCK(ui)) + part_line(ui, SMALL(ui)) - 16;

	return (words > clock ? words : clock) + 2 * HEADER_PAD;
}

static void header_clock(struct ui *ui, struct rect *bar, const struct station *station)
{
	const char *day = weekday_text(ui, station->now), *time = time_text(ui, station->now);
	int width = ui_text_width(ui, SMALL(ui), day), clock = ui_text_width(ui, CLOCK(ui), time);
	struct rect at;

	if (station->freshness.clock == CLOCK_UNKNOWN)
		return; // no time is better than a wrong one
	at = cut_right(bar, (width > clock ? width : clock) + 8);
	cut_right(bar, SPACE_24);
	ui_text(ui, cut_bottom(&at, part_line(ui, SMALL(ui))), SMALL(ui), HEADER_INK_2, ALIGN_RIGHT, day);
	ui_text(ui, at, CLOCK(ui), WHITE, ALIGN_RIGHT, time);
}

static void header_show(struct ui *ui, struct rect bar, struct visit *visit, enum place *next)
{
	const struct station *station = visit->station;
	const char *agency = ui_tr(ui, "app.agency_caps"), *parent = station->unit_parent;
	const char *line = *parent ? arena_format(ui_frame(ui), "%s · %s", agency, parent) : agency;
	const char *unit = unit_text(ui, station);
	struct font_style small = SMALL(ui), strong = STRONG(ui);

	ui_fill(ui, bar, NAVY);
	if (ui_target(ui, bar, KEY("header"), station->unit_name[visit->lang], UI_ON) &&
		visit->place == PLACE_HOME && ++visit->header_taps >= STAFF_TAPS) {
		visit->header_taps = 0;
		*next = PLACE_STAFF_PIN;
	}
	bar = inset_xy(bar, SIDE, HEADER_PAD);
	header_clock(ui, &bar, station);
	if (ui_text_width(ui, strong, unit) > bar.w) { // the unit's name is never the smaller line
		small = SMALL_LEAST(ui);
		strong = STRONG_LEAST(ui);
	}
	bar = centre(bar, bar.w, part_line(ui, small) + part_line(ui, strong));
	ui_text(ui, cut_top(&bar, part_line(ui, small)), small, HEADER_INK_2, ALIGN_LEFT, line);
	ui_text(ui, bar, strong, WHITE, ALIGN_LEFT, unit);
}

// ---- band ----

struct band {
	enum tone tone;
	const char *icon, *text;
};

// The one thing most worth saying, or none. What is stored comes before what is shown.
static bool band_find(struct ui *ui, const struct visit *visit, struct band *band)
{
	const struct station *station = visit->station;
	const struct freshness_state *fresh = &station->freshness;
	const char *stale = stale_text(ui, station), *age = age_text(ui, station);
	const char *offline = fresh->is_online || visit->place == PLACE_HOME ? "" : ui_tr(ui, "app.offline");

	if (visit->place == PLACE_ENROL || visit->place == PLACE_STAFF || visit->place == PLACE_STAFF_PIN)
		return false;
	if (station->cannot_store && visit->place != PLACE_CANNOT_STORE)
		*band = (struct band){TONE_RED, "warning", ui_tr(ui, "app.cannot_store")};
	else if (*stale)
		*band = (struct band){TONE_AMBER, fresh->stage == FRESH_HIDDEN ? "warning" : "clock", stale};
	else if (fresh->stage == FRESH_DATED && visit->place == PLACE_DECLARATION)
		*band = (struct band){TONE_AMBER, "clock",
			*offline ? arena_format(ui_frame(ui), "%s. %s", age, offline) : age};
	else if (*offline)
		*band = (struct band){TONE_AMBER, "offline", offline};
	else
		return false;
	return true;
}

static void band_show(struct ui *ui, struct rect *page, const struct visit *visit)
{
	struct band band;
	struct rect bar, icon;
	int width = page->w - 2 * SIDE - 56, height;

	if (!band_find(ui, visit, &band))
		return;
	height = ui_paragraph_height(ui, width, TEXT_SMALL, band.text);
	bar = cut_top(page, height + 24);
	ui_fill(ui, bar, TONES[band.tone].fill);
	ui_line(ui, (struct rect){bar.x, bar.y + bar.h - 2, bar.w, 2}, TONES[band.tone].line);
	bar = inset_xy(bar, SIDE, 12);
	icon = cut_left(&bar, 36);
	ui_icon(ui, (struct rect){icon.x, icon.y + 1, 36, 36}, band.icon,
		band.tone == TONE_RED ? RED : AMBER);
	cut_left(&bar, 20);
	ui_paragraph(ui, bar, TEXT_SMALL, INK, ALIGN_LEFT, band.text);
}

// ---- ways ----

struct way {
	const char *id, *icon, *label;
	enum place to;
	enum lang lang; // of a language named outright
	bool is_lang, is_chosen;
};
#define WAYS_MOST 6

static size_t ways_list(
	struct ui *ui, const struct visit *visit, struct exits exits, struct way ways[WAYS_MOST])
{
	enum place start = station_start(visit->station);
	size_t count = 0;

	if (exits.back != visit->place && visit->place != start)
		ways[count++] = (struct way){
			"back", "chevron-left", ui_tr(ui, "app.back"), exits.back, 0, false, false};
	if (visit->place != start)
		ways[count++] =
			(struct way){"home", "home", ui_tr(ui, "app.home"), exits.home, 0, false, false};
	ways[count++] = (struct way){"help", "person", ui_tr(ui, "help.short"), PLACE_HELP, 0, false, false};
	ways[count++] = (struct way){"accessibility", "accessibility", ui_tr(ui, "app.accessibility"),
		PLACE_ACCESSIBILITY, 0, false, false};
	if (visit->place != start) {
		ways[count++] = (struct way){
			"language", "globe", LANGS[visit->lang].endonym, PLACE_LANGUAGE, 0, false, true};
		return count;
	}
	for (int lang = 0; lang < LANG_COUNT; lang++)
		ways[count++] = (struct way){LANGS[lang].code, NULL, LANGS[lang].endonym, visit->place,
			(enum lang)lang, true, visit->lang == (enum lang)lang};
	return count;
}

static bool way_show(struct ui *ui, struct rect at, const struct way *way)
{
	struct key key = way->is_lang ? KEY(arena_format(ui_frame(ui), "lang-%s", way->id)) : KEY(way->id);
	bool is_hit = ui_target(ui, at, key, way->label, way->is_chosen && way->is_lang ? UI_CHOSEN : UI_ON);
	bool is_tinted = way->is_chosen || ui_is_pressed(ui, key);
	int line = part_line(ui, WAY(ui));

	at = inset(at, SPACE_8);
	if (is_tinted)
		ui_card(ui, at, BLUE_TINT, BLUE_TINT, RADIUS_BUTTON);
	if (!way->icon) {
		ui_text(ui, inset_xy(at, SPACE_8, 0), WAY(ui), NAVY, ALIGN_CENTRE, way->label);
		return is_hit;
	}
	at = centre(at, at.w - 8, NAV_ICON + 4 + line);
	ui_icon(ui, centre(cut_top(&at, NAV_ICON), NAV_ICON, NAV_ICON), way->icon, NAVY);
	cut_top(&at, 4);
	ui_text(ui, at, WAY(ui), NAVY, ALIGN_CENTRE, way->label);
	return is_hit;
}

static void ways_show(
	struct ui *ui, struct rect *page, struct visit *visit, struct exits exits, enum place *next)
{
	struct way ways[WAYS_MOST];
	size_t count = ways_list(ui, visit, exits, ways);
	bool is_rail = ui_is_landscape(ui);
	int height = NAV_ICON + part_line(ui, WAY(ui)) + 44;
	struct rect bar = is_rail ? cut_left(page, RAIL_WIDTH) : cut_bottom(page, height);

	ui_fill(ui, bar, CARD);
	if (is_rail)
		ui_line(ui, (struct rect){bar.x + bar.w - 2, bar.y, 2, bar.h}, LINE);
	else
		ui_line(ui, (struct rect){bar.x, bar.y, bar.w, 2}, LINE);
	bar = inset(bar, SPACE_8);
	for (size_t i = 0; i < count; i++) {
		struct rect at = is_rail ? row_of(bar, (int)i, (int)count, SPACE_8)
					 : column(bar, (int)i, (int)count, SPACE_8);

		if (!way_show(ui, at, &ways[i]))
			continue;
		if (ways[i].is_lang) {
			visit_set_lang(visit, ways[i].lang);
			ui_invalidate(ui);
		} else {
			*next = ways[i].to;
		}
	}
}

struct rect shell_show(
	struct ui *ui, struct rect page, struct visit *visit, struct exits exits, enum place *next)
{
	ui_fill(ui, page, CANVAS);
	header_show(ui, cut_top(&page, header_height(ui)), visit, next);
	ways_show(ui, &page, visit, exits, next);
	band_show(ui, &page, visit);
	cut_top(&page, ui_is_landscape(ui) ? SPACE_24 : SPACE_32);
	return inset_xy(page, SIDE, 0);
}
