-- SPDX-License-Identifier: Apache-2.0
-- Entries on their way to central. Every row proves itself by hash = SHA-256(bytes), and
-- everything else in it can be read from the bytes again: salvage needs no other column.

-- One life of this file. The newest is the running one; seq, head and pending entries change in one transaction.
CREATE TABLE incarnation (
	position {int} PRIMARY KEY,
	name {text} NOT NULL UNIQUE,
	seq {int} NOT NULL,
	head {bytes} NOT NULL,
	acknowledged {int} NOT NULL
){table};

CREATE TABLE entry (
	position {int} PRIMARY KEY,
	id {text} NOT NULL UNIQUE,
	incarnation {text} NOT NULL,
	seq {int} NOT NULL,
	at {int} NOT NULL,
	-- ballots on a declaration: its 11 digits, phase and level of proof
	subject {text},
	phase {int},
	level {int},
	-- 0 pending, 1 set aside; by verdict: 2 ok, 3 duplicate, 4 parked, 5 refused
	state {int} NOT NULL DEFAULT 0,
	code {text},
	-- central's time of the verdict, ms UTC
	settled_at {int},
	-- of the chain after this entry; NULL when it was salvaged
	head {bytes},
	hash {bytes} NOT NULL,
	bytes {bytes} NOT NULL,
	UNIQUE (incarnation, seq)
){table};
CREATE INDEX entry_open ON entry (state) WHERE state < 2;
CREATE INDEX entry_settled ON entry (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX entry_subject ON entry (subject, phase) WHERE subject IS NOT NULL;

-- How many rows are in which state: counted with the rows, for the staff screen asks often.
CREATE TABLE tally (
	state {int} PRIMARY KEY,
	count {int} NOT NULL
){table};
INSERT INTO tally (state, count) VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);
CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
	UPDATE tally SET count = count + 1 WHERE state = new.state;
END;
CREATE TRIGGER entry_moved AFTER UPDATE OF state ON entry WHEN old.state <> new.state BEGIN
	UPDATE tally SET count = count - 1 WHERE state = old.state;
	UPDATE tally SET count = count + 1 WHERE state = new.state;
END;
CREATE TRIGGER entry_gone AFTER DELETE ON entry BEGIN
	UPDATE tally SET count = count - 1 WHERE state = old.state;
END;

-- What central is known by, and room for the probe that asks whether the disk takes a row.
CREATE TABLE central (
	one {int} PRIMARY KEY CHECK (one = 1),
	epoch {text} NOT NULL,
	probe {bytes}
){table};
INSERT INTO central (one, epoch) VALUES (1, '');

-- The enrolment answer as it came (wire/enrolment.h), with the hash salvage knows it by.
CREATE TABLE identity (
	one {int} PRIMARY KEY CHECK (one = 1),
	kiosk {text} NOT NULL,
	hash {bytes} NOT NULL,
	bytes {bytes} NOT NULL
){table};
