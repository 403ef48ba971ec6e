// SPDX-License-Identifier: Apache-2.0
#include "room/glass.h"
#include "base/clock.h"
#include "base/text.h"
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES (4 * 1024 * 1024)
#define COMMAND_BYTES 4096
#define ANSWER_MS 120000 // longer than any wait a command may ask for
#define KNOCK_MS 20

static const struct clock REAL;

static enum err connect_once(struct glass *glass, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		return ERR_TOO_BIG;
	strcpy(address.sun_path, path);
	glass->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (glass->socket < 0)
		return ERR_IO;
	if (!connect(glass->socket, (struct sockaddr *)&address, sizeof(address)))
		return ERR_NONE;
	close(glass->socket);
	glass->socket = -1;
	return ERR_NETWORK;
}

enum err glass_open(struct glass *glass, const char *path, int64_t wait_ms)
{
	int64_t until = clock_boot(&REAL) + wait_ms;
	enum err err;

	memset(glass, 0, sizeof(*glass));
	buf_init(&glass->in, LINE_BYTES);
	// Nothing tells that a socket has appeared: knock until it opens.
	while ((err = connect_once(glass, path)) == ERR_NETWORK && clock_boot(&REAL) < until)
		nanosleep(&(struct timespec){0, KNOCK_MS * 1000000L}, NULL);
	if (err)
		fprintf(stderr, "sao-room: no kiosk at %s\n", path);
	return err;
}

void glass_close(struct glass *glass)
{
	if (glass->socket >= 0)
		close(glass->socket);
	glass->socket = -1;
	json_decref(glass->answer);
	glass->answer = NULL;
	buf_finish(&glass->in);
}

static enum err line_send(struct glass *glass, const char *line, size_t length)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t count = send(glass->socket, line + sent, length - sent, MSG_NOSIGNAL);
		if (count <= 0)
			return ERR_NETWORK;
		sent += (size_t)count;
	}
	return ERR_NONE;
}

static enum err answer_take(struct glass *glass)
{
	struct pollfd wait = {.fd = glass->socket, .events = POLLIN};
	char bytes[16384];
	char *end;

	while (!(end = glass->in.length ? memchr(glass->in.at, '\n', glass->in.length) : NULL)) {
		if (glass->in.over || poll(&wait, 1, ANSWER_MS) <= 0)
			return ERR_NETWORK;
		ssize_t count = recv(glass->socket, bytes, sizeof(bytes), 0);
		if (count <= 0)
			return ERR_NETWORK;
		buf_put(&glass->in, bytes, (size_t)count);
	}
	size_t length = (size_t)(end - glass->in.at);
	enum err err = json_open(glass->in.at, length, &glass->answer);
	buf_drop(&glass->in, length + 1);
	return err ? ERR_NETWORK : ERR_NONE;
}

enum err glass_say(struct glass *glass, const char *format, ...)
{
	char line[COMMAND_BYTES];
	va_list list;

	va_start(list, format);
	int length = vsnprintf(line, sizeof(line) - 1, format, list);
	va_end(list);
	if (length < 0 || (size_t)length >= sizeof(line) - 1)
		return ERR_TOO_BIG;
	line[length] = '\n';
	json_decref(glass->answer);
	glass->answer = NULL;
	enum err err = line_send(glass, line, (size_t)length + 1);
	if (!err)
		err = answer_take(glass);
	if (err)
		return err;
	return json_is_flag(glass->answer, "ok") ? ERR_NONE : ERR_DENIED;
}

const char *glass_why(const struct glass *glass)
{
	const char *why;

	return !glass->answer || json_take_text(glass->answer, "why", 512, "", &why) ? "" : why;
}

enum err glass_place(struct glass *glass, const char **place)
{
	enum err err = glass_say(glass, "place");

	return err ? err : json_get_text(glass->answer, "place", 64, place);
}

enum err glass_wait(struct glass *glass, const char *place, int64_t wait_ms)
{
	return glass_say(glass, "wait %s %lld", place, (long long)wait_ms);
}

bool glass_has(struct glass *glass, const char *id)
{
	if (glass_say(glass, "nodes"))
		return false;
	const json_t *nodes = json_object_get(glass->answer, "nodes");
	for (size_t i = 0; i < json_array_size(nodes); i++) {
		const json_t *node = json_array_get(nodes, i);
		const char *name;
		if (!json_get_text(node, "id", 128, &name) && text_equal(name, id))
			return json_is_flag(node, "enabled");
	}
	return false;
}
