// SPDX-License-Identifier: Apache-2.0
#include "central/central.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/columns.h"
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY(member) offsetof(struct central_config, member)

static const struct conf_key KEYS[] = {
	{.name = "database", CONF_TEXT, KEY(database), NULL},
	{.name = "secrets", CONF_TEXT, KEY(secrets), ""},
	{.name = "control", CONF_TEXT, KEY(control), ""},
	{.name = "address", CONF_TEXT, KEY(address), "127.0.0.1"},
	{.name = "port", CONF_INT, KEY(port), "8443", 0, 65535},
	{.name = "tls.cert", CONF_TEXT, KEY(tls_cert), ""},
	{.name = "tls.key", CONF_TEXT, KEY(tls_key), ""},
	{.name = "connections.most", CONF_INT, KEY(connections), "5000", 16, 100000},
	{.name = "connections.each", CONF_INT, KEY(connections_each), "20", 1, 100000},
	{.name = "import.aliases", CONF_TEXT, KEY(import_aliases), ""},
	{.name = "log.debug", CONF_FLAG, KEY(log_debug), "false"},
};

// Secrets and control socket stand beside the database file; with a database server, beside the
// configuration.
static const char *beside(struct arena *arena, const char *database, const char *config, const char *name)
{
	const char *path = text_starts(database, "sqlite:") ? database + strlen("sqlite:") : config;
	const char *slash = strrchr(path, '/');

	return slash ? arena_format(arena, "%.*s/%s", (int)(slash - path), path, name)
		     : arena_text(arena, name);
}

bool central_is_loopback(const struct central *central)
{
	return text_starts(central->config.address, "127.") || text_equal(central->config.address, "::1");
}

static bool is_address(const char *text)
{
	struct in6_addr address;

	return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1;
}

static bool is_readable(const char *file, const char *key, const char *path)
{
	if (!*path || access(path, R_OK) == 0)
		return true;
	conf_fault(file, key, "%s: %s", path, strerror(errno));
	return false;
}

static bool aliases_are_good(const char *file, const char *path)
{
	struct arena arena = {0};
	struct aliases aliases;
	struct buf text;
	bool is_good = is_readable(file, "import.aliases", path);

	buf_init(&text, IMPORT_ALIASES);
	if (*path && is_good) {
		is_good = !buf_read_file(&text, path) &&
			  !aliases_open(&arena, text.at ? text.at : "", &aliases);
		if (!is_good)
			conf_fault(file, "import.aliases",
				"%s:%lld: a line has the name of a column, a tab, and another name for it",
				path, (long long)aliases.bad_line);
	}
	buf_finish(&text);
	arena_finish(&arena);
	return is_good;
}

static bool is_good(const struct central *central, const char *file, bool is_serving)
{
	const struct central_config *config = &central->config;
	bool good = aliases_are_good(file, config->import_aliases);
	bool is_known =
		text_starts(config->database, "sqlite:") || text_starts(config->database, "postgresql://");

	if (!is_known || text_equal(config->database, "sqlite:")) {
		conf_fault(file, "database", "must be sqlite:FILE or postgresql://...");
		good = false;
	}
	if (!is_address(config->address)) {
		conf_fault(file, "address", "must be an IPv4 or IPv6 address, not a name");
		good = false;
	}
	if (!*config->tls_cert != !*config->tls_key) {
		conf_fault(file, "tls", "cert and key belong together");
		good = false;
	} else if (is_serving) {
		good = is_readable(file, "tls.cert", config->tls_cert) && good;
		good = is_readable(file, "tls.key", config->tls_key) && good;
	}
	if (is_serving && !*config->tls_cert && is_address(config->address) &&
		!central_is_loopback(central)) {
		conf_fault(file, "address",
			"%s needs tls.cert and tls.key; without them only a loopback address",
			config->address);
		good = false;
	}
	return good;
}

enum err central_configure(struct central *central, const char *file, bool is_serving)
{
	struct central_config *config = &central->config;
	struct arena *arena = &central->arena;

	enum err err = conf_read(file, KEYS, sizeof KEYS / sizeof KEYS[0], config, arena);
	if (err)
		return err;
	if (!is_good(central, file, is_serving))
		return ERR_CONFIG;
	if (!*config->secrets)
		config->secrets = beside(arena, config->database, file, "secrets");
	if (!*config->control)
		config->control = beside(arena, config->database, file, "control");
	log_set_level(config->log_debug ? LOG_DEBUG : LOG_INFO);
	return ERR_NONE;
}

struct store_options central_store_options(const struct central *central, enum db_use use)
{
	return (struct store_options){
		.target = central->config.database,
		.use = use,
		.clock = &central->clock,
		.secrets = &central->secrets,
	};
}

// ---- opening the store, and what to say when it cannot be opened ----

static bool is_file(const struct central *central)
{
	return text_starts(central->config.database, "sqlite:");
}

// The URI of a database server may hold a password.
static const char *database_name(const struct central *central)
{
	return is_file(central) ? central->config.database + strlen("sqlite:") : "the PostgreSQL database";
}

static const char *not_found_why(struct central *central, enum db_use use)
{
	if (!is_file(central))
		return "is not there; make it on its server with createdb";
	if (access(beside(&central->arena, central->config.database, "", "."), F_OK) != 0)
		return "its folder is not there";
	return use == DB_READ ? "is not there yet; make it with: sao-central migrate" : "is not there";
}

// The process that holds the lease has written its number into it.
static const char *busy_why(struct central *central)
{
	struct buf text;
	char file[PATH_MAX]; // behind links: the lease is beside that one
	int64_t process = 0;

	buf_init(&text, 32);
	if (is_file(central) && realpath(database_name(central), file) &&
		!buf_read_file(&text, arena_format(&central->arena, "%s-lease", file)) && text.at)
		process = strtoll(text.at, NULL, 10);
	buf_finish(&text);
	return process > 0 ? arena_format(&central->arena, "another sao-central (process %lld) is writing it",
				     (long long)process)
			   : "another sao-central is writing it";
}

static enum err opened(struct central *central, enum db_use use, enum err err)
{
	const char *why = command_sentence(err);

	struct stat about;

	if (is_file(central) && stat(database_name(central), &about) == 0 && S_ISDIR(about.st_mode))
		why = "is a folder, not a file";
	else if (err == ERR_NETWORK)
		why = "its server cannot be reached";
	else if (err == ERR_NOT_FOUND)
		why = not_found_why(central, use);
	else if (err == ERR_BUSY)
		why = busy_why(central);
	else if (err == ERR_UNSUPPORTED)
		why = use == DB_READ
			      ? "its schema is not this program's: run sao-central migrate, or a newer "
				"sao-central"
			      : "a newer sao-central made it; use that one";
	central->why = err ? arena_format(&central->arena, "%s: %s", database_name(central), why) : "";
	return err;
}

enum err central_open_store(struct central *central)
{
	const struct store_options options = central_store_options(central, DB_WRITE);

	enum err err = secrets_open(&central->secrets, central->config.secrets);
	if (!err)
		return opened(central, DB_WRITE, store_open(&central->store, &options));
	central->why = arena_format(&central->arena, "%s: %s", central->config.secrets,
		err == ERR_NOT_FOUND ? "the folder above it is not there"
		: err == ERR_CORRUPT ? "a key in it is not whole, or open to other users"
				     : command_sentence(err));
	return err;
}

enum err central_open_reader(struct central *central, struct store *reader)
{
	const struct store_options options = central_store_options(central, DB_READ);

	return opened(central, DB_READ, store_open(reader, &options));
}

void central_finish(struct central *central)
{
	store_close(&central->store);
	secrets_close(&central->secrets);
	arena_finish(&central->arena);
}
