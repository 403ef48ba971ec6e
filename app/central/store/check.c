// SPDX-License-Identifier: Apache-2.0
#include "central/store/check.h"
#include "wire/entry.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PAGE 500
#define SAID 256

__attribute__((format(printf, 2, 3))) static void tell(struct check_report *report, const char *format, ...)
{
	char said[SAID];
	va_list list;

	va_start(list, format);
	vsnprintf(said, sizeof(said), format, list);
	va_end(list);
	report->wrong++;
	report->tell(report->context, said);
}

// ---- entries ----

static const char ENTRIES[] =
	"SELECT position, id, hash, bytes FROM journal WHERE position > $1 ORDER BY position LIMIT $2";

static void entry_check(struct db_query *query, struct check_report *report)
{
	size_t length, hash_length;
	uint8_t hash[CRYPTO_HASH];
	const void *held = db_bytes(query, 2, &hash_length), *bytes = db_bytes(query, 3, &length);

	report->checked++;
	if (length == 0)
		return;
	crypto_hash_make(bytes, length, hash);
	if (hash_length != sizeof(hash) || memcmp(hash, held, sizeof(hash)) != 0)
		tell(report, "journal %" PRId64 " (%s): its bytes are not those of its hash",
			db_int(query, 0), db_text(query, 1));
}

static enum err ask(struct store *store, const char *sql, int64_t *answer)
{
	struct db_query *query;
	bool row;

	*answer = 0;
	enum err err = db_prepare(store->db, sql, &query);
	for (err = err ? err : db_step(query, &row); !err && row; err = db_step(query, &row))
		*answer = db_int(query, 0);
	return err;
}

enum err check_journal(struct store *store, struct check_report *report)
{
	struct db_query *query;
	int64_t after = 0, newest = 0;
	int count = PAGE;
	bool row;
	enum err err = ERR_NONE;

	while (!err && count == PAGE) {
		count = 0;
		err = db_prepare(store->db, ENTRIES, &query);
		if (err)
			return err;
		db_bind_int(query, 1, after);
		db_bind_int(query, 2, PAGE);
		for (err = db_step(query, &row); row; err = db_step(query, &row), count++) {
			after = db_int(query, 0);
			entry_check(query, report);
		}
	}
	if (!err && after > store->position)
		tell(report, "journal %" PRId64 ": a position that was never given", after);
	if (!err)
		err = ask(store, "SELECT max(n) FROM change", &newest);
	if (!err && newest > store->feed)
		tell(report, "change %" PRId64 ": a number that was never given", newest);
	return err;
}

// ---- chains ----

struct chain {
	char kiosk[KIOSK_ID], incarnation[INCARNATION];
	int64_t high;
	uint8_t head[CRYPTO_HASH];
};

static const char STREAM[] =
	"SELECT kiosk, incarnation, high, head FROM stream WHERE (kiosk, incarnation) > ($1, $2)"
	" ORDER BY kiosk, incarnation LIMIT 1";
static const char HASHES[] =
	"SELECT seq, hash FROM journal WHERE kiosk = $1 AND incarnation = $2 AND seq > $3 AND seq <= $4"
	" ORDER BY seq LIMIT $5";

static enum err chain_next(struct store *store, struct chain *chain, bool *found)
{
	struct db_query *query;
	size_t length;

	enum err err = db_prepare(store->db, STREAM, &query);
	if (err)
		return err;
	db_bind_text(query, 1, chain->kiosk);
	db_bind_text(query, 2, chain->incarnation);
	err = db_step(query, found);
	if (err || !*found)
		return err;
	struct chain next = {.high = db_int(query, 2)};
	snprintf(next.kiosk, sizeof(next.kiosk), "%s", db_text(query, 0));
	snprintf(next.incarnation, sizeof(next.incarnation), "%s", db_text(query, 1));
	const void *head = db_bytes(query, 3, &length);
	memcpy(next.head, head, length < sizeof(next.head) ? length : sizeof(next.head));
	db_reset(query);
	*chain = next;
	return ERR_NONE;
}

// Goes on with a page of the chain; *at is the last sequence number chained.
static enum err chain_page(
	struct store *store, const struct chain *chain, int64_t *at, uint8_t head[CRYPTO_HASH], int *count)
{
	struct db_query *query;
	size_t length;
	bool row;

	*count = 0;
	enum err err = db_prepare(store->db, HASHES, &query);
	if (err)
		return err;
	db_bind_text(query, 1, chain->kiosk);
	db_bind_text(query, 2, chain->incarnation);
	db_bind_int(query, 3, *at);
	db_bind_int(query, 4, chain->high);
	db_bind_int(query, 5, PAGE);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		uint8_t hash[CRYPTO_HASH] = {0};
		const void *held = db_bytes(query, 1, &length);
		memcpy(hash, held, length < sizeof(hash) ? length : sizeof(hash));
		if (db_int(query, 0) == *at + 1) {
			chain_step(head, hash);
			(*at)++;
			(*count)++;
		}
	}
	return err;
}

enum err check_chains(struct store *store, struct check_report *report)
{
	struct chain chain = {.high = 0};
	bool found = false;
	enum err err = chain_next(store, &chain, &found);

	while (!err && found) {
		uint8_t head[CRYPTO_HASH] = {0};
		int64_t at = 0;
		int count = PAGE;
		while (!err && count == PAGE)
			err = chain_page(store, &chain, &at, head, &count);
		if (err)
			return err;
		report->checked++;
		if (at != chain.high)
			tell(report, "kiosk %s: entry %" PRId64 " of %" PRId64 " is missing", chain.kiosk,
				at + 1, chain.high);
		else if (memcmp(head, chain.head, sizeof(head)) != 0)
			tell(report, "kiosk %s: the chain of its %" PRId64 " entries is not the one kept",
				chain.kiosk, at);
		err = chain_next(store, &chain, &found);
	}
	return err;
}

// ---- results ----

static const struct {
	const char *sql;
	int columns;
} RESULTS[] = {
	{"SELECT position, identity, unit, phase, proof, claimed, state, is_disputed, dated,"
	 " CASE WHEN state = 'counts' THEN proven ELSE 0 END FROM ballot ORDER BY position",
		10},
	{"SELECT position, n, party, ref, step, stars, reasons FROM mark ORDER BY position, n", 7},
	{"SELECT unit, party, ref, day, phase, level, ballots, means, n1, n2, n3, n4, n5 FROM tally WHERE "
	 "ballots <> 0"
	 " ORDER BY unit, party, ref, day, phase, level",
		13},
	{"SELECT unit, day, phase, skips FROM skip_tally WHERE skips <> 0 ORDER BY unit, day, phase", 4},
};

enum err check_results(struct store *store, uint8_t hash[CRYPTO_HASH])
{
	struct crypto_hash_state state;
	enum err err = ERR_NONE;

	crypto_hash_begin(&state);
	for (size_t i = 0; i < sizeof(RESULTS) / sizeof(RESULTS[0]) && !err; i++) {
		struct db_query *query;
		bool row;
		err = db_prepare(store->db, RESULTS[i].sql, &query);
		for (err = err ? err : db_step(query, &row); !err && row; err = db_step(query, &row)) {
			for (int column = 0; column < RESULTS[i].columns; column++) {
				const char *text = db_text(query, column);
				crypto_hash_add(&state, text, strlen(text) + 1);
			}
		}
	}
	crypto_hash_end(&state, hash);
	return err;
}
