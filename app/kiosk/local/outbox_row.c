// SPDX-License-Identifier: Apache-2.0
// How an entry stands in outbox.db, and the incarnations that order them.
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/local/part.h"
#include "wire/body.h"
#include <stdio.h>
#include <string.h>

enum err outbox_subject_read(const struct entry *entry, struct outbox_subject *subject)
{
	struct ballot_body body;
	const char *field;

	memset(subject, 0, sizeof *subject);
	if (entry->kind != ENTRY_BALLOT)
		return ERR_NONE;
	if (ballot_body_read(entry->body, &body, &field)) {
		log_line(LOG_ERROR, "outbox.ballot", "err=invalid field=%s", field);
		return ERR_INVALID;
	}
	if (body.ballot.subject != SUBJECT_DECLARATION)
		return ERR_NONE;
	subject->has_one = true;
	snprintf(subject->identity, sizeof subject->identity, "%.*s", NUMBER_IDENTITY, body.ballot.ref);
	subject->phase = body.ballot.phase;
	subject->level = proof_level(body.ballot.proof);
	return ERR_NONE;
}

enum err outbox_insert(struct db *db, const struct outbox_row *row, bool *added)
{
	const struct entry *entry = row->entry;
	struct db_query *query;

	*added = false;
	enum err err = db_prepare(db,
		"INSERT INTO entry"
		" (position, id, incarnation, seq, at, subject, phase, level, head, hash, bytes) VALUES"
		" ($11, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, entry->id);
	db_bind_text(query, 2, entry->incarnation);
	db_bind_int(query, 3, entry->seq);
	db_bind_int(query, 4, entry->at);
	if (row->subject->has_one) {
		db_bind_text(query, 5, row->subject->identity);
		db_bind_int(query, 6, row->subject->phase);
		db_bind_int(query, 7, row->subject->level);
	}
	if (row->head)
		db_bind_bytes(query, 8, row->head, CRYPTO_HASH);
	db_bind_bytes(query, 9, row->hash, CRYPTO_HASH);
	db_bind_bytes(query, 10, row->bytes, row->length);
	if (row->position > 0)
		db_bind_int(query, 11, row->position);
	return db_change(query, added);
}

enum err outbox_begin_incarnation(struct db *db)
{
	static const uint8_t start[CRYPTO_HASH];
	uint8_t random[(INCARNATION - 1) / 2];
	char name[INCARNATION];

	crypto_random(random, sizeof random);
	hex_write(random, sizeof random, name);
	log_line(LOG_INFO, "outbox.incarnation", "name=%s", name);
	return db_do(db, NULL,
		"INSERT INTO incarnation (name, seq, head, acknowledged) VALUES ($1, 0, $2, 0)", "tb", name,
		start, sizeof start);
}
