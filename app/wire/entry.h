// SPDX-License-Identifier: Apache-2.0
// The entry: something that happened once, at one kiosk. Serialised once by entry_write();
// from then on the bytes are the entry: hashed, stored, sent, journalled, never re-encoded. One JSON object,
// no line break inside. Any thread; an entry read holds a JSON document until entry_finish().
#ifndef WIRE_ENTRY_H
#define WIRE_ENTRY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"
#include "base/json.h"
#include "customs/receipt.h"
#include <stdint.h>

#define ENTRY_BYTES 32768 // ceiling of one entry
#define ENTRIES_COUNT 100 // ceilings of one POST
#define ENTRIES_BYTES 262144
#define KIOSK_ID 33    // with NUL: [a-z0-9-]
#define INCARNATION 33 // 16 random bytes as hex

enum entry_kind {
	ENTRY_BALLOT,
	ENTRY_FEEDBACK,
	ENTRY_REPLY,
	ENTRY_WITHDRAWAL,
	ENTRY_SKIP,
	ENTRY_HEALTH,
	ENTRY_POSTED,
	ENTRY_UNKNOWN,
	ENTRY_KINDS
};
extern const char *const ENTRY_KIND_KEYS[ENTRY_KINDS];
// Of the wall clock: unknown; within 7 days of what central last said; set by central in this boot.
enum clock_quality { CLOCK_UNKNOWN, CLOCK_AGREED, CLOCK_ANCHORED };

struct entry {
	char id[ID_SIZE];
	char kiosk[KIOSK_ID];
	char incarnation[INCARNATION];
	int64_t seq;	      // 1.. gapless in (kiosk, incarnation)
	enum entry_kind kind; // UNKNOWN: kept raw by central
	int64_t at;	      // wall clock, ms UTC
	char boot[ID_SIZE];
	int64_t up; // ms since boot
	enum clock_quality clock;
	int64_t revision;	    // 1..
	char of[RECEIPT_TAG];	    // receipt tag of the first, or ""
	char previous[INCARNATION]; // seq 1 only: the incarnation before, or ""
	int64_t previous_seq;
	json_t *body; // an object; entry owns when read
};

MUST_USE enum err entry_write(
	struct buf *buf, const struct entry *entry); // body is borrowed. INVALID, TOO_BIG
MUST_USE enum err entry_read(const char *bytes, size_t length, struct entry *entry); // INVALID
void entry_finish(struct entry *entry);

// ---- verdicts: central's answer to POST /api/v1/entries ----
#define ENTRIES_TYPE "application/vnd.sao.entries+jsonl"
#define VERDICTS_TYPE "application/vnd.sao.verdicts+json"

enum verdict { VERDICT_OK, VERDICT_DUPLICATE, VERDICT_PARKED, VERDICT_REFUSED, VERDICT_LATER, VERDICT_COUNT };
extern const char *const VERDICT_KEYS[VERDICT_COUNT];

// Why an entry was refused: its line cannot be read, or its body; other bytes under its id, or in its place;
// it was made under another name than the kiosk has that sends it.
#define REFUSED_UNREADABLE "unreadable"
#define REFUSED_CONTENT "content"
#define REFUSED_CONFLICT "conflict"
#define REFUSED_FORK "fork"
#define REFUSED_NAME "name"
// What a parked one waits for.
#define PARKED_DECLARATION "declaration" // central has not been told of it yet
#define PARKED_SCHEMA "schema"		 // a central that understands it
#define PARKED_APPLY "apply"		 // a person: applying it failed

// Three of them ask something of the kiosk. "fork": other bytes stand in this entry's place (kiosk,
// incarnation, seq): its disk was set back, or lives twice. The kiosk begins a new incarnation and puts the
// entry again in it, under the same id and with the same body, in the transaction that takes the verdict;
// health it does not. "name": this machine had another name then, and central lacks the entry; it is put
// again in the same way. "conflict": other bytes are journalled under this id: what was put again by another
// copy of the disk, and has its effect. Nothing is put again.
struct verdict_row {
	char id[ID_SIZE];	   // "" when the line could not be parsed
	uint8_t hash[CRYPTO_HASH]; // SHA-256 of the entry's bytes
	enum verdict verdict;
	char code[24]; // one of the above, or ""
};

bool verdict_asks_again(const struct verdict_row *row); // "fork", "name"

struct verdicts {
	size_t count;
	struct verdict_row rows[ENTRIES_COUNT];
	char high_incarnation[INCARNATION]; // every seq from 1 to high_seq of it is journalled
	int64_t high_seq;
	char epoch[ID_SIZE]; // changes when central was restored
	int64_t now;	     // central's wall clock
};

MUST_USE enum err verdicts_write(struct buf *buf, const struct verdicts *verdicts);
MUST_USE enum err verdicts_read(const char *text, size_t length,
	struct verdicts *verdicts); // INVALID: then it is not an answer of ours

// Chain over one incarnation: h(n) = SHA-256(h(n-1) || sha(n)); h(0) is 32 zero bytes.
void chain_step(uint8_t head[CRYPTO_HASH], const uint8_t hash[CRYPTO_HASH]);

#endif
