// SPDX-License-Identifier: Apache-2.0
// What push, pull and enrolment share: who we are, how a request is signed, and what an answer means. Sync
// thread only.
#ifndef KIOSK_SYNC_TALK_H
#define KIOSK_SYNC_TALK_H

#include "base/clock.h"
#include "kiosk/local/identity.h"
#include "kiosk/sync/link.h"

struct talk {
	struct local *local;
	struct clock *clock;
	struct link *link;
	struct identity identity;
	uint8_t secret[CRYPTO_SIGN_KEY];
	bool is_denied;	  // the last word about our key
	bool has_changed; // something to show
	char trouble[32]; // as last noted
};

// Reads identity and key again.
void talk_load(struct talk *talk);
// Signs when we have a key, and starts. `type`: of the body, NULL for GET.
void talk_start(struct talk *talk, enum link_slot slot, struct link_request *request, const char *type);

enum outcome {
	OUTCOME_GOOD,	  // 200 of exactly the expected type
	OUTCOME_NETWORK,  // no answer, or none of ours: the same again later
	OUTCOME_TROUBLED, // 5xx, or silence after connecting: it may be this batch
	OUTCOME_FRAMING,  // 400, 413: it is this batch
	OUTCOME_WAIT,	  // 409, 426, 429, 503
	OUTCOME_CLOCK,	  // 401: our time is off, and here is central's
	OUTCOME_DENIED,	  // 401, 403
	OUTCOME_GONE,	  // 410: the cursor is of no use
};
// Pure. `now`: central's time with OUTCOME_CLOCK.
enum outcome outcome_of(const struct link_answer *answer, const char *type, int64_t *now);
// What staff read, as a key of the catalogue; "" nothing.
void talk_note(struct talk *talk, const char *trouble);
const char *trouble_of(const struct link_answer *answer, enum outcome outcome);

#endif
