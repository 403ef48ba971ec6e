// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/apply.h"
#include "base/log.h"
#include "base/text.h"
#include "central/store/organisation.h"
#include "central/store/tally.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APPLY_MEMORY ((size_t)1 << 20)
#define WAITING_MOST 256 // ballots that wait for one declaration
#define AGAIN_MOST 500	 // entries of the journal read at once

void apply_open(struct apply *apply, struct store *store)
{
	apply->store = store;
	reach_open(&apply->reach, store);
}

enum err apply_write(struct apply *apply)
{
	return reach_write(&apply->reach);
}

void apply_close(struct apply *apply)
{
	reach_close(&apply->reach);
}

enum err apply_look(struct apply *apply, const struct understood *understood, struct subject_known *subject)
{
	struct number number;

	memset(subject, 0, sizeof *subject);
	if (understood->verdict != VERDICT_OK || understood->entry.kind != ENTRY_BALLOT)
		return ERR_NONE;
	const struct ballot *ballot = &understood->body.ballot->ballot;
	if (ballot->subject != SUBJECT_DECLARATION || number_read(ballot->ref, &number))
		return ERR_NONE;
	memcpy(subject->identity, number.identity, sizeof subject->identity);
	enum err err = declaration_owner_get(apply->store, subject->identity, &subject->owner);
	subject->is_unknown = err == ERR_NOT_FOUND;
	return subject->is_unknown ? ERR_NONE : err;
}

// ---- ballots ----

// Digits typed where the kiosk did not know the declaration travel sealed and are compared now that central
// does. Without them the kiosk has compared them itself.
static enum proof proof_verify(
	const struct store *store, const struct ballot_body *body, const char *tax_code)
{
	struct arena arena;
	enum proof claimed = body->ballot.proof, without = claimed == PROOF_TAX4 ? PROOF_NONE : claimed;
	char right[TAX_PROOF + 1];
	char *typed;

	if (!*body->tax4)
		return claimed;
	if (!store->secrets || tax_code_proof(tax_code, right))
		return without;
	arena_init(&arena, APPLY_MEMORY);
	bool is_right = !crypto_open(&arena, store->secrets->seal_public, store->secrets->seal_secret,
				body->tax4, &typed) &&
			strlen(typed) == TAX_PROOF && crypto_equal(typed, right, TAX_PROOF);
	arena_finish(&arena);
	return is_right && proof_strength(claimed) <= proof_strength(PROOF_TAX4) ? PROOF_TAX4 : without;
}

// Two ballots of equal proof, two stars or more apart on one party.
static bool is_dispute(const struct ballot_row *one, const struct ballot_row *two)
{
	if (proof_strength(one->proof) != proof_strength(two->proof))
		return false;
	for (size_t i = 0; i < one->ballot->count; i++)
		for (size_t j = 0; j < two->ballot->count; j++) {
			const struct mark *a = &one->ballot->marks[i], *b = &two->ballot->marks[j];
			if (a->party == b->party && strcmp(a->ref, b->ref) == 0 &&
				abs(a->stars - b->stars) >= 2)
				return true;
		}
	return false;
}

// Who counts for this declaration and phase: the ballot held until now, or the one that came.
static enum err ballot_place(struct apply *apply, struct ballot_row *row)
{
	struct ballot_row held;
	struct ballot ballot;

	row->counts = true;
	if (!*row->identity)
		return ERR_NONE;
	row->proven = proof_level(row->proof) > 0 ? row->position : 0;
	enum err err = ballots_get_counting(apply->store, row->identity, row->ballot->phase, &held, &ballot);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_NONE : err;
	row->is_disputed = is_dispute(&held, row);
	row->counts = ballot_outranks(held.proof, row->proof);
	if (held.proven > 0)
		row->proven = held.proven;
	if (!row->counts && !row->is_disputed)
		return ERR_NONE;
	err = ballots_set(apply->store, held.position, !row->counts, held.is_disputed || row->is_disputed);
	return !err && row->counts ? reach_count(&apply->reach, &held, -1) : err;
}

static enum err ballot_apply(struct apply *apply, const struct ballot_body *body,
	const struct subject_known *subject, const struct applied *applied)
{
	struct ballot_row row = {
		.position = applied->position,
		.dated = applied->dated,
		.ballot = &body->ballot,
		.proof = body->ballot.proof,
		.took_ms = body->took_ms,
		.has_comment = *body->comment,
	};

	memcpy(row.identity, subject->identity, sizeof row.identity);
	memcpy(row.tag, body->receipt_tag, sizeof row.tag);
	snprintf(row.unit, sizeof row.unit, "%s",
		*subject->owner.office ? subject->owner.office : applied->unit);
	snprintf(row.lang, sizeof row.lang, "%s", body->lang);
	if (*row.identity)
		row.proof = proof_verify(apply->store, body, subject->owner.tax_code);
	enum err err = ballot_place(apply, &row);
	if (!err)
		err = ballots_put(apply->store, &row);
	if (!err && row.counts)
		err = reach_count(&apply->reach, &row, 1);
	return err;
}

// ---- skip, health ----

static enum err skip_apply(struct store *store, const struct skip_body *body, const struct applied *applied)
{
	return skip_add(store, applied->unit, day_of(applied->dated), body->phase, 1);
}

static enum err health_apply(
	struct store *store, const char *kiosk, const struct health_body *body, const struct applied *applied)
{
	uint8_t head[CRYPTO_HASH];
	enum chain_state chain = CHAIN_UNKNOWN;

	if (!applied->stream)
		return ERR_NONE; // of another day; says nothing about now
	enum err err = stream_head_at(store, applied->stream, body->chain_seq, head);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err)
		chain = memcmp(head, body->chain_head, sizeof head) ? CHAIN_DIFFERS : CHAIN_AGREES;
	if (chain == CHAIN_DIFFERS)
		log_line(LOG_ERROR, "chain.differs", "kiosk=%s inc=%s seq=%lld", kiosk,
			applied->stream->incarnation, (long long)body->chain_seq);
	return health_put(store, kiosk, applied->position, applied->received, chain, body);
}

enum err apply_entry(struct apply *apply, const struct understood *understood,
	const struct subject_known *subject, const struct applied *applied)
{
	const struct entry *entry = &understood->entry;

	if (understood->verdict != VERDICT_OK)
		return ERR_NONE;
	switch (entry->kind) {
	case ENTRY_BALLOT:
		return ballot_apply(apply, understood->body.ballot, subject, applied);
	case ENTRY_SKIP:
		return skip_apply(apply->store, understood->body.skip, applied);
	case ENTRY_HEALTH:
		return health_apply(apply->store, entry->kiosk, understood->body.health, applied);
	case ENTRY_FEEDBACK:
	case ENTRY_REPLY:
	case ENTRY_WITHDRAWAL:
	case ENTRY_POSTED:
	case ENTRY_UNKNOWN:
	case ENTRY_KINDS:
		break; // parked: never understood
	}
	err_abort("an entry understood of a kind nobody applies");
}

// ---- later, and again ----

enum err journalled_read(struct apply *apply, int64_t position, struct journalled *journalled)
{
	struct journal_row *row = &journalled->row;

	arena_init(&journalled->arena, APPLY_MEMORY);
	enum err err = journal_get(apply->store, &journalled->arena, position, row);
	if (!err)
		err = kiosk_get(apply->store, row->kiosk, &journalled->kiosk);
	if (err)
		return err;
	entry_understand(&journalled->arena, row->bytes, row->length, &journalled->understood);
	return apply_look(apply, &journalled->understood, &journalled->subject);
}

enum err journalled_apply(struct apply *apply, const struct journalled *journalled)
{
	const struct journal_row *row = &journalled->row;
	const struct applied applied = {
		row->position, row->received, row->dated, journalled->kiosk.unit, NULL};

	return apply_entry(apply, &journalled->understood, &journalled->subject, &applied);
}

void journalled_finish(struct journalled *journalled)
{
	arena_finish(&journalled->arena);
}

// *is_applied: it was understood, and what it is about is known.
static enum err position_apply(struct apply *apply, int64_t position, bool *is_applied)
{
	struct journalled journalled;

	enum err err = journalled_read(apply, position, &journalled);
	*is_applied = !err && journalled.understood.verdict == VERDICT_OK && !journalled.subject.is_unknown;
	if (*is_applied)
		err = journalled_apply(apply, &journalled);
	journalled_finish(&journalled);
	return err;
}

enum err apply_declaration(struct store *store, const char *identity, bool *any)
{
	int64_t positions[WAITING_MOST];
	struct apply apply;
	bool is_applied;
	size_t count;

	enum err err = parked_list(store, PARKED_DECLARATION, identity, 0, positions, WAITING_MOST, &count);
	*any = !err && count > 0;
	if (!*any)
		return err;
	apply_open(&apply, store);
	while (!err && count > 0) {
		for (size_t i = 0; i < count && !err; i++) {
			err = position_apply(&apply, positions[i], &is_applied);
			if (is_applied && !err)
				err = parked_drop(store, positions[i]);
			else if (!err ||
				 store_is_data_error(err)) // stays, without holding up the declaration
				err = parked_put(store, positions[i], PARKED_APPLY, identity, "");
		}
		if (!err)
			err = parked_list(
				store, PARKED_DECLARATION, identity, 0, positions, WAITING_MOST, &count);
	}
	if (!err)
		err = apply_write(&apply);
	apply_close(&apply);
	return err;
}

enum err apply_again(struct store *store)
{
	int64_t positions[AGAIN_MOST], after = 0;
	struct apply apply;
	bool is_applied;
	size_t count = 0;

	apply_open(&apply, store);
	enum err err = ballots_empty(store);
	if (!err)
		err = tally_empty(store);
	do {
		if (!err)
			err = journal_list(store, after, positions, AGAIN_MOST, &count);
		for (size_t i = 0; !err && i < count; i++)
			err = position_apply(&apply, after = positions[i], &is_applied);
	} while (!err && count == AGAIN_MOST);
	if (!err)
		err = apply_write(&apply);
	apply_close(&apply);
	return err;
}
