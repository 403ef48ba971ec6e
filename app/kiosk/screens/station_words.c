// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/station_words.h"
#include "kiosk/screens/words.h"

const char *unit_text(struct ui *ui, const struct station *station)
{
	const char *name = station->unit_name[ui_lang(ui)];

	return *name ? name : ui_tr(ui, "app.title");
}

const char *desk_text(struct ui *ui, const struct station *station)
{
	const char *place = station->settings->help_place[ui_lang(ui)];

	return *place ? place : ui_tr(ui, "help.any_desk");
}

// ---- how old ----

const char *age_text(struct ui *ui, const struct station *station)
{
	const struct freshness_state *fresh = &station->freshness;

	if (fresh->at <= 0)
		return "";
	return fresh->clock == CLOCK_UNKNOWN
		       ? ui_tr(ui, "queue.no_time")
		       : fill_text(ui, "queue.updated", "t", moment_text(ui, fresh->at, station->now));
}

const char *nothing_text(struct ui *ui, const struct station *station)
{
	const struct freshness_state *fresh = &station->freshness;

	if (fresh->at <= 0)
		return ui_tr(ui, "queue.no_data");
	// A disk that refuses may have taken what was told with it.
	return ui_tr(
		ui, fresh->stage == FRESH_HIDDEN || station->cannot_store ? "queue.no_rows" : "queue.empty");
}

const char *stale_text(struct ui *ui, const struct station *station)
{
	const struct freshness_state *fresh = &station->freshness;
	const char *desk = desk_text(ui, station);

	if (fresh->stage < FRESH_AMBER)
		return "";
	if (fresh->stage == FRESH_AMBER)
		return fill_text(ui, "app.stale_maybe", "t", moment_text(ui, fresh->at, station->now));
	if (fresh->at <= 0)
		return fill_text(ui, "app.no_data", "place", desk);
	if (fresh->age < 0)
		return fill_text(ui, "app.stale_unknown", "place", desk);
	return tr_fill(ui_frame(ui), ui_lang(ui), "app.stale_at", "n",
		count_text(ui, FRESH_HIDDEN_AFTER / CLOCK_HOUR), "place", desk, NULL);
}
