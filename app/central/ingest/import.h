// SPDX-License-Identifier: Apache-2.0
// Import of a customs-side export, pushed in pieces of any size, in constant memory: rows are checked and
// collapsed into a scratch file, then the declarations go to the writer in batches, a transaction each.
// Killed, whole batches have been stored, and the same file again stores the rest. One thread; it waits for
// the writer.
#ifndef CENTRAL_INGEST_IMPORT_H
#define CENTRAL_INGEST_IMPORT_H

#include "base/buf.h"
#include "central/ingest/writer.h"

#define IMPORT_BATCH 500    // declarations a transaction
#define IMPORT_NOTES 1000   // rejects and warnings told one by one
#define IMPORT_OFFICES 4096 // offices counted one by one

struct import_options {
	const char
		*aliases; // column names beside those built in: text of import-aliases.tsv's form; NULL: none
	const char *folder;    // of the scratch file; NULL: TMPDIR
	const char *office;    // only declarations of this office are taken; NULL: all
	const char *key;       // on whose behalf, looked at with each batch: access_still()
	struct writer *writer; // NULL: a trial, nothing is stored
	struct store *reader;  // of a trial: what is there; NULL: nothing
	int64_t now;	       // times ahead of it are warned of, or their rows rejected; 0: neither
};

struct import;

MUST_USE enum err import_open(struct import **import, const struct import_options *options);
void import_close(struct import *import); // NULL is fine
// INVALID: the file cannot be read as an export; DENIED: the key was revoked meanwhile, whole batches have
// been stored; import_why() says it in a sentence. Store errors as they are.
MUST_USE enum err import_put(struct import *import, const char *bytes, size_t length);
MUST_USE enum err import_end(struct import *import); // stores
const char *import_why(const struct import *import); // "" when there is nothing to say
// The summary, one line of JSON without its end: sao-central(8), import --json. Also after an error: what has
// been done.
void import_summary_write(const struct import *import, struct buf *buf);

#endif
