// SPDX-License-Identifier: Apache-2.0
// Connections whose request does not come to its point: the socket is shut, the library finds it closed. A
// connection leaves the list before its socket is closed, so that no other socket of that number is hit.
#include "base/log.h"
#include "central/http/exchange.h"
#include <stdlib.h>
#include <sys/socket.h>

static int64_t head_time(const struct server *server)
{
	return server->options.head_ms ? server->options.head_ms : HEAD_TIME;
}

static void link_open(struct server *server, struct MHD_Connection *connection, void **out)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct link *link = calloc(1, sizeof *link);
	int64_t now = clock_boot(server->options.clock);

	if (!link)
		err_abort("out of memory");
	link->socket = info->connect_fd;
	buf_init(&link->line, CONNECTION_MEMORY);
	atomic_init(&link->head_until, now + head_time(server));
	*out = link;
	pthread_mutex_lock(&server->lock);
	link->later = server->links;
	if (server->links)
		server->links->earlier = link;
	server->links = link;
	if (!server->links_at) {
		server->links_at = now + head_time(server);
		pthread_cond_signal(&server->changed);
	}
	pthread_mutex_unlock(&server->lock);
}

static void link_close(struct server *server, struct link *link)
{
	pthread_mutex_lock(&server->lock);
	*(link->earlier ? &link->earlier->later : &server->links) = link->later;
	if (link->later)
		link->later->earlier = link->earlier;
	pthread_mutex_unlock(&server->lock);
	buf_finish(&link->line);
	free(link);
}

void link_told(void *context, struct MHD_Connection *connection, void **link,
	enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		link_open(context, connection, link);
	else if (*link)
		link_close(context, *link);
}

struct link *link_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void *link_line_came(void *context, const char *uri, struct MHD_Connection *connection)
{
	const struct server *server = context;
	struct link *link = link_of(connection);
	int64_t until = clock_boot(server->options.clock) + head_time(server);

	if (until < atomic_load(&link->head_until))
		atomic_store(&link->head_until, until);
	link->target = uri;
	buf_clear(&link->line);
	buf_text(&link->line, uri);
	return NULL;
}

void link_head_came(struct link *link)
{
	atomic_store(&link->head_until, INT64_MAX);
}

void link_line_drop(struct link *link)
{
	link->target = NULL;
	buf_finish(&link->line);
	buf_init(&link->line, CONNECTION_MEMORY);
}

// The first byte of the next request is not told; it comes before the library gives the connection up.
void link_is_idle(const struct server *server, struct link *link)
{
	atomic_store(&link->head_until,
		clock_boot(server->options.clock) + CONNECTION_TIMEOUT * INT64_C(1000) + head_time(server));
}

int64_t link_cut_late(struct server *server, int64_t now)
{
	int cut = 0;

	if (!server->links_at || now < server->links_at)
		return server->links_at ? server->links_at : INT64_MAX;
	for (struct link *link = server->links; link; link = link->later) {
		if (now < atomic_load(&link->head_until))
			continue;
		atomic_store(&link->head_until, INT64_MAX);
		shutdown(link->socket, SHUT_RDWR);
		cut++;
	}
	if (cut)
		log_line(LOG_DEBUG, "http.slow", "cut=%d", cut);
	server->links_at = server->links ? now + head_time(server) / 2 : 0;
	return server->links_at ? server->links_at : INT64_MAX;
}
