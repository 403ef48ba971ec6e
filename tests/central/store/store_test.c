// SPDX-License-Identifier: Apache-2.0
// The counter row and the change log: numbers that rise as transactions commit, the newest value per key.
#include "central/scene.h"

#include "central/store/change.h"
#include "central/store/readers.h"
#include "central/store/schema.h"

#define EVERYTHING INT64_C(1000)

static void publish(struct scene *scene, const char *unit, const char *key, const char *value)
{
	assert_int_equal(store_publish(&scene->store, unit, "notice", key, value), ERR_NONE);
}

static void commit_one(struct scene *scene, const char *unit, const char *key, const char *value)
{
	assert_int_equal(store_begin(&scene->store), ERR_NONE);
	publish(scene, unit, key, value);
	assert_int_equal(store_commit(&scene->store), ERR_NONE);
}

static enum err note(void *context, const struct change_row *row)
{
	buf_format(context, "%s%lld %s %s", ((struct buf *)context)->length ? ", " : "", (long long)row->n,
		row->key, row->value ? row->value : "gone");
	return ERR_NONE;
}

static const char *list(struct scene *scene, const char *unit, int64_t after, int64_t limit, bool is_snapshot)
{
	struct buf buf;
	int64_t count;

	buf_init(&buf, 0);
	buf_text(&buf, "");
	assert_int_equal(
		change_list(&scene->store, unit, after, limit, is_snapshot, note, &buf, &count), ERR_NONE);
	const char *text = arena_text(&scene->arena, buf.at);
	buf_finish(&buf);
	return text;
}

static void a_reader_gets_the_newest_of_each_key_in_order(void **state)
{
	struct scene *scene = *state;

	commit_one(scene, "03TG", "a", "{\"v\":1}");
	commit_one(scene, "03CC", "b", "{\"v\":2}");
	commit_one(scene, "", "c", "{\"v\":3}");
	commit_one(scene, "03TG", "d", "{\"v\":4}");
	commit_one(scene, "03TG", "a", "{\"v\":5}");
	assert_string_equal(
		list(scene, "03TG", 0, EVERYTHING, false), "3 c {\"v\":3}, 4 d {\"v\":4}, 5 a {\"v\":5}");
	assert_string_equal(list(scene, "03TG", 0, 2, false), "3 c {\"v\":3}, 4 d {\"v\":4}");
	assert_string_equal(list(scene, "03TG", 4, EVERYTHING, false), "5 a {\"v\":5}");
	assert_string_equal(list(scene, "03CC", 0, EVERYTHING, false), "2 b {\"v\":2}, 3 c {\"v\":3}");
}

static void the_same_value_again_is_no_change(void **state)
{
	struct scene *scene = *state;

	commit_one(scene, "03TG", "a", "{\"v\":1}");
	commit_one(scene, "03TG", "a", "{\"v\":1}");
	assert_int_equal(scene->store.feed, 1);
	assert_int_equal(scene->store.touched_count, 0);
	commit_one(scene, "03TG", "gone", NULL);
	commit_one(scene, "03TG", "gone", NULL);
	assert_int_equal(scene->store.feed, 2);
}

static void what_is_taken_away_is_told_but_not_in_a_snapshot(void **state)
{
	struct scene *scene = *state;

	commit_one(scene, "03TG", "a", "{\"v\":1}");
	commit_one(scene, "03TG", "b", "{\"v\":1}");
	commit_one(scene, "03TG", "a", NULL);
	assert_string_equal(list(scene, "03TG", 1, EVERYTHING, false), "2 b {\"v\":1}, 3 a gone");
	assert_string_equal(list(scene, "03TG", 0, EVERYTHING, true), "2 b {\"v\":1}");
}

static void numbers_of_what_was_undone_are_given_again(void **state)
{
	struct scene *scene = *state;
	struct store *store = &scene->store;

	commit_one(scene, "03TG", "a", "{}");
	assert_int_equal(store_begin(store), ERR_NONE);
	publish(scene, "03TG", "b", "{}");
	assert_int_equal(store_savepoint(store), ERR_NONE);
	publish(scene, "03CC", "c", "{}");
	assert_int_equal(store->touched_count, 2);
	assert_int_equal(store_rollback_to(store), ERR_NONE);
	assert_int_equal(store->touched_count, 1);
	publish(scene, "03TG", "d", "{}");
	assert_int_equal(store_commit(store), ERR_NONE);
	assert_string_equal(list(scene, "03TG", 0, EVERYTHING, false), "1 a {}, 2 b {}, 3 d {}");
	assert_string_equal(list(scene, "03CC", 0, EVERYTHING, false), "");

	assert_int_equal(store_begin(store), ERR_NONE);
	publish(scene, "03TG", "e", "{}");
	store_rollback(store);
	commit_one(scene, "03TG", "f", "{}");
	assert_string_equal(list(scene, "03TG", 3, EVERYTHING, false), "4 f {}");
}

static void whoever_opens_it_next_goes_on_with_the_numbers(void **state)
{
	struct scene *scene = *state;
	char epoch[ID_SIZE];

	commit_one(scene, "03TG", "a", "{}");
	strcpy(epoch, scene->store.epoch);
	store_close(&scene->store);
	scene_open(scene);
	commit_one(scene, "03TG", "b", "{}");
	assert_int_equal(scene->store.feed, 2);
	assert_string_equal(scene->store.epoch, epoch);
	assert_int_equal(store_begin(&scene->store), ERR_NONE);
	assert_int_equal(store_renew_epoch(&scene->store), ERR_NONE);
	assert_int_equal(store_commit(&scene->store), ERR_NONE);
	store_close(&scene->store);
	scene_open(scene);
	assert_string_not_equal(scene->store.epoch, epoch);
}

static void only_one_process_writes(void **state)
{
	struct scene *scene = *state;
	const struct store_options options = scene_options(scene, DB_WRITE);
	struct store second;

	assert_int_equal(store_open(&second, &options), ERR_BUSY);
	commit_one(scene, "03TG", "a", "{}");
}

static void readers_see_what_was_committed(void **state)
{
	struct scene *scene = *state;
	const struct store_options options = scene_options(scene, DB_READ);
	struct readers *readers;
	struct store *reader;

	assert_int_equal(readers_open(&readers, &options, 2), ERR_NONE);
	assert_int_equal(reader_take(readers, &reader), ERR_NONE);
	commit_one(scene, "03TG", "a", "{}");
	assert_int_equal(stage_ask(reader->db, "SELECT feed FROM counter"), 1);
	reader_give(readers, reader, ERR_NONE);
	readers_close(readers);
}

static void a_connection_that_failed_is_opened_anew(void **state)
{
	struct scene *scene = *state;
	const struct store_options options = scene_options(scene, DB_READ);
	struct readers *readers;
	struct store *reader;

	assert_int_equal(readers_open(&readers, &options, 1), ERR_NONE);
	assert_int_equal(reader_take(readers, &reader), ERR_NONE);
	reader_give(readers, reader, ERR_NETWORK);
	assert_int_equal(reader_take(readers, &reader), ERR_NONE);
	assert_int_equal(stage_ask(reader->db, "SELECT feed FROM counter"), 0);
	reader_give(readers, reader, ERR_NOT_FOUND); // of the data: the connection is good
	assert_non_null(reader->db);
	readers_close(readers);
}

// A database of the third version, in which a ballot with a token has replaced an earlier one with proof.
static void ballots_of_an_older_server_know_the_first_with_proof(void **state)
{
	static const char *const proofs[] = {"none", "tax4", "token"};
	struct scene *scene = *state;
	struct db_stage old;
	int ran;

	stage_start(&old, scene->stage.is_postgres ? &DB_POSTGRES : &DB_SQLITE);
	struct db *db = stage_open(&old, DB_WRITE);
	assert_int_equal(db_lease(db), ERR_NONE);
	assert_int_equal(migrate_run(db, SCHEMA, 3, &ran), ERR_NONE);
	for (int64_t position = 1; position <= 3; position++) {
		assert_int_equal(
			db_do(db, NULL,
				"INSERT INTO journal (position, id, kiosk, kind, hash, bytes, received, "
				"dated,"
				" verdict, code) VALUES ($1, $2, 'k', 'ballot', $3, $3, 1, 1, 'ok', '')",
				"itb", position, proofs[position - 1], "x", (size_t)1),
			ERR_NONE);
		assert_int_equal(
			db_do(db, NULL,
				"INSERT INTO ballot (position, subject, identity, ref, unit, phase, proof,"
				" claimed, state, is_disputed, dated, took_ms, lang, tag, has_comment)"
				" VALUES ($1, 'declaration', '10199000001', '', '', 'after', $2, $2, $3, 0, "
				"1,"
				" 1, '', '', 0)",
				"itt", position, proofs[position - 1],
				position == 3 ? "counts" : "superseded"),
			ERR_NONE);
	}
	assert_int_equal(migrate_run(db, SCHEMA, SCHEMA_COUNT, &ran), ERR_NONE);
	assert_int_equal(stage_ask(db, "SELECT proven FROM ballot WHERE state = 'counts'"), 2);
	assert_int_equal(stage_ask(db, "SELECT count(*) FROM night"), 1);
	db_close(db);
	stage_finish(&old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_reader_gets_the_newest_of_each_key_in_order),
		BOTH(the_same_value_again_is_no_change),
		BOTH(what_is_taken_away_is_told_but_not_in_a_snapshot),
		BOTH(numbers_of_what_was_undone_are_given_again),
		BOTH(whoever_opens_it_next_goes_on_with_the_numbers),
		BOTH(only_one_process_writes),
		BOTH(readers_see_what_was_committed),
		BOTH(a_connection_that_failed_is_opened_anew),
		BOTH(ballots_of_an_older_server_know_the_first_with_proof),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
