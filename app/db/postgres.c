// SPDX-License-Identifier: Apache-2.0
// PostgreSQL by libpq. Results come whole and as text: sums (numeric) and flags read like numbers that way.
// Integers and texts go as text, bytes as they are. Nothing is waited for longer than the server may be
// silent: libpq's own waits have no end, and the kernel calls a process that hangs alive.
#include "base/log.h"
#include "base/text.h"
#include "db/driver.h"
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define INT_SIZE 24
#define NAME_SIZE 16
// Object identifiers of the types, fixed since PostgreSQL 7 (catalog/pg_type.dat).
#define OID_BYTES 17
#define OID_INT 20
#define OID_TEXT 25
// One lock a database each, by numbers nobody else uses ("Sao").
#define LOCK_LEASE "5464431"
#define LOCK_VERSION "5464432"

struct postgres {
	struct db db;
	PGconn *handle;
	int silence_ms;	 // how long the server may let us wait for the next byte; 0: for ever
	bool is_patient; // in a migration, which takes as long as it takes
};

struct parameter {
	char digits[INT_SIZE];
};

struct postgres_query {
	struct db_query query;
	char name[NAME_SIZE];
	bool is_prepared;
	PGresult *result; // rows being read
	int row, rows;
	unsigned char *bytes; // of the column last read as bytes; libpq's
	// One for each parameter, in the order libpq wants them.
	Oid *types;
	const char **values;
	int *lengths, *formats;
	struct parameter parameters[];
};

static struct postgres *of(struct db *db)
{
	return (struct postgres *)db;
}

static struct postgres_query *query_of(struct db_query *query)
{
	return (struct postgres_query *)query;
}

// ---- what went wrong ----

// SQLSTATE, whole or its class (appendix A of the manual). The first that fits counts.
static const struct {
	const char *state;
	enum err err;
} STATES[] = {
	{"23", ERR_CONFLICT}, // integrity constraint
	{"22", ERR_INVALID},  // data exception
	{"21", ERR_INVALID},
	{"25P02", ERR_INVALID}, // the transaction failed before: its first failure was told
	{"54", ERR_INVALID},	// row or index entry too large
	{"25006", ERR_READ_ONLY},
	{"53100", ERR_FULL},
	{"53", ERR_BUSY},
	{"40", ERR_BUSY}, // deadlock, serialization
	{"55", ERR_BUSY},
	{"57014", ERR_BUSY}, // cancelled by a time limit
	{"57", ERR_NETWORK}, // the server goes down
	{"08", ERR_NETWORK},
	{"58", ERR_IO},
	{"XX001", ERR_CORRUPT},
	{"XX002", ERR_CORRUPT},
	{"28", ERR_DENIED},
	{"42501", ERR_DENIED},
	{"3D", ERR_NOT_FOUND},
};

static enum err from_state(const char *state)
{
	for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++)
		if (text_starts(state, STATES[i].state))
			return STATES[i].err;
	return ERR_UNSUPPORTED; // SQL this schema does not understand
}

// Frees nothing. Messages of data errors carry the data, so only those about our SQL are logged in words.
static enum err refused(struct postgres *postgres, const PGresult *result, const char *where)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	bool is_lost = PQstatus(postgres->handle) != CONNECTION_OK;
	enum err err = is_lost || !state ? ERR_NETWORK : from_state(state);
	const char *words = !state		     ? PQerrorMessage(postgres->handle)
			    : err == ERR_UNSUPPORTED ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)
						     : NULL;

	log_line(err == ERR_CONFLICT || err == ERR_INVALID ? LOG_INFO : LOG_ERROR, "postgres.refused",
		"at=%s err=%s state=%s what=\"%s\"", where, err_name(err), state ? state : "none",
		words ? words : "");
	return err;
}

static bool is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

// ---- asking ----

// A connection on which nothing came is shut; libpq then finds it lost.
static void await(const struct postgres *postgres, short events)
{
	struct pollfd line = {.fd = PQsocket(postgres->handle), .events = events};
	int most = postgres->is_patient || !postgres->silence_ms ? -1 : postgres->silence_ms, ready;

	while ((ready = poll(&line, 1, most)) < 0 && errno == EINTR)
		continue;
	if (ready)
		return;
	log_line(LOG_ERROR, "postgres.silent", "ms=%d", most);
	shutdown(line.fd, SHUT_RDWR);
}

// The last result of what was sent, as PQexec() has it; NULL when it could not be sent.
static PGresult *answer(const struct postgres *postgres, int is_sent)
{
	PGconn *handle = postgres->handle;
	PGresult *last = NULL, *result;

	if (!is_sent)
		return NULL;
	while (PQflush(handle) > 0) {
		await(postgres, POLLIN | POLLOUT);
		if (!PQconsumeInput(handle))
			break;
	}
	do {
		while (PQisBusy(handle)) {
			await(postgres, POLLIN);
			if (!PQconsumeInput(handle))
				break;
		}
		result = PQgetResult(handle);
		if (result) {
			PQclear(last);
			last = result;
		}
	} while (result && PQstatus(handle) == CONNECTION_OK);
	return last;
}

static PGresult *execute(const struct postgres *postgres, const char *sql)
{
	return answer(postgres, PQsendQuery(postgres->handle, sql));
}

// ---- opening ----

// Words of our own come first: the target may say otherwise. A writer that waits for somebody's lock is told
// so by the server, before its silence would count.
static PGconn *connect_to(const char *target, enum db_use use)
{
	static const char *const names[] = {"application_name", "connect_timeout", "keepalives_idle",
		"tcp_user_timeout", "options", "dbname", "client_encoding", NULL};
	const char *const values[] = {"sao", "10", "10", "60000",
		use == DB_READ ? "" : "-c statement_timeout=50000", target, "UTF8", NULL};

	return PQconnectdbParams(names, values, 1);
}

static int silence_of(PGconn *handle)
{
	PQconninfoOption *options = PQconninfo(handle);
	int ms = 0;

	for (const PQconninfoOption *option = options; option && option->keyword; option++)
		if (strcmp(option->keyword, "tcp_user_timeout") == 0 && option->val)
			ms = atoi(option->val);
	PQconninfoFree(options);
	return ms;
}

static void drop_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

// What a commit is worth depends on these; whoever turned them off must turn them on again.
static enum err check_settings(struct postgres *postgres)
{
	static const struct {
		const char *name, *bad, *why;
	} settings[] = {
		{"fsync", "off", "a power cut would corrupt the database"},
		{"full_page_writes", "off", "a power cut would corrupt the database"},
		{"synchronous_commit", "off", "a power cut would lose what was thanked for"},
	};
	const char *encoding = PQparameterStatus(postgres->handle, "server_encoding");

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		char sql[64];
		snprintf(sql, sizeof sql, "SHOW %s", settings[i].name);
		PGresult *result = execute(postgres, sql);
		enum err err = is_good(result) ? ERR_NONE : refused(postgres, result, "open");
		if (!err && strcmp(PQgetvalue(result, 0, 0), settings[i].bad) == 0) {
			log_line(LOG_ERROR, "postgres.setting", "name=%s is=%s why=\"%s\"", settings[i].name,
				settings[i].bad, settings[i].why);
			err = ERR_CONFIG;
		}
		PQclear(result);
		if (err)
			return err;
	}
	if (encoding && strcmp(encoding, "UTF8") == 0)
		return ERR_NONE;
	log_line(LOG_ERROR, "postgres.setting", "name=server_encoding is=%s why=\"must be UTF8\"",
		encoding ? encoding : "");
	return ERR_CONFIG;
}

static enum err run(struct db *db, const char *sql)
{
	PGresult *result = execute(of(db), sql);
	enum err err = is_good(result) ? ERR_NONE : refused(of(db), result, "run");

	PQclear(result);
	return err;
}

static enum err open_connection(struct db **db, const struct db_options *options)
{
	struct postgres *postgres = calloc(1, sizeof *postgres);

	if (!postgres || !(postgres->handle = connect_to(options->target, options->use)))
		err_abort("out of memory");
	PQsetNoticeReceiver(postgres->handle, drop_notice, NULL);
	PQsetnonblocking(postgres->handle, 1);
	postgres->silence_ms = silence_of(postgres->handle);
	enum err err = PQstatus(postgres->handle) == CONNECTION_OK ? check_settings(postgres)
								   : refused(postgres, NULL, "open");
	// A reader's transaction sees one state of the database, as a reader of SQLite does.
	if (!err && options->use == DB_READ)
		err = run(&postgres->db, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL "
					 "REPEATABLE READ, READ ONLY");
	if (err) {
		PQfinish(postgres->handle);
		free(postgres);
		return err;
	}
	*db = &postgres->db;
	return ERR_NONE;
}

static void close_connection(struct db *db)
{
	PQfinish(of(db)->handle);
	free(db);
}

static enum err check(struct db *db)
{
	return driver_ask(db, "SELECT 1", NULL);
}

static enum err lease(struct db *db)
{
	int64_t is_ours = 0;

	enum err err = driver_ask(db, "SELECT pg_try_advisory_lock(" LOCK_LEASE ")", &is_ours);
	if (err || is_ours)
		return err;
	log_line(LOG_DEBUG, "postgres.lease", "err=busy");
	return ERR_BUSY;
}

// ---- queries ----

static void *array(int count, size_t size)
{
	void *at = calloc((size_t)count + 1, size);

	if (!at)
		err_abort("out of memory");
	return at;
}

// The server hears of it at the first step, when the kinds of the parameters are known.
static enum err prepare(struct db *db, const char *sql, int parameters, struct db_query **query)
{
	struct postgres_query *made =
		calloc(1, sizeof *made + (size_t)parameters * sizeof made->parameters[0]);

	(void)sql;
	if (!made)
		err_abort("out of memory");
	snprintf(made->name, sizeof made->name, "q%d", db->queries);
	made->types = array(parameters, sizeof *made->types);
	made->values = array(parameters, sizeof *made->values);
	made->lengths = array(parameters, sizeof *made->lengths);
	made->formats = array(parameters, sizeof *made->formats);
	*query = &made->query;
	return ERR_NONE;
}

static void clear_rows(struct postgres_query *made)
{
	PQfreemem(made->bytes);
	PQclear(made->result);
	made->bytes = NULL;
	made->result = NULL;
}

static void finish(struct db_query *query)
{
	struct postgres_query *made = query_of(query);

	clear_rows(made);
	free(made->types);
	free(made->values);
	free(made->lengths);
	free(made->formats);
	free(made);
}

static void bind_as(struct db_query *query, int n, Oid type, const char *value, size_t length, int format)
{
	struct postgres_query *made = query_of(query);

	if (length > INT32_MAX) {
		query->fault = ERR_INVALID;
		return;
	}
	made->types[n - 1] = type;
	made->values[n - 1] = value;
	made->lengths[n - 1] = (int)length;
	made->formats[n - 1] = format;
}

static void bind_int(struct db_query *query, int n, int64_t value)
{
	char *digits = query_of(query)->parameters[n - 1].digits;

	snprintf(digits, INT_SIZE, "%lld", (long long)value);
	bind_as(query, n, OID_INT, digits, 0, 0);
}

static void bind_text(struct db_query *query, int n, const char *text)
{
	bind_as(query, n, text ? OID_TEXT : 0, text, 0, 0);
}

static void bind_bytes(struct db_query *query, int n, const void *bytes, size_t length)
{
	bind_as(query, n, OID_BYTES, bytes, length, 1);
}

static enum err announce(struct db_query *query)
{
	struct postgres_query *made = query_of(query);
	struct postgres *postgres = of(query->db);

	PGresult *result = answer(postgres,
		PQsendPrepare(postgres->handle, made->name, query->sql, query->parameters, made->types));
	enum err err = is_good(result) ? ERR_NONE : refused(postgres, result, "prepare");
	PQclear(result);
	made->is_prepared = !err;
	return err;
}

static enum err step(struct db_query *query, bool *row)
{
	struct postgres_query *made = query_of(query);
	struct postgres *postgres = of(query->db);

	if (made->result) {
		*row = ++made->row < made->rows;
		return ERR_NONE;
	}
	enum err err = made->is_prepared ? ERR_NONE : announce(query);
	if (err)
		return err;
	made->result = answer(postgres, PQsendQueryPrepared(postgres->handle, made->name, query->parameters,
						made->values, made->lengths, made->formats, 0));
	if (!is_good(made->result))
		return refused(postgres, made->result, "step");
	made->row = 0;
	made->rows = PQntuples(made->result);
	query->db->changed = atoi(PQcmdTuples(made->result));
	*row = made->rows > 0;
	return ERR_NONE;
}

static void reset(struct db_query *query)
{
	clear_rows(query_of(query));
	for (int n = 1; n <= query->parameters; n++)
		bind_as(query, n, 0, NULL, 0, 0);
}

static bool is_null(struct db_query *query, int column)
{
	const struct postgres_query *made = query_of(query);

	return PQgetisnull(made->result, made->row, column);
}

static const char *get_text(struct db_query *query, int column)
{
	const struct postgres_query *made = query_of(query);

	return PQgetvalue(made->result, made->row, column);
}

// A flag is the number 1 or 0, as in SQLite.
static int64_t get_int(struct db_query *query, int column)
{
	const char *text = get_text(query, column);

	return *text == 't' ? 1 : strtoll(text, NULL, 10);
}

static const void *get_bytes(struct db_query *query, int column, size_t *length)
{
	struct postgres_query *made = query_of(query);
	const char *text = get_text(query, column);

	if (PQftype(made->result, column) != OID_BYTES) {
		*length = strlen(text);
		return text;
	}
	PQfreemem(made->bytes);
	made->bytes = PQunescapeBytea((const unsigned char *)text, length);
	if (!made->bytes)
		err_abort("out of memory");
	return made->bytes;
}

// ---- transactions ----

static enum err begin(struct db *db)
{
	of(db)->is_patient = false;
	return driver_ask(db, "BEGIN", NULL);
}

// COMMIT of a transaction that failed is answered well, by the word ROLLBACK; db.c does not ask for it, so
// seeing it is a fault of ours.
static enum err commit(struct db *db)
{
	PGTransactionStatusType before = PQtransactionStatus(of(db)->handle);

	if (before == PQTRANS_INERROR)
		err_abort("commit of a failed transaction");
	enum err err = driver_ask(db, "COMMIT", NULL);
	of(db)->is_patient = false;
	return err;
}

static void rollback(struct db *db)
{
	PGTransactionStatusType status = PQtransactionStatus(of(db)->handle);

	of(db)->is_patient = false;
	// Without a connection the server has rolled back already, or will.
	if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
		(void)!driver_ask(db, "ROLLBACK", NULL);
}

// ---- the number of the schema ----

// A migration follows, or another process's is waited for. Without limits until the transaction has ended.
static enum err lock_version(struct db *db)
{
	of(db)->is_patient = true;
	enum err err = driver_ask(db, "SET LOCAL statement_timeout = 0", NULL);
	return err ? err : driver_ask(db, "SELECT pg_advisory_xact_lock(" LOCK_VERSION ")", NULL);
}

// The catalogue is asked as a table: names looked up by the server (to_regclass) may be remembered from
// before the lock.
static enum err get_version(struct db *db, int *version)
{
	static const char has_table[] = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() "
					"AND tablename = 'schema_version'";
	int64_t exists = 0, answer = 0;

	enum err err = driver_ask(db, has_table, &exists);
	if (!err && exists)
		err = driver_ask(db, "SELECT number FROM schema_version", &answer);
	*version = (int)answer;
	return err;
}

static enum err set_version(struct db *db, int version)
{
	enum err err = run(db, "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT NOT NULL)");

	if (!err)
		err = db_do(db, NULL, "DELETE FROM schema_version", "");
	return err ? err
		   : db_do(db, NULL, "INSERT INTO schema_version (number) VALUES ($1)", "i",
			     (int64_t)version);
}

static const char *const TYPES[] = {"BIGINT", "TEXT COLLATE \"C\"", "BYTEA", ""};

const struct db_driver DB_POSTGRES = {
	.kind = "postgresql",
	.scheme = "postgresql:",
	.types = TYPES,
	.open = open_connection,
	.close = close_connection,
	.check = check,
	.lease = lease,
	.prepare = prepare,
	.finish = finish,
	.bind_int = bind_int,
	.bind_text = bind_text,
	.bind_bytes = bind_bytes,
	.step = step,
	.reset = reset,
	.get_int = get_int,
	.get_text = get_text,
	.get_bytes = get_bytes,
	.is_null = is_null,
	.run = run,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.lock_version = lock_version,
	.get_version = get_version,
	.set_version = set_version,
};
