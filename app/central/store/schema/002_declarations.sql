-- SPDX-License-Identifier: Apache-2.0
-- What the customs-side exports told of each declaration, what happened at the counters, and the dated organisation. Times are ms since
-- 1970 UTC, 0 where there is none; days are days since 1970-01-01 in Viet Nam.

-- One row a declaration: first what was told (a rank beside each text: store/told.h), then what follows from it and from counter events.
CREATE TABLE declaration (
	identity {text} PRIMARY KEY,
	number {text} NOT NULL,
	registered_at {int} NOT NULL,
	check_done_at {int} NOT NULL,
	storage_at {int} NOT NULL,
	released_at {int} NOT NULL,
	released_v5_at {int} NOT NULL,
	cleared_at {int} NOT NULL,
	passed_at {int} NOT NULL,
	channel {text} NOT NULL,
	type {text} NOT NULL,
	office {text} NOT NULL,
	tax_code {text} NOT NULL,
	enterprise {text} NOT NULL,
	doc_officers {text} NOT NULL,
	goods_officers {text} NOT NULL,
	state_code {text} NOT NULL,
	section {text} NOT NULL,
	channel_rank {int} NOT NULL,
	type_rank {int} NOT NULL,
	office_rank {int} NOT NULL,
	tax_code_rank {int} NOT NULL,
	enterprise_rank {int} NOT NULL,
	doc_officers_rank {int} NOT NULL,
	goods_officers_rank {int} NOT NULL,
	state_code_rank {int} NOT NULL,
	section_rank {int} NOT NULL,
	status {text} NOT NULL,
	status_at {int} NOT NULL,
	stage {text} NOT NULL,
	is_open {int} NOT NULL,
	finished_at {int} NOT NULL, -- first of storage, release, clearance
	unit {text} NOT NULL,	    -- whose kiosks show it; '': nobody's
	show_until {int} NOT NULL,
	short {text} NOT NULL,	    -- the digits public screens always show
	reveal {int} NOT NULL,	    -- and how many more, so that no two rows on show are equal
	made {int} NOT NULL,
	changed {int} NOT NULL
) {table};
CREATE INDEX declaration_on_show ON declaration (unit, short) WHERE unit <> '';
CREATE INDEX declaration_until ON declaration (show_until) WHERE unit <> '';
CREATE INDEX declaration_open ON declaration (unit) WHERE is_open = 1;
CREATE INDEX declaration_finished ON declaration (unit, finished_at) WHERE finished_at > 0;

-- Kept also for declarations no export has brought yet.
CREATE TABLE counter_event (
	identity {text} NOT NULL,
	event {text} NOT NULL,
	at {int} NOT NULL,
	officers {text} NOT NULL,
	counter {text} NOT NULL,
	received {int} NOT NULL,
	PRIMARY KEY (identity, event, at)
) {table};

-- The last call of each unit.
CREATE TABLE call (
	unit {text} PRIMARY KEY,
	serial {int} NOT NULL,
	identity {text} NOT NULL,
	at {int} NOT NULL
) {table};

-- Codes the exports name that the organisation does not know.
CREATE TABLE office_unknown (
	code {text} PRIMARY KEY,
	seen {int} NOT NULL
) {table};

-- ---- the organisation ----

-- A unit, region or team. Its names and its place in the tree are dated: valid from that day on until the next row.
CREATE TABLE unit (
	id {text} PRIMARY KEY,
	kind {text} NOT NULL
) {table};
CREATE TABLE unit_period (
	unit {text} NOT NULL REFERENCES unit (id),
	valid_from {int} NOT NULL,
	name {text} NOT NULL,
	parent {text} NOT NULL,
	PRIMARY KEY (unit, valid_from)
) {table};

-- ref: the badge, or the folded name of an officer whose badge nobody told.
CREATE TABLE officer (
	ref {text} PRIMARY KEY,
	name {text} NOT NULL,
	is_loaded {int} NOT NULL -- 0: only met in an export
) {table};
CREATE TABLE officer_period (
	ref {text} NOT NULL REFERENCES officer (ref),
	valid_from {int} NOT NULL,
	unit {text} NOT NULL,
	team {text} NOT NULL,
	title {text} NOT NULL,
	steps {text} NOT NULL, -- 'HOSO,THUE'
	counter {text} NOT NULL,
	PRIMARY KEY (ref, valid_from)
) {table};

CREATE TABLE step (
	id {text} PRIMARY KEY,
	place {int} NOT NULL,
	vi {text} NOT NULL,
	en {text} NOT NULL,
	role {text} NOT NULL
) {table};

CREATE TABLE enterprise (
	tax_code {text} PRIMARY KEY,
	name {text} NOT NULL,
	kind {text} NOT NULL
) {table};

-- A posted procedure in one language and one version; body: its sections as they were written.
CREATE TABLE procedure (
	code {text} NOT NULL,
	lang {text} NOT NULL,
	valid_from {int} NOT NULL,
	valid_to {int}, -- last day; NULL: not known
	title_vi {text} NOT NULL,
	title_en {text} NOT NULL,
	field {text} NOT NULL,
	level {text} NOT NULL,
	time_limit {text} NOT NULL,
	fee {text} NOT NULL,
	body {text} NOT NULL,
	PRIMARY KEY (code, lang, valid_from)
) {table};

-- Who may use the desk. hash: Argon2id, self-describing.
CREATE TABLE account (
	name {text} PRIMARY KEY,
	hash {text} NOT NULL,
	role {text} NOT NULL,
	unit {text} NOT NULL,
	made {int} NOT NULL,
	ended {int}
) {table};
