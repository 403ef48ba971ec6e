// SPDX-License-Identifier: Apache-2.0
#include "central/store/told.h"
#include <stdio.h>
#include <string.h>

#define RANK_DIGITS 16 // a time in ms times this leaves room for the 12th digit

static int64_t later(int64_t one, int64_t other)
{
	if (one == 0 || other == 0)
		return one == 0 ? other : one;
	return one > other ? one : other;
}

int64_t told_rank(const struct told *row)
{
	int64_t latest = 0;

	for (int i = 0; i < TIME_COUNT; i++)
		latest = later(latest, row->times[i]);
	return latest * RANK_DIGITS + (row->number[NUMBER_DIGITS - 1] - '0');
}

static bool is_stronger(const struct told *other, const struct told *held, int text)
{
	if (!*other->texts[text])
		return false;
	if (!*held->texts[text])
		return true;
	if (other->ranks[text] != held->ranks[text])
		return other->ranks[text] > held->ranks[text];
	return strcmp(other->texts[text], held->texts[text]) > 0;
}

enum told_change told_merge(struct told *into, const struct told *other)
{
	enum told_change change = TOLD_SAME;

	if (strcmp(other->number, into->number) > 0) {
		memcpy(into->number, other->number, sizeof(into->number));
		change = TOLD_VALUES;
	}
	for (int i = 0; i < TIME_COUNT; i++) {
		int64_t time = later(into->times[i], other->times[i]);
		if (time != into->times[i])
			change = TOLD_VALUES;
		into->times[i] = time;
	}
	for (int i = 0; i < TOLD_TEXTS; i++) {
		if (!is_stronger(other, into, i))
			continue;
		if (strcmp(other->texts[i], into->texts[i]) != 0)
			change = TOLD_VALUES;
		else if (change == TOLD_SAME)
			change = TOLD_RANKS;
		into->texts[i] = other->texts[i];
		into->ranks[i] = other->ranks[i];
	}
	return change;
}

void told_declaration(const struct told *told, struct declaration *declaration)
{
	bool unknown;

	memset(declaration, 0, sizeof(*declaration));
	memcpy(declaration->number, told->number, sizeof(declaration->number));
	memcpy(declaration->times, told->times, sizeof(declaration->times));
	declaration->channel = channel_read(told->texts[TOLD_CHANNEL], &unknown);
	declaration->type = told->texts[TOLD_TYPE];
	declaration->office = told->texts[TOLD_OFFICE];
	declaration->tax_code = told->texts[TOLD_TAX_CODE];
	declaration->enterprise = told->texts[TOLD_ENTERPRISE];
	declaration->doc_officers = told->texts[TOLD_DOC_OFFICERS];
	declaration->goods_officers = told->texts[TOLD_GOODS_OFFICERS];
	declaration->state_code = told->texts[TOLD_STATE_CODE];
	declaration->section = told->texts[TOLD_SECTION];
}

void told_bind(struct db_query *query, int first, const struct told *told)
{
	db_bind_text(query, first++, told->number);
	for (int i = 0; i < TIME_COUNT; i++)
		db_bind_int(query, first++, told->times[i]);
	for (int i = 0; i < TOLD_TEXTS; i++)
		db_bind_text(query, first++, told->texts[i]);
	for (int i = 0; i < TOLD_TEXTS; i++)
		db_bind_int(query, first++, *told->texts[i] ? told->ranks[i] : 0);
}

void told_read(struct arena *arena, struct db_query *query, int first, struct told *told)
{
	snprintf(told->number, sizeof(told->number), "%s", db_text(query, first++));
	for (int i = 0; i < TIME_COUNT; i++)
		told->times[i] = db_int(query, first++);
	for (int i = 0; i < TOLD_TEXTS; i++)
		told->texts[i] = arena_text(arena, db_text(query, first++));
	for (int i = 0; i < TOLD_TEXTS; i++)
		told->ranks[i] = db_int(query, first++);
}
