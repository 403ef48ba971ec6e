// SPDX-License-Identifier: Apache-2.0
// The bodies of the entries a kiosk writes of its own: ballot, skip, health; written and read side by side.
// Sealed fields are texts as crypto_seal() makes them; "" is null. Texts read live as long as the JSON
// document.
#ifndef WIRE_BODY_H
#define WIRE_BODY_H

#include "base/json.h"
#include "customs/ballot.h"
#include "customs/receipt.h"

struct ballot_body {
	struct ballot ballot;
	const char *tax4;    // sealed; only where the kiosk does not know the declaration
	const char *comment; // sealed
	const char *contact_name, *contact_phone; // sealed; both "" gives null
	const char *consent_key;		  // catalogue key of the sentence agreed to
	int64_t consent_version, consent_at;
	const char *lang;
	int64_t took_ms; // opened to sent
	char receipt_tag[RECEIPT_TAG];
	uint8_t receipt_key[CRYPTO_KEY];
};

json_t *ballot_body_write(const struct ballot_body *body); // new document; marks without stars stay behind
// INVALID, or UNSUPPORTED: a word (reason, party, proof) of a newer schema, to be parked. *field names the
// member.
MUST_USE enum err ballot_body_read(const json_t *json, struct ballot_body *body, const char **field);

struct skip_body {
	enum subject subject;
	char ref[SUBJECT_REF];
	enum phase phase;
	char from[24]; // the screen it was skipped on: "ballot", "declaration"
};
json_t *skip_body_write(const struct skip_body *body);
MUST_USE enum err skip_body_read(const json_t *json, struct skip_body *body);

// health: {"chain": {"seq", "head"}, "unsent", "disk_free", "version", "role"}
struct health_body {
	int64_t chain_seq;
	uint8_t chain_head[CRYPTO_HASH];
	int64_t unsent, disk_free_bytes;
	const char *version, *role;
};
json_t *health_body_write(const struct health_body *body);
MUST_USE enum err health_body_read(const json_t *json, struct health_body *body);

#endif
