// SPDX-License-Identifier: Apache-2.0
// Joining and leaving: codes that are good once and not for long, keys in force and revoked, secrets on disk.
#include "central/scene.h"

#include "central/store/kiosk.h"
#include <sys/stat.h>

static const struct kiosk_row TOUCH = {KIOSK, "touch", UNIT, "Sảnh chờ tầng 1"};

static void code_for(struct scene *scene, char code[ENROL_CODE])
{
	assert_int_equal(kiosk_put(&scene->store, &TOUCH), ERR_NONE);
	assert_int_equal(
		code_make(&scene->store, KIOSK, clock_wall(&scene->clock) + CODE_LIFE, code), ERR_NONE);
}

static enum err use(struct scene *scene, const char *code)
{
	struct kiosk_row kiosk;
	enum err result;

	assert_int_equal(code_use(&scene->store, code, clock_wall(&scene->clock), &kiosk, &result), ERR_NONE);
	if (!result)
		assert_string_equal(kiosk.id, KIOSK);
	return result;
}

static void a_code_is_good_once(void **state)
{
	struct scene *scene = *state;
	char code[ENROL_CODE];

	code_for(scene, code);
	assert_int_equal(strlen(code), ENROL_CODE - 1);
	assert_int_equal(use(scene, code), ERR_NONE);
	assert_int_equal(use(scene, code), ERR_DENIED);
}

static void a_code_is_good_for_a_quarter_of_an_hour(void **state)
{
	struct scene *scene = *state;
	char code[ENROL_CODE];

	code_for(scene, code);
	clock_move(&scene->clock, CODE_LIFE + 1);
	assert_int_equal(use(scene, code), ERR_EXPIRED);
}

static void five_wrong_guesses_end_a_code(void **state)
{
	struct scene *scene = *state;
	char code[ENROL_CODE], wrong[ENROL_CODE];

	code_for(scene, code);
	strcpy(wrong, code);
	wrong[ENROL_CODE - 2] = wrong[ENROL_CODE - 2] == 'A' ? 'B' : 'A';
	for (int i = 0; i < CODE_TRIES - 1; i++)
		assert_int_equal(use(scene, wrong), ERR_DENIED);
	assert_int_equal(scene_ask(scene, "SELECT tries FROM code"), CODE_TRIES - 1);
	assert_int_equal(use(scene, wrong), ERR_DENIED);
	assert_int_equal(use(scene, code), ERR_DENIED);
}

static void a_new_code_voids_the_one_before(void **state)
{
	struct scene *scene = *state;
	char first[ENROL_CODE], second[ENROL_CODE];

	code_for(scene, first);
	code_for(scene, second);
	assert_int_equal(use(scene, first), ERR_DENIED);
	assert_int_equal(use(scene, second), ERR_NONE);
}

static void a_code_is_not_in_the_database(void **state)
{
	struct scene *scene = *state;
	char code[ENROL_CODE], sql[128];

	code_for(scene, code);
	snprintf(sql, sizeof sql, "SELECT count(*) FROM code WHERE opening = '%s'", code);
	assert_int_equal(scene_ask(scene, sql), 0);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM code WHERE length(opening) = 3"), 1);
}

static void a_kiosk_keeps_its_role(void **state)
{
	struct scene *scene = *state;
	struct kiosk_row kiosk = TOUCH, found;

	assert_int_equal(kiosk_put(&scene->store, &TOUCH), ERR_NONE);
	strcpy(kiosk.unit, "03CC");
	assert_int_equal(kiosk_put(&scene->store, &kiosk), ERR_NONE);
	assert_int_equal(kiosk_get(&scene->store, KIOSK, &found), ERR_NONE);
	assert_string_equal(found.unit, "03CC");
	strcpy(kiosk.role, "connector");
	assert_int_equal(kiosk_put(&scene->store, &kiosk), ERR_CONFLICT);
	strcpy(kiosk.id, "Kiosk 1");
	assert_int_equal(kiosk_put(&scene->store, &kiosk), ERR_INVALID);
}

static void a_key_is_in_force_until_replaced_or_revoked(void **state)
{
	struct scene *scene = *state;
	uint8_t first[CRYPTO_KEY], second[CRYPTO_KEY], secret[CRYPTO_SIGN_KEY];
	char first_id[KEY_ID], second_id[KEY_ID];
	struct key_row key;
	char code[ENROL_CODE], whose[KIOSK_ID];
	bool had_key, is_revoked, is_open;
	int64_t now = clock_wall(&scene->clock);

	crypto_sign_pair(first, secret);
	crypto_sign_pair(second, secret);
	key_id_of(first, first_id);
	key_id_of(second, second_id);
	assert_int_equal(kiosk_put(&scene->store, &TOUCH), ERR_NONE);
	assert_int_equal(key_get(&scene->store, first_id, &key), ERR_NOT_FOUND);
	assert_int_equal(key_put(&scene->store, KIOSK, first, now), ERR_NONE);
	assert_int_equal(key_get(&scene->store, first_id, &key), ERR_NONE);
	assert_memory_equal(key.public_half, first, sizeof first);
	assert_string_equal(key.kiosk.unit, UNIT);
	assert_int_equal(key_put(&scene->store, KIOSK, second, now), ERR_NONE);
	assert_int_equal(key_get(&scene->store, first_id, &key), ERR_NOT_FOUND);
	assert_int_equal(key_get(&scene->store, second_id, &key), ERR_NONE);
	assert_int_equal(key_get_void(&scene->store, second_id, whose, &is_revoked), ERR_NOT_FOUND);
	assert_int_equal(key_get_void(&scene->store, first_id, whose, &is_revoked), ERR_NONE);
	assert_string_equal(whose, KIOSK);
	assert_false(is_revoked);
	assert_int_equal(code_make(&scene->store, KIOSK, now + CODE_LIFE, code), ERR_NONE);
	assert_int_equal(key_revoke(&scene->store, KIOSK, now, "stolen", &had_key), ERR_NONE);
	assert_true(had_key);
	assert_int_equal(code_is_open(&scene->store, KIOSK, &is_open), ERR_NONE);
	assert_false(is_open);
	assert_int_equal(key_get_void(&scene->store, second_id, whose, &is_revoked), ERR_NONE);
	assert_true(is_revoked);
	assert_int_equal(key_get(&scene->store, second_id, &key), ERR_NOT_FOUND);
	assert_int_equal(key_put(&scene->store, KIOSK, second, now), ERR_DENIED);
}

static void secrets_are_made_once_and_kept_private(void **state)
{
	struct scene *scene = *state;
	struct secrets again;
	struct stat about;
	char folder[96], file[128];

	snprintf(folder, sizeof folder, "%s/secrets", scene->stage.folder);
	snprintf(file, sizeof file, "%s/seal", folder);
	assert_int_equal(secrets_open(&again, folder), ERR_NONE);
	assert_memory_equal(&again, &scene->secrets, sizeof again);
	assert_int_equal(stat(folder, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0700);
	assert_int_equal(stat(file, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(chmod(file, 0644), 0);
	assert_int_equal(secrets_open(&again, folder), ERR_CORRUPT);
	assert_int_equal(chmod(file, 0600), 0);
	assert_int_equal(truncate(file, 5), 0);
	assert_int_equal(secrets_open(&again, folder), ERR_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_code_is_good_once),
		BOTH(a_code_is_good_for_a_quarter_of_an_hour),
		BOTH(five_wrong_guesses_end_a_code),
		BOTH(a_new_code_voids_the_one_before),
		BOTH(a_code_is_not_in_the_database),
		BOTH(a_kiosk_keeps_its_role),
		BOTH(a_key_is_in_force_until_replaced_or_revoked),
		SCENE_TEST("", DB_SQLITE, secrets_are_made_once_and_kept_private),
	};

	return cmocka_run_group_tests_name("kiosk", tests, NULL, NULL);
}
