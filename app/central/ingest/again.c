// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/again.h"
#include "base/log.h"
#include "central/ingest/apply.h"
#include "central/ingest/declarations.h"
#include <inttypes.h>

#define BALLOTS_MOST 256 // of one declaration and phase; above, a person decides

// ---- one entry ----

// Others of its declaration were placed without it: they all are placed again in the order they came, as a
// rebuild would. *count 0: there are none.
static enum err others_take(
	struct apply *apply, const char *identity, enum phase phase, int64_t *positions, size_t *count)
{
	struct ballot_row held;
	struct ballot ballot;

	*count = 0;
	enum err err = ballots_get_counting(apply->store, identity, phase, &held, &ballot);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_NONE : err;
	err = ballots_list(apply->store, identity, phase, positions, BALLOTS_MOST, count);
	if (!err)
		err = reach_count(&apply->reach, &held, -1);
	for (size_t i = 0; !err && i < *count; i++)
		err = ballots_drop(apply->store, positions[i]);
	return err;
}

static enum err other_apply(struct apply *apply, int64_t position)
{
	struct journalled journalled;

	enum err err = journalled_read(apply, position, &journalled);
	if (!err)
		err = journalled_apply(apply, &journalled);
	journalled_finish(&journalled);
	return err;
}

static enum err entry_apply(struct apply *apply, const struct journalled *journalled)
{
	const struct understood *understood = &journalled->understood;
	int64_t others[BALLOTS_MOST], position = journalled->row.position;
	size_t count = 0, i = 0;
	enum err err = ERR_NONE;

	if (*journalled->subject.identity)
		err = others_take(apply, journalled->subject.identity, understood->body.ballot->ballot.phase,
			others, &count);
	for (; !err && i < count && others[i] < position; i++)
		err = other_apply(apply, others[i]);
	if (!err)
		err = journalled_apply(apply, journalled);
	for (; !err && i < count; i++)
		err = other_apply(apply, others[i]);
	return err;
}

// Where it belongs now: into the tables, or to those that wait for something else.
static enum err entry_take(struct apply *apply, struct journalled *journalled)
{
	const struct understood *understood = &journalled->understood;
	int64_t position = journalled->row.position;
	enum err err = parked_drop(apply->store, position);

	if (err)
		return err;
	if (understood->verdict != VERDICT_OK)
		return parked_put(apply->store, position, PARKED_APPLY, "", understood_tag(understood));
	if (journalled->subject.is_unknown)
		return parked_put(apply->store, position, PARKED_DECLARATION, journalled->subject.identity,
			understood_tag(understood));
	err = entry_apply(apply, journalled);
	if (err || !*journalled->subject.identity)
		return err;
	// It may have come before kiosks were told last.
	return declaration_show_again(apply->store, &journalled->arena, journalled->subject.identity);
}

static enum err position_take(struct again *again, struct apply *apply, int64_t position)
{
	struct journalled journalled;

	again->position = position;
	if (position == again->poison)
		return parked_put(apply->store, position, PARKED_APPLY, "", "");
	enum err err = journalled_read(apply, position, &journalled);
	if (!err && journalled.understood.verdict != VERDICT_PARKED) {
		err = entry_take(apply, &journalled);
		again->taking++;
	}
	journalled_finish(&journalled);
	return err;
}

// ---- a piece of the writer ----

static enum err again_run(struct store *store, void *context)
{
	struct again *again = context;
	int64_t positions[AGAIN_ENTRIES];
	struct apply apply;
	size_t count;

	again->upto = again->after;
	again->position = again->taking = 0;
	enum err err = parked_list(store, PARKED_SCHEMA, "", again->after, positions, AGAIN_ENTRIES, &count);
	if (err || count == 0)
		return err;
	apply_open(&apply, store);
	// What failed is the last of its transaction: the next to fail is then another one.
	for (size_t i = 0; !err && i < count && again->position != again->poison; i++) {
		err = position_take(again, &apply, positions[i]);
		again->upto = positions[i];
	}
	if (!err)
		err = apply_write(&apply);
	apply_close(&apply);
	return err;
}

static void again_told(struct piece *piece, enum err err)
{
	struct again *again = piece->context;
	bool is_poison = store_is_data_error(err) && again->position > 0 && again->position != again->poison;

	if (is_poison) {
		log_line(
			LOG_ERROR, "again.apply", "err=%s position=%" PRId64, err_name(err), again->position);
		again->poison = again->position;
	} else if (err) {
		log_line(LOG_ERROR, "again", "err=%s after=%" PRId64 " what=\"the next start goes on\"",
			err_name(err), again->after);
		return;
	}
	bool is_through = !err && again->upto == again->after;
	if (!err) {
		again->after = again->upto;
		again->taken += again->taking;
	}
	if (!is_through && !again->is_stopping)
		writer_put(again->writer, piece);
	else if (again->taken)
		log_line(LOG_INFO, "again", "taken=%" PRId64, again->taken);
}

void again_start(struct again *again, struct writer *writer)
{
	again->writer = writer;
	again->after = again->taken = 0;
	again->poison = -1;
	again->is_stopping = false;
	again->piece = (struct piece){.run = again_run, .told = again_told, .context = again};
	writer_put(writer, &again->piece);
}

void again_stop(struct again *again)
{
	again->is_stopping = true;
}
