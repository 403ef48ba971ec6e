// SPDX-License-Identifier: Apache-2.0
// How a visit's ballot, or that there is none, becomes an entry on disk.
#include "base/crypto.h"
#include "base/log.h"
#include "kiosk/local/spare.h"
#include "kiosk/screens/visit.h"
#include "wire/body.h"
#include <stdio.h>
#include <string.h>

#define RECEIPT_WAIT_MS 2000 // the sync thread makes one in 70 ms

enum place visit_skip(struct visit *visit)
{
	struct skip_body body = {.subject = SUBJECT_DECLARATION, .phase = PHASE_DURING};
	struct station *station = visit->station;
	char id[ID_SIZE];
	json_t *json;
	enum err err;

	if (visit->has_ballot) {
		body.subject = visit->ballot.subject;
		body.phase = visit->ballot.phase;
		snprintf(body.ref, sizeof(body.ref), "%s", visit->ballot.ref);
	} else {
		body.phase = phase_propose(&visit->declaration.value, true, 0) == PHASE_IS_AFTER
				     ? PHASE_AFTER
				     : PHASE_DURING;
		snprintf(body.ref, sizeof(body.ref), "%s", visit->number.digits);
	}
	snprintf(body.from, sizeof(body.from), "%s", visit->has_ballot ? "ballot" : "declaration");
	id_make(&station->ids, station->now, id);
	json = skip_body_write(&body);
	err = outbox_put(station->local, id, ENTRY_SKIP, json, NULL, 1);
	json_decref(json);
	station->wishes.push =
		station->wishes.push || !err; // a skip that could not be counted costs nobody anything
	station->wishes.stop_retry = station->wishes.stop_retry || err == ERR_IO;
	visit_drop_ballot(visit);
	if (visit->owner_count > 0) {
		visit_list_unrated(visit);
		if (visit->unrated_count > 0)
			return PLACE_UNRATED;
	}
	return station_start(visit->station);
}

static enum err store_ballot(struct visit *visit)
{
	struct station *station = visit->station;
	struct ballot_body body = {
		.ballot = visit->ballot, .tax4 = "", .comment = "", .contact_name = "", .contact_phone = ""};
	const char *field = "";
	struct arena arena;
	json_t *json;
	enum err err;

	ballot_keep_given(&body.ballot);
	err = ballot_check(&body.ballot, &field);
	if (err) {
		log_line(LOG_ERROR, "ballot.check", "field=%s", field);
		return err;
	}
	arena_init(&arena, 0);
	if (visit->tax4_count == TAX_PROOF && body.ballot.subject == SUBJECT_DECLARATION &&
		!visit_is_proven(visit))
		body.tax4 = crypto_seal(&arena, station->identity.seal_key, visit->tax4);
	body.consent_key = body.ballot.subject == SUBJECT_PLACE ? "rate.consent_place" : "rate.consent";
	body.consent_version = CONSENT_VERSION;
	body.consent_at = visit->consent_at;
	body.lang = LANGS[visit->lang].code;
	body.took_ms = station->boot - visit->opened_at;
	memcpy(body.receipt_tag, visit->receipt.tag, sizeof(body.receipt_tag));
	memcpy(body.receipt_key, visit->receipt.public_half, sizeof(body.receipt_key));
	json = ballot_body_write(&body);
	err = outbox_put(station->local, visit->ballot_id, ENTRY_BALLOT, json, NULL, 1);
	json_decref(json);
	arena_finish(&arena);
	crypto_wipe(&body, sizeof(body));
	return err;
}

enum place visit_send(struct visit *visit)
{
	struct station *station = visit->station;
	enum err err = ERR_NONE;

	if (!visit->has_ballot)
		return visit->place; // a second tap that was under way
	if (visit->ballot_id[0] == '\0') {
		id_make(&station->ids, station->now, visit->ballot_id);
		visit->has_receipt = false;
	}
	if (!visit->has_receipt)
		err = spare_take(station->local, RECEIPT_WAIT_MS, &visit->receipt);
	if (!err) {
		visit->has_receipt = true;
		err = store_ballot(visit);
	}
	visit->store_trouble = err;
	if (err) {
		station->cannot_store = true;
		station->store_asked_at = station->boot;
		station->wishes.stop_retry = err == ERR_IO;
		return PLACE_CANNOT_STORE;
	}
	station->wishes.push = true;
	visit_drop_ballot(visit);
	return PLACE_RECEIPT;
}
