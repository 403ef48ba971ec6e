// SPDX-License-Identifier: Apache-2.0
#include "central/store/ballots.h"
#include "central/store/journal.h"
#include <stdio.h>
#include <string.h>

const char *const CHAIN_STATE_KEYS[CHAIN_STATES] = {"unknown", "agrees", "differs"};

static enum err marks_put(struct store *store, const struct ballot_row *row)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < row->ballot->count && !err; i++) {
		const struct mark *mark = &row->ballot->marks[i];
		err = db_do(store->db, NULL,
			"INSERT INTO mark (position, n, party, ref, name, step, stars, reasons)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			"iittttii", row->position, (int64_t)i, PARTY_KEYS[mark->party], mark->ref, mark->name,
			mark->step, (int64_t)mark->stars, (int64_t)mark->reasons);
	}
	return err;
}

static const char *state_key(bool counts)
{
	return counts ? "counts" : "superseded";
}

enum err ballots_put(struct store *store, const struct ballot_row *row)
{
	enum err err = db_do(store->db, NULL,
		"INSERT INTO ballot (position, subject, identity, ref, unit, phase, proof, claimed, state,"
		" is_disputed, dated, took_ms, lang, tag, has_comment, proven)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
		"ittttttttiiittii", row->position, SUBJECT_KEYS[row->ballot->subject], row->identity,
		row->ballot->ref, row->unit, PHASE_KEYS[row->ballot->phase], PROOF_KEYS[row->proof],
		PROOF_KEYS[row->ballot->proof], state_key(row->counts), (int64_t)row->is_disputed, row->dated,
		row->took_ms, row->lang, row->tag, (int64_t)row->has_comment, row->proven);
	return err ? err : marks_put(store, row);
}

static int key_find(const char *const *keys, int count, const char *key)
{
	for (int i = 0; i < count; i++)
		if (strcmp(keys[i], key) == 0)
			return i;
	err_abort("a word in the database that the program does not know");
}

static enum err marks_get(struct store *store, int64_t position, struct ballot *ballot)
{
	struct db_query *query;
	bool is_row;

	enum err err = db_prepare(store->db,
		"SELECT party, ref, name, step, stars, reasons FROM mark WHERE position = $1 ORDER BY n",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, position);
	while (!(err = db_step(query, &is_row)) && is_row) {
		if (ballot->count == BALLOT_MARKS)
			err_abort("a ballot with more marks than a ballot can have");
		struct mark *mark = &ballot->marks[ballot->count++];
		mark->party = (enum party)key_find(PARTY_KEYS, PARTY_COUNT, db_text(query, 0));
		snprintf(mark->ref, sizeof mark->ref, "%s", db_text(query, 1));
		snprintf(mark->name, sizeof mark->name, "%s", db_text(query, 2));
		snprintf(mark->step, sizeof mark->step, "%s", db_text(query, 3));
		mark->stars = (int)db_int(query, 4);
		mark->reasons = (uint32_t)db_int(query, 5);
	}
	return err;
}

#define ROW                                                                                                  \
	"SELECT position, unit, dated, proof, claimed, is_disputed, proven, identity, phase, state"          \
	" FROM ballot WHERE "

static enum err row_get(
	struct store *store, struct db_query *query, struct ballot_row *row, struct ballot *ballot)
{
	bool is_row;

	enum err err = db_step(query, &is_row);
	if (err || !is_row)
		return err ? err : ERR_NOT_FOUND;
	memset(row, 0, sizeof *row);
	memset(ballot, 0, sizeof *ballot);
	row->position = db_int(query, 0);
	snprintf(row->unit, sizeof row->unit, "%s", db_text(query, 1));
	row->dated = db_int(query, 2);
	row->proof = (enum proof)key_find(PROOF_KEYS, PROOF_COUNT, db_text(query, 3));
	row->is_disputed = db_int(query, 5);
	row->proven = db_int(query, 6);
	snprintf(row->identity, sizeof row->identity, "%s", db_text(query, 7));
	row->counts = strcmp(db_text(query, 9), state_key(true)) == 0;
	row->ballot = ballot;
	ballot->phase = (enum phase)key_find(PHASE_KEYS, PHASE_COUNT, db_text(query, 8));
	ballot->proof = (enum proof)key_find(PROOF_KEYS, PROOF_COUNT, db_text(query, 4));
	db_reset(query);
	return marks_get(store, row->position, ballot);
}

enum err ballots_get_counting(struct store *store, const char *identity, enum phase phase,
	struct ballot_row *row, struct ballot *ballot)
{
	struct db_query *query;

	enum err err = db_prepare(store->db,
		ROW "identity = $1 AND phase = $2 AND state = 'counts' AND identity <> ''", &query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	db_bind_text(query, 2, PHASE_KEYS[phase]);
	return row_get(store, query, row, ballot);
}

enum err ballots_get(struct store *store, int64_t position, struct ballot_row *row, struct ballot *ballot)
{
	struct db_query *query;

	enum err err = db_prepare(store->db, ROW "position = $1", &query);
	if (err)
		return err;
	db_bind_int(query, 1, position);
	return row_get(store, query, row, ballot);
}

enum err ballots_set_dated(struct store *store, int64_t position, int64_t dated)
{
	return db_do(
		store->db, NULL, "UPDATE ballot SET dated = $2 WHERE position = $1", "ii", position, dated);
}

enum err ballots_set(struct store *store, int64_t position, bool counts, bool is_disputed)
{
	return db_do(store->db, NULL, "UPDATE ballot SET state = $2, is_disputed = $3 WHERE position = $1",
		"iti", position, state_key(counts), (int64_t)is_disputed);
}

static enum err held_ask(
	struct store *store, const char *sql, const char *tag, struct db_query **query, bool *is_row)
{
	enum err err = db_prepare(store->db, sql, query);

	if (err)
		return err;
	db_bind_text(*query, 1, tag);
	return db_step(*query, is_row);
}

// What waits is asked for first: a ballot applied between the two questions is then seen by one of them.
enum err ballots_find_held(struct store *store, const char *tag, struct ballot_held *held)
{
	struct db_query *query;
	bool is_row;

	if (!*tag)
		return ERR_NOT_FOUND;
	enum err err = held_ask(store,
		"SELECT p.reason, j.received FROM parked p JOIN journal j ON j.position = p.position"
		" WHERE p.tag = $1 ORDER BY p.position LIMIT 1",
		tag, &query, &is_row);
	if (!err && is_row) {
		held->as = strcmp(db_text(query, 0), PARKED_DECLARATION) == 0 ? HELD_WAITING : HELD_PARKED;
		held->received = db_int(query, 1);
		db_reset(query);
		return ERR_NONE;
	}
	if (!err)
		err = held_ask(store,
			"SELECT b.state, b.proof, j.received, b.subject FROM ballot b JOIN journal j ON "
			"j.position = "
			"b.position WHERE b.tag = $1 ORDER BY b.position LIMIT 1",
			tag, &query, &is_row);
	if (err || !is_row)
		return err ? err : ERR_NOT_FOUND;
	bool counts = strcmp(db_text(query, 0), state_key(true)) == 0;
	enum proof proof = (enum proof)key_find(PROOF_KEYS, PROOF_COUNT, db_text(query, 1));
	bool needs_proof = strcmp(db_text(query, 3), SUBJECT_KEYS[SUBJECT_DECLARATION]) == 0;
	bool is_apart = needs_proof && proof_level(proof) == 0;
	held->as = !counts ? HELD_REPLACED : is_apart ? HELD_APART : HELD_COUNTED;
	held->received = db_int(query, 2);
	db_reset(query);
	return ERR_NONE;
}

enum err ballots_list(struct store *store, const char *identity, enum phase phase, int64_t *positions,
	size_t room, size_t *count)
{
	struct db_query *query;
	bool is_row;

	*count = 0;
	enum err err = db_prepare(store->db,
		"SELECT position FROM ballot WHERE identity = $1 AND phase = $2 ORDER BY position", &query);
	if (err)
		return err;
	db_bind_text(query, 1, identity);
	db_bind_text(query, 2, PHASE_KEYS[phase]);
	while (!(err = db_step(query, &is_row)) && is_row) {
		if (*count == room) {
			db_reset(query);
			return ERR_TOO_BIG;
		}
		positions[(*count)++] = db_int(query, 0);
	}
	return err;
}

enum err ballots_drop(struct store *store, int64_t position)
{
	enum err err = db_do(store->db, NULL, "DELETE FROM mark WHERE position = $1", "i", position);

	return err ? err : db_do(store->db, NULL, "DELETE FROM ballot WHERE position = $1", "i", position);
}

enum err ballots_empty(struct store *store)
{
	return db_run(store->db, "DELETE FROM mark; DELETE FROM ballot");
}

enum err health_put(struct store *store, const char *kiosk, int64_t position, int64_t received,
	enum chain_state chain, const struct health_body *health)
{
	return db_do(store->db, NULL,
		"INSERT INTO health (kiosk, position, received, chain, chain_seq, unsent, disk_free, "
		"version, role)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (kiosk) DO UPDATE SET"
		" position = excluded.position, received = excluded.received, chain = excluded.chain,"
		" chain_seq = excluded.chain_seq, unsent = excluded.unsent, disk_free = excluded.disk_free,"
		" version = excluded.version, role = excluded.role",
		"tiitiiitt", kiosk, position, received, CHAIN_STATE_KEYS[chain], health->chain_seq,
		health->unsent, health->disk_free_bytes, health->version, health->role);
}
