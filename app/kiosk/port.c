// SPDX-License-Identifier: Apache-2.0
#include "kiosk/port.h"
#include "base/log.h"
#include "kiosk/ui/ui.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct port {
	struct ui *ui;
	int listener, client; // client: the thread's
	int stop[2];	      // a byte here ends the thread
	struct sockaddr_un address;
	pthread_t thread;
	bool has_thread;

	pthread_mutex_t lock;
	pthread_cond_t taken;	// the answer is written, or it is over
	bool has_line, is_over; // lock
	char line[PORT_LINE];	// lock
};

// Hands one line to the UI thread and waits until it is answered.
static void hand_over(struct port *port, const char *line)
{
	pthread_mutex_lock(&port->lock);
	memcpy(port->line, line, strlen(line) + 1);
	port->has_line = true;
	ui_wake(port->ui);
	while (port->has_line && !port->is_over)
		pthread_cond_wait(&port->taken, &port->lock);
	pthread_mutex_unlock(&port->lock);
}

// Waits for something to read; false: it is over.
static bool wait_readable(const struct port *port, int file)
{
	struct pollfd files[2] = {{.fd = port->stop[0], .events = POLLIN}, {.fd = file, .events = POLLIN}};

	while (poll(files, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	return !files[0].revents;
}

static void client_serve(struct port *port)
{
	char bytes[PORT_LINE];
	size_t length = 0;

	while (wait_readable(port, port->client)) {
		ssize_t got = read(port->client, bytes + length, sizeof(bytes) - 1 - length);
		char *end;

		if (got <= 0)
			return;
		length += (size_t)got;
		bytes[length] = '\0';
		while ((end = strchr(bytes, '\n'))) {
			size_t used = (size_t)(end - bytes) + 1;

			*end = '\0';
			hand_over(port, bytes);
			memmove(bytes, bytes + used, length + 1 - used);
			length -= used;
		}
		if (length == sizeof(bytes) - 1)
			return; // no command is that long
	}
}

static void *run(void *context)
{
	struct port *port = context;

	while (wait_readable(port, port->listener)) {
		port->client = accept(port->listener, NULL, NULL);
		if (port->client < 0)
			continue;
		client_serve(port);
		close(port->client);
	}
	return NULL;
}

bool port_take(struct port *port, char line[PORT_LINE])
{
	bool has;

	pthread_mutex_lock(&port->lock);
	has = port->has_line;
	if (has)
		memcpy(line, port->line, PORT_LINE);
	pthread_mutex_unlock(&port->lock);
	return has;
}

void port_answer(struct port *port, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t put = send(port->client, text, length, MSG_NOSIGNAL);

		if (put <= 0 && errno == EINTR)
			continue;
		if (put <= 0)
			break; // the client went away; the next one begins anew
		text += put;
		length -= (size_t)put;
	}
	pthread_mutex_lock(&port->lock);
	port->has_line = false;
	pthread_cond_signal(&port->taken);
	pthread_mutex_unlock(&port->lock);
}

static enum err refused(const char *path)
{
	log_line(LOG_ERROR, "port.open", "path=%s why=\"%s\"", path, strerror(errno));
	return ERR_IO;
}

enum err port_open(struct port **out, struct arena *arena, const char *path, struct ui *ui)
{
	struct port *port = arena_new(arena, struct port);

	*out = port;
	port->ui = ui;
	port->listener = port->client = port->stop[0] = port->stop[1] = -1;
	port->address.sun_family = AF_UNIX;
	pthread_mutex_init(&port->lock, NULL);
	pthread_cond_init(&port->taken, NULL);
	if (strlen(path) >= sizeof(port->address.sun_path))
		return ERR_TOO_BIG;
	memcpy(port->address.sun_path, path, strlen(path) + 1);
	unlink(path); // of a run that was killed
	port->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (port->listener < 0 ||
		bind(port->listener, (struct sockaddr *)&port->address, sizeof(port->address)) != 0 ||
		listen(port->listener, 4) != 0 || pipe(port->stop) != 0)
		return refused(path);
	port->has_thread = pthread_create(&port->thread, NULL, run, port) == 0;
	return port->has_thread ? ERR_NONE : refused(path);
}

void port_close(struct port *port)
{
	if (!port)
		return;
	pthread_mutex_lock(&port->lock);
	port->is_over = true;
	pthread_cond_signal(&port->taken);
	pthread_mutex_unlock(&port->lock);
	if (port->has_thread) {
		if (write(port->stop[1], "", 1) != 1)
			log_line(LOG_ERROR, "port.close", NULL);
		pthread_join(port->thread, NULL);
	}
	for (int i = 0; i < 2; i++)
		if (port->stop[i] >= 0)
			close(port->stop[i]);
	if (port->listener >= 0) {
		close(port->listener);
		unlink(port->address.sun_path);
	}
	pthread_cond_destroy(&port->taken);
	pthread_mutex_destroy(&port->lock);
}
