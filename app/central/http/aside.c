// SPDX-License-Identifier: Apache-2.0
// Handlers that may take long, on threads of their own: the connection is suspended meanwhile.
#include "central/http/exchange.h"

void aside_put(struct exchange *exchange)
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

static void *aside_main(void *context)
{
	struct exchange *exchange;

	while ((exchange = job_take(context))) {
		exchange_handle(exchange);
		exchange->is_job_done = true;
		MHD_resume_connection(exchange->connection);
	}
	return NULL;
}

void aside_start(struct server *server)
{
	server->last_job = &server->jobs;
	for (int i = 0; i < ASIDE_THREADS; i++)
		if (pthread_create(&server->aside[i], NULL, aside_main, server))
			err_abort("no thread");
}

void aside_stop(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->is_ended = true;
	pthread_cond_broadcast(&server->job);
	pthread_mutex_unlock(&server->lock);
	for (int i = 0; i < ASIDE_THREADS; i++)
		pthread_join(server->aside[i], NULL);
}
