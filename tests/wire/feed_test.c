// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "wire/feed.h"
#include "wire/golden.h"

#define EPOCH "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"

static struct arena arena;

static struct feed_declaration red_declaration(void)
{
	struct feed_declaration declaration = {
		.number = "199044171150",
		.shown = "199…7115",
		.enterprise = "Cty CP Thép V•••",
		.type = "A11",
		.office = "03TG",
		.channel = CHANNEL_RED,
		.status = STAGE_PHYSICAL,
		.stage = STAGE_CALLED,
		.counter = "Bãi K2",
		.times = {[STAGE_REGISTERED] = 1795401600000, [STAGE_DOC_CHECK] = 1795401700000},
		.has_proof = true,
		.owner = {1, 2, 3, 4, 5, 6, 7, 8},
		.party_count = 2,
		.parties = {{PARTY_OFFICER, "HQ-03TG-0014", STEP_GOODS}, {PARTY_TEAM, "03TG-KH", ""}},
		.rated = 1u << PHASE_DURING,
	};

	memset(declaration.proof, 0xa5, PROOF_BYTES);
	return declaration;
}

static char *text_of(const json_t *json)
{
	struct buf buf;

	buf_init(&buf, 0);
	json_put(&buf, json);
	char *text = arena_text(&arena, buf.at);
	buf_finish(&buf);
	return text;
}

static json_t *json_of(const char *text)
{
	json_t *json = NULL;

	if (json_open(text, strlen(text), &json))
		fail_msg("not JSON: %s", text);
	return json;
}

static void page_is_written_row_by_row_and_read(void **state)
{
	struct buf buf;
	struct feed_page page;

	(void)state;
	buf_init(&buf, FEED_PAGE_BYTES);
	feed_page_begin(&buf, EPOCH);
	feed_page_change(&buf, 5, "officer", "ngô \"văn\" nghĩa", "{\"vi\":\"Ngô Văn Nghĩa\"}");
	feed_page_change(&buf, 9, "declaration", "19904417115", NULL);
	feed_page_change(&buf, 12, "weather", "rain", "{}");
	feed_page_end(&buf, 12, 1795401600000);
	assert_int_equal(feed_page_read(&arena, buf.at, buf.length, &page), ERR_NONE);
	assert_string_equal(page.epoch, EPOCH);
	assert_int_equal(page.next, 12);
	assert_int_equal(page.now, 1795401600000);
	assert_int_equal(page.count, 3);
	assert_int_equal(page.changes[0].n, 5);
	assert_int_equal(page.changes[0].kind, FEED_OFFICER);
	assert_string_equal(page.changes[0].key, "ngô \"văn\" nghĩa");
	assert_string_equal(text_of(page.changes[0].value), "{\"vi\":\"Ngô Văn Nghĩa\"}");
	assert_int_equal(page.changes[1].kind, FEED_DECLARATION);
	assert_null(page.changes[1].value); // a tombstone
	assert_int_equal(
		page.changes[2].kind, FEED_KINDS); // of a newer schema: skipped, the cursor still moves
	feed_page_finish(&page);
	buf_finish(&buf);
}

static void an_empty_page_is_a_page(void **state)
{
	struct buf buf;
	struct feed_page page;

	(void)state;
	buf_init(&buf, FEED_PAGE_BYTES);
	feed_page_begin(&buf, EPOCH);
	feed_page_end(&buf, 0, 1);
	assert_int_equal(feed_page_read(&arena, buf.at, buf.length, &page), ERR_NONE);
	assert_int_equal(page.count, 0);
	feed_page_finish(&page);
	buf_finish(&buf);
}

static void faulty_pages_are_refused_whole(void **state)
{
	static const char good[] =
		"{\"epoch\":\"" EPOCH "\",\"changes\":[{\"n\":5,\"kind\":\"unit\",\"key\":\"03TG\","
		"\"value\":{\"vi\":\"x\"}}],\"next\":5,\"now\":1}";
	static const char *const faults[][2] = {
		{"\"epoch\"", "\"era\""},
		{"\"changes\":[", "\"changes\":{},\"others\":["},
		{"\"changes\":[", "\"changes\":[null,"},
		{"\"n\":5", "\"n\":-5"},
		{"\"n\":5", "\"n\":\"5\""},
		{"\"kind\":\"unit\"", "\"kind\":7"},
		{"\"key\":\"03TG\"", "\"key\":\"\""},
		{"\"key\":\"03TG\"", "\"key\":\"\\u202e\""},
		{"\"value\":{\"vi\":\"x\"}", "\"value\":[]"},
		{"\"value\":{\"vi\":\"x\"}", "\"value\":7"},
		{",\"value\":{\"vi\":\"x\"}", ""},
		{"\"next\":5", "\"next\":5.5"},
		{"\"now\":1", "\"now\":-1"},
	};
	struct feed_page page;

	(void)state;
	assert_int_equal(feed_page_read(&arena, good, strlen(good), &page), ERR_NONE);
	feed_page_finish(&page);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *text = golden_with(&arena, good, faults[i][0], faults[i][1]);
		if (feed_page_read(&arena, text, strlen(text), &page) != ERR_INVALID)
			fail_msg("taken: %s", text);
		assert_null(page.document);
	}
	for (size_t cut = 0; cut < strlen(good); cut++)
		assert_int_equal(feed_page_read(&arena, good, cut, &page), ERR_INVALID);
}

static void declaration_arrives_whole(void **state)
{
	struct feed_declaration sent = red_declaration(), read;
	json_t *json = feed_declaration_write(&sent);

	(void)state;
	assert_int_equal(feed_declaration_read(json, &read), ERR_NONE);
	assert_string_equal(read.number, sent.number);
	assert_string_equal(read.shown, sent.shown);
	assert_string_equal(read.enterprise, sent.enterprise);
	assert_string_equal(read.type, sent.type);
	assert_string_equal(read.office, sent.office);
	assert_string_equal(read.counter, sent.counter);
	assert_int_equal(read.channel, sent.channel);
	assert_int_equal(read.status, sent.status);
	assert_int_equal(read.stage, sent.stage);
	assert_memory_equal(read.times, sent.times, sizeof(read.times));
	assert_true(read.has_proof);
	assert_memory_equal(read.owner, sent.owner, OWNER_BYTES);
	assert_memory_equal(read.proof, sent.proof, PROOF_BYTES);
	assert_int_equal(read.party_count, 2);
	assert_memory_equal(read.parties, sent.parties, sizeof(read.parties));
	assert_int_equal(read.rated, sent.rated);
	json_decref(json);
}

// A board gets nothing that a passer-by could use.
static void board_gets_no_number_owner_proof_or_parties(void **state)
{
	struct feed_declaration sent = red_declaration(), read;

	(void)state;
	sent.number = "";
	sent.has_proof = false;
	sent.party_count = 0;
	json_t *json = feed_declaration_write(&sent);
	assert_null(strstr(text_of(json), "owner"));
	assert_null(strstr(text_of(json), "proof"));
	assert_int_equal(feed_declaration_read(json, &read), ERR_NONE);
	assert_string_equal(read.number, "");
	assert_false(read.has_proof);
	json_decref(json);
}

static void a_newer_central_is_understood_as_far_as_possible(void **state)
{
	static const struct {
		const char *piece, *other;
		enum err err;
	} changes[] = {
		{"\"channel\":\"red\"", "\"channel\":\"blue\"", ERR_UNSUPPORTED},
		{"\"status\":\"physical\"", "\"status\":\"beamed\"", ERR_UNSUPPORTED},
		{"\"stage\":\"called\"", "\"stage\":\"sung\"", ERR_UNSUPPORTED},
		{"\"party\":\"team\"", "\"party\":\"robot\"", ERR_NONE},
		{"\"rated\":[", "\"rated\":[\"later\",", ERR_NONE},
		{"\"times\":{", "\"times\":{\"sung\":\"at dawn\",\"cleared\":null,", ERR_NONE},
		{"\"status\":\"physical\"", "\"status\":\"\"", ERR_UNSUPPORTED},
		{"\"status\":\"physical\"", "\"status\":null", ERR_INVALID},
		{"\"times\":{\"registered\":1795401600000", "\"times\":{\"registered\":\"1795401600000\"",
			ERR_INVALID},
		{"\"times\":{", "\"times\":null,\"hours\":{", ERR_INVALID},
		{"\"d12\":\"199044171150\"", "\"d12\":\"19904417115\"", ERR_INVALID},
		{"\"d12\":\"199044171150\"", "\"d12\":\"19904417115a\"", ERR_INVALID},
		{"\"owner\":\"", "\"owner\":\"AA", ERR_INVALID},
		{"\"proof\":\"", "\"proof\":\"=", ERR_INVALID},
		{"\"masked\":\"199…7115\"", "\"masked\":\"\"", ERR_INVALID},
		{"\"enterprise\":\"Cty", "\"enterprise\":\"\\u0000Cty",
			ERR_CORRUPT}, // not JSON of ours at all
		{"\"parties\":[", "\"parties\":{},\"guests\":[", ERR_INVALID},
		{"\"parties\":[", "\"parties\":[7,", ERR_INVALID},
	};
	struct feed_declaration sent = red_declaration(), read;
	json_t *json = feed_declaration_write(&sent);
	const char *good = text_of(json);

	(void)state;
	json_decref(json);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const char *text = golden_with(&arena, good, changes[i].piece, changes[i].other);
		enum err err = ERR_CORRUPT;
		if (!json_open(text, strlen(text), &json)) {
			err = feed_declaration_read(json, &read);
			json_decref(json);
		}
		if (err != changes[i].err)
			fail_msg("%s: %s", err_name(err), text);
	}
}

static void no_more_parties_than_have_room(void **state)
{
	struct feed_declaration sent = red_declaration(), read;

	(void)state;
	sent.party_count = PARTIES_MOST;
	for (size_t i = 0; i < PARTIES_MOST; i++)
		sent.parties[i] = sent.parties[0];
	json_t *json = feed_declaration_write(&sent);
	assert_int_equal(feed_declaration_read(json, &read), ERR_NONE);
	json_t *parties = json_object_get(json, "parties");
	json_array_append(parties, json_array_get(parties, 0));
	assert_int_equal(feed_declaration_read(json, &read), ERR_INVALID);
	json_decref(json);
}

// HMAC-SHA-256 computed by another implementation over "19904417115" "6192", key 0, 1, .. 31.
static void proof_is_the_same_on_both_sides(void **state)
{
	uint8_t key[CRYPTO_KEY], proof[PROOF_BYTES], other[PROOF_BYTES];
	char text[2 * PROOF_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	feed_proof(key, "19904417115", "6192", proof);
	hex_write(proof, sizeof(proof), text);
	assert_string_equal(text, "7969a4530121ff5b4a3a31ef2342af9d");
	feed_proof(key, "199044171150", "6192", other); // only the identity counts
	assert_memory_equal(proof, other, PROOF_BYTES);
	feed_proof(key, "19904417115", "6193", other);
	assert_memory_not_equal(proof, other, PROOF_BYTES);
}

static void call_name_and_figures(void **state)
{
	struct feed_call call = {7, "19904417115", "199…7115", "3", 1795401600000}, call_read;
	struct feed_name name = {"Ngô Văn Nghĩa", "", "03TG-00", ""}, name_read;
	struct feed_figures figures = {47, 212, 38, -1, 4}, figures_read;
	json_t *json = feed_call_write(&call);

	(void)state;
	assert_int_equal(feed_call_read(json, &call_read), ERR_NONE);
	assert_int_equal(call_read.serial, 7);
	assert_string_equal(call_read.identity, "19904417115");
	assert_string_equal(call_read.shown, "199…7115");
	assert_string_equal(call_read.counter, "3");
	assert_int_equal(call_read.at, 1795401600000);
	json_decref(json);
	json = feed_name_write(&name);
	assert_int_equal(feed_name_read(json, &name_read), ERR_NONE);
	assert_string_equal(name_read.vi, "Ngô Văn Nghĩa");
	assert_string_equal(name_read.en, "");
	assert_string_equal(name_read.parent, "03TG-00");
	json_decref(json);
	json = feed_figures_write(&figures);
	assert_string_equal(text_of(json), "{\"open\":47,\"finished\":212,\"median_minutes\":38,\"satisfied_"
					   "percent\":null,\"ballots\":4}");
	assert_int_equal(feed_figures_read(json, &figures_read), ERR_NONE);
	assert_memory_equal(&figures_read, &figures, sizeof(figures));
	json_decref(json);
	json = json_of("{\"serial\":7,\"declaration\":\"199044171150\",\"masked\":\"x\",\"counter\":\"3\","
		       "\"at\":1}");
	assert_int_equal(feed_call_read(json, &call_read), ERR_INVALID);
	json_decref(json);
	json = json_of("{\"vi\":\"\"}");
	assert_int_equal(feed_name_read(json, &name_read), ERR_INVALID);
	json_decref(json);
	json = json_of("{\"satisfied_percent\":101}");
	assert_int_equal(feed_figures_read(json, &figures_read), ERR_INVALID);
	json_decref(json);
}

static void every_kind_is_found_by_its_key(void **state)
{
	(void)state;
	for (int kind = 0; kind < FEED_KINDS; kind++)
		assert_int_equal(feed_kind_find(FEED_KIND_KEYS[kind]), kind);
	assert_int_equal(feed_kind_find("weather"), FEED_KINDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_is_written_row_by_row_and_read),
		cmocka_unit_test(an_empty_page_is_a_page),
		cmocka_unit_test(faulty_pages_are_refused_whole),
		cmocka_unit_test(declaration_arrives_whole),
		cmocka_unit_test(board_gets_no_number_owner_proof_or_parties),
		cmocka_unit_test(a_newer_central_is_understood_as_far_as_possible),
		cmocka_unit_test(no_more_parties_than_have_room),
		cmocka_unit_test(proof_is_the_same_on_both_sides),
		cmocka_unit_test(call_name_and_figures),
		cmocka_unit_test(every_kind_is_found_by_its_key),
	};

	crypto_start();
	arena_init(&arena, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
