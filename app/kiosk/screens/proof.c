// SPDX-License-Identifier: Apache-2.0
// Proof: the last four digits of the tax code, shown as dots. Without it one may go on at level 0: steps and
// unit, no names. For a number nobody has told us of, the digits travel sealed and central compares them.
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"

static void trouble_show_note(
	struct ui *ui, struct rect *body, const struct visit *visit, enum guard_answer answer)
{
	const struct station *station = visit->station;
	size_t left = guard_left(&station->guard, visit->number.identity, station->boot);
	const char *hours = count_text(ui, GUARD_WINDOW / CLOCK_HOUR);

	if (answer == GUARD_KIOSK_PAUSED)
		part_note(ui, body, TONE_AMBER, "lock", NULL,
			fill_text(ui, "proof.paused", "t",
				span_text(
					ui, guard_next(&station->guard, station->boot) + CLOCK_MINUTE - 1)));
	else if (answer == GUARD_DECLARATION_LOCKED)
		part_note(ui, body, TONE_AMBER, "lock", NULL,
			tr_fill(ui_frame(ui), visit->lang, "proof.locked", "n",
				count_text(ui, GUARD_PER_DECLARATION), "h", hours, NULL));
	else if (visit->is_wrong)
		part_note(ui, body, TONE_AMBER, "info", NULL,
			tr_fill(ui_frame(ui), visit->lang, "proof.wrong", "n", count_text(ui, (int64_t)left),
				"h", hours, NULL));
	else
		return;
	cut_top(body, SPACE_24);
}

static void words_show(struct ui *ui, struct rect *body, const struct visit *visit, enum guard_answer answer)
{
	char shown[32];

	number_mask(visit->number.identity, 0, shown);
	part_heading(ui, body,
		fill_text(ui, "decl.number", "n", visit->is_known ? visit->declaration.value.shown : shown),
		ui_tr(ui, "proof.title"), fill_text(ui, "rate.verify", "n", count_text(ui, TAX_PROOF)));
	if (!visit->is_known) {
		const char *title = ui_tr(ui, "proof.unknown"),
			   *text = fill_text(ui, "proof.unknown_text", "n", count_text(ui, TAX_PROOF));
		bool fits = part_note_height(ui, body->w, "info", title, text) + BOXES_HEIGHT + SPACE_24 <=
			    body->h;

		part_note(ui, body, TONE_AMBER, "info", title, fits ? text : NULL);
		cut_top(body, SPACE_24);
	} else if (!number_is_usual(&visit->number)) {
		part_note(ui, body, TONE_AMBER, "info", NULL, ui_tr(ui, "find.unusual"));
		cut_top(body, SPACE_24);
	}
	trouble_show_note(ui, body, visit, answer);
}

// A list is shown to nobody unproven.
static bool can_skip(const struct visit *visit)
{
	return visit->purpose == PURPOSE_RATE || !visit->is_known;
}

static enum place foot_show(
	struct ui *ui, struct rect foot, struct visit *visit, enum guard_answer answer, bool is_entered)
{
	size_t missing = answer == GUARD_OPEN ? TAX_PROOF - visit->tax4_count : 0;
	const char *next = missing ? fill_text(ui, "find.missing", "n", count_text(ui, (int64_t)missing))
				   : ui_tr(ui, "app.next");
	bool is_ready = !missing && answer == GUARD_OPEN;

	if (can_skip(visit)) {
		struct rect left = cut_left(&foot, foot.w * 45 / 100);

		cut_left(&foot, GAP);
		if (ui_button(ui, left, KEY("without-proof"), BUTTON_SECONDARY, NULL,
			    ui_tr(ui, "proof.without"), UI_ON)) {
			visit->tax4_count = 0;
			return visit_unproven(visit);
		}
	}
	if (ui_button(ui, foot, KEY("next"), BUTTON_PRIMARY, NULL, next, is_ready ? UI_ON : UI_OFF) ||
		(is_entered && is_ready))
		return visit_prove(visit);
	return PLACE_PROOF;
}

static const char *why_key(const struct visit *visit)
{
	if (!visit->is_known)
		return "rate.own";
	return visit->purpose == PURPOSE_UNRATED ? "proof.why_list" : "proof.why";
}

static void take_key(struct visit *visit, char key)
{
	visit->is_wrong = visit->is_wrong && (!key || key == '\n');
	if (key == '\b' && visit->tax4_count > 0)
		visit->tax4[--visit->tax4_count] = '\0';
	else if (key && key != '\b' && key != '\n' && visit->tax4_count < TAX_PROOF)
		visit->tax4[visit->tax4_count++] = key;
}

// Left out where there is no room for it.
static void line_show(struct ui *ui, struct rect *body, const char *text)
{
	if (ui_paragraph_height(ui, body->w, TEXT_SMALL, text) > body->h)
		return;
	cut_top(body, ui_paragraph(ui, *body, TEXT_SMALL, INK_2, ALIGN_LEFT, text) + SPACE_8);
}

enum place proof_show(struct ui *ui, struct rect page, struct visit *visit)
{
	const struct station *station = visit->station;
	enum guard_answer answer = guard_ask(&station->guard, visit->number.identity, station->boot);
	struct halves halves = part_halves(ui, page);
	const char *why = ui_tr(ui, why_key(visit));
	char key = 0;

	words_show(ui, &halves.words, visit, answer);
	if (answer == GUARD_OPEN) { // else nothing can be typed
		part_boxes(ui, cut_top(&halves.words, BOXES_HEIGHT), visit->tax4, TAX_PROOF, NULL, true);
		cut_top(&halves.words, SPACE_24);
	}
	line_show(ui, &halves.words, why);
	if (can_skip(visit))
		line_show(ui, &halves.words, ui_tr(ui, "proof.without_text"));
	if (answer == GUARD_OPEN)
		key = part_keypad(ui, halves.pad);
	take_key(visit, key);
	return foot_show(ui, halves.foot, visit, answer, key == '\n');
}
