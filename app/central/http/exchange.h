// SPDX-License-Identifier: Apache-2.0
// Inside of http/: one request from its first byte to the end of its reply, and the server around it.
// Includes the HTTP library; nothing outside this folder includes this file.
#ifndef CENTRAL_HTTP_EXCHANGE_H
#define CENTRAL_HTTP_EXCHANGE_H

#include "central/http/server.h"
#include <microhttpd.h>
#include <pthread.h>

#define REQUEST_MEMORY ((size_t)8 << 20) // arena of one request
#define REPLY_HEADERS 8
#define BODY_IN_MEMORY ((size_t)1 << 20) // a longer body goes to a file
#define BODY_TIME (30 * INT64_C(1000))	 // for a body in memory
#define BODY_FILE_TIME (20 * CLOCK_MINUTE)

struct body {
	struct buf buf;
	size_t length, most;
	int file;  // -1: none
	void *map; // of the file, when the body is whole
	enum err err;
};

struct reply {
	int status; // 0: not made yet
	const char *type;
	struct buf buf;	   // exchange owns
	const void *bytes; // in the arena, when buf is empty
	size_t length;
	size_t header_count;
	struct {
		const char *name, *value;
	} headers[REPLY_HEADERS];
};

struct exchange {
	struct server *server;
	struct MHD_Connection *connection;
	struct arena arena;
	struct request request;
	const struct route *route;
	struct body body;
	struct reply reply;
	int64_t begun; // boot clock
	bool has_begun, is_whole, is_admitted;
	bool is_away; // handler asked to wait, or runs on another thread: no reply yet

	// Waiting; server::lock.
	const char *topic;
	int64_t wait_until; // boot clock
	bool is_woken;
	struct exchange *earlier, *later;
	// In the queue of requests that run aside; server::lock.
	struct exchange *next_job;
	bool is_job_done;
};

#define ASIDE_THREADS 4

struct server {
	struct server_options options;
	struct MHD_Daemon *daemon;
	struct buf cert, key;
	char *socket_path; // arena

	struct arena arena;
	pthread_mutex_t lock;
	uint64_t tick;			 // lock: counts wakes
	struct exchange *waits, *newest; // lock: oldest first
	bool has_woken;			 // lock: some of them are to be called
	int64_t woken_at;		 // lock: when some were called last
	bool is_stopping;		 // lock
	int active;			 // lock: exchanges that have begun
	pthread_cond_t changed, idle;
	pthread_t waker;

	struct exchange *jobs, **last_job; // lock
	bool is_ended;			   // lock: no job will come any more
	pthread_cond_t job;
	pthread_t aside[ASIDE_THREADS];
};

// exchange.c
void *exchange_open(void *server, const char *uri, struct MHD_Connection *connection);
enum MHD_Result exchange_go_on(void *server, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_length, void **exchange);
void exchange_done(void *server, struct MHD_Connection *connection, void **exchange,
	enum MHD_RequestTerminationCode how);
void exchange_handle(struct exchange *exchange); // calls the handler, turns its error into a reply
// body.c
void body_init(struct body *body, size_t most);
void body_add(struct body *body, const void *bytes, size_t length);
void body_end(struct body *body, const void **bytes); // whole: in one piece
void body_finish(struct body *body);
// reply.c
enum MHD_Result reply_send(struct exchange *exchange);
// wait.c
void wait_start(struct server *server);
void wait_stop(struct server *server); // answers all who wait, ends the thread
// aside.c
void aside_start(struct server *server);
void aside_put(struct exchange *exchange);
void aside_stop(struct server *server);

#endif
