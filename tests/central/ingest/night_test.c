// SPDX-License-Identifier: Apache-2.0
// Kiosks are told what was rated once a night and at no other time, whatever else happens to a declaration
// and however often central is stopped.
#include "central/ingest/sender.h"

#include "central/ingest/apply.h"
#include "central/ingest/feed.h"
#include "central/ingest/night.h"
#include "central/store/check.h"
#include "central/store/rated.h"
#include <sys/stat.h>

#define OFFICER "HQ-03TG-0003"
#define MANY 150 // more than two pieces

static struct choice give(const char *number, enum phase phase, enum proof proof)
{
	return (struct choice){number, phase, proof, NULL, 1, {{PARTY_OFFICER, OFFICER, "HOSO", 5}}};
}

// What the feed says now.
static unsigned told(struct scene *scene, const char *identity)
{
	struct feed_declaration declaration;
	json_t *value;

	const char *text = scene_rows(scene, 1,
		arena_format(&scene->arena,
			"SELECT value FROM change WHERE kind = 'declaration' AND key = '%s'", identity));
	assert_int_equal(json_open(text, strlen(text) - 1, &value), ERR_NONE);
	assert_int_equal(feed_declaration_read(value, &declaration), ERR_NONE);
	json_decref(value);
	return declaration.rated;
}

static void rate(struct sender *sender, const char *number, enum phase phase, enum proof proof)
{
	const struct choice choice = give(number, phase, proof);

	sender_ballot(sender, &choice);
	assert_int_equal(sender_send(sender), ERR_NONE);
}

// Another reason to publish it: something happens at the counter.
static enum err event_run(struct store *store, void *context)
{
	struct arena arena = {0};
	bool is_new;
	const struct counter_event event = {.number = NUMBER,
		.event = STAGE_DOCS_RECEIVED,
		.at = clock_wall(store->clock),
		.officers = "",
		.counter = "3"};

	(void)context;
	enum err err = counter_apply(store, &arena, &event, UNIT, &is_new);
	assert_true(is_new);
	arena_finish(&arena);
	return err;
}

static void happen(struct sender *sender)
{
	const char *before = scene_rows(sender->scene, 1, "SELECT max(n) FROM change");

	clock_move(&sender->scene->clock, CLOCK_MINUTE);
	assert_int_equal(writer_do(sender->writer, event_run, NULL), ERR_NONE);
	assert_string_not_equal(before, scene_rows(sender->scene, 1, "SELECT max(n) FROM change"));
}

static void next_night(struct sender *sender)
{
	clock_move(&sender->scene->clock, CLOCK_DAY);
	assert_int_equal(night_work(sender->writer), ERR_NONE);
}

// A scene in which a night has been: nothing of today is told before the next.
static void open_by_day(struct sender *sender, struct scene *scene)
{
	sender_open(sender, scene);
	assert_int_equal(night_work(sender->writer), ERR_NONE);
	sender_declare(sender, DECLARATION);
}

static void what_is_rated_is_told_the_next_night_and_not_before(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	open_by_day(&sender, scene);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	happen(&sender);
	assert_int_equal(night_work(sender.writer), ERR_NONE); // this day's night has been
	assert_int_equal(told(scene, DECLARATION), 0);
	next_night(&sender);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER);
	rate(&sender, NUMBER, PHASE_DURING, PROOF_TAX4);
	happen(&sender);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER);
	next_night(&sender);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER | 1u << PHASE_DURING);
	sender_close(&sender);
}

static void it_is_two_in_the_morning(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	int64_t morning;

	open_by_day(&sender, scene);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	assert_int_equal(civil_read("2026-11-24T01:59:00+07:00", &morning), ERR_NONE);
	clock_set_wall(&scene->clock, morning);
	assert_int_equal(night_work(sender.writer), ERR_NONE);
	assert_int_equal(told(scene, DECLARATION), 0);
	clock_move(&scene->clock, CLOCK_MINUTE);
	assert_int_equal(night_work(sender.writer), ERR_NONE);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER);
	sender_close(&sender);
}

static void without_proof_nothing_is_told(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	open_by_day(&sender, scene);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_NONE);
	next_night(&sender);
	happen(&sender);
	assert_int_equal(told(scene, DECLARATION), 0);
	sender_close(&sender);
}

// The better ballot came today, but that there is one was told last night: taking it back would tell when.
static void a_better_ballot_by_day_changes_nothing(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	open_by_day(&sender, scene);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	next_night(&sender);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TOKEN);
	happen(&sender);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER);
	sender_close(&sender);
}

// What came before the night, and could not be told because its declaration was not known, is not forgotten.
static void a_declaration_that_comes_later_is_told_with_what_waited(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	sender_open(&sender, scene);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	next_night(&sender);
	sender_declare(&sender, DECLARATION);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER);
	rate(&sender, "101990000020", PHASE_AFTER, PROOF_TAX4);
	sender_declare(&sender, "10199000002");
	assert_int_equal(told(scene, "10199000002"), 0);
	next_night(&sender);
	assert_int_equal(told(scene, "10199000002"), 1u << PHASE_AFTER);
	sender_close(&sender);
}

static void rate_many(struct sender *sender)
{
	char identity[NUMBER_IDENTITY + 1], number[NUMBER_DIGITS + 1];

	for (int i = MANY; i > 0; i--) {
		snprintf(identity, sizeof identity, "101%08d", i);
		snprintf(number, sizeof number, "%s0", identity);
		sender_declare(sender, identity);
		const struct choice choice = give(number, PHASE_AFTER, PROOF_TAX4);
		sender_ballot(sender, &choice);
		if (i % ENTRIES_COUNT == 1)
			assert_int_equal(sender_send(sender), ERR_NONE);
	}
}

static const char *told_in_order(struct scene *scene)
{
	return scene_rows(scene, 1,
		"SELECT key FROM change WHERE kind = 'declaration' AND value LIKE '%\"rated\":[\"after\"]%'"
		" ORDER BY n");
}

// The numbers of the feed rise with those of the declarations, not with the time of the ballots.
static void the_order_of_what_is_told_says_nothing_of_when(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	open_by_day(&sender, scene);
	rate_many(&sender);
	next_night(&sender);
	sender_close(&sender);
	assert_string_equal(
		told_in_order(scene), scene_rows(scene, 1, "SELECT identity FROM ballot ORDER BY identity"));
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM ballot"), MANY);
}

// A night that was broken off tells no more when it goes on, and what it has told stays told.
static void a_night_broken_off_goes_on(void **state)
{
	struct scene *scene = *state;
	struct sender sender;

	open_by_day(&sender, scene);
	rate_many(&sender);
	clock_move(&scene->clock, CLOCK_DAY);
	assert_int_equal(night_begin(sender.writer), ERR_NONE);
	struct night *night = night_start(sender.writer, &scene->clock);
	night_stop(night); // after any number of pieces
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	assert_int_equal(night_work(sender.writer), ERR_NONE);
	assert_int_equal(told(scene, DECLARATION), 0);
	assert_int_equal(told(scene, "10100000001"), 1u << PHASE_AFTER);
	assert_int_equal(told(scene, "10100000150"), 1u << PHASE_AFTER);
	sender_close(&sender);
}

// Half told: the declarations up to some number are, those behind it not, however they are published.
static void by_halves_each_half_is_published_as_it_was_told(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	unsigned phases;

	open_by_day(&sender, scene);
	sender_declare(&sender, "10199000002");
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	rate(&sender, "101990000020", PHASE_AFTER, PROOF_TAX4);
	sender_close(&sender);
	const struct rated_night half = {.day = 1, .telling = 2, .past = DECLARATION, .upto = 2};
	assert_int_equal(rated_night_put(&scene->store, &half), ERR_NONE);
	assert_int_equal(rated_get(&scene->store, DECLARATION, &phases), ERR_NONE);
	assert_int_equal(phases, 1u << PHASE_AFTER);
	assert_int_equal(rated_get(&scene->store, "10199000002", &phases), ERR_NONE);
	assert_int_equal(phases, 0);
}

static enum err again_run(struct store *store, void *context)
{
	(void)context;
	return apply_again(store);
}

static void made_again_from_the_journal_the_same_is_told(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	uint8_t before[CRYPTO_HASH], after[CRYPTO_HASH];

	open_by_day(&sender, scene);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_NONE);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TAX4);
	next_night(&sender);
	rate(&sender, NUMBER, PHASE_AFTER, PROOF_TOKEN);
	rate(&sender, NUMBER, PHASE_DURING, PROOF_TAX4);
	assert_int_equal(check_results(&scene->store, before), ERR_NONE);
	assert_int_equal(writer_do(sender.writer, again_run, NULL), ERR_NONE);
	assert_int_equal(check_results(&scene->store, after), ERR_NONE);
	assert_memory_equal(before, after, sizeof before);
	happen(&sender);
	assert_int_equal(told(scene, DECLARATION), 1u << PHASE_AFTER);
	sender_close(&sender);
}

static enum err put_up(struct store *store, void *context)
{
	return store_publish(store, UNIT, "notice", context, "{}");
}

static enum err take_away(struct store *store, void *context)
{
	return store_publish(store, UNIT, "notice", context, NULL);
}

static enum err ask_feed(struct scene *scene, int64_t after)
{
	const struct feed_ask ask = {UNIT, false, after, FEED_LIMIT, scene->store.epoch};
	struct buf page;
	int64_t count;

	buf_init(&page, FEED_PAGE_BYTES);
	enum err err = feed_write(&scene->store, &ask, &page, &count);
	buf_finish(&page);
	return err;
}

// A kiosk that was away for less is told; one that was away longer gets everything anew.
static void what_was_taken_away_is_forgotten_after_thirty_days(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	char before[FEED_TAG], after[FEED_TAG], first[] = "early", second[] = "late";

	open_by_day(&sender, scene);
	assert_int_equal(writer_do(sender.writer, put_up, first), ERR_NONE);
	sender_declare(&sender, "10199000002");
	assert_int_equal(snapshot_tag(&scene->store, UNIT, false, before), ERR_NONE);
	int64_t early = scene_ask(scene, "SELECT max(n) FROM change");
	assert_int_equal(writer_do(sender.writer, take_away, first), ERR_NONE);
	next_night(&sender);
	assert_int_equal(writer_do(sender.writer, take_away, second), ERR_NONE);
	next_night(&sender);
	clock_move(&scene->clock, 28 * CLOCK_DAY);
	assert_int_equal(night_work(sender.writer), ERR_NONE);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change WHERE value IS NULL"), 2);
	assert_int_equal(ask_feed(scene, early), ERR_NONE);
	next_night(&sender);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change WHERE key = 'early'"), 0);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change WHERE key = 'late'"), 1);
	assert_int_equal(ask_feed(scene, early), ERR_EXPIRED);
	assert_int_equal(ask_feed(scene, early + 1), ERR_NONE);
	next_night(&sender);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change WHERE value IS NULL"), 0);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change WHERE kind = 'declaration'"), 2);
	// Its name is not one it had when there was more in it.
	assert_int_equal(snapshot_tag(&scene->store, UNIT, false, after), ERR_NONE);
	assert_true(strcmp(before, after) != 0);
	assert_true(scene_ask(scene, "SELECT count(*) FROM night_feed") <= 32);
	sender_close(&sender);
}

static enum err nothing_run(struct store *store, void *context)
{
	(void)store, (void)context;
	return ERR_NONE;
}

static void the_wal_is_empty_after_the_night(void **state)
{
	struct scene *scene = *state;
	struct sender sender;
	struct stat wal;

	open_by_day(&sender, scene);
	rate_many(&sender);
	const char *file =
		arena_format(&scene->arena, "%s-wal", scene->store.options.target + strlen("sqlite:"));
	assert_int_equal(stat(file, &wal), 0);
	assert_true(wal.st_size > 0);
	next_night(&sender);
	assert_int_equal(writer_do(sender.writer, nothing_run, NULL), ERR_NONE); // comes after it
	assert_int_equal(stat(file, &wal), 0);
	assert_int_equal(wal.st_size, 0);
	sender_close(&sender);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_is_rated_is_told_the_next_night_and_not_before),
		BOTH(it_is_two_in_the_morning),
		BOTH(without_proof_nothing_is_told),
		BOTH(a_better_ballot_by_day_changes_nothing),
		BOTH(a_declaration_that_comes_later_is_told_with_what_waited),
		BOTH(the_order_of_what_is_told_says_nothing_of_when),
		BOTH(a_night_broken_off_goes_on),
		BOTH(by_halves_each_half_is_published_as_it_was_told),
		BOTH(made_again_from_the_journal_the_same_is_told),
		BOTH(what_was_taken_away_is_forgotten_after_thirty_days),
		SCENE_TEST("sqlite: ", DB_SQLITE, the_wal_is_empty_after_the_night),
	};

	return cmocka_run_group_tests_name("night", tests, NULL, NULL);
}
