// SPDX-License-Identifier: Apache-2.0
// Who may speak to central: kiosks, boards and connectors, the codes they join with, and the public halves of
// their keys. A row is looked up at each request; revoking is one row. Writing functions need
// the writer's store. Results are copied out.
#ifndef CENTRAL_STORE_KIOSK_H
#define CENTRAL_STORE_KIOSK_H

#include "central/store/store.h"
#include "wire/enrolment.h"
#include "wire/signature.h"

#define KIOSK_PLACE 96
#define KIOSK_ROLE 16
#define CODE_TRIES 5
#define CODE_LIFE (15 * CLOCK_MINUTE)

struct kiosk_row {
	char id[KIOSK_ID];
	char role[KIOSK_ROLE]; // "touch", "board", "connector"
	char unit[UNIT_ID];    // whose data it gets; a connector: whose declarations it may bring
	char place[KIOSK_PLACE];
};

bool kiosk_is_valid(const struct kiosk_row *kiosk); // id of [a-z0-9-], a known role, a unit
// Makes it, or gives it another unit and place. CONFLICT: it has another role.
MUST_USE enum err kiosk_put(struct store *store, const struct kiosk_row *kiosk);
MUST_USE enum err kiosk_get(struct store *store, const char *id, struct kiosk_row *kiosk); // ended ones, too

// A code that could still be used.
MUST_USE enum err code_is_open(struct store *store, const char *kiosk, bool *is_open);
// A new code for this kiosk, good once, until `expires`; codes given before and not used are void.
MUST_USE enum err code_make(struct store *store, const char *kiosk, int64_t expires, char code[ENROL_CODE]);
// Uses up a code. *result: NONE, DENIED (no such code, or tried too often), EXPIRED. A wrong guess is
// counted, so commit whatever the result.
MUST_USE enum err code_use(
	struct store *store, const char *code, int64_t now, struct kiosk_row *kiosk, enum err *result);

struct key_row {
	uint8_t public_half[CRYPTO_KEY];
	struct kiosk_row kiosk;
};
// The kiosk's key from now on; those before are retired.
MUST_USE enum err key_put(
	struct store *store, const char *kiosk, const uint8_t public_half[CRYPTO_KEY], int64_t now);
MUST_USE enum err key_get(
	struct store *store, const char *key_id, struct key_row *key); // active ones only; NOT_FOUND
// Whose a key is that no longer opens anything: revoked, or replaced by a newer one. NOT_FOUND: never given,
// or active.
MUST_USE enum err key_get_void(
	struct store *store, const char *key_id, char kiosk[KIOSK_ID], bool *is_revoked);
// Its keys, and a code nobody has used yet. *had_key: one of them was active.
MUST_USE enum err key_revoke(
	struct store *store, const char *kiosk, int64_t now, const char *why, bool *had_key);
struct kiosk_standing {
	struct key_row key; // public_half: where has_key
	bool has_key;	    // has joined and may speak
	int64_t revoked;    // when its last key was revoked; 0: never
};
// All that have not ended, in order of id.
MUST_USE enum err kiosk_list_all(
	struct store *store, struct kiosk_standing *list, size_t most, size_t *count);
// The first kiosk after `after` whose configuration, by its last health, names another role than it joined
// as: its row, and that role. NOT_FOUND: there is none.
MUST_USE enum err kiosk_differs(
	struct store *store, const char *after, struct kiosk_row *kiosk, char configured[KIOSK_ROLE]);
MUST_USE enum err kiosk_has_key(struct store *store, const char *kiosk, bool *has_key);

#endif
