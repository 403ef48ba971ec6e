// SPDX-License-Identifier: Apache-2.0
// HTTP Message Signatures (RFC 9421) in one profile, and Content-Digest (RFC 9530): Ed25519 over exactly
// ("@method" "@path" "@query" "content-digest");created=SECONDS;keyid="HEX", under the label sao, the digest
// only with a body. The template is compared byte by byte, no structured-field parser. Pure; any thread.
#ifndef WIRE_SIGNATURE_H
#define WIRE_SIGNATURE_H

#include "base/crypto.h"
#include "base/err.h"
#include <stdint.h>

#define KEY_ID 33 // hex of the first 16 bytes of SHA-256(public half), with NUL
#define SIGNATURE_WINDOW_S 300

struct signature_request {
	const char *method, *path;
	const char *query; // without "?"; "" signs as "?"
	const void *body;
	size_t body_length; // 0: no Content-Digest
};

struct signature_headers {			     // values, ready to send
	char digest[80], input[224], signature[128]; // digest "" without a body
};

void key_id_of(const uint8_t public_half[CRYPTO_KEY], char out[KEY_ID]);
void key_fingerprint(const uint8_t public_half[CRYPTO_KEY],
	char out[42]); // six groups of five digits for a person to compare
void signature_make(const struct signature_request *request, const uint8_t secret[CRYPTO_SIGN_KEY],
	const char *key_id, int64_t created_s, struct signature_headers *headers);
// Takes created and keyid out of the Signature-Input when it is exactly of the template. INVALID.
MUST_USE enum err signature_read(const char *input, bool has_body, int64_t *created_s, char key_id[KEY_ID]);
// Checks digest and signature of a received request. DENIED.
MUST_USE enum err signature_check(const struct signature_request *request,
	const struct signature_headers *headers, const uint8_t public_half[CRYPTO_KEY]);

#endif
