// SPDX-License-Identifier: Apache-2.0
// Fuzzer of the customs-side export: any bytes, in pieces of any size (the first byte says), as a trial run.
// Whatever comes is taken or told; the counts agree with each other, and the pieces do not change them.
#include "central/ingest/import.h"
#include "base/crypto.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	crypto_start();
	return 0;
}

static enum err run(const char *bytes, size_t length, size_t piece, struct buf *summary)
{
	const struct import_options options = {.folder = "/dev/shm"};
	struct import *import;
	enum err err = import_open(&import, &options);

	if (err)
		err_abort("a trial run needs only a folder");
	for (size_t at = 0; at < length && !err; at += piece)
		err = import_put(import, bytes + at, length - at < piece ? length - at : piece);
	if (!err)
		err = import_end(import);
	import_summary_write(import, summary);
	import_close(import);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct buf whole, pieces;

	if (length < 2)
		return 0;
	buf_init(&whole, 0);
	buf_init(&pieces, 0);
	enum err one = run((const char *)bytes + 1, length - 1, length, &whole);
	enum err two = run((const char *)bytes + 1, length - 1, (size_t)bytes[0] + 1, &pieces);
	if ((one && one != ERR_INVALID) || one != two)
		err_abort("a file is read or refused");
	if (!one && strcmp(whole.at, pieces.at) != 0)
		err_abort("pieces change what a file says");
	buf_finish(&whole);
	buf_finish(&pieces);
	return 0;
}
