-- SPDX-License-Identifier: Apache-2.0
-- The last boot of each kiosk of which the time is known, and how many of its entries wait for that of theirs.
CREATE TABLE boot (
	kiosk {text} PRIMARY KEY,
	id {text} NOT NULL,
	began {int} NOT NULL, -- by central's time
	undated {int} NOT NULL
) {table};

-- Entries of a kiosk that did not know the time, dated by the day they came until another of the same boot tells when that began.
CREATE TABLE undated (
	position {int} PRIMARY KEY REFERENCES journal (position),
	kiosk {text} NOT NULL,
	boot {text} NOT NULL,
	up {int} NOT NULL,
	earliest {int} NOT NULL -- the moment of the entry before it
) {table};
CREATE INDEX undated_of_boot ON undated (kiosk, boot, up, position);
