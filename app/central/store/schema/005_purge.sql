-- SPDX-License-Identifier: Apache-2.0
-- The last number of the feed when a night began, so that what was taken away long ago can be told from what was lately.
CREATE TABLE night_feed (
	day {int} PRIMARY KEY,
	feed {int} NOT NULL
) {table};
CREATE INDEX change_taken ON change (n) WHERE value IS NULL;
