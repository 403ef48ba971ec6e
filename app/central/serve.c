// SPDX-License-Identifier: Apache-2.0
// The server: opens everything in order, waits for a signal, closes everything in reverse.
#include "base/log.h"
#include "base/text.h"
#include "central/admit.h"
#include "central/commands.h"
#include "central/routes.h"
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#define READERS 8
#define CONTROL_CONNECTIONS 64
#define MEMORY_KEPT (32 << 20)
#define STOP_MOST 30	      // seconds; what is stored is whole at any moment
#define SIGNAL_BROKEN SIGUSR1 // the writer, to the main thread: the disk refused

static void writer_committed(void *context, const struct store *store)
{
	struct central *central = context;

	figures_note(central->figures, store);
	if (store->touched_all)
		server_wake(central->server, NULL);
	for (size_t i = 0; !store->touched_all && i < store->touched_count; i++)
		server_wake(central->server, store->touched[i]);
}

static void writer_broken(void *context, enum err err)
{
	(void)context, (void)err;
	kill(getpid(), SIGNAL_BROKEN);
}

static enum err servers_start(struct central *central)
{
	const struct central_config *config = &central->config;
	struct server_options options = {
		.address = config->address,
		.port = (int)config->port,
		.tls_cert = config->tls_cert,
		.tls_key = config->tls_key,
		.routes = ROUTES,
		.route_count = ROUTE_COUNT,
		.admit = admit_request,
		.clock = &central->clock,
		.context = central,
		.connections_most = (int)config->connections,
		.connections_each = (int)config->connections_each,
	};

	enum err err = server_start(&central->server, &options, &central->arena, &central->why);
	if (err)
		return err;
	options.unix_socket = config->control;
	options.connections_most = CONTROL_CONNECTIONS;
	return server_start(&central->control, &options, &central->arena, &central->why);
}

// Before any thread: it sets the locale. Kiosks are served also where the words of the pages are missing.
static void pages_start(struct central *central)
{
	struct phone *phone = &central->phone;

	phone->clock = &central->clock;
	phone->secrets = &central->secrets;
	phone->readers = central->readers;
	if (phone_start(phone))
		log_line(LOG_WARNING, "serve",
			"why=\"no catalogues beside the program: no pages for phones\"");
}

static enum err parts_start(struct central *central)
{
	const struct store_options reading = central_store_options(central, DB_READ);
	const struct writer_options writing = {
		.store = &central->store,
		.committed = writer_committed,
		.broken = writer_broken,
		.context = central,
	};

	enum err err = central_open_store(central);
	if (!err)
		err = readers_open(&central->readers, &reading, READERS);
	central->figures = figures_open(&central->clock);
	ready_init(&central->ready);
	knocks_init(&central->knocks);
	pages_start(central);
	if (!err)
		err = writer_start(&central->writer, &writing);
	if (!err)
		err = night_begin(central->writer);
	if (!err)
		err = servers_start(central);
	if (!err)
		central->night = night_start(central->writer, &central->clock);
	if (!err)
		again_start(&central->again, central->writer);
	if (!err)
		figures_start(central->figures, central->writer);
	return err;
}

static void parts_stop(struct central *central)
{
	server_stop(central->control);
	server_stop(central->server);
	figures_stop(central->figures);
	night_stop(central->night);
	again_stop(&central->again);
	writer_stop(central->writer);
	figures_close(central->figures);
	phone_finish(&central->phone);
	readers_close(central->readers);
	knocks_finish(&central->knocks);
}

// Parts may hang on a database that does not answer, and hold what others would free: the process ends
// without them. Whoever waited for an answer sends again.
static void *stop_watch(void *context)
{
	const struct timespec most = {.tv_sec = STOP_MOST};

	(void)context;
	while (nanosleep(&most, NULL))
		continue;
	log_line(LOG_ERROR, "serve", "ended=late why=\"something did not end within %d s\"", STOP_MOST);
	_exit(EXIT_AGAIN);
}

static void stop_bound(void)
{
	pthread_t watch;

	if (pthread_create(&watch, NULL, stop_watch, NULL))
		err_abort("no thread");
	pthread_detach(watch);
}

// Waits for the end; tells systemd now and then that all is well.
static int signal_wait(const sigset_t *signals)
{
	uint64_t watchdog_us = 0;
	int number;

	if (sd_watchdog_enabled(0, &watchdog_us) <= 0) {
		sigwait(signals, &number);
		return number;
	}
	const struct timespec half = {
		(time_t)(watchdog_us / 2000000), (long)(watchdog_us / 2 % 1000000 * 1000)};
	while ((number = sigtimedwait(signals, NULL, &half)) < 0)
		sd_notify(0, "WATCHDOG=1");
	return number;
}

// Worth another start by a supervisor.
static bool has_refused(enum err err)
{
	return err == ERR_IO || err == ERR_CORRUPT || err == ERR_FULL || err == ERR_READ_ONLY;
}

int serve_command(struct central *central, int argc, char **argv)
{
	sigset_t signals;
	int number = 0;

	central->why = "";
	if (!command_read("serve", argc, argv, NULL, 0, NULL, 0, 0))
		return EXIT_USAGE;
	if (central->has_test_clock && !central_is_loopback(central))
		return command_usage("serve", "--test-clock is for a server on a loopback address only");
	signal(SIGPIPE, SIG_IGN);
	// A request's memory goes back to the process, not to the kernel to be asked for again.
	mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT);
	mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGNAL_BROKEN);
	pthread_sigmask(SIG_BLOCK, &signals, NULL); // before any thread: they all leave them to this one
	enum err err = parts_start(central);
	if (!err) {
		log_line(LOG_INFO, "serve", "address=%s port=%d", central->config.address,
			server_port(central->server));
		sd_notify(0, "READY=1");
		number = signal_wait(&signals);
		sd_notify(0, "STOPPING=1");
	}
	stop_bound();
	parts_stop(central);
	if (err) {
		int status = command_fail("serve", err, central->why);
		return has_refused(err) ? EXIT_AGAIN : status;
	}
	log_line(LOG_INFO, "serve", "ended=%s", number == SIGNAL_BROKEN ? "disk" : "signal");
	return number == SIGNAL_BROKEN ? EXIT_AGAIN : 0;
}
