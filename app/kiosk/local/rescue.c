// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/rescue.h"
#include "base/crypto.h"
#include "base/log.h"
#include "kiosk/local/file.h"
#include "wire/enrolment.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SALVAGE_ROWS 500 // a transaction
#define INCARNATIONS_MOST 64
#define INCARNATION_SPAN ((int64_t)1 << 40) // positions of one salvaged incarnation
#define WAL_MOST ((int64_t)64 << 20)	    // of a WAL that is read before SQLite does
#define TRACES_MOST 65536

// ---- who this kiosk is ----

static enum err take_identity(struct db *db, const struct salvage_found *found)
{
	struct enrolment enrolment;
	json_t *json;
	enum err err = ERR_NONE;

	if (json_open(found->bytes, found->length, &json))
		return ERR_NONE;
	if (!enrolment_read(json, &enrolment))
		err = db_do(db, NULL,
			"INSERT INTO identity (one, kiosk, hash, bytes) VALUES (1, $1, $2, $3)"
			" ON CONFLICT (one) DO UPDATE SET kiosk = excluded.kiosk, hash = excluded.hash,"
			" bytes = excluded.bytes",
			"tbb", enrolment.kiosk, found->hash, sizeof found->hash, found->bytes, found->length);
	json_decref(json);
	return err;
}

// ---- what SQLite may drop: the WAL, read before it is opened ----

static bool is_known(const struct rescue *rescue, const uint8_t hash[CRYPTO_HASH])
{
	for (size_t i = rescue->count; i > 0; i--) // the same row again is mostly a recent one
		if (memcmp(rescue->traces[i - 1].found.hash, hash, CRYPTO_HASH) == 0)
			return true;
	return false;
}

static enum err take_trace(void *context, const struct salvage_found *found)
{
	struct rescue *rescue = context;
	struct entry entry;

	if (is_known(rescue, found->hash) || rescue->count == TRACES_MOST)
		return ERR_NONE;
	struct trace *trace = &rescue->traces[rescue->count];
	memset(trace, 0, sizeof *trace);
	if (!entry_read(found->bytes, found->length, &entry)) {
		memcpy(trace->incarnation, entry.incarnation, INCARNATION);
		trace->seq = entry.seq;
		entry_finish(&entry);
	}
	trace->order = rescue->count;
	for (size_t i = 0; i < rescue->count; i++)
		if (strcmp(rescue->traces[i].incarnation, trace->incarnation) == 0) {
			trace->order = rescue->traces[i].order;
			break;
		}
	trace->found = *found;
	trace->found.bytes = arena_copy(&rescue->arena, found->bytes, found->length);
	rescue->count++;
	return ERR_NONE;
}

static int compare_traces(const void *one, const void *two)
{
	const struct trace *first = one, *second = two;

	if (first->order != second->order)
		return first->order < second->order ? -1 : 1;
	return first->seq < second->seq ? -1 : first->seq > second->seq;
}

void rescue_begin(struct rescue *rescue, const char *path)
{
	char wal[FILE_PATH + 8];

	memset(rescue, 0, sizeof *rescue);
	arena_init(&rescue->arena, 0);
	snprintf(wal, sizeof wal, "%s-wal", path);
	int64_t size = file_size(wal);
	if (size <= 0 || size > WAL_MOST)
		return;
	rescue->traces = arena_array(&rescue->arena, struct trace, TRACES_MOST);
	if (salvage_scan(path, SALVAGE_WAL, take_trace, rescue))
		log_line(LOG_WARNING, "rescue.wal", "err=unread");
	qsort(rescue->traces, rescue->count, sizeof *rescue->traces, compare_traces);
}

void rescue_finish(struct rescue *rescue)
{
	arena_finish(&rescue->arena);
}

// ---- what SQLite dropped, done again ----

struct reached { // of one incarnation
	bool is_known;
	int64_t seq;
	uint8_t head[CRYPTO_HASH];
};

static enum err read_reached(struct db *db, const char *incarnation, struct reached *reached)
{
	struct db_query *query;
	size_t length;

	memset(reached, 0, sizeof *reached);
	enum err err = db_prepare(db, "SELECT seq, head FROM incarnation WHERE name = $1", &query);
	if (err)
		return err;
	db_bind_text(query, 1, incarnation);
	err = db_step(query, &reached->is_known);
	if (err || !reached->is_known)
		return err;
	reached->seq = db_int(query, 0);
	const void *head = db_bytes(query, 1, &length);
	memcpy(reached->head, head, length < CRYPTO_HASH ? length : CRYPTO_HASH);
	db_reset(query);
	return ERR_NONE;
}

// *gap: entries before it are gone, so its life is over.
static enum err redo_entry(struct db *db, const struct trace *trace, const struct entry *entry, bool *gap)
{
	struct outbox_subject subject;
	struct reached reached;
	bool added = false;

	enum err err = read_reached(db, entry->incarnation, &reached);
	if (err || (reached.is_known && entry->seq <= reached.seq))
		return err;
	if (!reached.is_known)
		err = db_do(db, NULL,
			"INSERT INTO incarnation (name, seq, head, acknowledged) VALUES ($1, 0, $2, 0)", "tb",
			entry->incarnation, reached.head, sizeof reached.head);
	if (outbox_subject_read(entry, &subject))
		memset(&subject, 0, sizeof subject);
	bool is_next = entry->seq == reached.seq + 1;
	chain_step(reached.head, trace->found.hash);
	struct outbox_row row = {0, entry, &subject, trace->found.bytes, trace->found.length,
		trace->found.hash, is_next ? reached.head : NULL};
	if (!err)
		err = outbox_insert(db, &row, &added);
	if (!err && added)
		err = db_do(db, NULL, "UPDATE incarnation SET seq = $1, head = $2 WHERE name = $3", "ibt",
			entry->seq, reached.head, sizeof reached.head, entry->incarnation);
	*gap = *gap || (added && !is_next);
	if (!err && added)
		log_line(LOG_WARNING, "outbox.redone", "id=%s seq=%lld", entry->id, (long long)entry->seq);
	return err;
}

static enum err redo_all(struct rescue *rescue, struct db *db)
{
	struct entry entry;
	bool gap = false, has_identity;

	enum err err = db_begin(db);
	if (!err)
		err = db_has(db, &has_identity, "SELECT 1 FROM identity WHERE one = 1", "");
	for (size_t i = 0; i < rescue->count && !err; i++) {
		const struct trace *trace = &rescue->traces[i];
		if (!entry_read(trace->found.bytes, trace->found.length, &entry)) {
			err = redo_entry(db, trace, &entry, &gap);
			entry_finish(&entry);
		} else if (!has_identity) {
			err = take_identity(db, &trace->found);
		}
	}
	if (!err && gap)
		err = outbox_begin_incarnation(db);
	return err ? err : db_commit(db);
}

enum err rescue_redo(struct rescue *rescue, struct db *db)
{
	if (rescue->count == 0)
		return ERR_NONE;
	enum err err = redo_all(rescue, db);
	db_rollback(db);
	return err;
}

// ---- a new file filled from a broken one ----

struct life { // an incarnation met in the broken file
	char name[INCARNATION];
	int64_t seq, at; // greatest
};

struct salvage {
	struct db *db; // the new one
	size_t lives;
	struct life life[INCARNATIONS_MOST];
	int64_t rows, unsaved; // unsaved: since the last commit
};

static size_t find_life(struct salvage *salvage, const char *name)
{
	for (size_t i = 0; i < salvage->lives; i++)
		if (strcmp(salvage->life[i].name, name) == 0)
			return i;
	if (salvage->lives < INCARNATIONS_MOST) {
		struct life *life = &salvage->life[salvage->lives++];
		memset(life, 0, sizeof *life);
		snprintf(life->name, sizeof life->name, "%s", name);
	}
	return salvage->lives - 1; // over the ceiling: order among the very last is lost, entries are not
}

static enum err take_entry(
	struct salvage *salvage, const struct entry *entry, const struct salvage_found *found)
{
	struct outbox_subject subject;
	bool added;

	size_t index = find_life(salvage, entry->incarnation);
	struct life *life = &salvage->life[index];
	if (outbox_subject_read(entry, &subject)) // central will say what it thinks of it
		memset(&subject, 0, sizeof subject);
	struct outbox_row row = {(int64_t)(index + 1) * INCARNATION_SPAN + entry->seq, entry, &subject,
		found->bytes, found->length, found->hash, NULL};
	enum err err = outbox_insert(salvage->db, &row, &added);
	if (err || !added)
		return err;
	life->seq = entry->seq > life->seq ? entry->seq : life->seq;
	life->at = entry->at > life->at ? entry->at : life->at;
	salvage->rows++;
	return ERR_NONE;
}

static enum err take_found(void *context, const struct salvage_found *found)
{
	struct salvage *salvage = context;
	struct entry entry;
	enum err err;

	if (!entry_read(found->bytes, found->length, &entry)) {
		err = take_entry(salvage, &entry, found);
		entry_finish(&entry);
	} else {
		err = take_identity(salvage->db, found);
	}
	if (!err && ++salvage->unsaved >= SALVAGE_ROWS) {
		salvage->unsaved = 0;
		err = db_commit(salvage->db);
		if (!err)
			err = db_begin(salvage->db);
	}
	return err;
}

// The lives met, the latest last, then a new one: its first entry names the latest and how far it is known.
static enum err take_lives(struct salvage *salvage)
{
	static const uint8_t unknown[CRYPTO_HASH];
	enum err err = ERR_NONE;

	for (size_t left = salvage->lives; left > 0 && !err; left--) {
		size_t first = 0;
		for (size_t i = 1; i < left; i++)
			if (salvage->life[i].at < salvage->life[first].at)
				first = i;
		struct life *life = &salvage->life[first];
		err = db_do(salvage->db, NULL,
			"INSERT INTO incarnation (name, seq, head, acknowledged) VALUES ($1, $2, $3, 0)",
			"tib", life->name, life->seq, unknown, sizeof unknown);
		*life = salvage->life[left - 1];
	}
	return err ? err : outbox_begin_incarnation(salvage->db);
}

enum err rescue_fill(struct rescue *rescue, const char *broken, struct db *db, int64_t *rows)
{
	struct salvage salvage = {.db = db};

	enum err err = db_begin(db);
	if (!err)
		err = salvage_scan(broken, SALVAGE_ALL, take_found, &salvage);
	for (size_t i = 0; i < rescue->count && !err; i++)
		err = take_found(&salvage, &rescue->traces[i].found);
	if (!err)
		err = take_lives(&salvage);
	*rows = salvage.rows;
	return err ? err : db_commit(db);
}
