// SPDX-License-Identifier: Apache-2.0
// One declaration: where it stands, since when, what to do now, and the question whether to rate it. The tap
// on "rate now" under that question is the consent.
#include "base/text.h"
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/timeline.h"
#include "kiosk/screens/visit.h"

#define MARK 56
#define TRACK 6

// ---- what to do now: from channel, status and call alone ----

static const struct {
	enum stage stage;
	enum tone tone;
	const char *icon, *key;
} ADVICE[] = {
	{STAGE_CALLED, TONE_AMBER, "team", "now.called"},
	{STAGE_DOCS_WAIT, TONE_AMBER, "doc", "now.docs_wait"},
	{STAGE_DOC_MORE, TONE_AMBER, "doc", "now.doc_more"},
	{STAGE_PHYSICAL_WAIT, TONE_AMBER, "clock", "now.physical_wait"},
	{STAGE_MOVED, TONE_AMBER, "info", "now.moved"},
	{STAGE_TAX_WAIT, TONE_AMBER, "info", "now.tax_wait"},
	{STAGE_DOCS_RECEIVED, TONE_BLUE, "clock", "now.waiting"},
	{STAGE_DOC_CHECK, TONE_BLUE, "clock", "now.waiting"},
	{STAGE_PHYSICAL, TONE_BLUE, "clock", "now.physical"},
	{STAGE_CHECK_DONE, TONE_BLUE, "clock", "now.check_done"},
	{STAGE_TAX_PAID, TONE_BLUE, "clock", "now.waiting"},
	{STAGE_STORAGE, TONE_GREEN, "check", "now.storage"},
	{STAGE_RELEASED, TONE_GREEN, "check", "now.released"},
	{STAGE_SUSPENDED, TONE_RED, "warning", "now.suspended"},
	{STAGE_CANCELLED, TONE_RED, "warning", "now.cancelled"},
};

static bool is_called(const struct visit *visit)
{
	const struct station *station = visit->station;

	return visit->declaration.value.stage == STAGE_CALLED ||
	       (station_call_is_held(station) &&
		       text_equal(station->call.identity, visit->declaration.identity));
}

struct advice {
	enum tone tone;
	const char *icon, *title, *text; // title NULL: there is none
};

static struct advice advice_find(struct ui *ui, const struct visit *visit)
{
	const struct feed_declaration *value = &visit->declaration.value;
	enum stage stage = is_called(visit) ? STAGE_CALLED : value->stage;
	const char *channel = arena_format(ui_frame(ui), "channel.%s", CHANNEL_KEYS[value->channel]);
	bool is_assigned = stage_is_assigned(stage, value->times[stage]); // not begun: the channel's advice

	if (visit->station->freshness.stage == FRESH_HIDDEN)
		return (struct advice){0}; // what was asked yesterday may mislead; the band names the desk
	for (size_t i = 0; i < sizeof(ADVICE) / sizeof(ADVICE[0]); i++)
		if (ADVICE[i].stage == stage && !is_assigned)
			return (struct advice){ADVICE[i].tone, ADVICE[i].icon,
				stage == STAGE_CALLED && *value->counter
					? fill_text(ui, "queue.invited", "counter",
						  counter_name(ui, value->counter))
					: stage_name(ui, stage),
				ui_tr(ui, stage == STAGE_MOVED && !*value->counter ? "now.moved_ask"
										   : ADVICE[i].key)};
	if (STAGES[stage].urgency == URGENCY_FINISHED)
		return (struct advice){TONE_GREEN, "check", stage_name(ui, stage), ui_tr(ui, "now.finished")};
	return (struct advice){value->channel == CHANNEL_GREEN ? TONE_GREEN : TONE_BLUE, "info",
		ui_tr(ui, channel), ui_tr(ui, arena_format(ui_frame(ui), "%s.help", channel))};
}

static int advice_height(struct ui *ui, int width, const struct advice *advice)
{
	return advice->title ? part_note_height(ui, width, advice->icon, advice->title, advice->text) : 0;
}

static void advice_show(struct ui *ui, struct rect *body, const struct advice *advice)
{
	if (!advice->title)
		return;
	part_note(ui, body, advice->tone, advice->icon, advice->title, advice->text);
	cut_top(body, SPACE_24);
}

// ---- timeline ----

static const char *officer_of(struct ui *ui, const struct visit *visit, enum stage stage)
{
	const struct feed_declaration *value = &visit->declaration.value;
	const char *step = stage == STAGE_PHYSICAL ? STEP_GOODS : STEP_DOCUMENTS;

	for (size_t i = 0; visit_is_proven(visit) && i < value->party_count; i++)
		if (value->parties[i].party == PARTY_OFFICER && text_equal(value->parties[i].step, step))
			return cache_name(visit->station->local, ui_frame(ui), FEED_OFFICER,
				value->parties[i].ref, visit->lang);
	return "";
}

static const char *row_title(struct ui *ui, const struct visit *visit, const struct timeline_row *row)
{
	const struct feed_declaration *value = &visit->declaration.value;
	const char *name;

	if (row->stage == STAGE_CHANNELLED && value->channel != CHANNEL_NONE && row->state != TIMELINE_AHEAD)
		return fill_text(ui, "decl.channelled", "channel", channel_word(ui, value->channel));
	if (row->state == TIMELINE_AHEAD)
		return stage_ahead_name(ui, row->stage);
	if (row->state == TIMELINE_DONE && (row->stage == STAGE_DOC_CHECK || row->stage == STAGE_PHYSICAL))
		return stage_ahead_name(ui, row->stage); // nothing that is over is "under way"
	if (!row->is_assigned)
		return stage_name(ui, row->stage);
	name = officer_of(ui, visit, row->stage);
	return *name ? fill_text(ui, "decl.assigned", "name", name)
		     : ui_tr(ui, row->stage == STAGE_PHYSICAL ? "decl.assigned_goods"
							      : "decl.assigned_documents");
}

// With its day, when the rows are of several days.
static const char *row_time(struct ui *ui, const struct visit *visit, int64_t at)
{
	const int64_t *times = visit->declaration.value.times;
	const char *today = date_text(ui, visit->station->now);
	bool is_today = true;

	for (int stage = 0; stage < STAGE_COUNT; stage++)
		is_today = is_today && (times[stage] <= 0 || text_equal(date_text(ui, times[stage]), today));
	return is_today ? time_text(ui, at) : moment_text(ui, at, 0);
}

static const char *join(struct ui *ui, const char *text, const char *more)
{
	if (!*text || !*more)
		return *text ? text : more;
	return arena_format(ui_frame(ui), "%s · %s", text, more);
}

// Built piece by piece: time, how long, the limit, where, who.
static const char *row_detail(struct ui *ui, const struct visit *visit, const struct timeline_row *row)
{
	const struct feed_declaration *value = &visit->declaration.value;
	struct arena *frame = ui_frame(ui);
	const char *text;

	if (row->state == TIMELINE_AHEAD)
		return "";
	text = row->at > 0 ? row_time(ui, visit, row->at) : row->is_assigned ? "" : ui_tr(ui, "decl.no_time");
	if (row->state == TIMELINE_DONE)
		return text;
	if (row->limit_hours > 0)
		text = join(ui, text,
			tr_fill(frame, visit->lang, "decl.limit", "t", span_text(ui, row->worked_ms), "n",
				count_text(ui, row->limit_hours), NULL));
	else if (row->at > 0)
		text = join(ui, text, span_text(ui, visit->station->now - row->at));
	if (*value->counter)
		text = join(ui, text, counter_name(ui, value->counter));
	if (row->is_assigned || (row->stage != STAGE_DOC_CHECK && row->stage != STAGE_PHYSICAL))
		return text;
	return join(ui, text, officer_of(ui, visit, row->stage));
}

static int row_height(struct ui *ui, int width, const struct visit *visit, const struct timeline_row *row)
{
	int height = ui_paragraph_height(ui, width, TEXT_LEAD_STRONG, row_title(ui, visit, row));
	const char *detail = row_detail(ui, visit, row);

	if (*detail)
		height += ui_paragraph_height(ui, width, TEXT_SMALL, detail);
	if (row->is_over)
		height += part_line(ui, TEXT_SMALL_STRONG) + 16;
	return (height > MARK ? height : MARK) + 28;
}

static void mark_show(
	struct ui *ui, struct rect at, const struct timeline_row *row, const struct timeline_row *after)
{
	struct rect mark = {at.x, at.y, MARK, MARK};

	if (after)
		ui_fill(ui, (struct rect){at.x + (MARK - TRACK) / 2, at.y + MARK, TRACK, at.h - MARK},
			after->state != TIMELINE_AHEAD ? GREEN : LINE);
	if (row->state == TIMELINE_AHEAD) {
		ui_circle(ui, mark, CARD, 0x9AA8B8u);
	} else if (row->state == TIMELINE_NOW) {
		ui_circle(ui, mark, BLUE, BLUE);
		ui_circle(ui, centre(mark, 20, 20), WHITE, WHITE);
	} else {
		bool is_gone = STAGES[row->stage].urgency == URGENCY_GONE;

		ui_circle(ui, mark, is_gone ? RED : GREEN, is_gone ? RED : GREEN);
		ui_icon(ui, inset(mark, 12), is_gone ? "close" : "check", WHITE);
	}
}

static void row_show(struct ui *ui, struct rect at, const struct visit *visit, const struct timeline_row *row,
	const struct timeline_row *after)
{
	const char *detail = row_detail(ui, visit, row);
	struct rect chip;

	mark_show(ui, cut_left(&at, MARK), row, after);
	cut_left(&at, 36);
	cut_top(&at, 2);
	cut_top(&at,
		ui_paragraph(ui, at, row->state == TIMELINE_AHEAD ? TEXT_LEAD : TEXT_LEAD_STRONG,
			row->state == TIMELINE_AHEAD ? INK_2 : INK, ALIGN_LEFT, row_title(ui, visit, row)));
	if (*detail)
		cut_top(&at, ui_paragraph(ui, at, TEXT_SMALL, INK_2, ALIGN_LEFT, detail));
	if (!row->is_over)
		return;
	cut_top(&at, SPACE_8);
	chip = cut_top(&at, part_line(ui, TEXT_SMALL_STRONG) + 8);
	chip = cut_left(&chip, ui_text_width(ui, TEXT_SMALL_STRONG, ui_tr(ui, "decl.over_limit")) + 32);
	ui_card(ui, chip, RED_TINT, RED_TINT, RADIUS_CHIP);
	ui_text(ui, chip, TEXT_SMALL_STRONG, RED, ALIGN_CENTRE, ui_tr(ui, "decl.over_limit"));
}

static void timeline_show(struct ui *ui, struct rect body, const struct visit *visit)
{
	const struct station *station = visit->station;
	struct timeline timeline;
	int heights[TIMELINE_MOST], total = 2 * TIMELINE_PAD, width = body.w - 2 * SPACE_48 - MARK - 36;
	struct rect inside;
	int from = 0;

	timeline_make(&timeline, &visit->declaration.value, &station->calendar, station->rules,
		station->rule_count, station->now);
	for (size_t i = 0; i < timeline.count; i++)
		total += heights[i] = row_height(ui, width, visit, &timeline.rows[i]);
	if (total <= body.h)
		body.h = total;
	else
		from = timeline_open(&timeline, heights, &body.h);
	ui_card(ui, body, CARD, LINE, RADIUS_CARD);
	ui_scroll_from(ui, KEY("timeline"), from);
	inside = part_list_begin(ui, inset(body, 2), KEY("timeline"), total - 4);
	inside = inset_xy(inside, SPACE_48, TIMELINE_PAD);
	for (size_t i = 0; i < timeline.count; i++)
		row_show(ui, cut_top(&inside, heights[i]), visit, &timeline.rows[i],
			i + 1 < timeline.count ? &timeline.rows[i + 1] : NULL);
	ui_scroll_end(ui);
}

// ---- heading and foot ----

static const char *kind_key(const struct number *number)
{
	switch (number->digits[0]) {
	case '1':
		return "decl.import";
	case '3':
		return "decl.export";
	case '5':
		return "decl.transport";
	default:
		return "decl.any";
	}
}

// "A11 Nhập kinh doanh tiêu dùng"; a code nobody has named stands alone.
static const char *type_text(struct ui *ui, const char *type)
{
	const char *key = arena_format(ui_frame(ui), "type.%s", type);

	return tr_has(LANG_VI, key) ? arena_format(ui_frame(ui), "%s %s", type, ui_tr(ui, key)) : type;
}

// Who came with an older print is told why the last digit is another.
static void renumbered_show(struct ui *ui, struct rect *body, const struct visit *visit)
{
	const char last[2] = {visit->number.digits[NUMBER_DIGITS - 1], '\0'};

	if (!visit_is_proven(visit) || !visit_is_renumbered(visit))
		return;
	cut_top(body, ui_paragraph(ui, *body, TEXT_SMALL, INK_2, ALIGN_LEFT,
			      tr_fill(ui_frame(ui), visit->lang, "decl.renumbered", "first",
				      count_text(ui, NUMBER_IDENTITY), "n", last, NULL)) +
			      SPACE_16);
}

static void heading_show(struct ui *ui, struct rect *body, const struct visit *visit)
{
	const struct feed_declaration *value = &visit->declaration.value;
	const char *kind = ui_tr(ui, kind_key(&visit->number));
	const char *line =
		*value->type ? arena_format(ui_frame(ui), "%s · %s", kind, type_text(ui, value->type)) : kind;
	int chip = part_channel_width(ui, value->channel), width = body->w - chip - SPACE_24;
	bool is_long = ui_paragraph_height(ui, width, TEXT_SMALL, line) > 2 * part_line(ui, TEXT_SMALL);
	struct font_style small =
		is_long ? part_capped(ui, TEXT_SMALL, 115) : TEXT_SMALL; // some types say much
	struct rect top = cut_top(body, ui_paragraph_height(ui, width, small, line) + 8);
	struct rect at = cut_right(&top, chip);
	char grouped[NUMBER_DIGITS + 4];

	number_group(visit->number.digits, grouped);
	at.h = part_line(ui, TEXT_SMALL) + 8;
	if (visit->station->freshness.stage < FRESH_HIDDEN)
		part_channel(ui, at, value->channel);
	cut_right(&top, SPACE_24);
	ui_paragraph(ui, top, small, INK_2, ALIGN_LEFT, line);
	part_heading(ui, body, NULL, visit_is_proven(visit) ? grouped : value->shown, value->enterprise);
	renumbered_show(ui, body, visit);
}

// Upright the three buttons stand in a line; with large text, and in the narrower column of a lying panel,
// the main one has its own.
static bool is_stacked(struct ui *ui)
{
	return ui_is_landscape(ui) || ui_text_percent(ui) > 100;
}

static enum place foot_show(struct ui *ui, struct rect foot, struct visit *visit, bool is_rated)
{
	struct rect main = is_stacked(ui) ? cut_bottom(&foot, BUTTON_HEIGHT)
					  : cut_right(&foot, foot.w * 41 / 100),
		    trouble;

	if (is_stacked(ui))
		cut_bottom(&foot, SPACE_16);
	else
		cut_right(&foot, SPACE_16);
	trouble = is_rated ? foot : cut_left(&foot, foot.w * 60 / 100);
	cut_left(&foot, SPACE_16);
	if (ui_button(ui, trouble, KEY("trouble"), BUTTON_SECONDARY, NULL, ui_tr(ui, "decl.trouble"), UI_ON))
		return PLACE_TROUBLE;
	if (is_rated)
		return ui_button(ui, main, KEY("unrated"), BUTTON_PRIMARY, NULL, ui_tr(ui, "home.unrated"),
			       UI_ON)
			       ? PLACE_UNRATED
			       : PLACE_DECLARATION;
	if (ui_button(ui, foot, KEY("skip"), BUTTON_SECONDARY, NULL, ui_tr(ui, "rate.skip"), UI_ON))
		return PLACE_SKIP;
	if (ui_button(ui, main, KEY("rate"), BUTTON_PRIMARY, "star", ui_tr(ui, "decl.rate_now"), UI_ON))
		return visit_consent(visit);
	return PLACE_DECLARATION;
}

static bool is_rated(struct visit *visit)
{
	enum phase_answer answer =
		phase_propose(&visit->declaration.value, true, visit->station->freshness.age);

	if (answer == PHASE_ASK)
		return visit_is_rated(visit, PHASE_AFTER) && visit_is_rated(visit, PHASE_DURING);
	return visit_is_rated(visit, answer == PHASE_IS_AFTER ? PHASE_AFTER : PHASE_DURING);
}

enum place declaration_show(struct ui *ui, struct rect page, struct visit *visit)
{
	bool rated = is_rated(visit), is_lying = ui_is_landscape(ui);
	const char *question = ui_tr(ui, rated ? "rate.already" : "rate.consent");
	struct rect side = page, foot, asked;
	struct advice advice;

	if (is_lying) {
		side = cut_left(&page, page.w * 46 / 100);
		cut_left(&page, SPACE_32);
		cut_bottom(&page, SPACE_24);
		cut_bottom(&side, SPACE_24);
		foot = cut_bottom(&side, 2 * BUTTON_HEIGHT + SPACE_16);
		cut_bottom(&side, SPACE_16);
	} else {
		cut_bottom(&side, SPACE_32);
		foot = cut_bottom(&side, is_stacked(ui) ? 2 * BUTTON_HEIGHT + SPACE_16 : BUTTON_HEIGHT);
		cut_bottom(&side, GAP);
	}
	asked = cut_bottom(&side, ui_paragraph_height(ui, side.w, TEXT_STRONG, question));
	cut_bottom(&side, SPACE_16);
	heading_show(ui, &side, visit);
	advice = advice_find(ui, visit);
	advice_show(ui, is_lying && advice_height(ui, side.w, &advice) > side.h ? &page : &side, &advice);
	if (visit->station->freshness.stage < FRESH_HIDDEN)
		timeline_show(ui, is_lying ? page : side, visit);
	ui_paragraph(ui, asked, TEXT_STRONG, INK, ALIGN_LEFT, question);
	return foot_show(ui, foot, visit, rated);
}

// ---- in difficulty? ----

enum place trouble_show(struct ui *ui, struct rect page, struct visit *visit)
{
	bool rated = visit_is_rated(visit, PHASE_DURING);
	bool is_over = phase_propose(&visit->declaration.value, true, 0) == PHASE_IS_AFTER;
	int height = part_line(ui, TEXT_STRONG) + part_line(ui, TEXT_SMALL) * 2 + 60;

	part_heading(ui, &page, NULL, ui_tr(ui, "decl.trouble"),
		ui_tr(ui, is_over ? "trouble.lead_over" : "trouble.lead"));
	cut_top(&page, SPACE_16);
	if (rated)
		part_note(ui, &page, TONE_BLUE, "info", NULL, ui_tr(ui, "trouble.rated"));
	else if (!is_over && part_tile(ui, cut_top(&page, height), KEY("rate-during"), "star",
				     ui_tr(ui, "rate.during"), ui_tr(ui, "rate.consent")))
		return visit_begin(visit, PHASE_DURING);
	cut_top(&page, rated || !is_over ? SPACE_24 : 0);
	if (part_tile(ui, cut_top(&page, height), KEY("call-help"), "person", ui_tr(ui, "help.name"),
		    ui_tr(ui, "help.text")))
		return PLACE_HELP;
	return PLACE_TROUBLE;
}
