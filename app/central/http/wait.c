// SPDX-License-Identifier: Apache-2.0
// Requests that wait for something: a list, and one thread that calls them when their topic was woken or
// their time is over; it also cuts connections that are late (link.c). Wakes are joined for up to 100 ms,
// because each new look costs a check of a signature.
#include "central/http/exchange.h"
#include <string.h>
#include <time.h>

#define JOIN_MS 100

static void list_add(struct server *server, struct exchange *exchange)
{
	exchange->earlier = server->newest;
	exchange->later = NULL;
	*(server->newest ? &server->newest->later : &server->waits) = exchange;
	server->newest = exchange;
}

static void list_drop(struct server *server, struct exchange *exchange)
{
	*(exchange->earlier ? &exchange->earlier->later : &server->waits) = exchange->later;
	*(exchange->later ? &exchange->later->earlier : &server->newest) = exchange->earlier;
}

void request_wait(struct request *request, const char *topic, int64_t wait_ms, uint64_t seen)
{
	struct exchange *exchange = request->exchange;
	struct server *server = exchange->server;

	exchange->is_away = true;
	exchange->topic = arena_text(&exchange->arena, topic);
	exchange->wait_until = clock_boot(server->options.clock) + wait_ms;
	exchange->is_woken = false;
	MHD_suspend_connection(exchange->connection);
	pthread_mutex_lock(&server->lock);
	bool is_over = server->is_stopping || server->tick != seen;
	request->is_last = server->is_stopping;
	if (!is_over)
		list_add(server, exchange);
	else
		exchange_resume(exchange);
	pthread_cond_signal(&server->changed);
	pthread_mutex_unlock(&server->lock);
}

void request_suspend(struct request *request)
{
	request->exchange->is_away = true;
	MHD_suspend_connection(request->exchange->connection);
}

void request_resume(struct request *request)
{
	struct server *server = request->exchange->server;

	pthread_mutex_lock(&server->lock);
	exchange_resume(request->exchange);
	pthread_mutex_unlock(&server->lock);
}

uint64_t server_tick(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	uint64_t tick = server->tick;
	pthread_mutex_unlock(&server->lock);
	return tick;
}

void server_wake(struct server *server, const char *topic)
{
	pthread_mutex_lock(&server->lock);
	server->tick++;
	for (struct exchange *exchange = server->waits; exchange; exchange = exchange->later) {
		exchange->is_woken = exchange->is_woken || !topic || strcmp(exchange->topic, topic) == 0;
		server->has_woken = server->has_woken || exchange->is_woken;
	}
	if (server->has_woken)
		pthread_cond_signal(&server->changed);
	pthread_mutex_unlock(&server->lock);
}

// Calls those that are due; under the lock, which MHD_resume_connection() does not need. Returns when the
// next one is.
static int64_t call_due(struct server *server, int64_t now)
{
	bool is_join_over = server->has_woken && now >= server->woken_at + JOIN_MS;
	int64_t next = server->has_woken ? server->woken_at + JOIN_MS : INT64_MAX;

	if (is_join_over) {
		server->woken_at = now;
		server->has_woken = false;
		next = INT64_MAX;
	}
	for (struct exchange *exchange = server->waits, *later; exchange; exchange = later) {
		later = exchange->later;
		bool is_late = now >= exchange->wait_until || server->is_stopping;
		if (is_late || (is_join_over && exchange->is_woken)) {
			exchange->request.is_last = is_late;
			list_drop(server, exchange);
			exchange_resume(exchange);
		} else if (exchange->wait_until < next) {
			next = exchange->wait_until;
		}
	}
	return next;
}

static void *waker_main(void *context)
{
	struct server *server = context;

	pthread_mutex_lock(&server->lock);
	while (!server->is_stopping) {
		int64_t now = clock_boot(server->options.clock);
		int64_t next = call_due(server, now), cut = link_cut_late(server, now);
		if (cut < next)
			next = cut;
		if (next == INT64_MAX) {
			pthread_cond_wait(&server->changed, &server->lock);
			continue;
		}
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		int64_t ms = until.tv_nsec / 1000000 + (next - now) + 1;
		until.tv_sec += ms / 1000;
		until.tv_nsec = ms % 1000 * 1000000;
		pthread_cond_timedwait(&server->changed, &server->lock, &until);
	}
	call_due(server, clock_boot(server->options.clock));
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

void wait_start(struct server *server)
{
	if (pthread_create(&server->waker, NULL, waker_main, server))
		err_abort("no thread");
}

void wait_stop(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->is_stopping = true;
	pthread_cond_signal(&server->changed);
	pthread_mutex_unlock(&server->lock);
	pthread_join(server->waker, NULL);
}
