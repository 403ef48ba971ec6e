// SPDX-License-Identifier: Apache-2.0
// Inside of http/: one request from its first byte to the end of its reply, and the server around it.
// Includes the HTTP library; nothing outside this folder includes this file.
#ifndef CENTRAL_HTTP_EXCHANGE_H
#define CENTRAL_HTTP_EXCHANGE_H

#include "central/http/server.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define LIBRARY_IS_STRICT (MHD_VERSION >= 0x01000000)
#define CONNECTION_MEMORY ((size_t)8 << 10) // a head must fit, each argument and header with 64 bytes more
#define CONNECTION_TIMEOUT 30u		    // seconds without a byte
#define REQUEST_MEMORY ((size_t)8 << 20)    // arena of one request
#define REPLY_HEADERS 8
#define BODY_IN_MEMORY ((size_t)1 << 20) // a longer body goes to a file
#define BODY_TIME (30 * INT64_C(1000))	 // for a body in memory
#define BODY_FILE_TIME (20 * CLOCK_MINUTE)
#define HEAD_TIME (10 * INT64_C(1000)) // from the first byte of a connection, or of a further request

// One connection, while it is open: by when the head of a request must be there (boot clock, or INT64_MAX).
// Bytes may drip so slowly that no pause is long enough for the library to end it. The target stays here
// until the head is whole: a head the library gives up (it has many ways) never becomes an exchange.
struct link {
	MHD_socket socket;
	_Atomic int64_t head_until;
	const char *target;	      // where the library has it; NULL: no head is under way
	struct buf line;	      // the same, before the library takes it apart
	struct link *earlier, *later; // server::lock
};

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
	struct link *link;
	struct arena arena;
	struct request request;
	const struct route *route;
	struct body body;
	struct reply reply;
	int64_t begun; // boot clock: its head was whole
	bool is_whole, is_admitted;
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
	const char *why; // it did not start
	pthread_mutex_t lock;
	uint64_t tick;			 // lock: counts wakes
	struct exchange *waits, *newest; // lock: oldest first
	bool has_woken;			 // lock: some of them are to be called
	int64_t woken_at;		 // lock: when some were called last
	bool is_stopping;		 // lock
	int active;			 // lock: exchanges
	int handling;			 // lock: of these in a handler, or suspended
	struct link *links;		 // lock: every connection
	int64_t links_at;		 // lock: when they are looked at next; 0: there are none
	pthread_cond_t changed, idle;
	pthread_t waker;

	struct exchange *jobs, **last_job; // lock
	bool is_ended;			   // lock: no handler is called any more
	pthread_cond_t job;
	pthread_t aside[ASIDE_THREADS];
};

// exchange.c
enum MHD_Result exchange_go_on(void *server, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_length, void **exchange);
void exchange_done(void *server, struct MHD_Connection *connection, void **exchange,
	enum MHD_RequestTerminationCode how);
void exchange_resume(struct exchange *exchange); // under lock: it is the library's again
// head.c
// NULL, or what is wrong with the head: a word, and the status to refuse it with.
const char *head_fault(const struct exchange *exchange, const char *method, const char *version, int *status);
// link.c
void link_told(void *server, struct MHD_Connection *connection, void **link,
	enum MHD_ConnectionNotificationCode what);
struct link *link_of(struct MHD_Connection *connection);
// The request line: the rest must follow.
void *link_line_came(void *server, const char *uri, struct MHD_Connection *connection);
void link_head_came(struct link *link);
void link_line_drop(struct link *link);
void link_is_idle(const struct server *server, struct link *link); // kept, for the next request
int64_t link_cut_late(struct server *server, int64_t now);	   // under lock; when to be called next
// body.c
void body_init(struct body *body, size_t most);
void body_add(struct body *body, const void *bytes, size_t length);
void body_end(struct body *body, const void **bytes); // whole: in one piece
void body_finish(struct body *body);
// handler.c
void handler_start(struct server *server);    // the threads of handlers that may take long
void handler_call(struct exchange *exchange); // its error becomes a reply; is_away: not replied yet
void handler_stop(struct server *server);     // waits until all have answered
// reply.c
enum MHD_Result reply_send(struct exchange *exchange);
// wait.c
void wait_start(struct server *server);
void wait_stop(struct server *server); // answers all who wait, ends the thread

#endif
