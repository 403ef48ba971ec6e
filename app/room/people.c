// SPDX-License-Identifier: Apache-2.0
// People at a kiosk, one after another: each has a declaration and a mind to rate it, to skip it or to walk
// away. What they do depends on where the kiosk is (HABITS); what they were told goes into the history.
#include "base/arena.h"
#include "base/text.h"
#include "customs/ballot.h"
#include "room/export.h"
#include "room/glass.h"
#include "room/history.h"
#include "room/options.h"
#include "room/room.h"
#include <stdio.h>
#include <string.h>

#define OPEN_MS 60000
#define STEPS_MOST 24 // a visit that takes more goes round in circles
#define AWAY_MS 81000 // AWAY_AFTER_MS and AWAY_COUNT_MS of kiosk/screens/visit.h, and a second

enum mind { MIND_RATE, MIND_SKIP, MIND_AWAY };

struct person {
	struct glass *glass;
	struct history *history;
	int64_t who;
	uint64_t dice;
	enum mind mind;
	char number[NUMBER_DIGITS + 1], tax4[TAX_PROOF + 1];
	bool has_sent, is_done;
};

// xorshift64*: the same seed, the same people.
static uint64_t throw_dice(struct person *person)
{
	uint64_t x = person->dice;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	person->dice = x;
	return x * 0x2545f4914f6cdd1d >> 33;
}

static enum err at_home(struct person *person)
{
	if (person->has_sent || person->is_done) {
		person->is_done = true;
		return ERR_NONE;
	}
	return glass_say(person->glass, "scan %s", person->number);
}

static enum err at_proof(struct person *person)
{
	if (!*person->tax4)
		return glass_say(person->glass, "tap without-proof");
	enum err err = glass_say(person->glass, "type %s", person->tax4);
	if (err)
		return err;
	// Too many have tried before him: then without.
	return glass_say(person->glass, glass_has(person->glass, "next") ? "tap next" : "tap without-proof");
}

static enum err at_declaration(struct person *person)
{
	if (person->mind != MIND_SKIP)
		return glass_say(person->glass, "tap rate");
	return glass_say(person->glass, "tap skip");
}

static enum err at_phase(struct person *person)
{
	return glass_say(person->glass, "tap %s", throw_dice(person) % 2 ? "after" : "during");
}

static enum err walk_away(struct person *person)
{
	person->is_done = true;
	return glass_say(person->glass, "clock %d", AWAY_MS);
}

// A row on show, as its first star tells: "stars:2:1" is row 2.
static bool row_read(const json_t *node, int *row)
{
	const char *id;
	int star, end = 0;

	return !json_get_text(node, "id", 128, &id) && sscanf(id, "stars:%d:%d%n", row, &star, &end) == 2 &&
	       !id[end] && star == 1 && json_is_flag(node, "enabled");
}

// Every row on show some stars, now and then a row left alone; never none at all.
static enum err stars_give(struct person *person)
{
	enum err err = glass_say(person->glass, "nodes");
	json_t *nodes = err ? NULL : json_incref(json_object_get(person->glass->answer, "nodes"));
	size_t given = 0;

	for (size_t i = 0; i < json_array_size(nodes) && !err; i++) {
		int row, stars = 1 + (int)(throw_dice(person) % STARS_MOST);
		if (!row_read(json_array_get(nodes, i), &row) || (given && throw_dice(person) % 4 == 0))
			continue;
		err = glass_say(person->glass, "tap stars:%d:%d", row, stars);
		given++;
	}
	json_decref(nodes);
	return err;
}

static enum err at_ballot(struct person *person)
{
	if (person->mind == MIND_SKIP)
		return glass_say(person->glass, "tap skip");
	enum err err = stars_give(person);
	if (err)
		return err;
	return person->mind == MIND_AWAY ? walk_away(person) : glass_say(person->glass, "tap record");
}

static enum err at_review(struct person *person)
{
	json_t *facts = json_object();

	json_object_set_new(facts, "number", json_string(person->number));
	history_note(person->history, "invoke", person->who, facts);
	person->has_sent = true;
	return glass_say(person->glass, "tap send");
}

static enum err at_receipt(struct person *person)
{
	history_note(person->history, "ok", person->who, NULL);
	person->is_done = true;
	return glass_say(person->glass, "tap home");
}

static enum err at_cannot(struct person *person)
{
	history_note(person->history, "fail", person->who, NULL);
	person->is_done = true;
	return glass_say(person->glass, "clock %d", AWAY_MS);
}

static enum err at_skip(struct person *person)
{
	person->is_done = true;
	return glass_say(person->glass, "tap skip");
}

static enum err go_home(struct person *person)
{
	(void)person;
	return glass_say(person->glass, "tap home");
}

static const struct {
	const char *place;
	enum err (*act)(struct person *person);
} HABITS[] = {
	{"home", at_home},
	{"proof", at_proof},
	{"declaration", at_declaration},
	{"phase", at_phase},
	{"ballot", at_ballot},
	{"review", at_review},
	{"receipt", at_receipt},
	{"cannot-store", at_cannot},
	{"skip", at_skip},
	{"unrated", go_home},
	{"find", go_home},
};

static enum err step(struct person *person)
{
	char here[32];
	const char *place;
	enum err err = glass_place(person->glass, &place);

	if (err)
		return err;
	snprintf(here, sizeof(here), "%s", place);
	for (size_t i = 0; i < sizeof(HABITS) / sizeof(*HABITS); i++)
		if (text_equal(HABITS[i].place, here)) {
			err = HABITS[i].act(person);
			if (err == ERR_DENIED)
				fprintf(stderr, "sao-room: person %lld at %s: %s\n", (long long)person->who,
					here, glass_why(person->glass));
			return err;
		}
	fprintf(stderr, "sao-room: person %lld does not know what to do at %s\n", (long long)person->who,
		here);
	return ERR_DENIED;
}

static enum err visit(struct person *person)
{
	enum err err = ERR_NONE;

	for (int steps = 0; steps < STEPS_MOST && !person->is_done && !err; steps++)
		err = step(person);
	if (!err && !person->is_done)
		err = ERR_DENIED;
	if (err && person->has_sent && !person->is_done)
		history_note(person->history, "unknown", person->who, NULL);
	return err;
}

struct crowd {
	const char *kiosk, *export_file, *history_file;
	int64_t count, seed, first, patient; // patient: the kiosk may die and come back
	struct export export;
	struct arena arena;
};

static void person_come(struct person *person, const struct crowd *crowd, int64_t who)
{
	person->who = who;
	person->dice = ((uint64_t)crowd->seed << 32 | (uint64_t)who) * 0x9e3779b97f4a7c15 | 1;
	for (int i = 0; i < 8; i++)
		throw_dice(person);
	uint64_t mind = throw_dice(person) % 20;
	person->mind = mind == 0 ? MIND_SKIP : mind == 1 ? MIND_AWAY : MIND_RATE;
	// Each declaration once; when they have run out, numbers nobody knows yet.
	if ((size_t)who < crowd->export.count) {
		const struct export_row *row = &crowd->export.rows[who];
		snprintf(person->number, sizeof(person->number), "%s",
			export_cell(&crowd->export, row, COLUMN_NUMBER));
		if (tax_code_proof(export_cell(&crowd->export, row, COLUMN_TAX_CODE), person->tax4))
			*person->tax4 = '\0';
		return;
	}
	snprintf(person->number, sizeof(person->number), "5%05u%05u0",
		(unsigned)((uint64_t)crowd->seed % 100000), (unsigned)((uint64_t)who % 100000));
}

static enum err crowd_go(struct crowd *crowd)
{
	struct history history;
	struct glass glass = {.socket = -1};
	enum err err = history_open(&history, crowd->history_file);
	int64_t thanked = 0;

	if (!err)
		err = glass_open(&glass, crowd->kiosk, OPEN_MS);
	for (int64_t i = 0; i < crowd->count && !err; i++) {
		struct person person = {.glass = &glass, .history = &history};
		person_come(&person, crowd, crowd->first + i);
		err = visit(&person);
		thanked += !err && person.has_sent;
		if (err == ERR_NETWORK && crowd->patient) {
			glass_close(&glass);
			err = glass_open(&glass, crowd->kiosk, OPEN_MS);
		}
	}
	printf("{\"people\":%lld,\"sent\":%lld}\n", (long long)crowd->count, (long long)thanked);
	glass_close(&glass);
	history_close(&history);
	return err;
}

int people_command(int argc, char **argv)
{
	struct crowd crowd = {.count = 10, .seed = 1};
	const struct option_key keys[] = {
		{"kiosk", OPTION_TEXT, &crowd.kiosk},
		{"export", OPTION_TEXT, &crowd.export_file},
		{"history", OPTION_TEXT, &crowd.history_file},
		{"count", OPTION_NUMBER, &crowd.count},
		{"seed", OPTION_NUMBER, &crowd.seed},
		{"first", OPTION_NUMBER, &crowd.first},
		{"patient", OPTION_NUMBER, &crowd.patient},
	};

	if (options_read(argc, argv, keys, sizeof(keys) / sizeof(*keys)) || !crowd.kiosk)
		return EXIT_USAGE;
	arena_init(&crowd.arena, 0);
	enum err err =
		crowd.export_file ? export_open(&crowd.export, &crowd.arena, crowd.export_file) : ERR_NONE;
	if (!err)
		err = crowd_go(&crowd);
	arena_finish(&crowd.arena);
	return err ? EXIT_FAILED : 0;
}
