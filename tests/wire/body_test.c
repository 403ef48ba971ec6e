// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "wire/body.h"
#include "wire/entry.h"
#include "wire/golden.h"

static struct arena arena;

static struct entry entry_of(const char *line)
{
	struct entry entry;

	assert_int_equal(entry_read(line, strlen(line), &entry), ERR_NONE);
	return entry;
}

// Takes the new body; its bytes must be those of the body read.
static void is_same(json_t *written, const json_t *read)
{
	struct buf one, two;

	buf_init(&one, 0);
	buf_init(&two, 0);
	json_put(&one, written);
	json_put(&two, read);
	assert_string_equal(one.at, two.at);
	buf_finish(&one);
	buf_finish(&two);
	json_decref(written);
}

static void golden_bodies_are_read_and_written_again(void **state)
{
	struct golden ballots = golden_read(&arena, "ballot"), skips = golden_read(&arena, "skip");
	struct golden healths = golden_read(&arena, "health");

	(void)state;
	for (size_t i = 0; i < ballots.count; i++) {
		struct entry entry = entry_of(ballots.lines[i]);
		struct ballot_body body;
		const char *field;
		assert_int_equal(ballot_body_read(entry.body, &body, &field), ERR_NONE);
		is_same(ballot_body_write(&body), entry.body);
		entry_finish(&entry);
	}
	for (size_t i = 0; i < skips.count; i++) {
		struct entry entry = entry_of(skips.lines[i]);
		struct skip_body body;
		assert_int_equal(skip_body_read(entry.body, &body), ERR_NONE);
		is_same(skip_body_write(&body), entry.body);
		entry_finish(&entry);
	}
	for (size_t i = 0; i < healths.count; i++) {
		struct entry entry = entry_of(healths.lines[i]);
		struct health_body body;
		assert_int_equal(health_body_read(entry.body, &body), ERR_NONE);
		is_same(health_body_write(&body), entry.body);
		entry_finish(&entry);
	}
}

static void everything_a_person_gave_arrives(void **state)
{
	struct golden golden = golden_read(&arena, "ballot");
	struct entry entry = entry_of(golden.lines[0]);
	struct ballot_body body;
	const char *field;

	(void)state;
	assert_int_equal(ballot_body_read(entry.body, &body, &field), ERR_NONE);
	assert_int_equal(body.ballot.subject, SUBJECT_DECLARATION);
	assert_string_equal(body.ballot.ref, "199044171150");
	assert_int_equal(body.ballot.phase, PHASE_AFTER);
	assert_int_equal(body.ballot.proof, PROOF_TAX4);
	assert_int_equal(body.ballot.count, 6);
	assert_int_equal(body.ballot.marks[1].party, PARTY_OFFICER);
	assert_string_equal(body.ballot.marks[1].ref, "HQ-03TG-0014");
	assert_string_equal(body.ballot.marks[1].name, "Phan Bảo Giang");
	assert_string_equal(body.ballot.marks[1].step, STEP_GOODS);
	assert_int_equal(body.ballot.marks[1].stars, 2);
	assert_int_equal(body.ballot.marks[1].reasons, 1u << REASON_TIME | 1u << REASON_ATTITUDE);
	assert_string_equal(body.ballot.marks[5].step, "");
	assert_string_equal(body.comment, "");
	assert_string_equal(body.contact_name, "");
	assert_string_equal(body.consent_key, "rate.consent");
	assert_int_equal(body.took_ms, 41200);
	entry_finish(&entry);
	entry = entry_of(golden.lines[2]);
	assert_int_equal(ballot_body_read(entry.body, &body, &field), ERR_NONE);
	assert_string_equal(body.contact_name, "");
	assert_true(strlen(body.contact_phone) > 0);
	assert_string_equal(body.lang, "en");
	entry_finish(&entry);
}

static void marks_without_stars_are_not_sent(void **state)
{
	struct golden golden = golden_read(&arena, "ballot");
	struct entry entry = entry_of(golden.lines[0]);
	struct ballot_body body, again;
	const char *field;

	(void)state;
	assert_int_equal(ballot_body_read(entry.body, &body, &field), ERR_NONE);
	ballot_give(&body.ballot, 0, 0);
	json_t *json = ballot_body_write(&body);
	assert_int_equal(ballot_body_read(json, &again, &field), ERR_NONE);
	assert_int_equal(again.ballot.count, 5);
	assert_string_equal(again.ballot.marks[0].ref, "HQ-03TG-0014");
	json_decref(json);
	entry_finish(&entry);
}

static void is_refused(const char *line, enum err err, const char *why)
{
	struct entry entry = entry_of(line);
	struct ballot_body body;
	const char *field = NULL;

	if (ballot_body_read(entry.body, &body, &field) != err || !text_equal(field, why))
		fail_msg("%s, not %s, in %s", field ? field : "taken", why, line);
	entry_finish(&entry);
}

static void faulty_bodies_are_refused_by_name(void **state)
{
	static const struct {
		const char *piece, *other, *field;
		enum err err;
	} faults[] = {
		{"\"stars\":5", "\"stars\":0", "stars", ERR_INVALID},
		{"\"stars\":5", "\"stars\":6", "stars", ERR_INVALID},
		{"\"stars\":5", "\"stars\":4.5", "stars", ERR_INVALID},
		{"\"stars\":5", "\"stars\":5.0", "stars", ERR_INVALID},
		{"\"stars\":5", "\"stars\":\"5\"", "stars", ERR_INVALID},
		{"\"stars\":5", "\"stars\":null", "stars", ERR_INVALID},
		{"{\"declaration\":\"199044171150\"}", "null", "subject", ERR_INVALID},
		{"{\"declaration\":\"199044171150\"}", "{}", "subject", ERR_INVALID},
		{"{\"declaration\":\"199044171150\"}", "{\"declaration\":\"19904417115\"}", "subject",
			ERR_INVALID},
		{"{\"declaration\":\"199044171150\"}",
			"{\"declaration\":\"199044171150\",\"place\":\"waiting-room\"}", "subject",
			ERR_INVALID},
		{"{\"declaration\":\"199044171150\"}", "{\"dossier\":\"\"}", "subject", ERR_INVALID},
		{"\"phase\":\"after\"", "\"phase\":\"before\"", "phase", ERR_UNSUPPORTED},
		{"\"phase\":\"after\"", "\"phase\":1", "phase", ERR_INVALID},
		{"\"proof\":\"tax4\"", "\"proof\":\"account\"", "proof", ERR_UNSUPPORTED},
		{"\"tax4\":null", "\"tax4\":\"6192\"", "tax4", ERR_INVALID}, // never in clear
		{"\"comment\":null", "\"comment\":\"Chờ lâu\"", "comment", ERR_INVALID},
		{"\"contact\":null", "\"contact\":{\"name\":\"Hoa\",\"phone\":null}", "name", ERR_INVALID},
		{"\"party\":\"officer\"", "\"party\":\"minister\"", "party", ERR_UNSUPPORTED},
		{"\"ref\":\"HQ-03TG-0003\"", "\"ref\":\"\"", "ref", ERR_INVALID},
		{"\"ref\":\"HQ-03TG-0015\"", "\"ref\":\"HQ-03TG-0014\"", "marks.ref",
			ERR_INVALID},						   // rated twice
		{"\"name\":\"Ngô", "\"name\":\"Ngo\xcc\x82", "name", ERR_INVALID}, // not NFC
		{"\"name\":\"Ngô", "\"name\":\"\\u202eNgô", "name",
			ERR_INVALID}, // turns the reading direction
		{"\"name\":\"Ngô", "\"name\":\"\\u0007Ngô", "name", ERR_INVALID},
		{"\"step\":\"HOSO\"", "\"step\":\"HOSOHOSOHOSOHOSO\"", "step", ERR_INVALID},
		{"\"reasons\":[\"time\"", "\"reasons\":[\"weather\"", "reasons", ERR_UNSUPPORTED},
		{"\"reasons\":[\"time\"", "\"reasons\":[7", "reasons", ERR_INVALID},
		{"\"reasons\":[]", "\"reasons\":{}", "reasons", ERR_INVALID},
		{"\"marks\":[", "\"marks\":[],\"others\":[", "marks", ERR_INVALID},
		{"\"key\":\"rate.consent\"", "\"key\":\"\"", "key", ERR_INVALID},
		{"\"consent\":{", "\"content\":{", "key", ERR_INVALID},
		{"\"lang\":\"vi\"", "\"lang\":\"v\"", "lang", ERR_INVALID},
		{"\"took_ms\":41200", "\"took_ms\":-1", "took_ms", ERR_INVALID},
		{"\"receipt\":{\"tag\":\"", "\"receipt\":{\"tag\":\"0", "tag", ERR_INVALID},
		{"\"receipt\":{\"tag\":\"", "\"receipt\":{\"key\":\"AAAA\",\"tag\":\"", NULL,
			ERR_INVALID}, // a member twice
	};
	struct golden golden = golden_read(&arena, "ballot");

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *line = golden_with(&arena, golden.lines[0], faults[i].piece, faults[i].other);
		struct entry entry;
		if (faults[i].field)
			is_refused(line, faults[i].err, faults[i].field);
		else
			assert_int_equal(entry_read(line, strlen(line), &entry), ERR_INVALID);
	}
}

static void faulty_skips_and_healths_are_refused(void **state)
{
	struct golden golden = golden_read(&arena, "skip");
	struct entry entry =
		entry_of(golden_with(&arena, golden.lines[0], "\"from\":\"ballot\"", "\"from\":\"\""));
	struct skip_body skip;
	struct health_body health;

	(void)state;
	assert_int_equal(skip_body_read(entry.body, &skip), ERR_INVALID);
	assert_int_equal(health_body_read(entry.body, &health), ERR_INVALID);
	entry_finish(&entry);
	golden = golden_read(&arena, "health");
	entry = entry_of(golden_with(&arena, golden.lines[0], "\"unsent\":2", "\"unsent\":-2"));
	assert_int_equal(health_body_read(entry.body, &health), ERR_INVALID);
	entry_finish(&entry);
	entry = entry_of(golden_with(&arena, golden.lines[0], "\"head\":\"", "\"head\":\"A"));
	assert_int_equal(health_body_read(entry.body, &health), ERR_INVALID);
	entry_finish(&entry);
}

// The largest ballot a person can give still fits into an entry.
static void the_largest_ballot_fits(void **state)
{
	struct ballot_body body = {
		.ballot = {.ref = "199044171150"}, .consent_key = "rate.consent", .lang = "vi"};
	struct entry entry = entry_of(golden_read(&arena, "ballot").lines[1]);
	struct mark mark = {.party = PARTY_OFFICER,
		.step = "123456789012345",
		.stars = 1,
		.reasons = (1u << REASON_COUNT) - 1};
	char *sealed = arena_alloc(&arena, 10741);
	struct buf buf;

	(void)state;
	memset(mark.ref, 'x', PARTY_REF - 1);
	memset(mark.name, 'x', MARK_NAME - 1);
	memset(sealed, 'A', 10740); // 2,000 characters of four bytes
	for (int i = 0; i < BALLOT_MARKS; i++) {
		mark.ref[0] = (char)('A' + i);
		assert_int_equal(ballot_add(&body.ballot, &mark), ERR_NONE);
	}
	body.comment = sealed;
	body.contact_name = body.contact_phone = arena_format(&arena, "%.1000s", sealed);
	strcpy(body.receipt_tag, "00112233445566778899aabbccddeeff");
	json_decref(entry.body);
	entry.body = ballot_body_write(&body);
	buf_init(&buf, 0);
	assert_int_equal(entry_write(&buf, &entry), ERR_NONE);
	entry_finish(&entry);
	buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_bodies_are_read_and_written_again),
		cmocka_unit_test(everything_a_person_gave_arrives),
		cmocka_unit_test(marks_without_stars_are_not_sent),
		cmocka_unit_test(faulty_bodies_are_refused_by_name),
		cmocka_unit_test(faulty_skips_and_healths_are_refused),
		cmocka_unit_test(the_largest_ballot_fits),
	};

	arena_init(&arena, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
