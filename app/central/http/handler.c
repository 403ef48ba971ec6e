// SPDX-License-Identifier: Apache-2.0
// The handler of a request is called: at once, or, where it may take long, on a thread kept for that, the
// connection suspended meanwhile.
#include "central/http/exchange.h"

static void handle(struct exchange *exchange)
{
	struct request *request = &exchange->request;

	enum err err = exchange->route->handle(request);
	if (err)
		reply_error(request, err, NULL);
	else if (!exchange->reply.status && !exchange->is_away)
		err_abort("a handler that neither answered nor waits");
}

static void job_put(struct exchange *exchange)
{
	struct server *server = exchange->server;

	exchange->is_away = true;
	MHD_suspend_connection(exchange->connection);
	pthread_mutex_lock(&server->lock);
	exchange->next_job = NULL;
	*server->last_job = exchange;
	server->last_job = &exchange->next_job;
	pthread_cond_signal(&server->job);
	pthread_mutex_unlock(&server->lock);
}

static struct exchange *job_take(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	while (!server->jobs && !server->is_ended)
		pthread_cond_wait(&server->job, &server->lock);
	struct exchange *exchange = server->jobs;
	if (exchange) {
		server->jobs = exchange->next_job;
		if (!server->jobs)
			server->last_job = &server->jobs;
	}
	pthread_mutex_unlock(&server->lock);
	return exchange;
}

static void *jobs_do(void *context)
{
	struct exchange *exchange;

	while ((exchange = job_take(context))) {
		handle(exchange);
		exchange->is_job_done = true;
		request_resume(&exchange->request);
	}
	return NULL;
}

void handler_start(struct server *server)
{
	server->last_job = &server->jobs;
	for (int i = 0; i < ASIDE_THREADS; i++)
		if (pthread_create(&server->aside[i], NULL, jobs_do, server))
			err_abort("no thread");
}

void handler_stop(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->is_ended = true;
	pthread_cond_broadcast(&server->job);
	while (server->handling > 0)
		pthread_cond_wait(&server->idle, &server->lock);
	pthread_mutex_unlock(&server->lock);
	for (int i = 0; i < ASIDE_THREADS; i++)
		pthread_join(server->aside[i], NULL);
}

void handler_call(struct exchange *exchange)
{
	if (exchange->route->is_aside)
		job_put(exchange);
	else
		handle(exchange);
}
