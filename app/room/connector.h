// SPDX-License-Identifier: Apache-2.0
// A connector of central: its own key, enrolled once by a code, signed requests over one kept connection.
// One thread.
#ifndef ROOM_CONNECTOR_H
#define ROOM_CONNECTOR_H

#include "base/buf.h"
#include "wire/signature.h"

struct connector_options {
	const char *url;      // "https://host:port", or http:// on loopback
	const char *ca_file;  // PEM; NULL: the system's
	const char *key_file; // the private half; made when a code is given
	const char *code;     // of `sao-central kiosk add`; NULL: enrolled already
};

struct connector {
	void *link; // connector owns
	const char *url;
	uint8_t secret[CRYPTO_SIGN_KEY];
	char key_id[KEY_ID];
	int64_t ahead; // ms central's clock is ahead of ours
	struct buf answer;
};

// DENIED: the code or the key is refused. NETWORK: no answer. All told on stderr.
MUST_USE enum err connector_open(struct connector *connector, const struct connector_options *options);
void connector_close(struct connector *connector); // a zeroed struct may be closed
// Posts until central answers 200; the answer's body is connector->answer. NETWORK: it did not in half a
// minute.
MUST_USE enum err connector_post(
	struct connector *connector, const char *path, const char *type, const struct buf *body);

#endif
