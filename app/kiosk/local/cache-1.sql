-- SPDX-License-Identifier: Apache-2.0
-- What central told; all of it can be fetched again. Rows belong to a generation: a snapshot is
-- loaded beside the one shown and swapped by one row of `shown`.
CREATE TABLE shown (
	one {int} PRIMARY KEY CHECK (one = 1),
	generation {int} NOT NULL,
	after {int} NOT NULL,
	-- '': no cursor, a snapshot is wanted
	epoch {text} NOT NULL,
	is_cut {int} NOT NULL
){table};
INSERT INTO shown (one, generation, after, epoch, is_cut) VALUES (1, 1, 0, '', 0);

-- The last good answers (freshness.c): central's time, ms since boot and the boot they were heard in.
CREATE TABLE heard (
	one {int} PRIMARY KEY CHECK (one = 1),
	boot {text} NOT NULL,
	central {int} NOT NULL,
	up {int} NOT NULL,
	feed_central {int} NOT NULL,
	feed_up {int} NOT NULL,
	-- the wall clock agreed with central then
	is_agreed {int} NOT NULL
){table};

-- Columns are what lists are ordered and drawn by; the rest is read from the value.
CREATE TABLE declaration (
	position {int} PRIMARY KEY,
	generation {int} NOT NULL,
	identity {text} NOT NULL,
	-- board: enum urgency, then place within it (board.c)
	urgency {int} NOT NULL,
	place {int} NOT NULL,
	since {int} NOT NULL,
	stage {text} NOT NULL,
	channel {text} NOT NULL,
	shown {text} NOT NULL,
	enterprise {text} NOT NULL,
	type {text} NOT NULL,
	counter {text} NOT NULL,
	-- unrated list: whose, since when "after" is open (0: not), phases central knows ballots of
	owner {bytes},
	opened {int} NOT NULL,
	rated {int} NOT NULL,
	value {text} NOT NULL,
	UNIQUE (generation, identity)
){table};
CREATE INDEX declaration_board ON declaration (generation, urgency, place);
CREATE INDEX declaration_owner ON declaration (generation, owner, opened) WHERE owner IS NOT NULL;

-- Everything else by kind and key. Names carry what search compares and whose they are.
CREATE TABLE thing (
	position {int} PRIMARY KEY,
	generation {int} NOT NULL,
	kind {text} NOT NULL,
	key {text} NOT NULL,
	folded {text},
	parent {text},
	value {text} NOT NULL,
	UNIQUE (generation, kind, key)
){table};
