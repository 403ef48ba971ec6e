// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "base/text.h"
#include "db/sqlite.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000	      // a reader beside a starting writer waits this long
#define OWN_BUSY_MS 500	      // an owner has nobody to wait for
#define LENGTH_MOST (1 << 20) // of a text, a blob, a row
#define WAL_FRAME (4096 + 24)
#define WAL_HEADER 32
#define ANSWER_SIZE 64
#define SQL_SIZE (2 * ANSWER_SIZE)

static int busy_ms(enum db_use use)
{
	return use == DB_OWN ? OWN_BUSY_MS : BUSY_MS;
}

struct pragma {
	const char *name, *value;
};

// Set and read back: a pragma SQLite does not know, or will not set, is answered by silence.
static const struct pragma PRAGMAS[] = {
	{"foreign_keys", "1"},
	{"trusted_schema", "0"},
	{"cell_size_check", "1"},
	{"secure_delete", "1"},
	{"mmap_size", "0"},
	{"temp_store", "2"}, // memory
	{"wal_autocheckpoint", "0"},
};

static struct sqlite *of(struct db *db)
{
	return (struct sqlite *)db;
}

// The first column of the first row; "" without rows.
static enum err ask(struct sqlite *sqlite, const char *sql, char answer[ANSWER_SIZE])
{
	sqlite3_stmt *statement;

	answer[0] = '\0';
	int code = sqlite3_prepare_v2(sqlite->handle, sql, -1, &statement, NULL);
	if (!code)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		snprintf(answer, ANSWER_SIZE, "%s", (const char *)sqlite3_column_text(statement, 0));
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		code = SQLITE_OK;
	enum err err = code ? sqlite_refused(sqlite, sqlite->handle, code, sql) : ERR_NONE;
	sqlite3_finalize(statement);
	return err;
}

static enum err expect(struct sqlite *sqlite, const char *name, const char *value)
{
	char sql[SQL_SIZE], answer[ANSWER_SIZE];

	snprintf(sql, sizeof sql, "PRAGMA %s", name);
	enum err err = ask(sqlite, sql, answer);
	if (err || strcmp(answer, value) == 0)
		return err;
	log_line(LOG_ERROR, "sqlite.pragma", "name=%s wanted=%s is=%s", name, value, answer);
	return ERR_CONFIG;
}

static enum err set(struct sqlite *sqlite, const char *name, const char *value)
{
	char sql[SQL_SIZE], answer[ANSWER_SIZE];

	snprintf(sql, sizeof sql, "PRAGMA %s = %s", name, value);
	enum err err = ask(sqlite, sql, answer);
	return err ? err : expect(sqlite, name, value);
}

// Whose file this is. An empty file becomes ours.
static enum err check_application(struct sqlite *sqlite, const struct db_options *options)
{
	char answer[ANSWER_SIZE], tables[ANSWER_SIZE], ours[ANSWER_SIZE];

	enum err err = ask(sqlite, "PRAGMA application_id", answer);
	if (!err)
		err = ask(sqlite, "SELECT count(*) FROM sqlite_schema", tables);
	if (err || !options->application)
		return err;
	snprintf(ours, sizeof ours, "%d", (int32_t)options->application);
	if (strcmp(answer, ours) == 0)
		return ERR_NONE;
	if (strcmp(answer, "0") == 0 && strcmp(tables, "0") == 0 && options->use != DB_READ)
		return set(sqlite, "application_id", ours);
	log_line(LOG_ERROR, "sqlite.application", "wanted=%s is=%s", ours, answer);
	return ERR_CORRUPT;
}

static enum err set_journal(struct sqlite *sqlite, const struct db_options *options)
{
	char answer[ANSWER_SIZE], pages[ANSWER_SIZE];

	if (options->use == DB_READ)
		return sqlite->is_unwritable ? ERR_NONE : expect(sqlite, "journal_mode", "wal");
	enum err err = ask(sqlite, "PRAGMA journal_mode = WAL", answer);
	if (!err)
		err = expect(sqlite, "journal_mode", "wal");
	if (!err && options->page_limit > 0) {
		snprintf(pages, sizeof pages, "%lld", (long long)options->page_limit);
		err = set(sqlite, "max_page_count", pages);
	}
	return err;
}

static enum err set_pragmas(struct sqlite *sqlite, const struct db_options *options)
{
	enum err err = ERR_NONE;

	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(sqlite->handle, SQLITE_LIMIT_LENGTH, LENGTH_MOST);
	sqlite3_limit(sqlite->handle, SQLITE_LIMIT_ATTACHED, 0);
	if (options->use == DB_READ)
		sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	// Before the file is first read, or the WAL index would be shared memory.
	if (options->use == DB_OWN)
		err = set(sqlite, "locking_mode", "exclusive");
	for (size_t i = 0; !err && i < sizeof PRAGMAS / sizeof PRAGMAS[0]; i++)
		err = set(sqlite, PRAGMAS[i].name, PRAGMAS[i].value);
	if (!err)
		err = set(sqlite, "synchronous", options->is_refetchable ? "1" : "2");
	if (!err)
		err = check_application(sqlite, options);
	return err ? err : set_journal(sqlite, options);
}

static int note_wal_pages(void *context, sqlite3 *handle, const char *name, int pages)
{
	struct sqlite *sqlite = context;

	(void)handle;
	(void)name;
	sqlite->wal_pages = pages;
	return SQLITE_OK;
}

static int64_t count_wal_pages(const struct sqlite *sqlite)
{
	char path[PATH_MAX];
	struct stat wal;

	snprintf(path, sizeof path, "%s-wal", sqlite->path);
	return stat(path, &wal) || wal.st_size < WAL_HEADER ? 0 : (wal.st_size - WAL_HEADER) / WAL_FRAME;
}

// A new file is readable by us alone; SQLite gives the WAL the same mode. Only a file nobody has open may be
// opened and closed here, beside SQLite: closing it would drop the locks of this process.
static void make_private(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file >= 0)
		close(file);
}

// A disk nobody can write may still be read, but SQLite would want to make a WAL index beside the file.
// Without a WAL the file alone is the whole database (immutable, which only a URI can say); with one, an
// exclusive reader that takes no locks keeps the index in memory.
static enum err open_unwritable(struct sqlite *sqlite)
{
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, code;
	bool has_wal = count_wal_pages(sqlite) > 0;
	char uri[3 * PATH_MAX + 32], *to = uri;

	sqlite->is_unwritable = true;
	to += sprintf(to, "file:");
	for (const char *at = sqlite->path; *at; at++)
		to += sprintf(to, strchr("?#%", *at) ? "%%%02x" : "%c", *at);
	sprintf(to, "?immutable=1");
	if (has_wal)
		code = sqlite3_open_v2(sqlite->path, &sqlite->handle, flags, "unix-none");
	else
		code = sqlite3_open_v2(uri, &sqlite->handle, flags | SQLITE_OPEN_URI, NULL);
	if (code)
		return sqlite_refused(sqlite, sqlite->handle, code, "open");
	return has_wal ? set(sqlite, "locking_mode", "exclusive") : ERR_NONE;
}

// From here on by the one name SQLite itself gives it, whatever links lead there: what stands beside the
// file, lease and WAL, is beside that one.
static void take_name(struct sqlite *sqlite)
{
	char *name = strdup(sqlite3_db_filename(sqlite->handle, "main"));

	if (!name)
		err_abort("out of memory");
	free(sqlite->path);
	sqlite->path = name;
}

static enum err open_file(struct sqlite *sqlite, const struct db_options *options)
{
	int flags =
		options->use == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	if (options->use == DB_READ && access(sqlite->path, W_OK) && errno == EROFS)
		return open_unwritable(sqlite);
	if (options->use != DB_READ)
		make_private(sqlite->path);
	int code = sqlite3_open_v2(
		sqlite->path, &sqlite->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (code)
		return sqlite_refused(sqlite, sqlite->handle, code, "open");
	take_name(sqlite);
	sqlite3_busy_timeout(sqlite->handle, busy_ms(options->use));
	// Where writing is not allowed SQLite opens for reading instead, without a word.
	if (options->use != DB_READ && sqlite3_db_readonly(sqlite->handle, "main") == 1) {
		log_line(LOG_ERROR, "sqlite.open", "err=read-only");
		return ERR_READ_ONLY;
	}
	return ERR_NONE;
}

static void free_all(struct sqlite *sqlite)
{
	if (sqlite3_close(sqlite->handle))
		err_abort("a query outlives its connection");
	if (sqlite->lease >= 0)
		close(sqlite->lease);
	free(sqlite->path);
	free(sqlite);
}

// Statistics of memory nobody asks for would cost a lock at every allocation. Refused, without harm, where
// SQLite is in use already.
static void library_start(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err sqlite_open(struct db **db, const struct db_options *options)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite *sqlite = calloc(1, sizeof *sqlite);

	pthread_once(&once, library_start);
	if (!sqlite || !(sqlite->path = strdup(options->target + strlen(DB_SQLITE.scheme))))
		err_abort("out of memory");
	sqlite->lease = -1;
	enum err err = strlen(sqlite->path) < PATH_MAX - 16 && *sqlite->path ? open_file(sqlite, options)
									     : ERR_CONFIG;
	if (!err)
		err = set_pragmas(sqlite, options);
	if (err) {
		free_all(sqlite);
		return err;
	}
	// After wal_autocheckpoint, which is a hook of the same kind.
	sqlite3_wal_hook(sqlite->handle, note_wal_pages, sqlite);
	sqlite->wal_pages = count_wal_pages(sqlite);
	*db = &sqlite->db;
	return ERR_NONE;
}

void sqlite_close(struct db *db)
{
	struct sqlite *sqlite = of(db);

	// A disk that refused is left as it is for the recovery of the next start; a file another process may
	// be writing is left to that process. Else the WAL is emptied, without waiting for readers.
	if (sqlite->is_broken || (db->use == DB_WRITE && sqlite->lease < 0)) {
		sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	} else if (db->use != DB_READ) {
		sqlite3_busy_timeout(sqlite->handle, 0);
		sqlite3_wal_checkpoint_v2(sqlite->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	}
	free_all(sqlite);
}

enum err sqlite_check(struct db *db)
{
	char answer[ANSWER_SIZE];

	enum err err = ask(of(db), "PRAGMA quick_check(1)", answer);
	if (err || strcmp(answer, "ok") == 0)
		return err;
	log_line(LOG_ERROR, "sqlite.check", "what=\"%s\"", answer);
	return ERR_CORRUPT;
}

// Who has it, for whoever is refused. On a full disk nobody is named.
static void lease_sign(int file)
{
	int length = ftruncate(file, 0) ? -1 : dprintf(file, "%ld\n", (long)getpid());

	(void)length;
}

// A file beside the database: locks on the database itself are SQLite's.
enum err sqlite_lease(struct db *db)
{
	struct sqlite *sqlite = of(db);
	char path[PATH_MAX];

	if (sqlite->lease >= 0)
		return ERR_NONE;
	snprintf(path, sizeof path, "%s-lease", sqlite->path);
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file >= 0 && !flock(file, LOCK_EX | LOCK_NB)) {
		sqlite->lease = file;
		lease_sign(file);
		return ERR_NONE;
	}
	enum err err = errno == EWOULDBLOCK		   ? ERR_BUSY
		       : errno == EROFS || errno == EACCES ? ERR_READ_ONLY
		       : errno == ENOSPC		   ? ERR_FULL
							   : ERR_IO;
	log_line(err == ERR_BUSY ? LOG_DEBUG : LOG_ERROR, "sqlite.lease", "err=%s errno=%d", err_name(err),
		errno);
	if (file >= 0)
		close(file);
	return err;
}

enum err sqlite_checkpoint(struct db *db, bool truncate)
{
	struct sqlite *sqlite = of(db);
	int pages, done;

	if (sqlite->is_broken)
		return ERR_IO;
	// A reader in the middle of its rows is not waited for: commits would wait, too.
	sqlite3_busy_timeout(sqlite->handle, 0);
	int code = sqlite3_wal_checkpoint_v2(sqlite->handle, NULL,
		truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
	sqlite3_busy_timeout(sqlite->handle, busy_ms(db->use));
	if ((code & 0xff) == SQLITE_BUSY)
		return ERR_BUSY;
	if (code)
		return sqlite_refused(sqlite, sqlite->handle, code, "checkpoint");
	// All of it in the file: the next commit begins the WAL anew.
	sqlite->wal_pages = pages == done ? 0 : pages;
	return ERR_NONE;
}

const char *sqlite_file(const struct db *db)
{
	return ((const struct sqlite *)db)->path;
}

int64_t sqlite_wal_pages(const struct db *db)
{
	return ((const struct sqlite *)db)->wal_pages;
}

// ---- backup ----

static enum err copy_pages(struct sqlite *sqlite, const char *part)
{
	sqlite3 *copy;

	int code = sqlite3_open_v2(
		part, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (!code) {
		sqlite3_backup *backup = sqlite3_backup_init(copy, "main", sqlite->handle, "main");
		// In one step: one snapshot, and a writer elsewhere does not make it begin again.
		if (backup) {
			sqlite3_backup_step(backup, -1);
			code = sqlite3_backup_finish(backup);
		} else {
			code = sqlite3_extended_errcode(copy);
		}
	}
	enum err err = code ? sqlite_refused(NULL, copy, code, "backup") : ERR_NONE;
	sqlite3_close(copy);
	return err;
}

static enum err sync_path(const char *path, int flags)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | flags);
	enum err err = file < 0 || fsync(file) ? ERR_IO : ERR_NONE;

	if (err)
		log_line(LOG_ERROR, "sqlite.backup", "err=io errno=%d", errno);
	if (file >= 0)
		close(file);
	return err;
}

enum err sqlite_backup(struct db *db, const char *file)
{
	char part[PATH_MAX], folder[PATH_MAX];

	if (snprintf(part, sizeof part, "%s.part", file) >= (int)sizeof part)
		return ERR_TOO_BIG;
	snprintf(folder, sizeof folder, "%s", file);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	unlink(part);
	make_private(part);
	enum err err = copy_pages(of(db), part);
	if (!err)
		err = sync_path(part, 0);
	if (!err && rename(part, file)) {
		log_line(LOG_ERROR, "sqlite.backup", "err=io errno=%d", errno);
		err = ERR_IO;
	}
	if (!err)
		err = sync_path(slash ? folder : ".", O_DIRECTORY);
	if (err)
		unlink(part);
	return err;
}
