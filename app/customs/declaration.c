// SPDX-License-Identifier: Apache-2.0
#include "customs/declaration.h"
#include "base/text.h"
#include "customs/digits.h"
#include <string.h>

enum err number_read(const char *input, struct number *number)
{
	enum err err = digits_read(input, " *'\r", NUMBER_DIGITS, number->digits);

	memset(number->identity, 0, sizeof(number->identity));
	if (!err)
		memcpy(number->identity, number->digits, NUMBER_IDENTITY);
	return err;
}

bool number_is_usual(const struct number *number)
{
	return number->digits[0] == '1' || number->digits[0] == '3' || number->digits[0] == '5';
}

void number_group(const char *digits, char out[NUMBER_DIGITS + 4])
{
	digits_group(digits, NUMBER_DIGITS, out);
}

#define MASK_HEAD 3   // digits 1-3 are always shown
#define MASK_TAIL 4   // and digits 8-11
#define MASK_HIDDEN 4 // digits 4-7

void number_mask(const char *identity, int reveal, char out[32])
{
	const char ellipsis[] = "…";
	size_t length = strnlen(identity, NUMBER_IDENTITY);
	size_t extra = (size_t)(reveal < 0 ? 0 : reveal > MASK_HIDDEN ? MASK_HIDDEN : reveal);
	size_t to = 0;

	out[0] = '\0';
	if (length < NUMBER_IDENTITY)
		return; // not a number: nothing of it is shown
	memcpy(out, identity, MASK_HEAD);
	to = MASK_HEAD;
	if (extra < MASK_HIDDEN) {
		memcpy(out + to, ellipsis, sizeof(ellipsis) - 1);
		to += sizeof(ellipsis) - 1;
	}
	memcpy(out + to, identity + NUMBER_IDENTITY - MASK_TAIL - extra, MASK_TAIL + extra);
	out[to + MASK_TAIL + extra] = '\0';
}

const char *const CHANNEL_KEYS[CHANNEL_COUNT] = {"none", "green", "yellow", "red"};

// Spellings of an export cell, folded and without a leading "luong".
static const struct {
	const char *spelling;
	enum channel channel;
} CHANNEL_SPELLINGS[] = {
	{"1", CHANNEL_GREEN},
	{"xanh", CHANNEL_GREEN},
	{"2", CHANNEL_YELLOW},
	{"vang", CHANNEL_YELLOW},
	{"3", CHANNEL_RED},
	{"3c", CHANNEL_RED},
	{"3d", CHANNEL_RED},
	{"do", CHANNEL_RED},
};

#define CHANNEL_CELL 64 // a longer cell is no channel

static enum channel channel_spelled(const char *key, bool *unknown)
{
	if (text_starts(key, "luong"))
		key += strlen("luong");
	for (size_t i = 0; i < sizeof(CHANNEL_SPELLINGS) / sizeof(CHANNEL_SPELLINGS[0]); i++)
		if (text_equal(key, CHANNEL_SPELLINGS[i].spelling))
			return CHANNEL_SPELLINGS[i].channel;
	*unknown = true;
	return CHANNEL_NONE;
}

enum channel channel_read(const char *cell, bool *unknown)
{
	struct arena arena;
	enum channel channel;

	*unknown = false;
	cell += strspn(cell, " \t");
	if (!*cell)
		return CHANNEL_NONE;
	if (text_is_digits(cell, strlen(cell))) // the usual cell costs no memory
		return channel_spelled(cell, unknown);
	if (strnlen(cell, CHANNEL_CELL) == CHANNEL_CELL) {
		*unknown = true;
		return CHANNEL_NONE;
	}
	arena_init(&arena, 0);
	channel = channel_spelled(text_key(&arena, cell), unknown);
	arena_finish(&arena);
	return channel;
}

enum channel channel_find(const char *key)
{
	for (int channel = CHANNEL_NONE; channel < CHANNEL_COUNT; channel++)
		if (text_equal(key, CHANNEL_KEYS[channel]))
			return (enum channel)channel;
	return CHANNEL_NONE;
}

const struct stage_info STAGES[STAGE_COUNT] = {
	// key, is_status, is_event, opens_after, urgency
	[STAGE_NONE] = {"", false, false, false, URGENCY_GONE},
	[STAGE_REGISTERED] = {"registered", true, true, false, URGENCY_OFFICE},
	[STAGE_CHANNELLED] = {"channelled", true, true, false, URGENCY_OFFICE},
	[STAGE_DOCS_WAIT] = {"docs_wait", false, true, false, URGENCY_TRADER},
	[STAGE_DOCS_RECEIVED] = {"docs_received", false, true, false, URGENCY_OFFICE},
	[STAGE_CALLED] = {"called", false, true, false, URGENCY_CALLED},
	[STAGE_DOC_CHECK] = {"doc_check", true, true, false, URGENCY_OFFICE},
	[STAGE_DOC_MORE] = {"doc_more", false, true, false, URGENCY_TRADER},
	[STAGE_PHYSICAL_WAIT] = {"physical_wait", false, true, false, URGENCY_TRADER},
	[STAGE_MOVED] = {"moved", false, true, false, URGENCY_TRADER},
	[STAGE_PHYSICAL] = {"physical", true, true, false, URGENCY_OFFICE},
	[STAGE_CHECK_DONE] = {"check_done", true, true, false, URGENCY_OFFICE},
	[STAGE_TAX_WAIT] = {"tax_wait", false, true, false, URGENCY_TRADER},
	[STAGE_TAX_PAID] = {"tax_paid", false, true, false, URGENCY_OFFICE},
	[STAGE_STORAGE] = {"storage", true, true, true, URGENCY_FINISHED},
	[STAGE_RELEASED] = {"released", true, true, true, URGENCY_FINISHED},
	[STAGE_CLEARED] = {"cleared", true, true, true, URGENCY_FINISHED},
	[STAGE_PASSED] = {"passed", true, true, true, URGENCY_FINISHED},
	[STAGE_SUSPENDED] = {"suspended", true, true, false, URGENCY_OFFICE},
	[STAGE_CANCELLED] = {"cancelled", true, true, false, URGENCY_GONE},
};

enum stage stage_find(const char *key)
{
	for (int stage = STAGE_REGISTERED; stage < STAGE_COUNT; stage++)
		if (text_equal(key, STAGES[stage].key))
			return (enum stage)stage;
	return STAGE_NONE;
}

const struct export_time_info EXPORT_TIMES[TIME_COUNT] = {
	[TIME_REGISTERED] = {"ngay_dk", STAGE_REGISTERED},
	[TIME_CHECK_DONE] = {"ngay_hoanthanh_kt", STAGE_CHECK_DONE},
	[TIME_STORAGE] = {"ngay_hangve_baoquan", STAGE_STORAGE},
	[TIME_RELEASED] = {"ngay_gph", STAGE_RELEASED},
	[TIME_RELEASED_V5] = {"ngay_gph_v5", STAGE_RELEASED},
	[TIME_CLEARED] = {"ngay_thongquan", STAGE_CLEARED},
	[TIME_PASSED] = {"ngay_qua_kvgs", STAGE_PASSED},
};

static const struct {
	const char *code;
	enum state_code state;
} STATE_CODES[] = {
	{"T", STATE_CLEARED},
	{"H", STATE_CANCELLED},
	{"D", STATE_SUSPENDED},
};

static bool is_given(const char *text)
{
	return text && text[strspn(text, " \t")] != '\0';
}

enum state_code state_code_read(const char *cell)
{
	if (!is_given(cell))
		return STATE_NORMAL;
	cell += strspn(cell, " \t");
	for (size_t i = 0; i < sizeof(STATE_CODES) / sizeof(STATE_CODES[0]); i++) {
		size_t length = strlen(STATE_CODES[i].code);
		if (strncmp(cell, STATE_CODES[i].code, length) == 0 && !is_given(cell + length))
			return STATE_CODES[i].state;
	}
	return STATE_NORMAL;
}

// The latest of the times after registration; equal times: the one lower in the table. TIME_REGISTERED when
// there is none.
static enum export_time time_latest(const struct declaration *declaration)
{
	enum export_time latest = TIME_REGISTERED;
	int64_t greatest = 0;

	for (int time = TIME_CHECK_DONE; time < TIME_COUNT; time++) {
		if (declaration->times[time] != 0 && declaration->times[time] >= greatest) {
			latest = (enum export_time)time;
			greatest = declaration->times[time];
		}
	}
	return latest;
}

enum stage declaration_status(const struct declaration *declaration)
{
	enum state_code state = state_code_read(declaration->state_code);
	enum export_time latest = time_latest(declaration);
	enum stage stage = EXPORT_TIMES[latest].stage;

	if (state == STATE_CANCELLED)
		return STAGE_CANCELLED;
	if (state == STATE_SUSPENDED && declaration->times[TIME_PASSED] == 0)
		return STAGE_SUSPENDED;
	if (state == STATE_CLEARED && stage < STAGE_CLEARED)
		return STAGE_CLEARED;
	if (latest != TIME_REGISTERED)
		return stage;
	if (is_given(declaration->goods_officers))
		return STAGE_PHYSICAL;
	if (is_given(declaration->doc_officers))
		return STAGE_DOC_CHECK;
	return declaration->channel != CHANNEL_NONE ? STAGE_CHANNELLED : STAGE_REGISTERED;
}

int64_t declaration_status_time(const struct declaration *declaration)
{
	enum stage status = declaration_status(declaration);
	int64_t time = 0;

	for (int i = 0; i < TIME_COUNT; i++)
		if (EXPORT_TIMES[i].stage == status && declaration->times[i] > time)
			time = declaration->times[i];
	return time;
}

enum stage declaration_stage(enum stage status, int64_t status_at, enum stage event, int64_t event_at)
{
	bool shows = STAGES[event].is_event && status < STAGE_STORAGE && event_at >= status_at;

	return shows ? event : status;
}

bool stage_after_is_open(const int64_t times[STAGE_COUNT], enum stage status)
{
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (STAGES[stage].opens_after && (times[stage] != 0 || status == (enum stage)stage))
			return true;
	return false;
}
