// SPDX-License-Identifier: Apache-2.0
#include "wire/entry.h"
#include "wire/golden.h"

#define EPOCH "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HIGH "{\"inc\":\"00112233445566778899aabbccddeeff\",\"seq\":4711}"

static const char ANSWER[] = "{\"verdicts\":["
			     "{\"id\":\"" EPOCH "\",\"sha\":\"" HASH "\",\"verdict\":\"ok\",\"code\":null},"
			     "{\"id\":null,\"sha\":\"" HASH "\",\"verdict\":\"refused\",\"code\":\"json\"}],"
			     "\"high\":" HIGH ",\"epoch\":\"" EPOCH "\",\"now\":1795401600000}";

static struct arena arena;

static enum err read_answer(const char *text, struct verdicts *verdicts)
{
	return verdicts_read(text, strlen(text), verdicts);
}

static void answer_is_read_and_written_again(void **state)
{
	struct verdicts *verdicts = arena_new(&arena, struct verdicts);
	uint8_t hash[CRYPTO_HASH];
	struct buf buf;

	(void)state;
	buf_init(&buf, 0);
	assert_int_equal(read_answer(ANSWER, verdicts), ERR_NONE);
	assert_int_equal(verdicts->count, 2);
	assert_int_equal(verdicts->rows[0].verdict, VERDICT_OK);
	assert_string_equal(verdicts->rows[0].code, "");
	assert_string_equal(
		verdicts->rows[1].id, ""); // a line that could not be parsed is matched by its hash
	assert_string_equal(verdicts->rows[1].code, "json");
	crypto_hash_make("abc", 3, hash);
	assert_memory_equal(verdicts->rows[0].hash, hash, CRYPTO_HASH);
	assert_int_equal(verdicts->high_seq, 4711);
	assert_int_equal(verdicts_write(&buf, verdicts), ERR_NONE);
	assert_string_equal(buf.at, ANSWER);
	buf_finish(&buf);
}

static void a_full_answer_fits(void **state)
{
	struct verdicts *verdicts = arena_new(&arena, struct verdicts);
	struct verdicts *again = arena_new(&arena, struct verdicts);
	struct buf buf;

	(void)state;
	buf_init(&buf, 0);
	verdicts->count = ENTRIES_COUNT;
	for (size_t i = 0; i < ENTRIES_COUNT; i++) {
		strcpy(verdicts->rows[i].id, EPOCH);
		strcpy(verdicts->rows[i].code, "declaration-not-known-y");
		verdicts->rows[i].verdict = (enum verdict)(i % VERDICT_COUNT);
	}
	strcpy(verdicts->epoch, EPOCH);
	assert_int_equal(verdicts_write(&buf, verdicts), ERR_NONE);
	assert_int_equal(verdicts_read(buf.at, buf.length, again), ERR_NONE);
	assert_memory_equal(again, verdicts, sizeof(*again));
	buf_finish(&buf);
}

// A captive portal, a proxy's page, another program: anything that is not exactly an answer of ours marks
// nothing as sent.
static void what_is_not_our_answer_is_none(void **state)
{
	static const char *const faults[][2] = {
		{"\"verdict\":\"ok\"", "\"verdict\":\"fine\""},
		{"\"verdict\":\"ok\"", "\"verdict\":0"},
		{"\"sha\":\"" HASH "\"", "\"sha\":\"\""},
		{"\"sha\":\"" HASH "\"", "\"sha\":\"" HASH "00\""},
		{"\"sha\":\"b", "\"sha\":\"B"},
		{"\"id\":\"" EPOCH "\"", "\"id\":\"1\""},
		{"\"id\":\"" EPOCH "\"", "\"id\":7"},
		{"\"code\":null", "\"code\":\"a code that is too long to be one\""},
		{"\"seq\":4711", "\"seq\":-1"},
		{HIGH, "7"},
		{"\"epoch\"", "\"era\""},
		{"\"now\":1795401600000", "\"now\":\"today\""},
		{"\"verdicts\":[", "\"verdicts\":{},\"others\":["},
		{"\"verdicts\":[", "\"verdicts\":[7,"},
		{"{\"verdicts\"", "<html>{\"verdicts\""},
	};
	struct verdicts *verdicts = arena_new(&arena, struct verdicts);

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *text = golden_with(&arena, ANSWER, faults[i][0], faults[i][1]);
		if (read_answer(text, verdicts) != ERR_INVALID)
			fail_msg("taken: %s", text);
	}
	for (size_t cut = 0; cut < strlen(ANSWER); cut++)
		assert_int_equal(verdicts_read(ANSWER, cut, verdicts), ERR_INVALID);
	assert_int_equal(read_answer(golden_with(&arena, ANSWER, HIGH, "null"), verdicts), ERR_NONE);
}

static void more_verdicts_than_entries_are_none(void **state)
{
	struct verdicts *verdicts = arena_new(&arena, struct verdicts);
	struct buf buf;

	(void)state;
	buf_init(&buf, 0);
	buf_text(&buf, "{\"verdicts\":[");
	for (int i = 0; i <= ENTRIES_COUNT; i++)
		buf_format(&buf, "%s{\"id\":null,\"sha\":\"" HASH "\",\"verdict\":\"ok\"}", i ? "," : "");
	buf_text(&buf, "],\"epoch\":\"" EPOCH "\",\"now\":1}");
	assert_int_equal(read_answer(buf.at, verdicts), ERR_INVALID);
	buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_is_read_and_written_again),
		cmocka_unit_test(a_full_answer_fits),
		cmocka_unit_test(what_is_not_our_answer_is_none),
		cmocka_unit_test(more_verdicts_than_entries_are_none),
	};

	crypto_start();
	arena_init(&arena, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
