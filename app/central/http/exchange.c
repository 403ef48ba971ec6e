// SPDX-License-Identifier: Apache-2.0
#include "central/http/exchange.h"
#include "base/log.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

// When the head is whole: whatever the library gave up before has nothing to be released.
static struct exchange *exchange_open(struct server *server, struct MHD_Connection *connection)
{
	struct exchange *exchange = calloc(1, sizeof *exchange);

	if (!exchange)
		err_abort("out of memory");
	exchange->server = server;
	exchange->connection = connection;
	exchange->link = link_of(connection);
	exchange->begun = clock_boot(server->options.clock);
	arena_init(&exchange->arena, REQUEST_MEMORY);
	body_init(&exchange->body, 0);
	struct request *request = &exchange->request;
	const char *line = exchange->link->line.length ? exchange->link->line.at : "";
	size_t length = strcspn(line, "?");
	request->arena = &exchange->arena;
	request->exchange = exchange;
	request->context = server->options.context;
	request->path = arena_copy(&exchange->arena, line, length);
	request->query = arena_text(&exchange->arena, line[length] ? line + length + 1 : "");
	request->tail = "";
	pthread_mutex_lock(&server->lock);
	server->active++;
	pthread_mutex_unlock(&server->lock);
	return exchange;
}

void exchange_done(
	void *context, struct MHD_Connection *connection, void **out, enum MHD_RequestTerminationCode how)
{
	struct server *server = context;
	struct exchange *exchange = *out;

	(void)connection;
	if (!exchange)
		return;
	log_line(LOG_DEBUG, "http", "route=%s status=%d ms=%lld how=%d",
		exchange->route ? exchange->route->path : "none", exchange->reply.status,
		(long long)(clock_boot(server->options.clock) - exchange->begun), (int)how);
	link_is_idle(server, exchange->link);
	body_finish(&exchange->body);
	buf_finish(&exchange->reply.buf);
	arena_finish(&exchange->arena);
	free(exchange);
	*out = NULL;
	pthread_mutex_lock(&server->lock);
	if (--server->active == 0)
		pthread_cond_broadcast(&server->idle);
	pthread_mutex_unlock(&server->lock);
}

// ---- before the handler ----

static const struct route *route_find(const struct server_options *options, struct request *request)
{
	bool is_control_socket = options->unix_socket != NULL;
	const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;

	for (size_t i = 0; i < options->route_count; i++) {
		const struct route *route = &options->routes[i];
		size_t length = strlen(route->path);
		bool is_below = route->path[length - 1] == '/' && text_starts(request->path, route->path);
		if ((route->who == WHO_CONTROL) != is_control_socket || strcmp(route->method, method) != 0 ||
			(!is_below && strcmp(route->path, request->path) != 0))
			continue;
		request->tail = is_below ? request->path + length : "";
		return route;
	}
	return NULL;
}

// Who speaks, before and again after the body has come; then the request is what its signature says.
static bool admit(struct exchange *exchange, bool is_whole)
{
	const struct server_options *options = &exchange->server->options;
	struct request *request = &exchange->request;
	enum who who = exchange->route->who;

	if (who == WHO_PUBLIC || who == WHO_CONTROL)
		return true;
	enum err err = options->admit(request, who, is_whole);
	if (!err)
		return true;
	if (err == ERR_EXPIRED)
		reply_refuse(request, 401, "clock");
	else if (err == ERR_NOT_FOUND)
		reply_refuse(request, 403, "role");
	else if (err == ERR_INVALID || err == ERR_DENIED)
		reply_refuse(request, 401, "signature");
	else
		reply_error(request, err, NULL);
	return false;
}

// Nothing that comes behind such a head on this connection can be trusted to be a request.
static bool head_is_good(struct exchange *exchange, const char *method, const char *version)
{
	int status;
	const char *fault = head_fault(exchange, method, version, &status);

	if (fault) {
		reply_refuse(&exchange->request, status, fault);
		reply_header(&exchange->request, "Connection", "close");
	}
	return !fault;
}

static bool begin(struct exchange *exchange, const char *method, const char *version)
{
	struct request *request = &exchange->request;
	int64_t announced = 0;

	request->method = arena_text(&exchange->arena, method);
	if (!head_is_good(exchange, method, version))
		return false;
	exchange->route = route_find(&exchange->server->options, request);
	if (!exchange->route) {
		reply_error(request, ERR_NOT_FOUND, NULL);
		return false;
	}
	const char *length = request_header(request, "Content-Length");
	if (*length && (text_to_int(length, 0, INT64_MAX, &announced) ||
			       (uint64_t)announced > exchange->route->body_most)) {
		reply_error(request, ERR_TOO_BIG, NULL);
		return false;
	}
	body_finish(&exchange->body);
	body_init(&exchange->body, exchange->route->body_most);
	return admit(exchange, false);
}

static bool whole(struct exchange *exchange)
{
	struct request *request = &exchange->request;

	exchange->is_whole = true;
	body_end(&exchange->body, &request->body);
	request->body_length = exchange->body.length;
	if (exchange->body.err) {
		reply_error(request, exchange->body.err, NULL);
		return false;
	}
	return true;
}

// ---- from call to call ----

// From here until it has answered or is resumed, others may hold pointers into it, so long the server stays.
static bool handling_begin(struct exchange *exchange)
{
	struct server *server = exchange->server;

	pthread_mutex_lock(&server->lock);
	bool may = !server->is_ended;
	server->handling += may;
	pthread_mutex_unlock(&server->lock);
	return may;
}

static void handling_end(struct server *server)
{
	if (--server->handling == 0)
		pthread_cond_broadcast(&server->idle);
}

void exchange_resume(struct exchange *exchange)
{
	struct server *server = exchange->server;

	MHD_resume_connection(exchange->connection);
	handling_end(server);
}

static void handler_run(struct exchange *exchange)
{
	struct server *server = exchange->server;

	if (!handling_begin(exchange)) {
		reply_error(&exchange->request, ERR_BUSY, NULL);
		return;
	}
	handler_call(exchange);
	if (exchange->is_away)
		return;
	pthread_mutex_lock(&server->lock);
	handling_end(server);
	pthread_mutex_unlock(&server->lock);
}

static bool is_too_slow(const struct exchange *exchange)
{
	int64_t took = clock_boot(exchange->server->options.clock) - exchange->begun;

	return took > (exchange->route->body_most > BODY_IN_MEMORY ? BODY_FILE_TIME : BODY_TIME);
}

// Called by the library for the head, for each piece of the body, at its end, and after each resumption.
enum MHD_Result exchange_go_on(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_length, void **out)
{
	struct exchange *exchange = *out;

	(void)url;
	if (!exchange) {
		if (!link_of(connection)->target)
			return MHD_NO;
		*out = exchange = exchange_open(context, connection);
		link_head_came(exchange->link);
		bool is_good = begin(exchange, method, version);
		link_line_drop(exchange->link);
		return is_good ? MHD_YES : reply_send(exchange);
	}
	if (*upload_length) {
		body_add(&exchange->body, upload, *upload_length);
		*upload_length = 0;
		return is_too_slow(exchange) ? MHD_NO : MHD_YES;
	}
	if (!exchange->is_whole && !whole(exchange))
		return reply_send(exchange);
	if (exchange->is_job_done)
		return reply_send(exchange);
	// Also after a wait: a key may have been revoked meanwhile.
	if ((!exchange->is_admitted || exchange->topic) && !admit(exchange, true))
		return reply_send(exchange);
	exchange->is_admitted = true;
	exchange->is_away = false;
	handler_run(exchange);
	return exchange->is_away ? MHD_YES : reply_send(exchange);
}
