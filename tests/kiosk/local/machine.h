// SPDX-License-Identifier: Apache-2.0
// An enrolled kiosk in a folder of its own, ballots to put into it and answers of central to give it.
#ifndef TESTS_KIOSK_LOCAL_MACHINE_H
#define TESTS_KIOSK_LOCAL_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/identity.h"
#include "kiosk/local/outbox.h"
#include "wire/body.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MACHINE_EPOCH "0193b000-0000-7000-8000-000000000001"
#define MACHINE_OTHER_EPOCH "0193b000-0000-7000-8000-000000000002"

struct machine {
	char folder[64];
	struct clock clock;
	struct local local;
	struct id_maker ids;
	struct arena arena;
};

static inline void machine_path(const struct machine *machine, const char *name, char out[160])
{
	snprintf(out, 160, "%s/%s", machine->folder, name);
}

static inline enum err machine_join(struct machine *machine, const char *kiosk)
{
	struct enrolment enrolment = {.unit = "03TG",
		.role = "touch",
		.place = "Sảnh tầng 1",
		.epoch = MACHINE_EPOCH,
		.has_keys = true};
	uint8_t secret[CRYPTO_KEY], public_half[CRYPTO_KEY];

	snprintf(enrolment.kiosk, sizeof enrolment.kiosk, "%s", kiosk);
	enrolment.now = clock_wall(&machine->clock);
	crypto_seal_pair(enrolment.seal_key, secret);
	crypto_random(enrolment.proof_key, sizeof enrolment.proof_key);
	crypto_random(enrolment.receipt_salt, sizeof enrolment.receipt_salt);
	assert_int_equal(identity_key_make(&machine->local, public_half), ERR_NONE);
	return identity_put(&machine->local, &enrolment);
}

static inline void machine_enrol(struct machine *machine, const char *kiosk)
{
	assert_int_equal(machine_join(machine, kiosk), ERR_NONE);
}

static inline void machine_open(struct machine *machine)
{
	assert_int_equal(local_open(&machine->local, machine->folder, &machine->clock), ERR_NONE);
}

static inline void machine_reopen(struct machine *machine)
{
	local_close(&machine->local);
	machine_open(machine);
}

static inline void machine_begin_in(struct machine *machine, const char *folder)
{
	memset(machine, 0, sizeof *machine);
	log_set_level(getenv("SAO_TEST_LOG") ? LOG_DEBUG : LOG_ERROR);
	crypto_start();
	snprintf(machine->folder, sizeof machine->folder, "%s", folder);
	arena_init(&machine->arena, 0);
	machine_open(machine);
	machine_enrol(machine, "tg-01");
}

static inline void machine_begin(struct machine *machine)
{
	// In memory where there is such a place: a killed process loses nothing there, and nothing is kept.
	char memory[] = "/dev/shm/sao-local-XXXXXX", disk[] = "/tmp/sao-local-XXXXXX";
	char *folder = mkdtemp(memory);

	if (!folder)
		folder = mkdtemp(disk);
	assert_non_null(folder);
	machine_begin_in(machine, folder);
}

static inline void machine_end(struct machine *machine)
{
	char command[128];

	local_close(&machine->local);
	arena_finish(&machine->arena);
	snprintf(command, sizeof command, "rm -rf %s", machine->folder);
	assert_int_equal(system(command), 0);
}

// For cmocka: a machine a test.
static inline int machine_set_up(void **state)
{
	struct machine *machine = calloc(1, sizeof *machine);

	assert_non_null(machine);
	machine_begin(machine);
	*state = machine;
	return 0;
}

static inline int machine_tear_down(void **state)
{
	machine_end(*state);
	free(*state);
	return 0;
}

// The feed answers at once that there is nothing newer.
static inline void machine_hear_feed(struct machine *machine, int64_t central_now)
{
	freshness_note_feed(&machine->local, central_now, clock_boot(&machine->clock));
}

// ---- ballots ----

static inline json_t *machine_ballot(const char *number, enum phase phase, enum proof proof)
{
	struct ballot_body body = {.ballot = {.subject = SUBJECT_DECLARATION, .phase = phase, .proof = proof},
		.tax4 = "",
		.comment = "",
		.contact_name = "",
		.contact_phone = "",
		.consent_key = "rate.consent",
		.consent_version = 1,
		.consent_at = 1795000000000,
		.lang = "vi",
		.took_ms = 41200,
		.receipt_tag = "00112233445566778899aabbccddeeff"};
	struct mark mark = {.party = PARTY_OFFICER, .ref = "HQ-03TG-0003", .step = "HOSO", .stars = 4};

	snprintf(body.ballot.ref, sizeof body.ballot.ref, "%s", number);
	snprintf(mark.name, sizeof mark.name, "Ngô Văn Nghĩa");
	assert_int_equal(ballot_add(&body.ballot, &mark), ERR_NONE);
	json_t *json = ballot_body_write(&body);
	assert_non_null(json);
	return json;
}

static inline enum err machine_put(struct machine *machine, const char *id, const char *number)
{
	json_t *body = machine_ballot(number, PHASE_AFTER, PROOF_TAX4);
	enum err err = outbox_put(&machine->local, id, ENTRY_BALLOT, body, "", 1);

	json_decref(body);
	return err;
}

static inline void machine_put_new(struct machine *machine, char id[ID_SIZE])
{
	id_make(&machine->ids, clock_wall(&machine->clock), id);
	assert_int_equal(machine_put(machine, id, "199044171150"), ERR_NONE);
}

static inline struct outbox_count machine_count(struct machine *machine)
{
	struct outbox_count count;

	assert_int_equal(outbox_count(&machine->local, &count), ERR_NONE);
	return count;
}

static inline size_t machine_list(struct machine *machine, struct outbox_entry **entries)
{
	size_t count;

	assert_int_equal(
		outbox_list(&machine->local, &machine->arena, 0, ENTRIES_COUNT, false, entries, &count),
		ERR_NONE);
	return count;
}

// ---- central's answers ----

// One verdict for everything pending, and a journal that reaches so far.
static inline void machine_answer(struct machine *machine, enum verdict verdict, struct verdicts *answer)
{
	struct outbox_entry *entries;

	memset(answer, 0, sizeof *answer);
	answer->count = machine_list(machine, &entries);
	for (size_t i = 0; i < answer->count; i++) {
		struct verdict_row *row = &answer->rows[i];
		memcpy(row->id, entries[i].id, ID_SIZE);
		memcpy(row->hash, entries[i].hash, CRYPTO_HASH);
		row->verdict = verdict;
		snprintf(answer->high_incarnation, INCARNATION, "%s", entries[i].incarnation);
		answer->high_seq = entries[i].seq;
	}
	snprintf(answer->epoch, ID_SIZE, "%s", MACHINE_EPOCH);
	answer->now = clock_wall(&machine->clock);
}

// As central answers when another disk wrote what stands in the place of this entry; `code`: "fork",
// "conflict".
static inline void machine_refuse(struct verdicts *answer, size_t row, const char *code)
{
	answer->rows[row].verdict = VERDICT_REFUSED;
	snprintf(answer->rows[row].code, sizeof answer->rows[row].code, "%s", code);
}

static inline bool machine_settle(struct machine *machine, const struct verdicts *answer)
{
	bool restored;

	assert_int_equal(outbox_settle(&machine->local, answer, &restored), ERR_NONE);
	return restored;
}

#endif
