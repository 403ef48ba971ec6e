// SPDX-License-Identifier: Apache-2.0
// What central says about entries: verdicts, how far its journal reaches, and which life it is in.
#include "base/log.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/outbox.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

#define KEPT_FOR (7 * CLOCK_DAY)

// ---- central as it was known ----

static enum err read_epoch(struct db *db, char epoch[ID_SIZE])
{
	struct db_query *query;
	bool row = false;

	epoch[0] = '\0';
	enum err err = db_prepare(db, "SELECT epoch FROM central WHERE one = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (!err && row) {
		snprintf(epoch, ID_SIZE, "%s", db_text(query, 0));
		db_reset(query);
	}
	return err;
}

enum err outbox_epoch(struct local *local, char epoch[ID_SIZE])
{
	struct db *db;

	enum err err = outbox_enter(local, &db);
	return err ? err : outbox_leave(local, read_epoch(db, epoch));
}

struct reach { // of one incarnation
	bool is_ours, is_running;
	int64_t seq, acknowledged;
};

static enum err read_reach(struct db *db, const char *incarnation, struct reach *reach)
{
	struct db_query *query;

	memset(reach, 0, sizeof *reach);
	enum err err = db_prepare(db,
		"SELECT seq, acknowledged, position = (SELECT max(position) FROM incarnation)"
		" FROM incarnation WHERE name = $1",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, incarnation);
	err = db_step(query, &reach->is_ours);
	if (err || !reach->is_ours)
		return err;
	reach->seq = db_int(query, 0);
	reach->acknowledged = db_int(query, 1);
	reach->is_running = db_int(query, 2) != 0;
	db_reset(query);
	return ERR_NONE;
}

// ---- central was set back: what it does not claim is sent again ----

// Central speaks of one incarnation only; the others go again whole, and what it holds comes back as
// duplicates.
static enum err send_again(struct db *db, const struct verdicts *verdicts)
{
	enum err err = db_do(db, NULL,
		"UPDATE entry SET state = 0, code = NULL, settled_at = NULL"
		" WHERE state >= 2 AND (incarnation <> $1 OR seq > $2)",
		"ti", verdicts->high_incarnation, verdicts->high_seq);
	return err ? err : db_do(db, NULL, "UPDATE incarnation SET acknowledged = 0", "");
}

static enum err take_reach(
	struct db *db, const struct verdicts *verdicts, struct reach *reach, bool *restored)
{
	char epoch[ID_SIZE];

	enum err err = read_epoch(db, epoch);
	if (!err)
		err = read_reach(db, verdicts->high_incarnation, reach);
	if (err)
		return err;
	bool is_new_epoch = *epoch && strcmp(epoch, verdicts->epoch) != 0;
	*restored = is_new_epoch || (reach->is_ours && verdicts->high_seq < reach->acknowledged);
	if (*restored) {
		log_line(LOG_WARNING, "outbox.restored", "high=%lld acknowledged=%lld",
			(long long)verdicts->high_seq, (long long)reach->acknowledged);
		err = send_again(db, verdicts);
	}
	if (!err && strcmp(epoch, verdicts->epoch) != 0)
		err = db_do(db, NULL, "UPDATE central SET epoch = $1 WHERE one = 1", "t", verdicts->epoch);
	if (!err && reach->is_ours)
		err = db_do(db, NULL, "UPDATE incarnation SET acknowledged = $1 WHERE name = $2", "it",
			verdicts->high_seq, verdicts->high_incarnation);
	return err;
}

// ---- verdicts ----

static const enum kept KEPT_BY[VERDICT_COUNT] = {
	[VERDICT_OK] = KEPT_OK,
	[VERDICT_DUPLICATE] = KEPT_DUPLICATE,
	[VERDICT_PARKED] = KEPT_PARKED,
	[VERDICT_REFUSED] = KEPT_REFUSED,
	[VERDICT_LATER] = KEPT_PENDING,
};

// Only the row whose id and bytes are meant; a line central could not read is known by its bytes alone.
static enum err take_verdict(struct db *db, const struct verdict_row *row, int64_t now)
{
	static const char by_id[] = "UPDATE entry SET state = $1, code = $2, settled_at = $3"
				    " WHERE hash = $4 AND state < 2 AND id = $5";
	static const char by_hash[] = "UPDATE entry SET state = $1, code = $2, settled_at = $3"
				      " WHERE hash = $4 AND state < 2 AND $5 = ''";
	bool is_ours;

	if (row->verdict == VERDICT_LATER)
		return ERR_NONE;
	enum err err = db_do(db, &is_ours, *row->id ? by_id : by_hash, "itibt",
		(int64_t)KEPT_BY[row->verdict], row->code, now, row->hash, sizeof row->hash, row->id);
	if (!err && is_ours && row->verdict == VERDICT_REFUSED)
		log_line(LOG_ERROR, "outbox.refused", "id=%s code=%s", row->id, row->code);
	return err;
}

// Another disk writes, or wrote, as this one: its entry stands in our place, or ours came from it.
static enum err has_parted(struct db *db, const struct verdict_row *row, bool *parted)
{
	bool is_running;

	if (!verdict_asks_again(row) &&
		(row->verdict != VERDICT_REFUSED || strcmp(row->code, REFUSED_CONFLICT) != 0))
		return ERR_NONE;
	enum err err = db_has(db, &is_running,
		"SELECT 1 FROM entry WHERE id = $1 AND hash = $2 AND incarnation ="
		" (SELECT name FROM incarnation ORDER BY position DESC LIMIT 1)",
		"tb", row->id, row->hash, sizeof row->hash);
	*parted = *parted || (!err && is_running);
	return err;
}

// The same id keeps it one: whichever copy of a disk comes first is journalled, the others are refused as
// "conflict" and stay so.
static enum err put_refused_again(struct db *db, const struct verdicts *verdicts)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; !err && i < verdicts->count; i++)
		if (verdict_asks_again(&verdicts->rows[i]))
			err = outbox_put_again(db, &verdicts->rows[i]);
	return err;
}

static enum err settle_in(struct db *db, const struct verdicts *verdicts, bool *restored)
{
	struct reach reach;
	bool is_set_back = false;

	enum err err = db_begin(db);
	if (!err)
		err = take_reach(db, verdicts, &reach, restored);
	// Central knows more of this life than this disk does: the disk was set back.
	if (!err)
		is_set_back = reach.is_running && verdicts->high_seq > reach.seq;
	for (size_t i = 0; !err && i < verdicts->count; i++) {
		err = take_verdict(db, &verdicts->rows[i], verdicts->now);
		if (!err)
			err = has_parted(db, &verdicts->rows[i], &is_set_back);
	}
	if (!err && is_set_back) {
		log_line(LOG_ERROR, "outbox.set-back", "high=%lld", (long long)verdicts->high_seq);
		err = outbox_begin_incarnation(db);
	}
	if (!err)
		err = put_refused_again(db, verdicts);
	return err ? err : db_commit(db);
}

enum err outbox_settle(struct local *local, const struct verdicts *verdicts, bool *restored)
{
	struct db *db;

	*restored = false;
	enum err err = outbox_enter(local, &db);
	return err ? err : outbox_leave(local, settle_in(db, verdicts, restored));
}

// ---- forgetting ----

static enum err purge_some(struct local *local, int64_t before, bool *more)
{
	struct db *db;

	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = db_begin(db);
	if (!err)
		err = db_do(db, more,
			"DELETE FROM entry WHERE position IN (SELECT position FROM entry"
			" WHERE settled_at IS NOT NULL AND settled_at <= $1 ORDER BY settled_at LIMIT 200)",
			"i", before);
	return outbox_leave(local, err ? err : db_commit(db));
}

enum err outbox_purge(struct local *local)
{
	struct freshness_state state;
	struct db *db;
	bool more = false, has_purged = false;
	enum err err;

	// Seven days by central's clock, told in this boot: a wall clock that jumped must not empty anything.
	freshness_get(local, &state);
	if (state.clock != CLOCK_ANCHORED)
		return ERR_NONE;
	int64_t before = freshness_central_now(local) - KEPT_FOR;
	do {
		err = purge_some(local, before, &more);
		has_purged = has_purged || more;
	} while (!err && more);
	if (err || !has_purged)
		return err;
	err = outbox_enter(local, &db); // what was deleted must not stay readable in the WAL
	return err ? err : outbox_leave(local, db_checkpoint(db, true));
}
