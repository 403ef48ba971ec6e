// SPDX-License-Identifier: Apache-2.0
// Central's store on either database for a test, with secrets, a clock that stands on the demo day, and words
// to ask the tables.
#ifndef TESTS_CENTRAL_SCENE_H
#define TESTS_CENTRAL_SCENE_H

#include "db/stage.h"

#include "base/buf.h"
#include "central/store/store.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCENE_NOW "2026-11-23T09:42:00+07:00"
#define KIOSK "hp3-01"
#define UNIT "03TG"

struct scene {
	struct db_stage stage;
	struct clock clock;
	struct secrets secrets;
	struct store store; // the writer's
	struct arena arena;
};

static inline struct store_options scene_options(struct scene *scene, enum db_use use)
{
	return (struct store_options){.target = scene->stage.target,
		.use = use,
		.clock = &scene->clock,
		.secrets = &scene->secrets};
}

static inline void scene_open(struct scene *scene)
{
	const struct store_options options = scene_options(scene, DB_WRITE);

	assert_int_equal(store_open(&scene->store, &options), ERR_NONE);
}

static inline int scene_set_up(void **state)
{
	const struct db_driver *driver = *state;
	struct scene *scene = calloc(1, sizeof *scene);
	char folder[96];
	int64_t now;

	crypto_start();
	assert_non_null(scene);
	stage_start(&scene->stage, driver);
	assert_int_equal(civil_read(SCENE_NOW, &now), ERR_NONE);
	clock_set_wall(&scene->clock, now);
	snprintf(folder, sizeof folder, "%s/secrets", scene->stage.folder);
	assert_int_equal(secrets_open(&scene->secrets, folder), ERR_NONE);
	arena_init(&scene->arena, 0);
	scene_open(scene);
	*state = scene;
	return 0;
}

static inline int scene_tear_down(void **state)
{
	struct scene *scene = *state;

	store_close(&scene->store);
	arena_finish(&scene->arena);
	stage_finish(&scene->stage);
	free(scene);
	return 0;
}

// A process writes on and on and tells by a number, sent to `told`, how far it is committed; once that is
// `enough` it is killed. The last number it told; then the store is open again.
typedef void scene_life(struct scene *scene, int told, void *context);
static inline int64_t scene_kill(struct scene *scene, scene_life *life, void *context, int64_t enough)
{
	const struct store_options options = scene_options(scene, DB_WRITE);
	int64_t last = 0, number;
	int told[2];

	store_close(&scene->store);
	assert_int_equal(pipe(told), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		scene_open(scene);
		life(scene, told[1], context);
		_exit(1);
	}
	close(told[1]);
	while (last < enough && read(told[0], &number, sizeof number) == sizeof number)
		last = number;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	while (read(told[0], &number, sizeof number) == sizeof number)
		last = number;
	close(told[0]);
	// PostgreSQL ends the session, and with it the lease, a moment after its client died.
	enum err err = store_open(&scene->store, &options);
	for (int i = 0; err == ERR_BUSY && i < 1000; i++) {
		usleep(10000);
		err = store_open(&scene->store, &options);
	}
	assert_int_equal(err, ERR_NONE);
	return last;
}

static inline int64_t scene_ask(struct scene *scene, const char *sql)
{
	return stage_ask(scene->store.db, sql);
}

// All rows of a query, as text, for comparing: "a|b\n".
static inline const char *scene_rows(struct scene *scene, int columns, const char *sql)
{
	struct db_query *query;
	struct buf rows;
	bool row;

	buf_init(&rows, 0);
	assert_int_equal(db_prepare(scene->store.db, sql, &query), ERR_NONE);
	for (;;) {
		assert_int_equal(db_step(query, &row), ERR_NONE);
		if (!row)
			break;
		for (int i = 0; i < columns; i++)
			buf_format(&rows, "%s%s", i ? "|" : "", db_text(query, i));
		buf_text(&rows, "\n");
	}
	const char *text = arena_text(&scene->arena, rows.at);
	buf_finish(&rows);
	return text;
}

#define SCENE_TEST(label, driver, function)                                                                  \
	{                                                                                                    \
		label #function, function, scene_set_up, scene_tear_down, (void *)(uintptr_t) & (driver)     \
	}
// Each test on both databases.
#define BOTH(function)                                                                                       \
	SCENE_TEST("sqlite: ", DB_SQLITE, function), SCENE_TEST("postgres: ", DB_POSTGRES, function)

#endif
