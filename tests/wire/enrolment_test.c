// SPDX-License-Identifier: Apache-2.0
// Joining, and what happens at a counter.
#include "wire/counter.h"
#include "wire/enrolment.h"
#include "wire/golden.h"

static struct arena arena;

static json_t *json_of(const char *text)
{
	json_t *json = NULL;

	if (json_open(text, strlen(text), &json))
		fail_msg("not JSON: %s", text);
	return json;
}

static struct enrolment touch_kiosk(void)
{
	struct enrolment enrolment = {.kiosk = "hp3-01",
		.unit = "03TG",
		.role = "touch",
		.place = "Sảnh tầng 1, cạnh cửa",
		.epoch = "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
		.now = 1795401600000,
		.has_keys = true};

	memset(enrolment.seal_key, 1, CRYPTO_KEY);
	memset(enrolment.proof_key, 2, CRYPTO_KEY);
	memset(enrolment.receipt_salt, 3, sizeof(enrolment.receipt_salt));
	return enrolment;
}

static void code_and_key_are_asked_with(void **state)
{
	struct enrolment_ask ask = {.code = "ABCD2345"}, read;
	static const char *const bad[] = {"{\"code\":\"ABCD2345\"}", "{\"code\":\"abcd2345\",\"key\":\"@\"}",
		"{\"code\":\"ABCD234\",\"key\":\"@\"}", "{\"code\":\"ABCD23456\",\"key\":\"@\"}",
		"{\"code\":\"ABCD2340\",\"key\":\"@\"}", "{\"code\":\"ABCD2345\",\"key\":\"AAAA\"}"};

	(void)state;
	memset(ask.public_half, 7, CRYPTO_KEY);
	json_t *json = enrolment_ask_write(&ask);
	assert_int_equal(enrolment_ask_read(json, &read), ERR_NONE);
	assert_memory_equal(&read, &ask, sizeof(ask));
	json_decref(json);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
		json = json_of(strchr(bad[i], '@') ? golden_with(&arena, bad[i], "@", key) : bad[i]);
		assert_int_equal(enrolment_ask_read(json, &read), ERR_INVALID);
		json_decref(json);
	}
}

// The same bytes have one spelling: what is compared as text cannot be said in two ways.
static void bytes_have_one_spelling(void **state)
{
	static const char good[] =
		"{\"code\":\"ABCD2345\",\"key\":\"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc\"}";
	static const char *const others[] = {
		"Bwd\"", "Bwc=\"", "Bw c\"", "Bwc\\n\"", "Bw\"", "BwcH\"", "Bw+\""};
	struct enrolment_ask ask;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		json_t *json = json_of(golden_with(&arena, good, "Bwc\"", others[i]));
		assert_int_equal(enrolment_ask_read(json, &ask), ERR_INVALID);
		json_decref(json);
	}
}

static void kiosk_learns_who_it_is(void **state)
{
	struct enrolment enrolment = touch_kiosk(), read;
	json_t *json = enrolment_write(&enrolment);

	(void)state;
	assert_int_equal(enrolment_read(json, &read), ERR_NONE);
	assert_string_equal(read.kiosk, "hp3-01");
	assert_string_equal(read.unit, "03TG");
	assert_string_equal(read.role, "touch");
	assert_string_equal(read.place, "Sảnh tầng 1, cạnh cửa");
	assert_string_equal(read.epoch, enrolment.epoch);
	assert_int_equal(read.now, enrolment.now);
	assert_true(read.has_keys);
	assert_memory_equal(read.seal_key, enrolment.seal_key, CRYPTO_KEY);
	assert_memory_equal(read.proof_key, enrolment.proof_key, CRYPTO_KEY);
	assert_memory_equal(read.receipt_salt, enrolment.receipt_salt, sizeof(read.receipt_salt));
	json_object_set_new(json, "role", json_string("oven"));
	assert_int_equal(enrolment_read(json, &read), ERR_INVALID);
	json_decref(json);
}

static void board_gets_no_keys(void **state)
{
	struct enrolment enrolment = touch_kiosk(), read;

	(void)state;
	enrolment.role = "board";
	enrolment.has_keys = false;
	json_t *json = enrolment_write(&enrolment);
	assert_true(json_is_null(json_object_get(json, "keys")));
	assert_int_equal(enrolment_read(json, &read), ERR_NONE);
	assert_false(read.has_keys);
	assert_int_equal(read.proof_key[0], 0);
	json_decref(json);
}

static void counter_event_is_written_and_read(void **state)
{
	static const char line[] = "{\"sotk\":\"199044171150\",\"event\":\"called\",\"at\":1795401600000,"
				   "\"officers\":[\"HQ-03TG-0003\",\"HQ-03TG-0004\"],\"counter\":\"3\"}";
	struct counter_event event;
	struct buf buf;
	const char *field;
	json_t *json = json_of(line);

	(void)state;
	assert_int_equal(counter_event_read(&arena, json, &event, &field), ERR_NONE);
	json_decref(json);
	assert_string_equal(event.number, "199044171150");
	assert_int_equal(event.event, STAGE_CALLED);
	assert_int_equal(event.at, 1795401600000);
	assert_string_equal(event.officers, "HQ-03TG-0003;HQ-03TG-0004");
	buf_init(&buf, 0);
	json = counter_event_write(&event);
	json_put(&buf, json);
	assert_string_equal(buf.at, line);
	json_decref(json);
	buf_finish(&buf);
}

static void every_event_has_a_key(void **state)
{
	const char *field;

	(void)state;
	for (int stage = STAGE_REGISTERED; stage < STAGE_COUNT; stage++) {
		struct counter_event event = {
			.number = "199044171150", .event = (enum stage)stage, .officers = "", .counter = ""};
		struct counter_event read;
		json_t *json = counter_event_write(&event);
		assert_int_equal(counter_event_read(&arena, json, &read, &field), ERR_NONE);
		assert_int_equal(read.event, stage);
		assert_string_equal(read.officers, "");
		assert_string_equal(read.counter, "");
		json_decref(json);
	}
}

static void faulty_events_are_refused_by_name(void **state)
{
	static const char good[] = "{\"sotk\":\"199044171150\",\"event\":\"called\",\"at\":1,\"officers\":["
				   "\"A\"],\"counter\":null}";
	static const struct {
		const char *piece, *other, *field;
		enum err err;
	} faults[] = {
		{"199044171150", "19904417115", "sotk", ERR_INVALID},
		{"\"199044171150\"", "199044171150", "sotk", ERR_INVALID},
		{"called", "sung", "event", ERR_UNSUPPORTED},
		{"\"called\"", "null", "event", ERR_INVALID},
		{"\"at\":1", "\"at\":\"2026-11-23\"", "at", ERR_INVALID},
		{"\"at\":1", "\"at\":-1", "at", ERR_INVALID},
		{"[\"A\"]", "\"A\"", "officers", ERR_INVALID},
		{"[\"A\"]", "[\"\"]", "officers", ERR_INVALID},
		{"[\"A\"]", "[\"A;B\"]", "officers", ERR_INVALID},
		{"[\"A\"]", "[1]", "officers", ERR_INVALID},
		{"[\"A\"]", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]", "officers",
			ERR_INVALID},
		{"\"counter\":null", "\"counter\":3", "counter", ERR_INVALID},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		json_t *json = json_of(golden_with(&arena, good, faults[i].piece, faults[i].other));
		struct counter_event event;
		const char *field = NULL;
		assert_int_equal(counter_event_read(&arena, json, &event, &field), faults[i].err);
		assert_string_equal(field, faults[i].field);
		json_decref(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_and_key_are_asked_with),
		cmocka_unit_test(bytes_have_one_spelling),
		cmocka_unit_test(kiosk_learns_who_it_is),
		cmocka_unit_test(board_gets_no_keys),
		cmocka_unit_test(counter_event_is_written_and_read),
		cmocka_unit_test(every_event_has_a_key),
		cmocka_unit_test(faulty_events_are_refused_by_name),
	};

	arena_init(&arena, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
