// SPDX-License-Identifier: Apache-2.0
// Only what an active key signed, and only as it was signed, gets in.
#include "central/scene.h"

#include "central/ingest/access.h"

static const char BODY[] = "{\"id\":\"x\"}\n";

struct signer {
	struct scene *scene;
	uint8_t secret[CRYPTO_SIGN_KEY];
	char key_id[KEY_ID];
	struct access access; // as signed
};

static void sign_in(struct signer *signer, struct scene *scene, bool has_body)
{
	const struct kiosk_row kiosk = {KIOSK, "touch", UNIT, ""};
	uint8_t half[CRYPTO_KEY];

	memset(signer, 0, sizeof *signer);
	signer->scene = scene;
	crypto_sign_pair(half, signer->secret);
	key_id_of(half, signer->key_id);
	assert_int_equal(kiosk_put(&scene->store, &kiosk), ERR_NONE);
	assert_int_equal(key_put(&scene->store, KIOSK, half, clock_wall(&scene->clock)), ERR_NONE);
	signer->access.request = (struct signature_request){has_body ? "POST" : "GET",
		has_body ? "/api/v1/entries" : "/api/v1/feed", has_body ? "" : "after=7&wait=25",
		has_body ? BODY : NULL, has_body ? sizeof BODY - 1 : 0};
	signer->access.is_whole = true;
	signature_make(&signer->access.request, signer->secret, signer->key_id,
		clock_wall(&scene->clock) / 1000, &signer->access.headers);
}

static enum err check(struct signer *signer, const struct access *access)
{
	struct kiosk_row kiosk = {0};
	char key_id[KEY_ID];

	enum err err = access_check(&signer->scene->store, access, key_id, &kiosk);
	if (!err) {
		assert_string_equal(kiosk.id, KIOSK);
		assert_string_equal(key_id, signer->key_id);
	}
	return err;
}

static void what_was_signed_gets_in(void **state)
{
	struct signer signer;

	for (int has_body = 0; has_body < 2; has_body++) {
		sign_in(&signer, *state, has_body);
		assert_int_equal(check(&signer, &signer.access), ERR_NONE);
		signer.access.is_whole = false;
		assert_int_equal(check(&signer, &signer.access), ERR_NONE);
	}
}

// Each character of each header, exchanged for another.
static void no_part_of_the_headers_can_be_altered(void **state)
{
	struct signer signer;

	sign_in(&signer, *state, true);
	struct signature_headers *headers = &signer.access.headers;
	char *const texts[] = {headers->digest, headers->input, headers->signature};
	for (size_t t = 0; t < 3; t++) {
		for (char *at = texts[t]; *at; at++) {
			char before = *at;
			*at = before == 'A' ? 'B' : 'A';
			if (!check(&signer, &signer.access))
				fail_msg("%s gets in", texts[t]);
			*at = before;
		}
		char first = *texts[t];
		*texts[t] = '\0';
		assert_int_not_equal(check(&signer, &signer.access), ERR_NONE);
		*texts[t] = first;
	}
	assert_int_equal(check(&signer, &signer.access), ERR_NONE);
}

static void no_part_of_the_request_can_be_altered(void **state)
{
	struct signer signer;
	char body[sizeof BODY];

	sign_in(&signer, *state, true);
	const struct signature_request was = signer.access.request;
	struct signature_request *request = &signer.access.request;
	request->method = "PUT";
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	*request = was;
	request->path = "/api/v1/Entries";
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	*request = was;
	request->query = "a";
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	*request = was;
	for (size_t i = 0; i < sizeof BODY - 1; i++) {
		memcpy(body, BODY, sizeof BODY);
		body[i] ^= 1;
		request->body = body;
		assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	}
	*request = was;
	request->body_length--;
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	request->body_length = 0;
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	*request = was;
	assert_int_equal(check(&signer, &signer.access), ERR_NONE);
	// A body where none was signed.
	sign_in(&signer, *state, false);
	signer.access.request.body = BODY;
	signer.access.request.body_length = sizeof BODY - 1;
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
}

static void a_signature_ages(void **state)
{
	struct scene *scene = *state;
	struct signer signer;

	sign_in(&signer, scene, true);
	clock_move(&scene->clock, (SIGNATURE_WINDOW_S - 5) * 1000);
	assert_int_equal(check(&signer, &signer.access), ERR_NONE);
	clock_move(&scene->clock, 10 * 1000);
	assert_int_equal(check(&signer, &signer.access), ERR_EXPIRED);
	// A kiosk whose clock is ahead.
	signature_make(&signer.access.request, signer.secret, signer.key_id,
		clock_wall(&scene->clock) / 1000 + SIGNATURE_WINDOW_S + 5, &signer.access.headers);
	assert_int_equal(check(&signer, &signer.access), ERR_EXPIRED);
}

static void a_revoked_key_opens_nothing_at_once(void **state)
{
	struct scene *scene = *state;
	struct signer signer;
	bool had_key;

	sign_in(&signer, scene, true);
	assert_int_equal(check(&signer, &signer.access), ERR_NONE);
	assert_int_equal(
		key_revoke(&scene->store, KIOSK, clock_wall(&scene->clock), "stolen", &had_key), ERR_NONE);
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
}

static void another_key_does_not_speak_for_this_one(void **state)
{
	struct signer signer;
	uint8_t half[CRYPTO_KEY], secret[CRYPTO_SIGN_KEY];
	char key_id[KEY_ID];

	sign_in(&signer, *state, true);
	crypto_sign_pair(half, secret);
	key_id_of(half, key_id);
	const int64_t now = clock_wall(&signer.scene->clock) / 1000;
	signature_make(&signer.access.request, secret, signer.key_id, now, &signer.access.headers);
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
	signature_make(&signer.access.request, secret, key_id, now, &signer.access.headers);
	assert_int_equal(check(&signer, &signer.access), ERR_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_was_signed_gets_in),
		BOTH(no_part_of_the_headers_can_be_altered),
		BOTH(no_part_of_the_request_can_be_altered),
		BOTH(a_signature_ages),
		BOTH(a_revoked_key_opens_nothing_at_once),
		BOTH(another_key_does_not_speak_for_this_one),
	};

	return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
