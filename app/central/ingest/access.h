// SPDX-License-Identifier: Apache-2.0
// Who speaks: a request's signature against the key row of this moment. A worker's thread
// with a reader's store.
#ifndef CENTRAL_INGEST_ACCESS_H
#define CENTRAL_INGEST_ACCESS_H

#include "central/store/kiosk.h"
#include "wire/signature.h"

struct access {
	struct signature_request request;
	struct signature_headers headers;
	bool is_whole; // the body has come: check digest and signature, too
};

// INVALID: not of the one accepted form. DENIED: no such key in force, or the signature is not of this
// request. EXPIRED: the signature's time.
MUST_USE enum err access_check(
	struct store *store, const struct access *access, char key_id[KEY_ID], struct kiosk_row *kiosk);

// Whoever stores for a key looks again inside each transaction: what was revoked meanwhile changes nothing
// more. NULL: nobody's key, the administrator. DENIED: not in force any more. The writer's thread.
#define ACCESS_ENDED "the key is no longer in force; what was stored before stays, the rest is refused"
MUST_USE enum err access_still(struct store *store, const char *key_id);

#endif
