-- SPDX-License-Identifier: Apache-2.0
-- A ballot is found by the tag of its receipt, also while it waits. What waited before this has no tag here until it is applied.
ALTER TABLE parked ADD COLUMN tag {text} NOT NULL DEFAULT '';
CREATE INDEX parked_by_tag ON parked (tag);
CREATE INDEX ballot_by_tag ON ballot (tag);
