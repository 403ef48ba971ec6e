// SPDX-License-Identifier: Apache-2.0
// Who this kiosk is: enrolment answer, in outbox.db; its private key a 0600 file beside it. Any thread; keys
// are copied out.
#ifndef KIOSK_LOCAL_IDENTITY_H
#define KIOSK_LOCAL_IDENTITY_H

#include "kiosk/local/local.h"
#include "wire/enrolment.h"
#include "wire/signature.h"

struct identity {
	bool is_enrolled;
	char kiosk[KIOSK_ID], unit[UNIT_ID], key_id[KEY_ID];
	bool is_board;
	char place[257]; // where it stands, in words
	bool has_keys;
	uint8_t seal_key[CRYPTO_KEY], proof_key[CRYPTO_KEY], receipt_salt[16];
};
MUST_USE enum err identity_get(struct local *local, struct identity *identity);
// Makes the key pair to join with (fsynced beside the one in use, the same again until it is taken into use),
// gives its public half.
MUST_USE enum err identity_key_make(struct local *local, uint8_t public_half[CRYPTO_KEY]);
// Central took us in: the new key comes into use, and the name. The outbox goes on.
// CONFLICT: another name than before while entries under the old one still wait; nothing is changed.
MUST_USE enum err identity_put(struct local *local, const struct enrolment *enrolment);
MUST_USE enum err identity_key_get(struct local *local, uint8_t secret[CRYPTO_SIGN_KEY]);

#endif
