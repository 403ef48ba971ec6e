// SPDX-License-Identifier: Apache-2.0
// Down: central's ordered log of changes, one page of it, and the values kiosks understand.
// Pages and values read hold a JSON document until finished; texts point into it.
#ifndef WIRE_FEED_H
#define WIRE_FEED_H

#include "base/buf.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/id.h"
#include "base/json.h"
#include "customs/ballot.h"
#include "customs/declaration.h"
#include "customs/organisation.h"

#define FEED_TYPE "application/json" // of feed, snapshot, enrolment and errors, without parameters
#define FEED_LIMIT 500
#define FEED_WAIT_S 25
#define FEED_PAGE_BYTES (4 * 1024 * 1024)
#define SNAPSHOT_BYTES (32 * 1024 * 1024)

enum feed_kind {
	FEED_DECLARATION,
	FEED_CALL,
	FEED_PROCEDURE,
	FEED_UNIT,
	FEED_OFFICER,
	FEED_STEP,
	FEED_NOTICE,
	FEED_ANSWER,
	FEED_FIGURES,
	FEED_SETTING,
	FEED_KINDS
};
extern const char *const FEED_KIND_KEYS[FEED_KINDS];
enum feed_kind feed_kind_find(
	const char *key); // FEED_KINDS when unknown: skipped by the kiosk, the cursor still moves

struct feed_change {
	int64_t n;
	enum feed_kind kind;
	const char *key;
	const json_t *value; // NULL: tombstone
};

struct feed_page {
	char epoch[ID_SIZE];
	int64_t next, now;
	size_t count;
	struct feed_change *changes; // arena
	json_t *document;	     // page owns
};
// Central writes pages row by row from stored value texts: begin, one change after another, end.
void feed_page_begin(struct buf *buf, const char *epoch);
void feed_page_change(struct buf *buf, int64_t n, const char *kind, const char *key,
	const char *value_json); // NULL value: tombstone
void feed_page_end(struct buf *buf, int64_t next, int64_t now);
MUST_USE enum err feed_page_read(
	struct arena *arena, const char *text, size_t length, struct feed_page *page);
void feed_page_finish(struct feed_page *page);
// A snapshot has the form of a page with every current change; its "next" is the cursor to go on from.

#define OWNER_BYTES 8
#define PROOF_BYTES 16
#define PARTIES_MOST 16

struct feed_party {
	enum party party;
	char ref[PARTY_REF];
	char step[STEP_ID];
};

// key: 11 digits. A board gets no owner, proof or parties. Read: INVALID, or UNSUPPORTED for a status or
// channel of a newer schema; parties, stages and phases of a newer schema are passed over.
struct feed_declaration {
	const char *number;	// 12 digits; "" for boards
	const char *shown;	// masked number as on public screens
	const char *enterprise; // masked
	const char *type, *office;
	enum channel channel;
	enum stage status, stage;
	const char *counter;	    // "3" or ""
	int64_t times[STAGE_COUNT]; // ms UTC, 0: none
	bool has_proof;
	uint8_t owner[OWNER_BYTES], proof[PROOF_BYTES];
	size_t party_count;
	struct feed_party parties[PARTIES_MOST];
	unsigned rated; // bit set of enum phase, as central told last night
};
json_t *feed_declaration_write(const struct feed_declaration *declaration);
MUST_USE enum err feed_declaration_read(const json_t *value, struct feed_declaration *declaration);
// proof = first 16 bytes of HMAC-SHA-256(unit proof key, 11 digits || last four digits of the 10-digit tax
// code)
void feed_proof(
	const uint8_t key[CRYPTO_KEY], const char *identity, const char *digits4, uint8_t out[PROOF_BYTES]);

struct feed_call {
	int64_t serial;
	const char *identity, *shown, *counter;
	int64_t at;
}; // key: unit
json_t *feed_call_write(const struct feed_call *call);
MUST_USE enum err feed_call_read(const json_t *value, struct feed_call *call);

struct feed_name {
	const char *vi, *en, *parent, *kind;
}; // unit (key: id; kind "unit" or "team"), officer (key: badge; parent: team), step (key: id; parent "")
json_t *feed_name_write(const struct feed_name *name);
MUST_USE enum err feed_name_read(const json_t *value, struct feed_name *name);

struct feed_figures {
	int64_t open, finished, median_minutes, satisfied_percent, ballots;
}; // key: unit; -1: not enough to show
json_t *feed_figures_write(const struct feed_figures *figures);
MUST_USE enum err feed_figures_read(const json_t *value, struct feed_figures *figures);

#endif
