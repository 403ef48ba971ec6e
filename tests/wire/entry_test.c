// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "wire/entry.h"
#include "wire/golden.h"

static struct arena arena;

static enum err read_line(const char *line, struct entry *entry)
{
	return entry_read(line, strlen(line), entry);
}

// The kind named by the file is the kind read; written again it is the same bytes.
static void golden_lines_of_every_kind(void **state)
{
	(void)state;
	for (int kind = 0; kind < ENTRY_UNKNOWN; kind++) {
		struct golden golden = golden_read(&arena, ENTRY_KIND_KEYS[kind]);
		for (size_t i = 0; i < golden.count; i++) {
			struct entry entry;
			struct buf buf;
			buf_init(&buf, ENTRY_BYTES);
			assert_int_equal(read_line(golden.lines[i], &entry), ERR_NONE);
			assert_int_equal(entry.kind, kind);
			assert_int_equal(entry_write(&buf, &entry), ERR_NONE);
			assert_string_equal(buf.at, golden.lines[i]);
			entry_finish(&entry);
			buf_finish(&buf);
		}
	}
}

static void every_member_arrives(void **state)
{
	struct golden golden = golden_read(&arena, "ballot");
	struct entry entry;

	(void)state;
	assert_int_equal(read_line(golden.lines[0], &entry), ERR_NONE);
	assert_string_equal(entry.kiosk, "hp3-01");
	assert_int_equal(entry.seq, 1);
	assert_int_equal(entry.at, 1795401661003);
	assert_int_equal(entry.up, 3661003);
	assert_int_equal(entry.clock, CLOCK_ANCHORED);
	assert_int_equal(entry.revision, 1);
	assert_string_equal(entry.of, "");
	assert_int_equal(strlen(entry.previous), INCARNATION - 1);
	assert_int_equal(entry.previous_seq, 311);
	entry_finish(&entry);
	assert_int_equal(read_line(golden.lines[5], &entry), ERR_NONE);
	assert_int_equal(entry.revision, 2);
	assert_int_equal(strlen(entry.of), RECEIPT_TAG - 1);
	assert_string_equal(entry.previous, "");
	entry_finish(&entry);
}

static void an_unknown_kind_or_member_is_no_fault(void **state)
{
	struct golden golden = golden_read(&arena, "ballot");
	struct entry entry;
	const char *line =
		golden_with(&arena, golden.lines[1], "\"kind\":\"ballot\"", "\"kind\":\"petition\"");
	struct buf buf;

	(void)state;
	assert_int_equal(read_line(line, &entry), ERR_NONE);
	assert_int_equal(entry.kind, ENTRY_UNKNOWN);
	buf_init(&buf, 0);
	assert_int_equal(entry_write(&buf, &entry), ERR_INVALID); // kept raw, never written again
	assert_int_equal(buf.length, 0);
	entry_finish(&entry);
	buf_finish(&buf);
	line = golden_with(&arena, golden.lines[1], "\"rev\":1", "\"hue\":[1,{}],\"rev\":1");
	assert_int_equal(read_line(line, &entry), ERR_NONE);
	entry_finish(&entry);
}

static void faulty_lines_are_refused(void **state)
{
	static const char *const faults[][2] = {
		{"\"id\":\"", "\"id\":\"X"},
		{"-7", "-4"}, // a UUID, but not of version 7
		{"\"kiosk\":\"hp3-01\"", "\"kiosk\":\"HP3 01\""},
		{"\"kiosk\":\"hp3-01\"", "\"kiosk\":\"\""},
		{"\"kiosk\":\"hp3-01\"", "\"kiosk\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""},
		{"\"kiosk\":\"hp3-01\"", "\"kiosk\":7"},
		{"\"kiosk\":\"hp3-01\",", ""},
		{"\"inc\":\"", "\"inc\":\"0"},
		{"\"seq\":2", "\"seq\":0"},
		{"\"seq\":2", "\"seq\":-2"},
		{"\"seq\":2", "\"seq\":2.0"},
		{"\"seq\":2", "\"seq\":\"2\""},
		{"\"seq\":2", "\"seq\":9007199254740992"},
		{"\"seq\":2", "\"seq\":99999999999999999999"},
		{"\"seq\":2", "\"seq\":2,\"seq\":2"}, // the same member twice
		{"\"kind\":\"ballot\"", "\"kind\":null"},
		{"\"kind\":\"ballot\"", "\"kind\":1"},
		{"\"kind\":\"ballot\"", "\"kind\":\"ballotballotballotballotballotballot\""},
		{"\"at\":1", "\"at\":-1"},
		{"\"at\":1", "\"at\":9991"},
		{"\"boot\":\"4", "\"boot\":\""},
		{"\"boot\":\"4", "\"boot\":\"G"},
		{"\"up\":3", "\"up\":-3"},
		{"\"clock\":2", "\"clock\":3"},
		{"\"clock\":2", "\"clock\":-1"},
		{"\"clock\":2", "\"clock\":null"},
		{"\"rev\":1", "\"rev\":0"},
		{"\"rev\":1", "\"rev\":2"}, // an edit of nothing
		{"\"of\":null", "\"of\":\"\""},
		{"\"of\":null", "\"of\":\"00\""},
		{"\"of\":null", "\"of\":null,\"prev\":{\"inc\":\"00\",\"seq\":1}"},
		{"\"body\":{", "\"corpse\":{"},
		{"\"body\":{", "\"body\":[{\"a\":"},
		{"{\"id\"", "{\n\"id\""},
		{"{\"id\"", "{\r\"id\""},
		{"{\"id\"", "[{\"id\""},
		{"{\"id\"", " x {\"id\""},
		{"\"lang\":\"vi\"", "\"lang\":\"\xff\""},
		{"\"lang\":\"vi\"", "\"lang\":\"\xed\xa0\x80\""},
		{"\"lang\":\"vi\"", "\"lang\":\"\\u0000\""},
		{"\"lang\":\"vi\"", "\"lang\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"},
	};
	struct golden golden = golden_read(&arena, "ballot");
	struct entry entry;

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *line = golden_with(&arena, golden.lines[1], faults[i][0], faults[i][1]);
		if (read_line(line, &entry) != ERR_INVALID)
			fail_msg("taken: %s", line);
		assert_null(entry.body);
	}
}

// A line cut anywhere is refused, and so is one with a byte too many.
static void a_cut_line_is_refused(void **state)
{
	struct golden golden = golden_read(&arena, "ballot");
	struct entry entry;
	size_t length = strlen(golden.lines[1]);

	(void)state;
	for (size_t cut = 0; cut < length; cut++)
		assert_int_equal(entry_read(golden.lines[1], cut, &entry), ERR_INVALID);
	assert_int_equal(entry_read(golden.lines[1], length + 1, &entry), ERR_INVALID); // its NUL
}

static struct entry small_entry(json_t *body)
{
	return (struct entry){.id = "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
		.kiosk = "hp3-01",
		.incarnation = "00112233445566778899aabbccddeeff",
		.seq = 2,
		.kind = ENTRY_POSTED,
		.at = 1,
		.boot = "4f7f0c5e-6f3a-4f3c-9a51-1d0f6f2f9a10",
		.up = 1,
		.revision = 1,
		.body = body};
}

static void only_what_can_be_read_is_written(void **state)
{
	json_t *body = json_object();
	struct entry entry = small_entry(body);
	struct buf buf;

	(void)state;
	buf_init(&buf, 0);
	assert_int_equal(entry_write(&buf, &entry), ERR_NONE);
	assert_null(strchr(buf.at, '\n'));
	buf_clear(&buf);
	entry.seq = 0;
	assert_int_equal(entry_write(&buf, &entry), ERR_INVALID);
	entry = small_entry(body);
	strcpy(entry.previous, entry.incarnation); // of seq 1 only
	assert_int_equal(entry_write(&buf, &entry), ERR_INVALID);
	entry = small_entry(NULL);
	assert_int_equal(entry_write(&buf, &entry), ERR_INVALID);
	entry = small_entry(body);
	entry.kiosk[0] = '\0';
	assert_int_equal(entry_write(&buf, &entry), ERR_INVALID);
	assert_int_equal(buf.length, 0);
	buf_finish(&buf);
	json_decref(body);
}

static void an_entry_has_a_ceiling(void **state)
{
	char *text = arena_alloc(&arena, ENTRY_BYTES + 1);
	struct entry entry;
	struct buf buf;
	json_t *body = json_object();

	(void)state;
	buf_init(&buf, 0);
	memset(text, 'a', ENTRY_BYTES);
	json_object_set_new(body, "text", json_string(text));
	entry = small_entry(body);
	assert_int_equal(entry_write(&buf, &entry), ERR_TOO_BIG);
	assert_int_equal(buf.length, 0); // nothing half written stays
	text[ENTRY_BYTES - 1000] = '\0';
	json_object_set_new(body, "text", json_string(text));
	assert_int_equal(entry_write(&buf, &entry), ERR_NONE);
	struct entry read;
	assert_int_equal(entry_read(buf.at, buf.length, &read), ERR_NONE);
	entry_finish(&read);
	memset(text, ' ', ENTRY_BYTES);
	memcpy(text, buf.at, buf.length);
	assert_int_equal(entry_read(text, ENTRY_BYTES, &read), ERR_NONE);
	entry_finish(&read);
	text[ENTRY_BYTES] = ' ';
	assert_int_equal(entry_read(text, ENTRY_BYTES + 1, &read), ERR_INVALID);
	buf_finish(&buf);
	json_decref(body);
}

static void chain_is_a_hash_over_all_before(void **state)
{
	uint8_t head[CRYPTO_HASH] = {0}, hash[CRYPTO_HASH];
	char text[2 * CRYPTO_HASH + 1];

	(void)state;
	crypto_hash_make("abc", 3, hash);
	chain_step(head, hash);
	chain_step(head, hash);
	hex_write(head, sizeof(head), text);
	assert_string_equal(text, "bdeb6c6dc63852834c89f67066194207ce7d3806ea40ca58dc079246ef58a926");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_lines_of_every_kind),
		cmocka_unit_test(every_member_arrives),
		cmocka_unit_test(an_unknown_kind_or_member_is_no_fault),
		cmocka_unit_test(faulty_lines_are_refused),
		cmocka_unit_test(a_cut_line_is_refused),
		cmocka_unit_test(only_what_can_be_read_is_written),
		cmocka_unit_test(an_entry_has_a_ceiling),
		cmocka_unit_test(chain_is_a_hash_over_all_before),
	};

	crypto_start();
	arena_init(&arena, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
