// SPDX-License-Identifier: Apache-2.0
// Joining: POST /api/v1/enrol carries the code and the public half of a new key; the answer carries who the
// kiosk is and what it may know. Texts read live as long as the JSON document given.
#ifndef WIRE_ENROLMENT_H
#define WIRE_ENROLMENT_H

#include "base/crypto.h"
#include "base/json.h"
#include "customs/organisation.h"
#include "wire/entry.h"

#define ENROL_CODE 9 // 8 characters of A-Z2-7 without look-alikes, with NUL

struct enrolment_ask {
	char code[ENROL_CODE];
	uint8_t public_half[CRYPTO_KEY];
};
struct enrolment {
	char kiosk[KIOSK_ID];
	char unit[UNIT_ID];
	const char *role;  // "touch" or "board"
	const char *place; // where it stands, as the administrator wrote it
	char epoch[ID_SIZE];
	int64_t now;
	bool has_keys; // touch role only
	uint8_t seal_key[CRYPTO_KEY], proof_key[CRYPTO_KEY];
	uint8_t receipt_salt[16];
};
json_t *enrolment_ask_write(const struct enrolment_ask *ask);
MUST_USE enum err enrolment_ask_read(const json_t *json, struct enrolment_ask *ask);
json_t *enrolment_write(const struct enrolment *enrolment);
MUST_USE enum err enrolment_read(const json_t *json, struct enrolment *enrolment);

#endif
