// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/shown.h"
#include "base/text.h"
#include "central/store/rated.h"
#include <stdio.h>
#include <string.h>

#define VALUE_BYTES ((size_t)64 * 1024)
#define FEED_CODE 16  // bytes of a type or office a kiosk takes
#define FEED_NAME 256 // of a name

enum err value_publish(
	struct store *store, const char *unit, enum feed_kind kind, const char *key, json_t *value)
{
	struct buf buf;

	buf_init(&buf, VALUE_BYTES);
	json_put(&buf, value);
	json_decref(value);
	if (buf.over)
		err_abort("a value of the feed over its ceiling");
	enum err err = store_publish(store, unit, FEED_KIND_KEYS[kind], key, buf.at);
	buf_finish(&buf);
	return err;
}

enum err officer_show(struct store *store, const struct officer_row *officer)
{
	struct feed_name name = {.vi = officer->name, .en = "", .parent = officer->team, .kind = "officer"};

	return value_publish(store, officer->unit, FEED_OFFICER, officer->ref, feed_name_write(&name));
}

// ---- parties: who can be rated for it ----

// In which step an officer named by a counter event works; "" is told by his place.
static const char *const STEP_OF[STAGE_COUNT] = {
	[STAGE_REGISTERED] = "TIEPNHAN",
	[STAGE_CHANNELLED] = "TIEPNHAN",
	[STAGE_DOCS_WAIT] = STEP_DOCUMENTS,
	[STAGE_DOCS_RECEIVED] = STEP_DOCUMENTS,
	[STAGE_CALLED] = STEP_DOCUMENTS,
	[STAGE_DOC_CHECK] = STEP_DOCUMENTS,
	[STAGE_DOC_MORE] = STEP_DOCUMENTS,
	[STAGE_PHYSICAL_WAIT] = STEP_GOODS,
	[STAGE_MOVED] = STEP_GOODS,
	[STAGE_PHYSICAL] = STEP_GOODS,
	[STAGE_TAX_WAIT] = "THUE",
	[STAGE_TAX_PAID] = "THUE",
	[STAGE_STORAGE] = "THONGQUAN",
	[STAGE_RELEASED] = "THONGQUAN",
	[STAGE_CLEARED] = "THONGQUAN",
	[STAGE_PASSED] = "GIAMSAT",
};

struct parties {
	struct store *store;
	struct arena *arena;
	const char *unit;
	int day; // as of which the organisation is asked
	struct feed_declaration *shown;
	const char *teams[PARTIES_MOST];
	size_t team_count;
};

static bool has_step(const char *steps, const char *step)
{
	size_t length = step ? strlen(step) : 0; // some stages stand for no step

	for (const char *at = steps; *at; at += strspn(at, ",")) {
		if (length > 0 && strncmp(at, step, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
		at += strcspn(at, ",");
	}
	return false;
}

// The step the event stands for, when he works in it; else the first he works in.
static void step_choose(const struct officer_row *officer, const char *step, char out[STEP_ID])
{
	int own = (int)strcspn(officer->steps, ",");

	if (own == 0 || own >= STEP_ID || has_step(officer->steps, step))
		snprintf(out, STEP_ID, "%s", step && *step ? step : STEP_DOCUMENTS);
	else
		snprintf(out, STEP_ID, "%.*s", own, officer->steps);
}

// step NULL: in any.
static bool is_party(const struct parties *parties, enum party kind, const char *ref, const char *step)
{
	const struct feed_declaration *shown = parties->shown;

	for (size_t i = 0; i < shown->party_count; i++)
		if (shown->parties[i].party == kind && text_equal(shown->parties[i].ref, ref) &&
			(!step || text_equal(shown->parties[i].step, step)))
			return true;
	return false;
}

static void party_put(struct parties *parties, enum party kind, const char *ref, const char *step)
{
	struct feed_declaration *shown = parties->shown;

	if (is_party(parties, kind, ref, step))
		return;
	if (shown->party_count == PARTIES_MOST - 1 && kind != PARTY_UNIT) // the last place is the unit's
		return;
	struct feed_party *party = &shown->parties[shown->party_count++];
	party->party = kind;
	snprintf(party->ref, sizeof(party->ref), "%s", ref);
	snprintf(party->step, sizeof(party->step), "%s", step);
}

static void team_note(struct parties *parties, const char *team)
{
	for (size_t i = 0; i < parties->team_count; i++)
		if (text_equal(parties->teams[i], team))
			return;
	if (*team && parties->team_count < PARTIES_MOST)
		parties->teams[parties->team_count++] = team;
}

static enum err officer_add(struct parties *parties, const struct officer_name *name, const char *step)
{
	struct officer_row officer;
	char chosen[STEP_ID];
	bool is_new = false;

	enum err err = officer_meet(parties->store, name->ref, name->name, parties->unit, &is_new);
	if (!err)
		err = officer_get(parties->store, parties->arena, name->ref, parties->day, &officer);
	if (!err && is_new)
		err = officer_show(parties->store, &officer);
	if (err)
		return err;
	step_choose(&officer, step, chosen);
	if (step || !is_party(parties, PARTY_OFFICER, officer.ref, NULL))
		party_put(parties, PARTY_OFFICER, officer.ref, chosen);
	team_note(parties, officer.team);
	return ERR_NONE;
}

// A cell that cannot be read names nobody: the declaration is shown without.
static enum err officers_add(struct parties *parties, const char *cell, const char *step)
{
	struct officer_name names[OFFICERS_IN_CELL];
	size_t count;

	if (officers_read(parties->arena, cell, names, &count))
		return ERR_NONE;
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i].name) > FEED_NAME)
			continue;
		enum err err = officer_add(parties, &names[i], step);
		if (err)
			return err;
	}
	return ERR_NONE;
}

static enum err parties_fill(
	struct parties *parties, const struct told *told, const struct counter_row *events, size_t count)
{
	enum err err = officers_add(parties, told->texts[TOLD_DOC_OFFICERS], STEP_DOCUMENTS);

	if (!err)
		err = officers_add(parties, told->texts[TOLD_GOODS_OFFICERS], STEP_GOODS);
	for (size_t i = 0; i < count && !err; i++)
		err = officers_add(parties, events[i].officers, STEP_OF[events[i].event]);
	for (size_t i = 0; i < parties->team_count; i++)
		party_put(parties, PARTY_TEAM, parties->teams[i], "");
	party_put(parties, PARTY_UNIT, parties->unit, "");
	return err;
}

// ---- the value ----

static void times_fill(struct feed_declaration *shown, const struct told *told,
	const struct counter_row *events, size_t count)
{
	for (size_t i = 0; i < count; i++)
		shown->times[events[i].event] = events[i].at;
	for (int i = 0; i < TIME_COUNT; i++) // the export's word counts more
		if (told->times[i] > 0)
			shown->times[EXPORT_TIMES[i].stage] = 0;
	for (int i = 0; i < TIME_COUNT; i++) // two columns may tell of one stage
		if (told->times[i] > shown->times[EXPORT_TIMES[i].stage])
			shown->times[EXPORT_TIMES[i].stage] = told->times[i];
}

static void proof_fill(struct store *store, const struct declaration_row *row, struct feed_declaration *shown)
{
	const char *code = row->told.texts[TOLD_TAX_CODE];
	char digits[TAX_PROOF + 1], plain[32];
	uint8_t key[CRYPTO_KEY], owner[CRYPTO_HASH];
	size_t length = 0;

	shown->has_proof = tax_code_is_well_formed(code) && !tax_code_proof(code, digits);
	if (!shown->has_proof)
		return;
	for (; *code && length < sizeof(plain); code++) // with or without its dash it is one trader
		if (*code != '-')
			plain[length++] = *code;
	crypto_mac(store->secrets->owner_key, plain, length, owner);
	memcpy(shown->owner, owner, OWNER_BYTES);
	secrets_proof_key(store->secrets, row->unit, key);
	feed_proof(key, row->told.identity, digits, shown->proof);
	crypto_wipe(key, sizeof(key));
}

static const char *at_most(const char *text, size_t bytes)
{
	return strlen(text) <= bytes ? text : "";
}

enum err declaration_show(struct store *store, struct arena *arena, const struct declaration_row *row,
	const struct counter_row *events, size_t count)
{
	struct declaration declaration;
	char masked[32];

	told_declaration(&row->told, &declaration);
	number_mask(row->told.identity, row->reveal, masked);
	struct feed_declaration shown = {
		.number = declaration.number,
		.shown = masked,
		.enterprise = at_most(enterprise_mask(arena, declaration.enterprise), FEED_NAME),
		.type = at_most(declaration.type, FEED_CODE),
		.office = at_most(declaration.office, FEED_CODE),
		.channel = declaration.channel,
		.status = row->status,
		.stage = row->stage,
		.counter =
			count > 0 && row->stage == events[count - 1].event ? events[count - 1].counter : "",
	};
	struct parties parties = {
		.store = store,
		.arena = arena,
		.unit = row->unit,
		.day = declaration.times[TIME_REGISTERED] > 0 ? day_of(declaration.times[TIME_REGISTERED])
							      : 0,
		.shown = &shown,
	};
	times_fill(&shown, &row->told, events, count);
	proof_fill(store, row, &shown);
	enum err err = parties_fill(&parties, &row->told, events, count);
	if (!err)
		err = rated_get(store, row->told.identity, &shown.rated);
	return err ? err
		   : value_publish(store, row->unit, FEED_DECLARATION, row->told.identity,
			     feed_declaration_write(&shown));
}
