// SPDX-License-Identifier: Apache-2.0
#include "central/http/server.h"
#include "base/log.h"
#include "central/http/exchange.h"
#include <arpa/inet.h>
#include <errno.h>
#include <locale.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define THREADS_EACH 2 // a processor: connections spread unevenly over the threads
#define THREADS_MOST 16
#define BACKLOG 1024u
#define PEM_MOST ((size_t)256 << 10)
#define DRAIN_TIME (20 * INT64_C(1000))
#define LAST_TIME INT64_C(1000) // for the answers to those who kept the server up longer
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

__attribute__((format(printf, 2, 0))) static void library_log(void *context, const char *format, va_list list)
{
	char line[512];

	(void)context;
	vsnprintf(line, sizeof line, format, list);
	line[strcspn(line, "\n")] = '\0';
	log_line(LOG_DEBUG, "http.library", "text=\"%s\"", line);
}

static void library_panic(void *context, const char *file, unsigned line, const char *reason)
{
	(void)context;
	err_abort_at(file, (int)line, reason ? reason : "HTTP library");
}

static unsigned thread_count(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN),
	     count = THREADS_EACH * (processors > 1 ? processors : 1);

	return (unsigned)(count > THREADS_MOST ? THREADS_MOST : count);
}

__attribute__((format(printf, 2, 3))) static enum err refused(struct server *server, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	server->why = arena_format_list(&server->arena, format, list);
	va_end(list);
	return ERR_CONFIG;
}

// In English as all else: the pages' languages have set the locale.
static const char *words(int number)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	const char *text = plain ? strerror_l(number, plain) : "refused";

	if (plain)
		freelocale(plain);
	return text;
}

// ---- where it listens ----

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static enum err address_read(struct server *server, union any_address *address, bool *is_loopback)
{
	const struct server_options *options = &server->options;

	memset(address, 0, sizeof *address);
	if (inet_pton(AF_INET, options->address, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons((uint16_t)options->port);
		*is_loopback = ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
		return ERR_NONE;
	}
	if (inet_pton(AF_INET6, options->address, &address->v6.sin6_addr) == 1) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons((uint16_t)options->port);
		*is_loopback = IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
		return ERR_NONE;
	}
	return refused(server, "address: %s is neither an IPv4 nor an IPv6 address", options->address);
}

// A socket left behind by a process that was killed is in nobody's use: the store's lease says so.
static enum err unix_listen(struct server *server, int *listener)
{
	const char *path = server->options.unix_socket;
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof address.sun_path)
		return refused(server, "control: the path of a socket has at most %zu characters: %s",
			sizeof address.sun_path - 1, path);
	memcpy(address.sun_path, path, strlen(path));
	*listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(path);
	mode_t before = umask(0177);
	bool is_bound = *listener >= 0 && bind(*listener, (struct sockaddr *)&address, sizeof address) == 0;
	umask(before);
	if (is_bound && listen(*listener, SOMAXCONN) == 0)
		return ERR_NONE;
	int number = errno;
	if (*listener >= 0)
		close(*listener);
	return refused(server, "control: %s: %s", path, words(number));
}

// ---- starting ----

static const unsigned FLAGS = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
			      MHD_USE_SUPPRESS_DATE_NO_CLOCK;

#define COMMON_OPTIONS(server)                                                                               \
	MHD_OPTION_EXTERNAL_LOGGER, library_log, NULL, MHD_OPTION_URI_LOG_CALLBACK, link_line_came,          \
		(server), MHD_OPTION_NOTIFY_COMPLETED, exchange_done, (server),                              \
		MHD_OPTION_NOTIFY_CONNECTION, link_told, (server), MHD_OPTION_CONNECTION_MEMORY_LIMIT,       \
		CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, CONNECTION_TIMEOUT,                        \
		MHD_OPTION_STRICT_FOR_CLIENT, LIBRARY_IS_STRICT, MHD_OPTION_CONNECTION_LIMIT,                \
		(unsigned)(server)->options.connections_most

static enum err daemon_refused(struct server *server)
{
	const struct server_options *options = &server->options;

	if (options->unix_socket)
		return refused(server, "control: %s: %s", options->unix_socket, words(errno));
	if (errno == EADDRINUSE)
		return refused(server, "port %d of %s is in use by another program; give another port",
			options->port, options->address);
	if (errno)
		return refused(server, "%s, port %d: %s", options->address, options->port, words(errno));
	return refused(
		server, "tls: %s and %s are no certificate and its key", options->tls_cert, options->tls_key);
}

static enum err unix_start(struct server *server)
{
	int listener = -1;

	enum err err = unix_listen(server, &listener);
	if (err)
		return err;
	server->socket_path = arena_text(&server->arena, server->options.unix_socket);
	errno = 0;
	server->daemon = MHD_start_daemon(FLAGS, 0, NULL, NULL, exchange_go_on, server,
		COMMON_OPTIONS(server), MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_END);
	if (!server->daemon)
		close(listener);
	return server->daemon ? ERR_NONE : daemon_refused(server);
}

static enum err tcp_start(struct server *server)
{
	const struct server_options *options = &server->options;
	union any_address address;
	bool is_loopback = false, is_tls = options->tls_cert && *options->tls_cert;

	enum err err = address_read(server, &address, &is_loopback);
	if (err)
		return err;
	if (!is_tls && !is_loopback)
		return refused(server,
			"address: %s asks for tls.cert and tls.key; without them the server listens "
			"on a loopback address only",
			options->address);
	buf_init(&server->cert, PEM_MOST);
	buf_init(&server->key, PEM_MOST);
	if (is_tls && buf_read_file(&server->cert, options->tls_cert))
		return refused(server, "tls.cert: %s: %s", options->tls_cert, words(errno));
	if (is_tls && buf_read_file(&server->key, options->tls_key))
		return refused(server, "tls.key: %s: %s", options->tls_key, words(errno));
	const struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, server->cert.at},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, server->key.at},
		{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
		{MHD_OPTION_END, 0, NULL},
	};
	// "::" is every address of this machine, the IPv4 ones too.
	unsigned family = address.any.sa_family == AF_INET6 ? MHD_USE_DUAL_STACK : 0;
	errno = 0;
	// Behind a proxy on this machine all come from one address.
	server->daemon = MHD_start_daemon(FLAGS | family | (is_tls ? MHD_USE_TLS : 0),
		(uint16_t)options->port, NULL, NULL, exchange_go_on, server, COMMON_OPTIONS(server),
		MHD_OPTION_SOCK_ADDR, &address.any, MHD_OPTION_THREAD_POOL_SIZE, thread_count(),
		MHD_OPTION_LISTEN_BACKLOG_SIZE, BACKLOG, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		is_loopback ? 0u : (unsigned)options->connections_each, MHD_OPTION_ARRAY,
		is_tls ? tls : tls + 3, MHD_OPTION_END);
	return server->daemon ? ERR_NONE : daemon_refused(server);
}

static void sync_init(struct server *server)
{
	pthread_condattr_t monotonic;

	pthread_mutex_init(&server->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&server->changed, &monotonic);
	pthread_cond_init(&server->idle, &monotonic);
	pthread_cond_init(&server->job, NULL);
	pthread_condattr_destroy(&monotonic);
}

static void server_free(struct server *server)
{
	pthread_cond_destroy(&server->job);
	pthread_cond_destroy(&server->idle);
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->lock);
	buf_finish(&server->cert);
	buf_finish(&server->key);
	arena_finish(&server->arena);
	free(server);
}

enum err server_start(
	struct server **out, const struct server_options *options, struct arena *arena, const char **why)
{
	struct server *server = calloc(1, sizeof *server);

	*out = NULL;
	if (!server)
		err_abort("out of memory");
	server->options = *options;
	arena_init(&server->arena, 0);
	MHD_set_panic_func(library_panic, NULL);
	sync_init(server);
	handler_start(server);
	wait_start(server);
	enum err err = options->unix_socket ? unix_start(server) : tcp_start(server);
	if (err) {
		*why = arena_text(arena, server->why);
		wait_stop(server);
		handler_stop(server);
		server_free(server);
		return err;
	}
	*out = server;
	return ERR_NONE;
}

int server_port(const struct server *server)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : server->options.port;
}

// ---- stopping ----

static void drain(struct server *server, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	ms += until.tv_nsec / 1000000;
	until.tv_sec += ms / 1000;
	until.tv_nsec = ms % 1000 * 1000000;
	pthread_mutex_lock(&server->lock);
	while (server->active > 0)
		if (pthread_cond_timedwait(&server->idle, &server->lock, &until))
			break;
	pthread_mutex_unlock(&server->lock);
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	MHD_socket listener = MHD_quiesce_daemon(server->daemon);
	wait_stop(server);
	drain(server, server->options.drain_ms ? server->options.drain_ms : DRAIN_TIME);
	handler_stop(server);
	drain(server, LAST_TIME);
	MHD_stop_daemon(server->daemon);
	if (listener != MHD_INVALID_SOCKET)
		close(listener);
	if (server->socket_path)
		unlink(server->socket_path);
	server_free(server);
}
