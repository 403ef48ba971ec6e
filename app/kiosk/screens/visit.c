// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/visit.h"
#include "base/crypto.h"
#include "base/text.h"
#include <string.h>

static void blank_number(struct visit *visit)
{
	memset(visit->typed, ' ', NUMBER_DIGITS);
	visit->typed[NUMBER_DIGITS] = '\0';
	memset(visit->is_given, 0, sizeof(visit->is_given));
	visit->is_misread = false;
}

static void start(struct visit *visit)
{
	visit->lang = visit->station->settings->lang;
	visit->text_percent = 100;
	visit->touched_at = visit->placed_at = clock_boot(visit->station->clock);
	visit->place = visit->before = station_start(visit->station);
	blank_number(visit);
}

void visit_init(struct visit *visit, struct station *station)
{
	*visit = (struct visit){.station = station};
	arena_init(&visit->found, 0);
	arena_init(&visit->listed, 0);
	start(visit);
}

void visit_finish(struct visit *visit)
{
	arena_finish(&visit->found);
	arena_finish(&visit->listed);
	crypto_wipe(visit, sizeof(*visit));
}

void visit_end(struct visit *visit)
{
	struct station *station = visit->station;
	struct arena found, listed;

	station->wishes.forget = visit->is_open;
	arena_wipe(&visit->found);
	arena_wipe(&visit->listed);
	found = visit->found;
	listed = visit->listed;
	crypto_wipe(visit, sizeof(*visit));
	visit->station = station;
	visit->found = found;
	visit->listed = listed;
	start(visit);
}

void visit_touch(struct visit *visit)
{
	visit->touched_at = visit->station->boot;
	visit->is_open = true;
	if (visit->place == PLACE_RECEIPT)
		visit->is_countdown_off = true;
}

bool visit_has_marks(const struct visit *visit)
{
	return visit->has_ballot && !ballot_is_empty(&visit->ballot);
}

void visit_drop_ballot(struct visit *visit)
{
	crypto_wipe(&visit->ballot, sizeof(visit->ballot));
	crypto_wipe(visit->lines, sizeof(visit->lines));
	crypto_wipe(visit->ballot_id, sizeof(visit->ballot_id));
	visit->has_ballot = false;
	visit->store_trouble = ERR_NONE;
}

// ---- the number ----

// "199…7115": the digits before the ellipsis are the first, those after it end at the eleventh.
static void fill_shown(struct visit *visit, const char *shown)
{
	const char *gap = strstr(shown, "…");
	size_t head = gap ? (size_t)(gap - shown) : 0, tail;

	if (!gap)
		return;
	gap += strlen("…");
	tail = strlen(gap);
	if (head + tail > NUMBER_IDENTITY || !text_is_digits(shown, head) || !text_is_digits(gap, tail))
		return;
	for (size_t i = 0; i < NUMBER_IDENTITY; i++) {
		if (i >= head && i < NUMBER_IDENTITY - tail)
			continue;
		visit->typed[i] = i < head ? shown[i] : gap[i - (NUMBER_IDENTITY - tail)];
		visit->is_given[i] = true;
	}
}

void visit_ask_number(struct visit *visit, enum purpose purpose, const char *shown)
{
	visit->purpose = purpose;
	blank_number(visit);
	if (shown)
		fill_shown(visit, shown);
}

void visit_type_digit(struct visit *visit, char digit)
{
	char *blank = strchr(visit->typed, ' ');

	visit->is_misread = false;
	if (blank)
		*blank = digit;
}

void visit_erase_digit(struct visit *visit)
{
	visit->is_misread = false;
	for (size_t i = NUMBER_DIGITS; i-- > 0;) {
		if (visit->typed[i] != ' ' && !visit->is_given[i]) {
			visit->typed[i] = ' ';
			return;
		}
	}
}

size_t visit_digits(const struct visit *visit)
{
	size_t count = 0;

	for (size_t i = 0; i < NUMBER_DIGITS; i++)
		count += visit->typed[i] != ' ';
	return count;
}

enum err visit_scan(struct visit *visit, const char *line)
{
	struct number number;
	enum err err = number_read(line, &number);

	if (err) {
		visit->is_misread = true;
		return err;
	}
	blank_number(visit);
	memcpy(visit->typed, number.digits, sizeof(visit->typed));
	return ERR_NONE;
}

static void read_declaration(struct visit *visit)
{
	arena_wipe(&visit->found);
	visit->declaration = (struct cache_declaration){0};
	visit->is_known = cache_find(visit->station->local, &visit->found, visit->number.identity,
				  &visit->declaration) == ERR_NONE;
	if (!visit->is_known)
		visit->declaration = (struct cache_declaration){0};
	else if (strlen(visit->declaration.value.number) == NUMBER_DIGITS) // a print may be older
		memcpy(visit->number.digits, visit->declaration.value.number, NUMBER_DIGITS);
}

bool visit_is_renumbered(const struct visit *visit)
{
	return visit->is_known && visit->typed[NUMBER_DIGITS - 1] != ' ' &&
	       visit->typed[NUMBER_DIGITS - 1] != visit->number.digits[NUMBER_DIGITS - 1];
}

static bool owner_is_proven(const struct visit *visit)
{
	const struct feed_declaration *value = &visit->declaration.value;

	if (!visit->is_known || !value->has_proof)
		return false;
	for (size_t i = 0; i < visit->owner_count; i++)
		if (memcmp(visit->owners[i], value->owner, OWNER_BYTES) == 0)
			return true;
	return false;
}

enum place visit_find(struct visit *visit)
{
	if (number_read(visit->typed, &visit->number) != ERR_NONE)
		return PLACE_FIND;
	visit_drop_ballot(visit);
	crypto_wipe(visit->tax4, sizeof(visit->tax4));
	visit->tax4_count = 0;
	visit->is_wrong = false;
	read_declaration(visit);
	visit->proof = owner_is_proven(visit) ? PROOF_TAX4 : PROOF_NONE;
	if (visit->proof == PROOF_NONE)
		return PLACE_PROOF;
	return visit->purpose == PURPOSE_UNRATED ? PLACE_UNRATED : PLACE_DECLARATION;
}

void visit_refresh(struct visit *visit)
{
	if (visit->number.digits[0] == '\0')
		return;
	read_declaration(visit);
	if (visit->proof != PROOF_NONE && !owner_is_proven(visit))
		visit->proof = PROOF_NONE; // the row changed hands: whoever is named now must be proven anew
}

bool visit_is_proven(const struct visit *visit)
{
	return visit->proof != PROOF_NONE;
}

// ---- proof ----

static bool digits_are_right(const struct visit *visit)
{
	uint8_t proof[PROOF_BYTES];
	bool is_right;

	feed_proof(visit->station->identity.proof_key, visit->number.identity, visit->tax4, proof);
	is_right = crypto_equal(proof, visit->declaration.value.proof, PROOF_BYTES);
	crypto_wipe(proof, sizeof(proof));
	return is_right;
}

static void note_owner(struct visit *visit)
{
	size_t at = visit->owner_count % OWNERS_MOST;

	if (owner_is_proven(visit))
		return;
	memcpy(visit->owners[at], visit->declaration.value.owner, OWNER_BYTES);
	if (visit->owner_count < OWNERS_MOST)
		visit->owner_count++;
}

enum place visit_prove(struct visit *visit)
{
	struct station *station = visit->station;

	if (guard_ask(&station->guard, visit->number.identity, station->boot) != GUARD_OPEN)
		return PLACE_PROOF;
	if (!visit->is_known || !visit->declaration.value.has_proof || !station->identity.has_keys) {
		// Central compares the digits when it knows the declaration; until then each try counts, or
		// one could guess.
		guard_note_unchecked(&station->guard, visit->number.identity, station->boot);
		return visit_unproven(visit);
	}
	visit->is_wrong = !digits_are_right(visit);
	crypto_wipe(visit->tax4, sizeof(visit->tax4));
	visit->tax4_count = 0;
	if (visit->is_wrong) {
		guard_note_wrong(&station->guard, visit->number.identity, station->boot);
		return PLACE_PROOF;
	}
	visit->proof = PROOF_TAX4;
	note_owner(visit);
	return visit->purpose == PURPOSE_UNRATED ? PLACE_UNRATED : PLACE_DECLARATION;
}

enum place visit_unproven(struct visit *visit)
{
	visit->proof = PROOF_NONE;
	return visit->is_known ? PLACE_DECLARATION : PLACE_PHASE;
}

// ---- unrated ----

// The one whose ballot is under way is not among the others that wait.
static bool is_being_rated(const struct visit *visit, const char *identity)
{
	return visit->has_ballot && visit->ballot.subject == SUBJECT_DECLARATION &&
	       strncmp(visit->ballot.ref, identity, NUMBER_IDENTITY) == 0;
}

void visit_list_unrated(struct visit *visit)
{
	struct cache_declaration *lists[OWNERS_MOST] = {0};
	size_t counts[OWNERS_MOST] = {0}, total = 0, at = 0;

	arena_wipe(&visit->listed);
	visit->unrated = NULL;
	for (size_t i = 0; i < visit->owner_count; i++) {
		if (cache_unrated(visit->station->local, &visit->listed, visit->owners[i],
			    visit->station->now, &lists[i], &counts[i]) != ERR_NONE)
			counts[i] = 0;
		total += counts[i];
	}
	visit->unrated = arena_array(&visit->listed, struct cache_declaration, total > 0 ? total : 1);
	for (size_t i = 0; i < visit->owner_count; i++)
		for (size_t j = 0; j < counts[i]; j++)
			if (!is_being_rated(visit, lists[i][j].identity))
				visit->unrated[at++] = lists[i][j];
	visit->unrated_count = at;
	visit->has_unrated = true;
}
