// SPDX-License-Identifier: Apache-2.0
// Entries on their way to central. put() commits with synchronous=FULL before it returns ERR_NONE: only then
// may anybody be thanked. seq is gapless per incarnation and rises in the same transaction. Rows stay 7
// days after a verdict. Any thread.
#ifndef KIOSK_LOCAL_OUTBOX_H
#define KIOSK_LOCAL_OUTBOX_H

#include "base/arena.h"
#include "customs/ballot.h"
#include "kiosk/local/local.h"
#include "wire/entry.h"
#include <stddef.h>
#include <stdint.h>

// Completes the entry (id is the caller's, made when Send was pressed: the same id twice is one row), writes,
// hashes, stores, commits. A full disk first costs the cache (cache_shrink). FULL, READ_ONLY: not stored, may
// work later. IO: not stored, the process should end with 75. DENIED: this kiosk is not enrolled. INVALID,
// TOO_BIG: central would refuse such a body.
MUST_USE enum err outbox_put(struct local *local, const char *id, enum entry_kind kind, const json_t *body,
	const char *of, int64_t revision);

// What goes next: entries of one incarnation in order of seq, at most `most` and ENTRIES_BYTES with their
// line ends, stored after `after` (0: from the oldest). Pending ones; when `aside`, those set aside instead.
struct outbox_entry {
	int64_t position;
	char incarnation[INCARNATION];
	int64_t seq;
	char id[ID_SIZE];
	uint8_t hash[CRYPTO_HASH];
	const char *bytes;
	size_t length;
};
MUST_USE enum err outbox_list(struct local *local, struct arena *arena, int64_t after, size_t most,
	bool aside, struct outbox_entry **entries, size_t *count);
// Takes verdicts, `high` and epoch in one transaction: only rows named by id and hash; an epoch unlike the
// stored one, or high below what was acknowledged, makes everything above high pending again and *restored
// true (the feed cursor must be dropped).
// A refusal with code "fork" (this disk was set back, or has a copy) begins a new incarnation, and what was
// refused, by that or for a name this machine had before ("name"), is put again in it: same id and body,
// hence the same receipt, other place and bytes. Where it had arrived by another disk, central knows the id
// and refuses the second ("conflict"): one effect, whoever comes first.
MUST_USE enum err outbox_settle(struct local *local, const struct verdicts *verdicts, bool *restored);
MUST_USE enum err outbox_set_aside(struct local *local, const char *id, const char *why);
MUST_USE enum err outbox_purge(
	struct local *local); // older than 7 days after the verdict by central's clock, then TRUNCATE

struct outbox_count {
	int64_t pending, aside, refused, total;
	int64_t oldest_at;
}; // oldest pending, ms UTC, 0 none
MUST_USE enum err outbox_count(struct local *local, struct outbox_count *count);
MUST_USE enum err outbox_chain(
	struct local *local, int64_t *seq, uint8_t head[CRYPTO_HASH]); // of the running incarnation
// Has a ballot of this phase on this declaration been stored here (kept rows)? proven: only ballots above
// level 0 count.
MUST_USE enum err outbox_has_ballot(
	struct local *local, const char *identity, enum phase phase, bool proven, bool *has);
MUST_USE enum err outbox_can_store(
	struct local *local); // a probe that commits: ERR_NONE, FULL, READ_ONLY, IO
MUST_USE enum err outbox_epoch(struct local *local, char epoch[ID_SIZE]); // of the last verdicts, "" none yet

#endif
