// SPDX-License-Identifier: Apache-2.0
// The one writer: pieces of many threads in few transactions, each whole or not at all.
#include "central/scene.h"

#include "central/ingest/writer.h"
#include <pthread.h>
#include <semaphore.h>

#define THREADS 8
#define PIECES 40 // of each thread

struct watch {
	int commits;
	bool touched_all;
	enum err broken;
};

static void note_commit(void *context, const struct store *store)
{
	struct watch *watch = context;

	watch->commits++;
	watch->touched_all = store->touched_all;
}

static void note_broken(void *context, enum err err)
{
	((struct watch *)context)->broken = err;
}

static struct writer *start(struct scene *scene, struct watch *watch)
{
	const struct writer_options options = {
		.store = &scene->store, .committed = note_commit, .broken = note_broken, .context = watch};
	struct writer *writer;

	assert_int_equal(writer_start(&writer, &options), ERR_NONE);
	return writer;
}

struct task {
	const char *key;
	enum err fails; // after it has written
};

static enum err task_run(struct store *store, void *context)
{
	const struct task *task = context;
	enum err err = store_publish(store, "", "notice", task->key, "{}");

	return err ? err : task->fails;
}

static void what_was_done_is_committed(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct task task = {"a", ERR_NONE};

	assert_int_equal(writer_do(writer, task_run, &task), ERR_NONE);
	writer_stop(writer);
	assert_int_equal(watch.commits, 1);
	assert_true(watch.touched_all);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change"), 1);
}

// A piece that holds the writer until the others are put, so that they become one transaction.
static sem_t is_held, may_go;

static enum err hold(struct store *store, void *context)
{
	(void)store, (void)context;
	sem_post(&is_held);
	sem_wait(&may_go);
	return ERR_NONE;
}

struct put {
	struct piece piece;
	struct task task;
	enum err err;
	sem_t told;
};

static void put_told(struct piece *piece, enum err err)
{
	struct put *put = (struct put *)piece;

	put->err = err;
	sem_post(&put->told);
}

static void put_together(struct writer *writer, struct put *puts, size_t count)
{
	struct put holder = {.piece = {.run = hold, .told = put_told}};

	sem_init(&is_held, 0, 0);
	sem_init(&may_go, 0, 0);
	sem_init(&holder.told, 0, 0);
	writer_put(writer, &holder.piece);
	sem_wait(&is_held);
	for (size_t i = 0; i < count; i++) {
		sem_init(&puts[i].told, 0, 0);
		puts[i].piece.run = task_run;
		puts[i].piece.told = put_told;
		puts[i].piece.context = &puts[i].task;
		writer_put(writer, &puts[i].piece);
	}
	sem_post(&may_go);
	sem_wait(&holder.told);
	for (size_t i = 0; i < count; i++)
		sem_wait(&puts[i].told);
}

static void an_error_of_the_data_undoes_that_piece_only(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct put puts[3] = {
		{.task = {"a", ERR_NONE}}, {.task = {"b", ERR_CONFLICT}}, {.task = {"c", ERR_NONE}}};

	put_together(writer, puts, 3);
	writer_stop(writer);
	assert_int_equal(puts[0].err, ERR_NONE);
	assert_int_equal(puts[1].err, ERR_CONFLICT);
	assert_int_equal(puts[2].err, ERR_NONE);
	assert_int_equal(watch.commits, 2); // the holder's, then all three
	assert_string_equal(scene_rows(scene, 2, "SELECT key, n FROM change ORDER BY n"), "a|1\nc|2\n");
}

static void an_error_of_the_store_undoes_everything(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct put puts[3] = {
		{.task = {"a", ERR_NONE}}, {.task = {"b", ERR_FULL}}, {.task = {"c", ERR_NONE}}};
	struct task after = {"d", ERR_NONE};

	put_together(writer, puts, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(puts[i].err, ERR_FULL);
	assert_int_equal(writer_do(writer, task_run, &after), ERR_NONE); // it goes on by itself
	writer_stop(writer);
	assert_string_equal(scene_rows(scene, 2, "SELECT key, n FROM change ORDER BY n"), "d|1\n");
	assert_int_equal(watch.broken, ERR_NONE);
}

static void after_a_refusal_of_the_disk_nothing_is_written(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct task refused = {"a", ERR_IO}, after = {"b", ERR_NONE};

	assert_int_equal(writer_do(writer, task_run, &refused), ERR_IO);
	assert_int_equal(writer_do(writer, task_run, &after), ERR_IO);
	writer_stop(writer);
	assert_int_equal(watch.broken, ERR_IO);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change"), 0);
}

static void a_lost_connection_is_opened_anew(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct task lost = {"a", ERR_NETWORK}, after = {"b", ERR_NONE};

	assert_int_equal(writer_do(writer, task_run, &lost), ERR_NETWORK);
	assert_int_equal(writer_do(writer, task_run, &after), ERR_NONE);
	writer_stop(writer);
	assert_string_equal(scene_rows(scene, 1, "SELECT key FROM change"), "b\n");
}

struct crowd {
	struct writer *writer;
	int number;
	int done;
};

static void *crowd_main(void *context)
{
	struct crowd *crowd = context;
	char key[32];

	for (int i = 0; i < PIECES; i++) {
		struct task task = {key, ERR_NONE};
		snprintf(key, sizeof key, "%d-%d", crowd->number, i);
		crowd->done += writer_do(crowd->writer, task_run, &task) == ERR_NONE;
	}
	return NULL;
}

static void many_threads_share_commits(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct crowd crowds[THREADS];
	pthread_t threads[THREADS];

	struct writer *writer = start(scene, &watch);
	for (int i = 0; i < THREADS; i++) {
		crowds[i] = (struct crowd){writer, i, 0};
		assert_int_equal(pthread_create(&threads[i], NULL, crowd_main, &crowds[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(crowds[i].done, PIECES);
	}
	writer_stop(writer);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change"), THREADS * PIECES);
	assert_int_equal(scene_ask(scene, "SELECT feed FROM counter"), THREADS * PIECES);
	assert_int_equal(scene_ask(scene, "SELECT max(n) FROM change"), THREADS * PIECES);
	assert_true(watch.commits <= THREADS * PIECES);
}

// A batch is worth a commit of its own: nobody is kept waiting for the one behind it. Small ones go together.
static void full_batches_are_committed_one_by_one(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct put puts[5] = {0};
	static const char *const KEYS[] = {"a", "b", "c", "d", "e"};

	for (int i = 0; i < 5; i++) {
		puts[i].task.key = KEYS[i];
		puts[i].piece.rows = i < 2 ? 100 : 1;
	}
	put_together(writer, puts, 5);
	writer_stop(writer);
	assert_int_equal(watch.commits, 1 + 2 + 1); // what held the writer, each full batch, the small ones
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change"), 5);
}

static void what_waits_is_committed_before_the_end(void **state)
{
	struct scene *scene = *state;
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	struct put puts[20] = {0};
	char keys[20][8];

	for (int i = 0; i < 20; i++) {
		snprintf(keys[i], sizeof keys[i], "%d", i);
		sem_init(&puts[i].told, 0, 0);
		puts[i].task.key = keys[i];
		puts[i].piece = (struct piece){.run = task_run, .told = put_told, .context = &puts[i].task};
		writer_put(writer, &puts[i].piece);
	}
	writer_stop(writer);
	assert_int_equal(scene_ask(scene, "SELECT count(*) FROM change"), 20);
}

static void tasks_put(struct scene *scene, int told, void *context)
{
	struct watch watch = {0};
	struct writer *writer = start(scene, &watch);
	const int *round = context;

	for (int64_t i = 1;; i++) {
		char key[32];
		struct task task = {key, ERR_NONE};
		snprintf(key, sizeof key, "%d-%lld", *round, (long long)i);
		if (writer_do(writer, task_run, &task) || write(told, &i, sizeof i) < 0)
			return;
	}
}

// What was told to be committed is there after kill -9, and the counter agrees with the rows.
static void killed_at_any_moment_the_numbers_agree(void **state)
{
	struct scene *scene = *state;

	for (int round = 0; round < 5; round++) {
		int64_t last = scene_kill(scene, tasks_put, &round, 20 + round);
		char sql[96];
		snprintf(sql, sizeof sql, "SELECT count(*) FROM change WHERE key LIKE '%d-%%'", round);
		assert_in_range(scene_ask(scene, sql), last, last + 1);
		assert_int_equal(scene_ask(scene, "SELECT feed FROM counter"),
			scene_ask(scene, "SELECT max(n) FROM change"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_was_done_is_committed),
		BOTH(an_error_of_the_data_undoes_that_piece_only),
		BOTH(an_error_of_the_store_undoes_everything),
		BOTH(after_a_refusal_of_the_disk_nothing_is_written),
		BOTH(a_lost_connection_is_opened_anew),
		BOTH(many_threads_share_commits),
		BOTH(full_batches_are_committed_one_by_one),
		BOTH(what_waits_is_committed_before_the_end),
		BOTH(killed_at_any_moment_the_numbers_agree),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
