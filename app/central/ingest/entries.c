// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/entries.h"
#include "base/log.h"
#include "central/ingest/access.h"
#include "central/ingest/moment.h"
#include "central/store/journal.h"
#include <stdio.h>
#include <string.h>

// ---- on a worker ----

static enum err lines_count(const char *body, size_t length, size_t *count)
{
	*count = 0;
	if (length > ENTRIES_BYTES)
		return ERR_TOO_BIG;
	if (length == 0 || body[length - 1] != '\n')
		return ERR_INVALID;
	for (const char *at = body, *end = body + length; at < end; ++*count) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		if (line_end == at)
			return ERR_INVALID;
		at = line_end + 1;
	}
	return *count > ENTRIES_COUNT ? ERR_TOO_BIG : ERR_NONE;
}

enum err entries_read(struct arena *arena, const char *kiosk, const char *unit, const char *body,
	size_t length, struct entries *entries)
{
	memset(entries, 0, sizeof *entries);
	enum err err = lines_count(body, length, &entries->count);
	if (err)
		return err;
	entries->kiosk = arena_text(arena, kiosk);
	entries->unit = arena_text(arena, unit);
	entries->arrivals = arena_array(arena, struct arrival, entries->count);
	for (size_t i = 0; i < entries->count; i++) {
		struct arrival *arrival = &entries->arrivals[i];
		const char *line_end = memchr(body, '\n', length);
		arrival->bytes = body;
		arrival->length = (size_t)(line_end - body);
		length -= arrival->length + 1;
		body = line_end + 1;
		crypto_hash_make(arrival->bytes, arrival->length, arrival->hash);
		entry_understand(arena, arrival->bytes, arrival->length, &arrival->understood);
	}
	return ERR_NONE;
}

enum err entries_answer(const struct entries *entries, struct arena *arena, struct buf *buf)
{
	struct verdicts *verdicts = arena_new(arena, struct verdicts);

	verdicts->count = entries->count;
	for (size_t i = 0; i < entries->count; i++) {
		const struct arrival *arrival = &entries->arrivals[i];
		struct verdict_row *row = &verdicts->rows[i];
		memcpy(row->id, arrival->understood.entry.id, sizeof row->id);
		memcpy(row->hash, arrival->hash, sizeof row->hash);
		row->verdict = arrival->verdict;
		snprintf(row->code, sizeof row->code, "%s", arrival->code);
	}
	memcpy(verdicts->high_incarnation, entries->high_incarnation, sizeof verdicts->high_incarnation);
	verdicts->high_seq = entries->high_seq;
	memcpy(verdicts->epoch, entries->epoch, sizeof verdicts->epoch);
	verdicts->now = clock_wall(entries->clock);
	return verdicts_write(buf, verdicts);
}

// ---- on the writer's thread ----

static void decide(struct arrival *arrival, enum verdict verdict, const char *code)
{
	arrival->verdict = verdict;
	arrival->code = code;
}

// What the journal will say of it, before it is known whether it is new.
static enum err arrival_decide(struct apply *apply, struct arrival *arrival, struct subject_known *subject)
{
	decide(arrival, arrival->understood.verdict, arrival->understood.code);
	enum err err = apply_look(apply, &arrival->understood, subject);
	if (arrival->verdict == VERDICT_OK && arrival->is_poison)
		decide(arrival, VERDICT_PARKED, PARKED_APPLY);
	else if (subject->is_unknown)
		decide(arrival, VERDICT_PARKED, PARKED_DECLARATION);
	return err;
}

static void journal_row_fill(
	struct journal_row *row, const struct entries *entries, const struct arrival *arrival, int64_t dated)
{
	const struct entry *entry = &arrival->understood.entry;

	memset(row, 0, sizeof *row);
	snprintf(row->kiosk, sizeof row->kiosk, "%s", entries->kiosk);
	memcpy(row->hash, arrival->hash, sizeof row->hash);
	row->kind = "";
	row->bytes = arrival->bytes;
	row->length = arrival->length;
	row->received = entries->now;
	row->dated = dated;
	row->verdict = arrival->verdict;
	row->code = arrival->code;
	if (!entry->seq) {
		journal_name_unreadable(row);
		return;
	}
	snprintf(row->id, sizeof row->id, "%s", entry->id);
	memcpy(row->incarnation, entry->incarnation, sizeof row->incarnation);
	row->seq = entry->seq;
	row->kind = ENTRY_KIND_KEYS[entry->kind];
}

// Made under another name, which the kiosk had before: nothing of that kiosk's sequence is touched.
static bool is_of_another(const struct entries *entries, const struct arrival *arrival)
{
	const struct entry *entry = &arrival->understood.entry;

	return entry->seq && strcmp(entry->kiosk, entries->kiosk) != 0;
}

static enum err other_store(struct store *store, const struct entries *entries, struct arrival *arrival)
{
	struct journal_row row;

	journal_row_fill(&row, entries, arrival, entries->now);
	return journal_put_other(store, &row, &arrival->verdict, &arrival->code);
}

static enum err arrival_store(struct apply *apply, struct entries *entries, struct arrival *arrival,
	struct stream *stream, struct boot *boot)
{
	const struct entry *entry = &arrival->understood.entry;
	struct store *store = apply->store;
	struct subject_known subject;
	struct journal_row row;
	int64_t dated = entries->now;
	bool is_new, is_known = false;

	enum err err = arrival_decide(apply, arrival, &subject);
	if (err)
		return err;
	if (entry->seq)
		dated = moment_of(entry, stream, boot, entries->now, &is_known);
	journal_row_fill(&row, entries, arrival, dated);
	err = journal_put(store, &row, &arrival->verdict, &arrival->code, &is_new);
	if (err || !is_new)
		return err;
	const struct applied applied = {row.position, row.received, row.dated, entries->unit, stream};
	if (arrival->verdict == VERDICT_OK)
		err = apply_entry(apply, &arrival->understood, &subject, &applied);
	else if (arrival->verdict == VERDICT_PARKED)
		err = parked_put(store, row.position, arrival->code, subject.identity,
			understood_tag(&arrival->understood));
	if (err || !entry->seq)
		return err;
	const struct undated undated = {row.position, entry->up, stream->dated};
	if (!arrival->is_poison)
		err = moment_note(apply, boot, entry, &undated, entries->now);
	if (is_known)
		stream->dated = row.dated;
	if (*entry->previous) {
		memcpy(stream->previous, entry->previous, sizeof stream->previous);
		stream->previous_seq = entry->previous_seq;
	}
	stream_advance(stream, entry->seq, arrival->hash);
	return err;
}

static enum err stream_switch(
	struct store *store, struct entries *entries, struct stream *stream, const char *incarnation)
{
	enum err err = ERR_NONE;

	if (*stream->incarnation && strcmp(stream->incarnation, incarnation) == 0)
		return ERR_NONE;
	if (*stream->incarnation)
		err = stream_put(store, stream);
	return err ? err : stream_get(store, entries->kiosk, incarnation, stream);
}

static enum err arrivals_store(struct apply *apply, struct entries *entries, struct stream *stream)
{
	struct boot boot;
	enum err err = boot_get(apply->store, entries->kiosk, &boot);

	if (err)
		return err;
	for (entries->failed = 0; entries->failed < entries->count; entries->failed++) {
		struct arrival *arrival = &entries->arrivals[entries->failed];
		if (is_of_another(entries, arrival)) {
			err = other_store(apply->store, entries, arrival);
			if (err)
				return err;
			continue;
		}
		if (arrival->understood.entry.seq)
			err = stream_switch(
				apply->store, entries, stream, arrival->understood.entry.incarnation);
		if (!err)
			err = arrival_store(apply, entries, arrival, stream, &boot);
		if (err)
			return err;
	}
	return apply_write(apply);
}

static enum err entries_run(struct store *store, void *context)
{
	struct entries *entries = context;
	struct stream stream = {0};
	struct apply apply;

	entries->now = clock_wall(store->clock);
	entries->failed = entries->count; // none of them, when it is the key
	enum err err = access_still(store, entries->key);
	if (err)
		return err;
	apply_open(&apply, store);
	err = arrivals_store(&apply, entries, &stream);
	if (!err && *stream.incarnation)
		err = stream_put(store, &stream);
	memcpy(entries->high_incarnation, stream.incarnation, sizeof entries->high_incarnation);
	entries->high_seq = stream.high;
	memcpy(entries->epoch, store->epoch, sizeof entries->epoch);
	apply_close(&apply);
	return err;
}

// An entry that cannot be applied is parked and the others go on: the same again, without applying that one.
static void entries_told(struct piece *piece, enum err err)
{
	struct entries *entries = piece->context;

	if (store_is_data_error(err) && entries->failed < entries->count &&
		!entries->arrivals[entries->failed].is_poison) {
		const struct entry *entry = &entries->arrivals[entries->failed].understood.entry;
		log_line(LOG_ERROR, "apply", "err=%s kiosk=%s seq=%lld", err_name(err), entries->kiosk,
			(long long)entry->seq);
		entries->arrivals[entries->failed].is_poison = true;
		writer_put(entries->writer, piece);
		return;
	}
	entries->done(entries->context, err);
}

void entries_put(struct entries *entries, struct writer *writer, const struct clock *clock,
	void (*done)(void *context, enum err err), void *context)
{
	entries->writer = writer;
	entries->clock = clock;
	entries->done = done;
	entries->context = context;
	entries->piece = (struct piece){
		.run = entries_run, .told = entries_told, .context = entries, .rows = entries->count};
	writer_put(writer, &entries->piece);
}
