// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/enrol.h"
#include "base/log.h"
#include <string.h>

struct joining {
	struct enrol *enrol;
	enum err result; // of the code; a wrong guess is committed, too
};

static void enrolment_fill(const struct store *store, struct enrol *enrol, int64_t now)
{
	struct enrolment *enrolment = &enrol->enrolment;

	memset(enrolment, 0, sizeof *enrolment);
	memcpy(enrolment->kiosk, enrol->kiosk.id, sizeof enrolment->kiosk);
	memcpy(enrolment->unit, enrol->kiosk.unit, sizeof enrolment->unit);
	memcpy(enrolment->epoch, store->epoch, sizeof enrolment->epoch);
	enrolment->role = enrol->kiosk.role;
	enrolment->place = enrol->kiosk.place;
	enrolment->now = now;
	enrolment->has_keys = strcmp(enrol->kiosk.role, "touch") == 0;
	if (!enrolment->has_keys)
		return;
	memcpy(enrolment->seal_key, store->secrets->seal_public, sizeof enrolment->seal_key);
	secrets_proof_key(store->secrets, enrol->kiosk.unit, enrolment->proof_key);
	memcpy(enrolment->receipt_salt, store->secrets->receipt_salt, sizeof enrolment->receipt_salt);
}

static enum err joining_run(struct store *store, void *context)
{
	struct joining *joining = context;
	struct enrol *enrol = joining->enrol;
	int64_t now = clock_wall(store->clock);

	enum err err = code_use(store, enrol->ask.code, now, &enrol->kiosk, &joining->result);
	if (!err && !joining->result)
		err = key_put(store, enrol->kiosk.id, enrol->ask.public_half, now);
	if (!err && !joining->result)
		enrolment_fill(store, enrol, now);
	return err;
}

enum err enrol_do(struct writer *writer, struct enrol *enrol)
{
	struct joining joining = {.enrol = enrol};

	enum err err = writer_do(writer, joining_run, &joining);
	if (!err)
		err = joining.result;
	log_line(err ? LOG_WARNING : LOG_INFO, "enrol", "err=%s kiosk=%s", err_name(err),
		err ? "" : enrol->kiosk.id);
	return err;
}
