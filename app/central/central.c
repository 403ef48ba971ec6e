// SPDX-License-Identifier: Apache-2.0
#include "central/central.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

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

static enum err refuse(const char *file, const char *why)
{
	fprintf(stderr, "%s: %s\n", file, why);
	return ERR_CONFIG;
}

enum err central_configure(struct central *central, const char *file)
{
	struct central_config *config = &central->config;
	struct arena *arena = &central->arena;

	enum err err = conf_read(file, KEYS, sizeof KEYS / sizeof KEYS[0], config, arena);
	if (err == ERR_NOT_FOUND)
		fprintf(stderr, "%s: cannot be read\n", file);
	if (err)
		return err;
	if (!text_starts(config->database, "sqlite:") && !text_starts(config->database, "postgresql://"))
		return refuse(file, "database: must begin with sqlite: or postgresql://");
	if (!*config->tls_cert != !*config->tls_key)
		return refuse(file, "tls: cert and key belong together");
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

enum err central_open_store(struct central *central)
{
	const struct store_options options = central_store_options(central, DB_WRITE);

	enum err err = secrets_open(&central->secrets, central->config.secrets);
	return err ? err : store_open(&central->store, &options);
}

int central_exit(enum err err)
{
	switch (err) {
	case ERR_NONE:
		return 0;
	case ERR_CONFIG:
		return EXIT_CONFIG;
	case ERR_IO:
	case ERR_CORRUPT:
	case ERR_FULL:
	case ERR_READ_ONLY:
		return EXIT_AGAIN;
	case ERR_INVALID:
	case ERR_TOO_BIG:
	case ERR_NOT_FOUND:
	case ERR_CONFLICT:
	case ERR_DENIED:
	case ERR_EXPIRED:
	case ERR_BUSY:
	case ERR_NETWORK:
	case ERR_UNSUPPORTED:
	case ERR_COUNT:
	default:
		return EXIT_FAILED;
	}
}

void central_finish(struct central *central)
{
	store_close(&central->store);
	secrets_close(&central->secrets);
	arena_finish(&central->arena);
}
