// SPDX-License-Identifier: Apache-2.0
// Fuzzer of the signature headers of a request nobody is known to have sent. `make fuzz` links it with clang,
// libFuzzer and what wire/ may use, and starts from tests/fuzz/wire/signature/. Input: Signature-Input,
// digest and signature, a line each. Nothing may pass for signed.
#include "wire/signature.h"
#include "base/arena.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void copy_line(const char **at, char *out, size_t room)
{
	size_t length = strcspn(*at, "\n"), kept = length < room ? length : room - 1;

	memcpy(out, *at, kept);
	out[kept] = '\0';
	*at += length + ((*at)[length] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t public_half[CRYPTO_KEY] = {0x26, 0xb4, 0x0b, 0x8f}; // nobody's
	static const struct signature_request request = {"POST", "/api/v1/entries", "", "{}\n", 3};
	struct signature_headers headers;
	struct arena arena;
	char key_id[KEY_ID];
	int64_t created;

	crypto_start();
	arena_init(&arena, 0);
	const char *text = arena_copy(&arena, (const char *)data, size);
	if (!signature_read(text, true, &created, key_id) && strlen(key_id) != KEY_ID - 1)
		err_abort("a key id that is none");
	copy_line(&text, headers.input, sizeof(headers.input));
	copy_line(&text, headers.digest, sizeof(headers.digest));
	copy_line(&text, headers.signature, sizeof(headers.signature));
	if (!signature_check(&request, &headers, public_half))
		err_abort("a request nobody signed is taken");
	arena_finish(&arena);
	return 0;
}
