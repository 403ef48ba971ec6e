// SPDX-License-Identifier: Apache-2.0
// migrate, backup, restore: the database as a whole. A backup only reads, beside the server or not; the other
// two need the database alone.
#include "base/log.h"
#include "base/text.h"
#include "central/commands.h"
#include "central/store/schema.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQLITE_SCHEME "sqlite:"

// ---- migrate ----

static int migrated_print(void)
{
	printf("schema %zu\n", SCHEMA_COUNT);
	return 0;
}

int migrate_command(struct central *central, int argc, char **argv)
{
	struct store reader;

	if (!command_read("migrate", argc, argv, NULL, 0, NULL, 0, 0))
		return EXIT_USAGE;
	enum err err = central_open_store(central);
	if (err != ERR_BUSY)
		return err ? command_fail("migrate", err, central->why) : migrated_print();
	// The server has it, and has migrated it when it started.
	err = central_open_reader(central, &reader);
	store_close(&reader);
	return err ? command_fail("migrate", err, "the running server is of another version; stop it first")
		   : migrated_print();
}

// ---- backup ----

// Opens a copy as any reader would, and looks at all of it.
static enum err copy_check(const char *file, enum db_use use)
{
	char target[PATH_MAX + sizeof(SQLITE_SCHEME)];
	struct db *db;
	struct db_options options = {.target = target, .use = use, .application = STORE_APPLICATION};

	snprintf(target, sizeof(target), SQLITE_SCHEME "%s", file);
	enum err err = db_open(&db, &options);
	if (!err)
		err = db_check(db);
	db_close(db);
	return err;
}

// Beside the copy there is nothing to overwrite by mistake: yesterday's may be all there is.
static const char *copy_refused(const char *file)
{
	struct stat about;

	if (stat(file, &about) == 0)
		return S_ISDIR(about.st_mode) ? "is a folder; name a file in it"
					      : "is there already; a copy is not written over another";
	return errno == ENOTDIR ? "its folder is not there" : NULL;
}

int backup_command(struct central *central, int argc, char **argv)
{
	struct store store;
	const char *file;

	if (!command_read("backup", argc, argv, NULL, 0, &file, 1, 1))
		return EXIT_USAGE;
	if (!text_starts(central->config.database, SQLITE_SCHEME))
		return command_fail(
			"backup", ERR_UNSUPPORTED, "a PostgreSQL database is backed up with pg_dump");
	const char *why = copy_refused(file);
	if (why)
		return command_fail(file, ERR_CONFLICT, why);
	enum err err = central_open_reader(central, &store);
	if (err)
		return command_fail("backup", err, central->why);
	err = db_backup(store.db, file);
	store_close(&store);
	if (!err)
		err = copy_check(file, DB_OWN); // leaves no file beside it
	if (err)
		return command_fail(file, err, err == ERR_NOT_FOUND ? "its folder is not there" : "");
	printf("%s: checked\n", file);
	return 0;
}

// ---- restore ----

// A copy of the backup with a new epoch and this program's schema, ready to be put in place.
static enum err copy_prepare(const struct central *central, const char *file, const char *ready)
{
	char target[PATH_MAX + 16], lease[PATH_MAX + 16];
	struct db *db;
	struct db_options options = {.target = target, .use = DB_READ, .application = STORE_APPLICATION};
	struct store store;

	snprintf(target, sizeof(target), SQLITE_SCHEME "%s", file);
	enum err err = copy_check(file, DB_READ);
	if (!err)
		err = db_open(&db, &options);
	if (err)
		return err;
	err = db_backup(db, ready);
	db_close(db);
	if (err)
		return err;
	snprintf(target, sizeof(target), SQLITE_SCHEME "%s", ready);
	struct store_options writing = {.target = target, .use = DB_WRITE, .clock = &central->clock};
	err = store_open(&store, &writing);
	if (!err)
		err = store_begin(&store);
	if (!err)
		err = store_renew_epoch(&store);
	if (!err)
		err = store_commit(&store);
	store_close(&store);
	snprintf(lease, sizeof(lease), "%s-lease", ready);
	unlink(lease);
	return err;
}

static enum err put_in_place(const char *ready, const char *file)
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s", file);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	int directory = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err err = directory < 0 || rename(ready, file) || fsync(directory) ? ERR_IO : ERR_NONE;
	if (err)
		log_line(LOG_ERROR, "restore", "err=io errno=%d", errno);
	if (directory >= 0)
		close(directory);
	return err;
}

static const char *copy_sentence(enum err err)
{
	return err == ERR_UNSUPPORTED ? "a newer sao-central made it; use that one"
	       : err == ERR_IO	      ? "cannot be read"
				      : command_sentence(err);
}

// The database is held while its file is changed under it, its WAL empty: killed anywhere, the old content or
// the new is there. Where the name is a link, its target is changed.
static enum err file_restore(struct central *central, const char *file, const char **why)
{
	enum err err = central_open_store(central);

	*why = central->why;
	if (err)
		return err;
	const char *live = arena_text(&central->arena, db_file(central->store.db));
	const char *ready = arena_format(&central->arena, "%s.restore", live);
	err = copy_prepare(central, file, ready);
	*why = err ? arena_format(&central->arena, "%s: %s", file, copy_sentence(err)) : "";
	if (!err)
		err = db_checkpoint(central->store.db, true);
	if (!err)
		err = put_in_place(ready, live);
	store_close(&central->store);
	if (err)
		unlink(ready);
	return err;
}

static enum err epoch_renew(struct central *central, const char **why)
{
	enum err err = central_open_store(central);

	*why = central->why;
	if (!err)
		err = store_begin(&central->store);
	if (!err)
		err = store_renew_epoch(&central->store);
	return err ? err : store_commit(&central->store);
}

int restore_command(struct central *central, int argc, char **argv)
{
	bool is_sqlite = text_starts(central->config.database, SQLITE_SCHEME), is_epoch_only = false;
	const struct command_option options[] = {{.name = "--epoch", .flag = &is_epoch_only}};
	const char *file = NULL, *why;

	if (!command_read("restore", argc, argv, options, 1, &file, 0, 1))
		return EXIT_USAGE;
	if (is_epoch_only == (file != NULL))
		return command_usage("restore", "a file or --epoch, one of the two");
	int opened = -1;
	if (file && command_open_file(file, &opened))
		return EXIT_FAILED;
	if (opened >= 0)
		close(opened);
	if (!is_sqlite && !is_epoch_only)
		return command_fail("restore", ERR_UNSUPPORTED,
			"a PostgreSQL database is restored with pg_restore; then run: restore --epoch");
	enum err err = is_epoch_only ? epoch_renew(central, &why) : file_restore(central, file, &why);
	if (err == ERR_BUSY)
		why = arena_format(&central->arena, "%s; stop it first", why);
	if (err)
		return command_fail("restore", err, why);
	printf("restored; kiosks will send what this copy lacks\n");
	return 0;
}
