// SPDX-License-Identifier: Apache-2.0
// A kiosk as central sees it: entries with their places in its sequence, sent in batches, and the verdicts
// that come back.
#ifndef TESTS_CENTRAL_INGEST_SENDER_H
#define TESTS_CENTRAL_INGEST_SENDER_H

#include "central/scene.h"

#include "central/ingest/declarations.h"
#include "central/ingest/entries.h"
#include "central/store/kiosk.h"
#include <semaphore.h>

#define DECLARATION "10199000001"
#define NUMBER DECLARATION "0"
#define TAX_CODE "9900000003"

struct sender {
	struct scene *scene;
	struct writer *writer;
	const char *key; // NULL: not looked at
	struct id_maker ids;
	char incarnation[INCARNATION];
	int64_t seq;
	const char *boot;
	enum clock_quality clock;
	int64_t up;		   // 0: a second an entry
	uint8_t head[CRYPTO_HASH]; // chain at seq
	struct buf batch;	   // lines not sent yet
	struct verdicts verdicts;
};

static inline void sender_open(struct sender *sender, struct scene *scene)
{
	const struct writer_options options = {.store = &scene->store};
	const struct kiosk_row kiosk = {KIOSK, "touch", UNIT, "Sảnh chờ"};

	memset(sender, 0, sizeof *sender);
	sender->scene = scene;
	strcpy(sender->incarnation, "00112233445566778899aabbccddeeff");
	sender->boot = "4f7f0c5e-6f3a-4f3c-9a51-1d0f6f2f9a10";
	sender->clock = CLOCK_ANCHORED;
	buf_init(&sender->batch, 0);
	assert_int_equal(kiosk_put(&scene->store, &kiosk), ERR_NONE);
	assert_int_equal(writer_start(&sender->writer, &options), ERR_NONE);
}

// Ends the writer: from then on the test may look into the tables.
static inline void sender_close(struct sender *sender)
{
	writer_stop(sender->writer);
	sender->writer = NULL;
	buf_finish(&sender->batch);
}

static inline void sender_line(struct sender *sender, const char *line, size_t length)
{
	buf_put(&sender->batch, line, length);
	buf_text(&sender->batch, "\n");
}

// The next entry of the sequence; body is taken over. The line stays in the arena.
static inline const char *sender_entry(struct sender *sender, enum entry_kind kind, json_t *body)
{
	struct entry entry = {
		.seq = ++sender->seq,
		.kind = kind,
		.at = clock_wall(&sender->scene->clock),
		.up = sender->up ? sender->up : 1000 * sender->seq,
		.clock = sender->clock,
		.revision = 1,
		.body = body,
	};
	uint8_t hash[CRYPTO_HASH];
	struct buf buf;

	buf_init(&buf, ENTRY_BYTES);
	id_make(&sender->ids, entry.at, entry.id);
	strcpy(entry.kiosk, KIOSK);
	strcpy(entry.incarnation, sender->incarnation);
	strcpy(entry.boot, sender->boot);
	assert_int_equal(entry_write(&buf, &entry), ERR_NONE);
	json_decref(body);
	sender_line(sender, buf.at, buf.length);
	crypto_hash_make(buf.at, buf.length, hash);
	chain_step(sender->head, hash);
	const char *line = arena_text(&sender->scene->arena, buf.at);
	buf_finish(&buf);
	return line;
}

struct stars { // of one mark: "officer HQ-03TG-0003 HOSO"
	enum party party;
	const char *ref, *step;
	int stars;
};

struct choice {
	const char *number; // NULL: the waiting room
	enum phase phase;
	enum proof proof;
	const char *tax4; // typed digits, to be sealed; NULL: none
	size_t count;
	struct stars stars[6];
};

static inline const char *sender_ballot(struct sender *sender, const struct choice *choice)
{
	struct scene *scene = sender->scene;
	struct ballot_body body = {
		.tax4 = choice->tax4 ? crypto_seal(&scene->arena, scene->secrets.seal_public, choice->tax4)
				     : "",
		.comment = "",
		.contact_name = "",
		.contact_phone = "",
		.consent_key = "rate.consent",
		.consent_version = 1,
		.consent_at = clock_wall(&scene->clock),
		.lang = "vi",
		.took_ms = 41200,
		.receipt_tag = "9ccdea48c325e9c0dfc005c17c3a4de6",
	};
	struct ballot *ballot = &body.ballot;

	ballot->subject = choice->number ? SUBJECT_DECLARATION : SUBJECT_PLACE;
	strcpy(ballot->ref, choice->number ? choice->number : "waiting-room");
	ballot->phase = choice->phase;
	ballot->proof = choice->proof;
	ballot->count = choice->count;
	for (size_t i = 0; i < choice->count; i++) {
		struct mark *mark = &ballot->marks[i];
		mark->party = choice->stars[i].party;
		strcpy(mark->ref, choice->stars[i].ref);
		strcpy(mark->name, choice->stars[i].ref);
		strcpy(mark->step, choice->stars[i].step ? choice->stars[i].step : "");
		mark->stars = choice->stars[i].stars;
	}
	return sender_entry(sender, ENTRY_BALLOT, ballot_body_write(&body));
}

static inline const char *sender_skip(struct sender *sender)
{
	const struct skip_body body = {
		.subject = SUBJECT_DECLARATION, .ref = NUMBER, .phase = PHASE_AFTER, .from = "ballot"};

	return sender_entry(sender, ENTRY_SKIP, skip_body_write(&body));
}

static inline const char *sender_health(struct sender *sender)
{
	struct health_body body = {.chain_seq = sender->seq,
		.unsent = 3,
		.disk_free_bytes = 1 << 30,
		.version = "0.1.0",
		.role = "touch"};

	memcpy(body.chain_head, sender->head, sizeof body.chain_head);
	return sender_entry(sender, ENTRY_HEALTH, health_body_write(&body));
}

struct posting {
	struct entries entries;
	enum err err;
	sem_t done;
};

static inline void posting_done(void *context, enum err err)
{
	struct posting *posting = context;

	posting->err = err;
	sem_post(&posting->done);
}

// Sends a body as POST /api/v1/entries does; the verdicts as the kiosk reads them.
static inline enum err sender_post(struct sender *sender, const char *body, size_t length)
{
	struct posting posting = {0};
	struct buf answer;

	enum err err = entries_read(&sender->scene->arena, KIOSK, UNIT, body, length, &posting.entries);
	if (!err) {
		posting.entries.key = sender->key;
		sem_init(&posting.done, 0, 0);
		entries_put(&posting.entries, sender->writer, &sender->scene->clock, posting_done, &posting);
		sem_wait(&posting.done);
		sem_destroy(&posting.done);
		err = posting.err;
	}
	if (!err) {
		buf_init(&answer, 0);
		assert_int_equal(entries_answer(&posting.entries, &sender->scene->arena, &answer), ERR_NONE);
		assert_int_equal(verdicts_read(answer.at, answer.length, &sender->verdicts), ERR_NONE);
		buf_finish(&answer);
	}
	return err;
}

// What was made since the last time.
static inline enum err sender_send(struct sender *sender)
{
	enum err err = sender_post(sender, sender->batch.at, sender->batch.length);

	buf_clear(&sender->batch);
	return err;
}

static inline void sender_expect(struct sender *sender, size_t row, enum verdict verdict, const char *code)
{
	assert_true(row < sender->verdicts.count);
	assert_string_equal(VERDICT_KEYS[sender->verdicts.rows[row].verdict], VERDICT_KEYS[verdict]);
	assert_string_equal(sender->verdicts.rows[row].code, code);
}

static inline enum err declare_run(struct store *store, void *context)
{
	struct arena arena;
	struct told *told = context;
	struct applied_declaration applied;

	arena_init(&arena, 0);
	enum err err = declaration_apply(store, &arena, told, NULL, &applied);
	arena_finish(&arena);
	return err;
}

// An export tells of a declaration.
static inline void sender_declare(struct sender *sender, const char *identity)
{
	struct told told = {.times = {[TIME_REGISTERED] = clock_wall(&sender->scene->clock) - CLOCK_HOUR}};

	for (int i = 0; i < TOLD_TEXTS; i++)
		told.texts[i] = "";
	snprintf(told.identity, sizeof told.identity, "%s", identity);
	snprintf(told.number, sizeof told.number, "%s0", identity);
	told.texts[TOLD_OFFICE] = UNIT;
	told.texts[TOLD_TAX_CODE] = TAX_CODE;
	told.texts[TOLD_TYPE] = "A11";
	told.texts[TOLD_ENTERPRISE] = "Công ty TNHH Ví Dụ";
	assert_int_equal(writer_do(sender->writer, declare_run, &told), ERR_NONE);
}

#endif
