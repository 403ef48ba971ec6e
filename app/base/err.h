// SPDX-License-Identifier: Apache-2.0
// What can go wrong, as one closed list. A function that can fail returns one of these and must be heard.
// The place where the system refused logs once; everyone above only passes the value on or decides.
// Running out of memory and broken invariants are not errors: err_abort() logs and ends the process (the
// outbox is durable).
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

enum err {
	ERR_NONE = 0,
	ERR_INVALID, // the input is not of the form it must have
	ERR_TOO_BIG, // over a named ceiling
	ERR_NOT_FOUND,
	ERR_CONFLICT,	 // it is there already, with other content
	ERR_DENIED,	 // not allowed, not signed, revoked, wrong password
	ERR_EXPIRED,	 // was good once: a code, a cursor, a signature's time
	ERR_FULL,	 // no space: disk or quota
	ERR_IO,		 // the disk refused; never retried by the same process (a second fsync may lie)
	ERR_READ_ONLY,	 // the disk cannot be written
	ERR_BUSY,	 // somebody else holds it; try again later
	ERR_CORRUPT,	 // a file's content contradicts itself
	ERR_NETWORK,	 // no answer, or one that is not exactly an answer of ours
	ERR_CONFIG,	 // configuration; exit 78
	ERR_UNSUPPORTED, // newer schema, unknown kind
	ERR_COUNT
};

// Short stable name for logs and machine-readable answers ("not-found").
const char *err_name(enum err err);

// Logs the broken invariant with file and line, then abort().
_Noreturn void err_abort_at(const char *file, int line, const char *what);
#define err_abort(what) err_abort_at(__FILE__, __LINE__, (what))

#endif
