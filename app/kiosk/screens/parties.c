// SPDX-License-Identifier: Apache-2.0
// Another party for the ballot: a list of steps, teams and units, and after proof of officers, in groups by
// letter (an officer by his given name, as people say it).
#include "base/text.h"
#include "kiosk/screens/parts.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/screens.h"
#include <stdlib.h>
#include <string.h>

#define FOUND_MOST 500
#define LETTERS_FROM 12 // shorter lists need no groups
#define ROW_HEIGHT 112
#define ALL '*'

struct choice {
	enum party party;
	const char *ref, *name, *parent;
	char letter; // 'A'..'Z'
};

struct choices {
	struct choice *at;
	size_t count;
};

// Of an officer the last word counts: the given name.
static char letter_of(struct ui *ui, const struct choice *choice)
{
	const char *folded = text_fold(ui_frame(ui), choice->name), *word = folded;

	if (choice->party == PARTY_OFFICER && strrchr(folded, ' '))
		word = strrchr(folded, ' ') + 1;
	return *word >= 'a' && *word <= 'z' ? (char)(*word - 'a' + 'A') : '#';
}

static int compare(const void *one, const void *two)
{
	const struct choice *a = one, *b = two;

	if (a->party != b->party)
		return a->party < b->party ? -1 : 1;
	if (a->letter != b->letter)
		return a->letter < b->letter ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void add(struct ui *ui, struct choices *choices, struct choice choice)
{
	if (choices->count >= FOUND_MOST)
		return;
	choice.letter = letter_of(ui, &choice);
	choices->at[choices->count++] = choice;
}

// A parent is known by its id; people know it by its name.
static const char *name_of(const struct choices *choices, const char *ref)
{
	for (size_t i = 0; i < choices->count; i++)
		if (choices->at[i].party != PARTY_STEP && text_equal(choices->at[i].ref, ref))
			return choices->at[i].name;
	return "";
}

static struct choices choices_list(struct ui *ui, const struct visit *visit)
{
	struct choices choices = {.at = arena_array(ui_frame(ui), struct choice, FOUND_MOST)};
	struct party_found *found = NULL;
	size_t count = 0, steps;
	const char *const *ids = rows_steps(&steps);

	for (size_t i = 0; i < steps; i++)
		add(ui, &choices,
			(struct choice){PARTY_STEP, ids[i],
				cache_name(
					visit->station->local, ui_frame(ui), FEED_STEP, ids[i], visit->lang),
				"", 0});
	if (cache_search(visit->station->local, ui_frame(ui), "", visit->lang, FOUND_MOST, &found, &count) !=
		ERR_NONE)
		count = 0;
	for (size_t i = 0; i < count; i++)
		if (visit_is_proven(visit) || found[i].party != PARTY_OFFICER) // names only after proof
			add(ui, &choices,
				(struct choice){
					found[i].party, found[i].ref, found[i].name, found[i].parent, 0});
	for (size_t i = 0; i < choices.count; i++)
		choices.at[i].parent = name_of(&choices, choices.at[i].parent);
	qsort(choices.at, choices.count, sizeof(*choices.at), compare);
	return choices;
}

static bool is_in_ballot(const struct ballot *ballot, const struct choice *choice)
{
	for (size_t i = 0; i < ballot->count; i++)
		if (ballot->marks[i].party == choice->party && text_equal(ballot->marks[i].ref, choice->ref))
			return true;
	return false;
}

static bool is_shown(const struct visit *visit, const struct choice *choice)
{
	return *choice->name && !is_in_ballot(&visit->ballot, choice) &&
	       (visit->party_letter == 0 || visit->party_letter == ALL ||
		       choice->letter == visit->party_letter);
}

// Letters that have somebody behind them, as chips in lines.
static void letters_show(struct ui *ui, struct rect *page, struct visit *visit, const struct choices *choices)
{
	bool has[26] = {false};
	int x = 0, y = 0, side = TOUCH_LEAST;
	struct rect area = *page;

	if (choices->count < LETTERS_FROM)
		return;
	for (size_t i = 0; i < choices->count; i++)
		if (choices->at[i].letter != '#' && *choices->at[i].name &&
			!is_in_ballot(&visit->ballot, &choices->at[i]))
			has[choices->at[i].letter - 'A'] = true;
	for (int i = -1; i < 26; i++) {
		char letter[2] = {(char)('A' + i), '\0'};
		const char *label = i < 0 ? ui_tr(ui, "parties.all") : arena_text(ui_frame(ui), letter);
		char value = i < 0 ? ALL : letter[0];
		bool chosen = visit->party_letter == value || (value == ALL && visit->party_letter == 0);
		int width = i < 0 ? ui_chip_width(ui, label, true) : side;

		if (i >= 0 && !has[i])
			continue;
		if (x > 0 && x + width > area.w) {
			x = 0;
			y += side + SPACE_16;
		}
		if (ui_button(ui, (struct rect){area.x + x, area.y + y, width, side}, KEY_AT("letter", i + 1),
			    BUTTON_SECONDARY, NULL, label, chosen ? UI_CHOSEN : UI_ON))
			visit->party_letter = value;
		x += width + SPACE_16;
	}
	cut_top(page, y + side + SPACE_24);
}

static const char *const KIND_KEYS[PARTY_COUNT] = {
	[PARTY_OFFICER] = "rate.subject.officer",
	[PARTY_TEAM] = "rate.subject.team",
	[PARTY_STEP] = "rate.subject.step",
	[PARTY_UNIT] = "rate.subject.unit",
	[PARTY_PLACE] = "rate.subject.unit",
};

static bool row_show(struct ui *ui, struct rect row, const struct choice *choice, size_t i, bool is_first)
{
	const char *kind = ui_tr(ui, KIND_KEYS[choice->party]);
	const char *below = choice->parent && *choice->parent
				    ? arena_format(ui_frame(ui), "%s · %s", kind, choice->parent)
				    : kind;
	struct key key = KEY_AT("party", i);
	bool is_hit = ui_target(ui, row, key, choice->name, UI_ON);

	if (ui_is_pressed(ui, key))
		ui_fill(ui, row, BLUE_TINT);
	if (!is_first)
		ui_line(ui, (struct rect){row.x, row.y, row.w, 2}, LINE);
	row = inset_xy(row, SPACE_32, 0);
	ui_icon(ui, centre(cut_right(&row, 44), 44, 44), "chevron-right", INK_2);
	row = centre(row, row.w, part_line(ui, TEXT_STRONG) + part_line(ui, TEXT_SMALL));
	ui_text(ui, cut_top(&row, part_line(ui, TEXT_STRONG)), TEXT_STRONG, INK, ALIGN_LEFT, choice->name);
	ui_text(ui, row, TEXT_SMALL, INK_2, ALIGN_LEFT, below);
	return is_hit;
}

enum place parties_show(struct ui *ui, struct rect page, struct visit *visit)
{
	struct choices choices = choices_list(ui, visit);
	int words = part_line(ui, TEXT_STRONG) + part_line(ui, TEXT_SMALL) + SPACE_24;
	int height = words > ROW_HEIGHT ? words : ROW_HEIGHT, total = 0;
	enum place next = PLACE_PARTIES;
	bool is_first = true, is_hit;
	struct rect list;

	part_heading(ui, &page, NULL, ui_tr(ui, "rate.search_party"),
		visit_is_proven(visit) ? NULL : ui_tr(ui, "parties.no_names"));
	letters_show(ui, &page, visit, &choices);
	cut_bottom(&page, SPACE_24);
	for (size_t i = 0; i < choices.count; i++)
		total += is_shown(visit, &choices.at[i]) ? height : 0;
	if (total + 4 < page.h)
		page.h = total + 4;
	ui_card(ui, page, CARD, LINE, RADIUS_CARD);
	list = part_list_begin(ui, inset(page, 2), KEY("parties"), total);
	for (size_t i = 0; i < choices.count; i++) {
		if (!is_shown(visit, &choices.at[i]))
			continue;
		is_hit = row_show(ui, cut_top(&list, height), &choices.at[i], i, is_first);
		is_first = false;
		if (!is_hit)
			continue;
		if (rows_add(visit, choices.at[i].party, choices.at[i].ref) == ERR_NONE)
			visit->party_letter = 0;
		next = PLACE_BALLOT;
	}
	ui_scroll_end(ui);
	return next;
}
