// SPDX-License-Identifier: Apache-2.0
// An empty database for a test, on either driver, in a folder of its own. PostgreSQL comes from
// SAO_TEST_POSTGRES (the URI of a server on which a test may create databases); without it a server is
// started for this program alone, never a test left out. Tests run from the top of the source tree.
#ifndef TESTS_DB_STAGE_H
#define TESTS_DB_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/db.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STAGE_APPLICATION 0x53616f54u

struct db_stage {
	const struct db_driver *driver;
	bool is_postgres;
	char folder[64];
	char file[96]; // SQLite
	char target[512];
	char server[256]; // PostgreSQL
};

static char stage_own_server[64]; // folder of the server this program started

static inline void stage_stop_server(void)
{
	char command[128];

	snprintf(command, sizeof command, "tests/postgres.sh stop %s", stage_own_server);
	if (system(command))
		fprintf(stderr, "stage: the server in %s does not stop\n", stage_own_server);
}

static inline const char *stage_server(void)
{
	static char uri[256];
	const char *given = getenv("SAO_TEST_POSTGRES");
	char command[128];

	if (given && *given)
		return given;
	if (*uri)
		return uri;
	strcpy(stage_own_server, "/tmp/sao-stage-pg.XXXXXX");
	if (!mkdtemp(stage_own_server))
		abort();
	atexit(stage_stop_server);
	snprintf(command, sizeof command, "tests/postgres.sh start %s", stage_own_server);
	FILE *answer = popen(command, "r");
	if (!answer || !fgets(uri, sizeof uri, answer) || pclose(answer)) {
		fprintf(stderr, "stage: no PostgreSQL server\n");
		exit(1);
	}
	uri[strcspn(uri, "\n")] = '\0';
	return uri;
}

static inline void stage_run_on_server(const struct db_stage *stage, const char *sql)
{
	struct db_options options = {.driver = stage->driver, .target = stage->server, .use = DB_WRITE};
	struct db *db;

	if (db_open(&db, &options) || db_run(db, sql)) {
		fprintf(stderr, "stage: PostgreSQL refuses\n");
		exit(1);
	}
	db_close(db);
}

// driver: &DB_SQLITE or &DB_POSTGRES.
static inline void stage_start(struct db_stage *stage, const struct db_driver *driver)
{
	static int count;
	char name[48], sql[160];

	*stage = (struct db_stage){.driver = driver, .is_postgres = driver != &DB_SQLITE};
	strcpy(stage->folder, "/tmp/sao-stage.XXXXXX");
	if (!mkdtemp(stage->folder))
		abort();
	snprintf(stage->file, sizeof stage->file, "%s/store.db", stage->folder);
	if (!stage->is_postgres) {
		snprintf(stage->target, sizeof stage->target, "sqlite:%s", stage->file);
		return;
	}
	snprintf(stage->server, sizeof stage->server, "%s", stage_server());
	snprintf(name, sizeof name, "sao_%d_%d", (int)getpid(), count++);
	// Sorted by the rules of a language, as servers usually are: whoever relies on the order of bytes
	// must have asked for it.
	snprintf(sql, sizeof sql,
		"CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'", name);
	stage_run_on_server(stage, sql);
	snprintf(stage->target, sizeof stage->target, "%s%cdbname=%s", stage->server,
		strchr(stage->server, '?') ? '&' : '?', name);
}

static inline struct db_options stage_options(const struct db_stage *stage, enum db_use use)
{
	return (struct db_options){.driver = stage->driver,
		.target = stage->target,
		.use = use,
		.application = STAGE_APPLICATION};
}

static inline struct db *stage_open(const struct db_stage *stage, enum db_use use)
{
	struct db_options options = stage_options(stage, use);
	struct db *db = NULL;

	assert_int_equal(db_open(&db, &options), ERR_NONE);
	return db;
}

// Every connection is closed by now.
static inline void stage_finish(struct db_stage *stage)
{
	char sql[160], command[96];

	if (stage->is_postgres) {
		snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)",
			strstr(stage->target, "dbname=") + 7);
		stage_run_on_server(stage, sql);
	}
	snprintf(command, sizeof command, "rm -rf %s", stage->folder);
	if (system(command))
		fprintf(stderr, "stage: %s stays\n", stage->folder);
}

// The first column of the first row, which must be there.
static inline int64_t stage_ask(struct db *db, const char *sql)
{
	struct db_query *query;
	bool row;

	assert_int_equal(db_prepare(db, sql, &query), ERR_NONE);
	assert_int_equal(db_step(query, &row), ERR_NONE);
	assert_true(row);
	int64_t answer = db_int(query, 0);
	db_reset(query);
	return answer;
}

// For cmocka: the state is the driver before, the stage during the test.
static inline int stage_set_up(void **state)
{
	const struct db_driver *driver = *state;
	struct db_stage *stage = calloc(1, sizeof *stage);

	assert_non_null(stage);
	stage_start(stage, driver);
	*state = stage;
	return 0;
}

static inline int stage_tear_down(void **state)
{
	stage_finish(*state);
	free(*state);
	return 0;
}

// A test on one driver, as an element of a list of tests.
#define STAGE_TEST(label, driver, function)                                                                  \
	{                                                                                                    \
		label #function, function, stage_set_up, stage_tear_down, (void *)(uintptr_t) & (driver)     \
	}

#endif
