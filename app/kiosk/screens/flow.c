// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/flow.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/shell.h"
#include "kiosk/screens/visit.h"

// key, screen, kind, back, what its own buttons lead to, bare
const struct place_info PLACES[PLACE_COUNT] = {
	[PLACE_HOME] = {"home", home_show, PLACE_OPEN, PLACE_HOME,
		TO(PLACE_FIND) | TO(PLACE_PROOF) | TO(PLACE_BALLOT) | TO(PLACE_STAFF_PIN), false},
	[PLACE_BOARD] = {"board", board_show, PLACE_OPEN, PLACE_BOARD, 0, true},
	[PLACE_FIND] = {"find", find_show, PLACE_VISIT, PLACE_HOME,
		TO(PLACE_PROOF) | TO(PLACE_DECLARATION) | TO(PLACE_UNRATED), false},
	[PLACE_PROOF] = {"proof", proof_show, PLACE_VISIT, PLACE_FIND,
		TO(PLACE_DECLARATION) | TO(PLACE_PHASE) | TO(PLACE_UNRATED) | TO(PLACE_FIND), false},
	[PLACE_DECLARATION] = {"declaration", declaration_show, PLACE_VISIT, PLACE_FIND,
		TO(PLACE_TROUBLE) | TO(PLACE_PHASE) | TO(PLACE_BALLOT) | TO(PLACE_SKIP) | TO(PLACE_UNRATED) |
			TO(PLACE_PROOF) | TO(PLACE_HOME),
		false},
	[PLACE_TROUBLE] = {"trouble", trouble_show, PLACE_VISIT, PLACE_DECLARATION,
		TO(PLACE_BALLOT) | TO(PLACE_HELP) | TO(PLACE_DECLARATION), false},
	[PLACE_PHASE] = {"phase", phase_show, PLACE_VISIT, PLACE_DECLARATION, TO(PLACE_BALLOT), false},
	[PLACE_BALLOT] = {"ballot", ballot_show, PLACE_VISIT, PLACE_DECLARATION,
		TO(PLACE_PARTIES) | TO(PLACE_REVIEW) | TO(PLACE_SKIP) | TO(PLACE_HOME), false},
	[PLACE_PARTIES] = {"parties", parties_show, PLACE_VISIT, PLACE_BALLOT, TO(PLACE_BALLOT), false},
	[PLACE_REVIEW] = {"review", review_show, PLACE_VISIT, PLACE_BALLOT,
		TO(PLACE_BALLOT) | TO(PLACE_RECEIPT) | TO(PLACE_CANNOT_STORE) | TO(PLACE_UNRATED), false},
	[PLACE_SKIP] = {"skip", skip_show, PLACE_VISIT, PLACE_DECLARATION,
		TO(PLACE_BALLOT) | TO(PLACE_DECLARATION) | TO(PLACE_UNRATED) | TO(PLACE_HOME), false},
	[PLACE_UNRATED] = {"unrated", unrated_show, PLACE_VISIT, PLACE_HOME,
		TO(PLACE_FIND) | TO(PLACE_REVIEW) | TO(PLACE_HOME), false},
	[PLACE_RECEIPT] = {"receipt", receipt_show, PLACE_VISIT, PLACE_RECEIPT,
		TO(PLACE_UNRATED) | TO(PLACE_HOME), false},
	[PLACE_CANNOT_STORE] = {"cannot-store", cannot_store_show, PLACE_VISIT, PLACE_REVIEW,
		TO(PLACE_RECEIPT) | TO(PLACE_REVIEW) | TO(PLACE_HOME), false},
	[PLACE_LEAVE] = {"leave", leave_show, PLACE_VISIT, PLACE_BALLOT,
		TO(PLACE_REVIEW) | TO(PLACE_BALLOT) | TO(PLACE_HOME), false},
	[PLACE_AWAY] = {"away", away_show, PLACE_ASIDE, PLACE_AWAY, 0, false},
	[PLACE_LANGUAGE] = {"language", language_show, PLACE_ASIDE, PLACE_LANGUAGE, 0, false},
	[PLACE_ACCESSIBILITY] = {"accessibility", accessibility_show, PLACE_ASIDE, PLACE_ACCESSIBILITY, 0,
		false},
	[PLACE_HELP] = {"help", help_show, PLACE_ASIDE, PLACE_HELP, 0, false},
	[PLACE_STAFF_PIN] = {"staff-pin", staff_pin_show, PLACE_VISIT, PLACE_HOME, TO(PLACE_STAFF), false},
	[PLACE_STAFF] = {"staff", staff_show, PLACE_VISIT, PLACE_HOME, TO(PLACE_HOME), false},
	[PLACE_ENROL] = {"enrol", enrol_show, PLACE_OPEN, PLACE_ENROL, TO(PLACE_HOME) | TO(PLACE_BOARD),
		false},
};

enum place place_find(const char *key)
{
	for (int place = 0; place < PLACE_COUNT; place++)
		if (text_equal(PLACES[place].key, key))
			return (enum place)place;
	return PLACE_COUNT;
}

enum place flow_home(const struct visit *visit)
{
	return visit_has_marks(visit) ? PLACE_LEAVE : station_start(visit->station);
}

enum place flow_back(const struct visit *visit)
{
	if (PLACES[visit->place].kind == PLACE_ASIDE)
		return visit->before;
	if (visit->place == PLACE_BALLOT && visit_has_marks(visit))
		return PLACE_LEAVE;
	if (visit->place == PLACE_BALLOT && visit->ballot.subject == SUBJECT_PLACE)
		return station_start(visit->station);
	if (visit->place == PLACE_SKIP && visit->has_ballot)
		return PLACE_BALLOT;
	if (visit->place == PLACE_UNRATED && visit->has_ballot)
		return PLACE_REVIEW;
	if (!visit->is_known && PLACES[visit->place].back == PLACE_DECLARATION)
		return PLACE_PROOF; // there is nothing to show of a declaration nobody has told us of
	return PLACES[visit->place].back;
}

void flow_go(struct visit *visit, enum place next)
{
	const struct place_info *to = &PLACES[next];

	if (next == visit->place)
		return;
	if (next == station_start(visit->station)) {
		// What was opened over home and closed again (language, text size) is meant to last.
		if (PLACES[visit->place].kind == PLACE_ASIDE && visit->before == next)
			visit->place = next;
		else
			visit_end(visit);
		return;
	}
	if (to->kind == PLACE_ASIDE && PLACES[visit->place].kind != PLACE_ASIDE)
		visit->before = visit->place;
	visit->is_open = true;
	visit->place = next;
	visit->placed_at = visit->station->boot;
	visit->is_countdown_off = false;
	if (next == PLACE_UNRATED || next == PLACE_REVIEW || next == PLACE_RECEIPT)
		visit_list_unrated(visit);
	if (next == PLACE_STAFF)
		visit->station->wishes.measure = true;
}

// A reader may be used wherever a number is welcome and nothing unsent is lost by it. What it misreads is
// told where a number is asked for; anywhere else what is on the screen stays.
static void take_scan(struct ui *ui, struct visit *visit)
{
	const unsigned welcome = TO(PLACE_HOME) | TO(PLACE_FIND) | TO(PLACE_PROOF) | TO(PLACE_PHASE) |
				 TO(PLACE_DECLARATION) | TO(PLACE_UNRATED) | TO(PLACE_RECEIPT);
	const char *line = visit->place == PLACE_ENROL ? NULL : ui_scanned(ui); // there it is a code

	if (!line || !(welcome & TO(visit->place)) || visit_has_marks(visit))
		return;
	if (visit->place != PLACE_FIND && visit->place != PLACE_PROOF)
		visit->purpose = PURPOSE_RATE; // a declaration in hand is one to rate, not to list others by
	if (visit_scan(visit, line) == ERR_NONE)
		flow_go(visit, visit_find(visit));
	else if (visit->place == PLACE_HOME || visit->place == PLACE_FIND)
		flow_go(visit, PLACE_FIND);
}

void flow_show(struct ui *ui, struct rect page, struct visit *visit)
{
	enum place place, asked, next;
	const struct place_info *info;

	take_scan(ui, visit);
	place = visit->place;
	info = &PLACES[place];
	asked = place;
	if (!info->is_bare)
		page = shell_show(
			ui, page, visit, (struct exits){flow_back(visit), flow_home(visit)}, &asked);
	next = info->show(ui, page, visit);
	if (asked != place)
		next = asked; // header and footer speak before the screen
	else if (next != place && info->kind != PLACE_ASIDE && !(info->to & TO(next)) &&
		 next != flow_home(visit))
		log_line(LOG_ERROR, "flow", "from=%s to=%s", info->key, PLACES[next].key);
	flow_go(visit, next);
	if (visit->place != place)
		ui_invalidate(ui);
}

static int64_t idle_of(const struct visit *visit)
{
	return visit->station->boot - visit->touched_at;
}

static bool receipt_counts(const struct visit *visit)
{
	return visit->place == PLACE_RECEIPT && !visit->is_countdown_off;
}

bool flow_turn(struct visit *visit)
{
	enum place start = station_start(visit->station);

	if (PLACES[visit->place].kind == PLACE_OPEN) {
		if (visit->place != start) {
			visit_end(visit);
			return true;
		}
		if (visit->is_open && idle_of(visit) >= AWAY_AFTER_MS) {
			visit_end(visit); // only a language or a text size to forget
			return true;
		}
		return false;
	}
	if (receipt_counts(visit)) {
		if (visit->station->boot - visit->placed_at >= RECEIPT_MS)
			visit_end(visit);
		return true;
	}
	if (idle_of(visit) >= AWAY_AFTER_MS + AWAY_COUNT_MS)
		visit_end(visit);
	else if (idle_of(visit) >= AWAY_AFTER_MS)
		flow_go(visit, PLACE_AWAY);
	else
		return false;
	return true;
}

int64_t flow_next(const struct visit *visit)
{
	const int64_t second = 1000;
	int64_t idle = idle_of(visit);

	if (PLACES[visit->place].kind == PLACE_OPEN && !visit->is_open)
		return -1;
	if (receipt_counts(visit))
		return second - (visit->station->boot - visit->placed_at) % second;
	if (idle < AWAY_AFTER_MS)
		return AWAY_AFTER_MS - idle;
	return second - idle % second;
}
