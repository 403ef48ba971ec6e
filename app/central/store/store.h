// SPDX-License-Identifier: Apache-2.0
// Central's database: the connection, the one counter row, and the change log kiosks read.
// Journal positions and feed numbers are both given from that row, written last in the transaction that uses
// them: its lock makes commit order equal number order on both databases. A store belongs to one thread: the
// writer's to the writer thread, a reader's to whoever took it (readers.h). The other files of store/ are one
// table family each.
#ifndef CENTRAL_STORE_STORE_H
#define CENTRAL_STORE_STORE_H

#include "base/clock.h"
#include "base/id.h"
#include "central/store/secrets.h"
#include "customs/organisation.h"
#include "db/db.h"

#define STORE_APPLICATION 0x53616F43 // "SaoC"
#define STORE_TOUCHED 16

struct store_options {
	const char *target; // "sqlite:FILE" or "postgresql://..."
	enum db_use use;    // DB_WRITE or DB_READ
	const struct clock *clock;
	const struct secrets *secrets; // NULL where nothing sealed or proved is touched
};

struct store {
	struct store_options options; // texts borrowed
	struct db *db;
	const struct clock *clock;
	const struct secrets *secrets;
	struct id_maker ids;
	char epoch[ID_SIZE]; // changes when the database was restored
	// The counter row as this transaction sees it; the last numbers given.
	int64_t feed, position;
	struct store_mark { // what a roll-back returns to
		int64_t feed, position;
		size_t touched;
		bool touched_all;
	} begun, saved;
	// Units the open transaction published for: who to wake after the commit.
	size_t touched_count;
	char touched[STORE_TOUCHED][UNIT_ID];
	bool touched_all; // something for everyone, or more units than fit
};

// Opens the connection; a writer takes the lease (BUSY: another process has it), brings the schema up to date
// and makes the counter row. A reader: UNSUPPORTED when the schema is not this program's.
MUST_USE enum err store_open(struct store *store, const struct store_options *options);
void store_close(struct store *store); // a zeroed struct may be closed
// After the connection was lost: closes, opens, leases again. NETWORK while it is still away.
MUST_USE enum err store_reopen(struct store *store);

// Transactions of the writer. Between begin and commit, one level of savepoint. Data errors (err_is_data)
// undo the savepoint only; any other error ends the transaction.
MUST_USE enum err store_begin(struct store *store);
MUST_USE enum err store_commit(struct store *store); // writes the counter row, then commits
MUST_USE enum err store_prove(struct store *store);  // changes nothing, and makes the commit write
void store_rollback(struct store *store);
MUST_USE enum err store_savepoint(struct store *store);
MUST_USE enum err store_release(struct store *store);
MUST_USE enum err store_rollback_to(struct store *store);
bool store_is_data_error(enum err err); // the input's fault: INVALID, CONFLICT, NOT_FOUND, DENIED ...

// Puts a change into the log: the newest value per (unit, kind, key). unit "": for every unit. value: JSON
// text, NULL takes the thing away. The same value again changes nothing.
MUST_USE enum err store_publish(
	struct store *store, const char *unit, const char *kind, const char *key, const char *value);

struct store_counts {
	int64_t position, feed;
	int64_t parked, apart, chain_differs; // what somebody should look at
};
MUST_USE enum err store_count(struct store *store, struct store_counts *counts);

// A new epoch, for a database that was restored: kiosks ask for snapshots and send again.
MUST_USE enum err store_renew_epoch(struct store *store);

#endif
