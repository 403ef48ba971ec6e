// SPDX-License-Identifier: Apache-2.0
// What sao-central is made of, passed down. Configuration is read once; the parts below it live while `serve`
// runs. Other subcommands open what they need themselves.
#ifndef CENTRAL_CENTRAL_H
#define CENTRAL_CENTRAL_H

#include "base/arena.h"
#include "base/clock.h"
#include "central/http/server.h"
#include "central/ingest/again.h"
#include "central/ingest/figures.h"
#include "central/ingest/night.h"
#include "central/ingest/writer.h"
#include "central/knocks.h"
#include "central/phone/receipt_page.h"
#include "central/ready.h"
#include "central/store/readers.h"
#include "central/store/secrets.h"

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_AGAIN 75  // the disk refused
#define EXIT_CONFIG 78 // configuration

// kiosk-config/central.conf; `database` alone is enough for everything but serve.
struct central_config {
	const char *database; // "sqlite:FILE" or "postgresql://..."
	const char *secrets;  // directory; "" in the file: "secrets" beside the database
	const char *control;  // Unix socket of serve; "" in the file: "control" beside the database
	const char *address;  // of serve
	int64_t port;
	const char *tls_cert, *tls_key;	       // "": plain HTTP, loopback only
	const char *import_aliases;	       // column names, beside those built in; "": none
	int64_t connections, connections_each; // most at once; from one address
	bool log_debug;
};

struct central {
	struct central_config config; // texts in arena
	struct arena arena;	      // program
	struct clock clock;	      // moved by --test-clock only
	bool has_test_clock;
	const char *why; // arena: a sentence about the last opening that was refused
	struct secrets secrets;
	// serve only
	struct store store; // the writer thread's
	struct writer *writer;
	struct again again;
	struct figures *figures;
	struct night *night;
	struct readers *readers;
	struct phone phone;
	struct ready ready;
	struct knocks knocks;
	struct server *server, *control;
};

// Reads the file and fills in what depends on it; is_serving: also what only serve needs must be there.
// CONFIG, NOT_FOUND, IO (told on stderr).
MUST_USE enum err central_configure(struct central *central, const char *file, bool is_serving);
// Opens secrets and the writing store (migrated, leased). BUSY: serve is running; ask it over `control`.
MUST_USE enum err central_open_store(struct central *central);
// A reading store, beside a server or not. NOT_FOUND: there is no database.
MUST_USE enum err central_open_reader(struct central *central, struct store *reader);
struct store_options central_store_options(const struct central *central, enum db_use use);
bool central_is_loopback(const struct central *central); // no other machine can reach its address
void central_finish(struct central *central);		 // a zeroed struct may be finished

// ---- subcommands: arguments after the name; the return value is the exit status ----
struct command {
	const char *name, *arguments, *about; // name: one word or two; the first decides who runs
	int (*run)(struct central *central, int argc, char **argv);
};
extern const struct command COMMANDS[]; // commands.c; the last has no name
int serve_command(struct central *central, int argc, char **argv);

#endif
