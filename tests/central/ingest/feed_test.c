// SPDX-License-Identifier: Apache-2.0
// What kiosks and boards are told: in order, each key's newest, nothing another unit's, nothing a board must
// not know; and a snapshot is what the feed adds up to.
#include "central/ingest/sender.h"

#include "central/ingest/enrol.h"
#include "central/ingest/feed.h"

static struct feed_page read_feed(struct scene *scene, struct feed_ask ask)
{
	struct feed_page page;
	struct buf buf;
	int64_t count;

	buf_init(&buf, FEED_PAGE_BYTES);
	ask.epoch = ask.epoch ? ask.epoch : "";
	assert_int_equal(feed_write(&scene->store, &ask, &buf, &count), ERR_NONE);
	assert_int_equal(feed_page_read(&scene->arena, buf.at, buf.length, &page), ERR_NONE);
	assert_int_equal(page.count, count);
	buf_finish(&buf);
	return page;
}

static enum err ask_feed(struct scene *scene, int64_t after, const char *epoch)
{
	const struct feed_ask ask = {UNIT, false, after, FEED_LIMIT, epoch};
	struct buf buf;
	int64_t count;

	buf_init(&buf, FEED_PAGE_BYTES);
	enum err err = feed_write(&scene->store, &ask, &buf, &count);
	buf_finish(&buf);
	return err;
}

static struct feed_page read_snapshot(struct scene *scene, bool is_board)
{
	struct feed_page page;
	struct buf buf;

	buf_init(&buf, SNAPSHOT_BYTES);
	assert_int_equal(snapshot_write(&scene->store, UNIT, is_board, &buf), ERR_NONE);
	assert_int_equal(feed_page_read(&scene->arena, buf.at, buf.length, &page), ERR_NONE);
	buf_finish(&buf);
	return page;
}

static void publish(struct scene *scene, const char *unit, const char *key, const char *value)
{
	assert_int_equal(store_begin(&scene->store), ERR_NONE);
	assert_int_equal(store_publish(&scene->store, unit, "unit", key, value), ERR_NONE);
	assert_int_equal(store_commit(&scene->store), ERR_NONE);
}

static void the_feed_goes_on_where_it_was_left(void **state)
{
	struct scene *scene = *state;
	char key[16];

	for (int i = 0; i < 25; i++) {
		snprintf(key, sizeof key, "%d", i);
		publish(scene, i % 3 ? UNIT : "03CC", key, "{\"vi\":\"x\"}");
	}
	int64_t after = 0, seen = 0, last = 0;
	do {
		struct feed_page page = read_feed(scene, (struct feed_ask){UNIT, false, after, 4, NULL});
		for (size_t i = 0; i < page.count; i++) {
			assert_true(page.changes[i].n > last);
			last = page.changes[i].n;
			assert_int_not_equal(atoi(page.changes[i].key) % 3, 0);
		}
		seen += (int64_t)page.count;
		after = page.next;
		feed_page_finish(&page);
	} while (after < 25);
	assert_int_equal(seen, 16);
	struct feed_page page = read_feed(scene, (struct feed_ask){UNIT, false, 25, 4, NULL});
	assert_int_equal(page.count, 0);
	assert_int_equal(page.next, 25);
	assert_in_range(page.now, clock_wall(&scene->clock) - CLOCK_MINUTE, clock_wall(&scene->clock));
	feed_page_finish(&page);
}

static void a_cursor_of_another_history_is_refused(void **state)
{
	struct scene *scene = *state;
	char epoch[ID_SIZE];

	publish(scene, UNIT, "a", "{}");
	publish(scene, UNIT, "b", "{}");
	strcpy(epoch, scene->store.epoch);
	assert_int_equal(ask_feed(scene, 2, epoch), ERR_NONE);
	assert_int_equal(ask_feed(scene, 3, epoch), ERR_EXPIRED); // ahead of everything
	assert_int_equal(ask_feed(scene, 1, "0193f3d8-7c00-7000-8000-000000000000"), ERR_EXPIRED);
	assert_int_equal(db_run(scene->store.db, "UPDATE counter SET floor = 2"), ERR_NONE);
	assert_int_equal(ask_feed(scene, 1, epoch), ERR_EXPIRED); // too old
	assert_int_equal(ask_feed(scene, 2, epoch), ERR_NONE);
}

static void a_snapshot_is_what_the_feed_adds_up_to(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	unsigned seed = 7;

	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	sender_declare(&sender, "10199000002");
	sender_close(&sender);
	for (int i = 0; i < 200; i++) {
		char key[16], value[48];
		seed = seed * 1103515245 + 12345;
		snprintf(key, sizeof key, "%u", seed >> 16 & 15);
		snprintf(value, sizeof value, "{\"vi\":\"%d\"}", i);
		publish(scene, seed >> 20 & 1 ? UNIT : "", key, seed >> 21 & 3 ? value : NULL);
	}
	struct feed_page feed = read_feed(scene, (struct feed_ask){UNIT, false, 0, FEED_LIMIT, NULL});
	struct feed_page snapshot = read_snapshot(scene, false);
	size_t at = 0;
	for (size_t i = 0; i < feed.count; i++) {
		if (!feed.changes[i].value)
			continue;
		assert_true(at < snapshot.count);
		assert_int_equal(snapshot.changes[at].n, feed.changes[i].n);
		assert_string_equal(snapshot.changes[at].key, feed.changes[i].key);
		assert_true(json_equal(snapshot.changes[at].value, feed.changes[i].value));
		at++;
	}
	assert_int_equal(at, snapshot.count);
	assert_int_equal(snapshot.next, feed.next);
	feed_page_finish(&feed);
	feed_page_finish(&snapshot);
}

static const struct feed_change *find_declaration(const struct feed_page *page)
{
	for (size_t i = 0; i < page->count; i++)
		if (page->changes[i].kind == FEED_DECLARATION &&
			strcmp(page->changes[i].key, DECLARATION) == 0)
			return &page->changes[i];
	fail_msg("the declaration is not in the page");
	return NULL;
}

static void a_board_is_told_nothing_that_proves_or_names(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	sender_close(&sender);
	for (int is_board = 0; is_board < 2; is_board++) {
		struct feed_page pages[] = {
			read_feed(scene, (struct feed_ask){UNIT, is_board, 0, FEED_LIMIT, NULL}),
			read_snapshot(scene, is_board),
		};
		for (int i = 0; i < 2; i++) {
			const json_t *value = find_declaration(&pages[i])->value;
			assert_int_equal(json_is_string(json_object_get(value, "proof")), !is_board);
			assert_int_equal(json_is_string(json_object_get(value, "owner")), !is_board);
			assert_int_equal(json_array_size(json_object_get(value, "parties")) > 0, !is_board);
			assert_null(strstr(json_string_value(json_object_get(value, "masked")), DECLARATION));
			feed_page_finish(&pages[i]);
		}
	}
}

static void a_snapshot_has_a_name_until_something_changes(void **state)
{
	struct scene *scene = *state;
	char first[FEED_TAG], second[FEED_TAG];

	publish(scene, UNIT, "a", "{}");
	assert_int_equal(snapshot_tag(&scene->store, UNIT, false, first), ERR_NONE);
	publish(scene, "03CC", "a", "{}");
	assert_int_equal(snapshot_tag(&scene->store, UNIT, false, second), ERR_NONE);
	assert_string_equal(first, second);
	assert_int_equal(snapshot_tag(&scene->store, UNIT, true, second), ERR_NONE);
	assert_string_not_equal(first, second);
	publish(scene, "", "a", "{}");
	assert_int_equal(snapshot_tag(&scene->store, UNIT, false, second), ERR_NONE);
	assert_string_not_equal(first, second);
}

// What a kiosk learns when it joins lets it prove what central publishes.
static void a_new_kiosk_gets_the_keys_of_its_role(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	struct enrol enrol = {0};
	uint8_t secret[CRYPTO_SIGN_KEY], proof[PROOF_BYTES];
	struct feed_declaration declaration;

	sender_open(&sender, scene);
	sender_declare(&sender, DECLARATION);
	assert_int_equal(
		code_make(&scene->store, KIOSK, clock_wall(&scene->clock) + CODE_LIFE, enrol.ask.code),
		ERR_NONE);
	crypto_sign_pair(enrol.ask.public_half, secret);
	assert_int_equal(enrol_do(sender.writer, &enrol), ERR_NONE);
	assert_int_equal(enrol_do(sender.writer, &enrol), ERR_DENIED);
	sender_close(&sender);
	assert_string_equal(enrol.enrolment.kiosk, KIOSK);
	assert_string_equal(enrol.enrolment.unit, UNIT);
	assert_string_equal(enrol.enrolment.epoch, scene->store.epoch);
	assert_true(enrol.enrolment.has_keys);
	assert_memory_equal(enrol.enrolment.seal_key, scene->secrets.seal_public, CRYPTO_KEY);
	struct feed_page page = read_feed(scene, (struct feed_ask){UNIT, false, 0, FEED_LIMIT, NULL});
	assert_int_equal(feed_declaration_read(find_declaration(&page)->value, &declaration), ERR_NONE);
	feed_proof(enrol.enrolment.proof_key, DECLARATION, "0003", proof);
	assert_memory_equal(declaration.proof, proof, sizeof proof);
	feed_page_finish(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(the_feed_goes_on_where_it_was_left),
		BOTH(a_cursor_of_another_history_is_refused),
		BOTH(a_snapshot_is_what_the_feed_adds_up_to),
		BOTH(a_board_is_told_nothing_that_proves_or_names),
		BOTH(a_snapshot_has_a_name_until_something_changes),
		BOTH(a_new_kiosk_gets_the_keys_of_its_role),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
