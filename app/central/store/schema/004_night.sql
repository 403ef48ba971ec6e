-- SPDX-License-Identifier: Apache-2.0
-- Once a night kiosks are told what was rated until then. A ballot that counts knows the first with proof of its declaration and phase,
-- which may be one it replaced; 0: none was.
ALTER TABLE ballot ADD COLUMN proven {int} NOT NULL DEFAULT 0;
CREATE INDEX ballot_to_prove ON ballot (identity, phase);
UPDATE ballot SET proven = coalesce((SELECT min(first.position) FROM ballot AS first
	WHERE first.identity = ballot.identity AND first.phase = ballot.phase AND first.proof <> 'none'), 0)
	WHERE state = 'counts' AND identity <> '';
DROP INDEX ballot_to_prove;

-- The one row of the nights. `day`: of the last one begun. Told are ballots up to the position `told`; of declarations up to `past`, those
-- up to `telling`, too; the night goes on to `upto`.
CREATE TABLE night (
	id {int} PRIMARY KEY CHECK (id = 1),
	day {int} NOT NULL,
	told {int} NOT NULL,
	telling {int} NOT NULL,
	past {text} NOT NULL,
	upto {int} NOT NULL
) {table};
INSERT INTO night (id, day, told, telling, past, upto) VALUES (1, 0, 0, 0, '', 0);
