-- SPDX-License-Identifier: Apache-2.0
-- What comes in (journal, streams, what waits), what becomes of it (ballots, marks, tallies), what goes out
-- (changes), and who speaks (kiosks, codes, keys). Times are ms since 1970 UTC, days are days since
-- 1970-01-01 in Viet Nam.

-- The one row both numbers come from, written last in the transaction that uses them. Changes up to `floor`
-- may be gone: a cursor below it is too old.
CREATE TABLE counter (
	id {int} PRIMARY KEY CHECK (id = 1),
	epoch {text} NOT NULL,
	feed {int} NOT NULL,
	position {int} NOT NULL,
	floor {int} NOT NULL
) {table};

-- ---- who speaks ----

CREATE TABLE kiosk (
	id {text} PRIMARY KEY,
	role {text} NOT NULL CHECK (role IN ('touch', 'board', 'connector')),
	unit {text} NOT NULL,
	place {text} NOT NULL,
	made {int} NOT NULL,
	ended {int}
) {table};

-- Codes to join with. The first characters are in clear, so that wrong guesses can be counted; the rest only
-- as a hash.
CREATE TABLE code (
	opening {text} PRIMARY KEY,
	hash {bytes} NOT NULL,
	kiosk {text} NOT NULL REFERENCES kiosk (id),
	expires {int} NOT NULL,
	tries {int} NOT NULL,
	used {int}
) {table};

-- Public halves only.
CREATE TABLE key (
	id {text} PRIMARY KEY,
	kiosk {text} NOT NULL REFERENCES kiosk (id),
	public_half {bytes} NOT NULL,
	state {text} NOT NULL CHECK (state IN ('active', 'retired', 'revoked')),
	made {int} NOT NULL,
	ended {int},
	why {text} NOT NULL
) {table};
CREATE INDEX key_of_kiosk ON key (kiosk);

-- ---- what comes in ----

-- Every entry as it came, for ever; erasure may empty `bytes`, nothing else changes. A line that could not be
-- read has an id made of its hash and no place in a sequence. `dated` is the moment central takes it for.
CREATE TABLE journal (
	position {int} PRIMARY KEY,
	id {text} NOT NULL UNIQUE,
	kiosk {text} NOT NULL,
	incarnation {text},
	seq {int},
	kind {text} NOT NULL,
	hash {bytes} NOT NULL,
	bytes {bytes} NOT NULL,
	received {int} NOT NULL,
	dated {int} NOT NULL,
	verdict {text} NOT NULL,
	code {text} NOT NULL,
	UNIQUE (kiosk, incarnation, seq)
) {table};

-- Other bytes under an id or a place already taken: kept apart.
CREATE TABLE apart (
	kiosk {text} NOT NULL,
	hash {bytes} NOT NULL,
	id {text} NOT NULL,
	incarnation {text} NOT NULL,
	seq {int} NOT NULL,
	code {text} NOT NULL,
	bytes {bytes} NOT NULL,
	received {int} NOT NULL,
	PRIMARY KEY (kiosk, hash)
) {table};

-- One incarnation of one kiosk: every seq from 1 to `high` is journalled, `head` is the chain there.
CREATE TABLE stream (
	kiosk {text} NOT NULL,
	incarnation {text} NOT NULL,
	high {int} NOT NULL,
	head {bytes} NOT NULL,
	dated {int} NOT NULL,
	previous {text} NOT NULL,
	previous_seq {int} NOT NULL,
	PRIMARY KEY (kiosk, incarnation)
) {table};

-- Journalled, not applied yet. reason 'declaration': `ref` is the number (11 digits) it waits for.
CREATE TABLE parked (
	position {int} PRIMARY KEY REFERENCES journal (position),
	reason {text} NOT NULL,
	ref {text} NOT NULL
) {table};
CREATE INDEX parked_by_ref ON parked (ref, position);

-- ---- what becomes of it ----

-- A ballot applied. identity: the first 11 digits of the declaration, or ''. proof: as verified by central.
-- state: 'counts', or 'superseded' by a better one of the same declaration and phase.
CREATE TABLE ballot (
	position {int} PRIMARY KEY REFERENCES journal (position),
	subject {text} NOT NULL,
	identity {text} NOT NULL,
	ref {text} NOT NULL,
	unit {text} NOT NULL,
	phase {text} NOT NULL,
	proof {text} NOT NULL,
	claimed {text} NOT NULL,
	state {text} NOT NULL CHECK (state IN ('counts', 'superseded')),
	is_disputed {int} NOT NULL,
	dated {int} NOT NULL,
	took_ms {int} NOT NULL,
	lang {text} NOT NULL,
	tag {text} NOT NULL,
	has_comment {int} NOT NULL
) {table};
CREATE UNIQUE INDEX ballot_that_counts ON ballot (identity, phase) WHERE state = 'counts' AND identity <> '';

CREATE TABLE mark (
	position {int} NOT NULL REFERENCES ballot (position),
	n {int} NOT NULL,
	party {text} NOT NULL,
	ref {text} NOT NULL,
	name {text} NOT NULL,
	step {text} NOT NULL,
	stars {int} NOT NULL CHECK (stars BETWEEN 1 AND 5),
	reasons {int} NOT NULL,
	PRIMARY KEY (position, n)
) {table};

-- What ballots that count say about a party on a day. A ballot counts once for a party, with the mean of its
-- marks that reach it (in millionths of a star); n1..n5 count the marks. level 0: ballots without proof, kept
-- apart.
CREATE TABLE tally (
	unit {text} NOT NULL,
	party {text} NOT NULL,
	ref {text} NOT NULL,
	day {int} NOT NULL,
	phase {text} NOT NULL,
	level {int} NOT NULL,
	ballots {int} NOT NULL,
	means {int} NOT NULL,
	n1 {int} NOT NULL,
	n2 {int} NOT NULL,
	n3 {int} NOT NULL,
	n4 {int} NOT NULL,
	n5 {int} NOT NULL,
	PRIMARY KEY (unit, party, ref, day, phase, level)
) {table};

CREATE TABLE skip_tally (
	unit {text} NOT NULL,
	day {int} NOT NULL,
	phase {text} NOT NULL,
	skips {int} NOT NULL,
	PRIMARY KEY (unit, day, phase)
) {table};

-- The last health entry of each kiosk. chain: 'agrees', 'differs', or 'unknown' when central misses entries.
CREATE TABLE health (
	kiosk {text} PRIMARY KEY,
	position {int} NOT NULL,
	received {int} NOT NULL,
	chain {text} NOT NULL,
	chain_seq {int} NOT NULL,
	unsent {int} NOT NULL,
	disk_free {int} NOT NULL,
	version {text} NOT NULL,
	role {text} NOT NULL
) {table};

-- ---- what goes out ----

-- The newest change per (unit, kind, key); unit '' is for every unit. value NULL: taken away.
CREATE TABLE change (
	unit {text} NOT NULL,
	kind {text} NOT NULL,
	key {text} NOT NULL,
	n {int} NOT NULL,
	value {text},
	PRIMARY KEY (unit, kind, key)
) {table};
CREATE UNIQUE INDEX change_in_order ON change (unit, n);
