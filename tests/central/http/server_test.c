// SPDX-License-Identifier: Apache-2.0
// The server seen from a socket: what is listed is served, within its limits; who waits is called; nobody's
// work holds up another's.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/text.h"
#include "central/http/server.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LONG_WAIT 60000
#define BIG ((size_t)3 << 20)

static struct clock clock_now;
static struct arena arena;
static const char *why; // a server did not start

struct place { // context of the server
	struct server *server;
	sem_t is_in, may_go; // of the handler that blocks
	enum err admits;     // what admit says
	int admitted;	     // how often it was asked
	struct request *suspended;
};

// ---- handlers ----

static enum err hello(struct request *request)
{
	char *text =
		arena_format(request->arena, "hello %s|%s|%s", request->path, request->query, request->tail);

	reply_bytes(request, 200, "text/plain", text, strlen(text));
	reply_header(request, "X-Test", "yes");
	return ERR_NONE;
}

static enum err hash(struct request *request)
{
	uint8_t bytes[CRYPTO_HASH];
	char *hex = arena_alloc(request->arena, 2 * CRYPTO_HASH + 1);

	crypto_hash_make(request->body, request->body_length, bytes);
	hex_write(bytes, sizeof bytes, hex);
	reply_bytes(request, 200, "text/plain", hex, 2 * CRYPTO_HASH);
	return ERR_NONE;
}

static enum err refuse(struct request *request)
{
	enum err err = ERR_NONE;

	for (int i = 1; i < ERR_COUNT; i++)
		if (strcmp(request->query, err_name((enum err)i)) == 0)
			err = (enum err)i;
	return err;
}

static enum err wait_for(struct request *request)
{
	struct place *place = request->context;
	int64_t wait_ms;

	enum err err = request_number(request, "wait", 0, LONG_WAIT, LONG_WAIT, &wait_ms);
	if (err)
		return err;
	if (!request->state) {
		request->state = place;
		request_wait(
			request, request_argument(request, "topic"), wait_ms, server_tick(place->server));
		sem_post(&place->is_in);
	} else {
		reply_bytes(request, 200, "text/plain", request->is_last ? "last" : "woken",
			request->is_last ? 4 : 5);
	}
	return ERR_NONE;
}

static enum err block(struct request *request)
{
	struct place *place = request->context;

	sem_post(&place->is_in);
	sem_wait(&place->may_go);
	return hello(request);
}

static void *resume_later(void *context)
{
	struct request *request = context;

	request->state = request;
	request_resume(request);
	return NULL;
}

static enum err elsewhere(struct request *request)
{
	pthread_t thread;

	if (request->state)
		return hello(request);
	request_suspend(request);
	assert_int_equal(pthread_create(&thread, NULL, resume_later, request), 0);
	pthread_detach(thread);
	return ERR_NONE;
}

static enum err suspend(struct request *request)
{
	struct place *place = request->context;

	if (request->state)
		return hello(request);
	place->suspended = request;
	request_suspend(request);
	sem_post(&place->is_in);
	return ERR_NONE;
}

static enum err who(struct request *request)
{
	reply_bytes(request, 200, "text/plain", request->caller.id, strlen(request->caller.id));
	return ERR_NONE;
}

static enum err admit(struct request *request, enum who asked, bool is_whole)
{
	struct place *place = request->context;

	(void)asked, (void)is_whole;
	place->admitted++;
	strcpy(request->caller.id, "hp3-01");
	return place->admits;
}

static const struct route ROUTES[] = {
	{"GET", "/hello", WHO_PUBLIC, 0, false, hello},
	{"GET", "/below/", WHO_PUBLIC, 0, false, hello},
	{"POST", "/hash", WHO_PUBLIC, BIG, false, hash},
	{"POST", "/small", WHO_PUBLIC, 10, false, hash},
	{"GET", "/fail", WHO_PUBLIC, 0, false, refuse},
	{"GET", "/wait", WHO_PUBLIC, 0, false, wait_for},
	{"GET", "/block", WHO_PUBLIC, 0, true, block},
	{"GET", "/elsewhere", WHO_PUBLIC, 0, false, elsewhere},
	{"GET", "/suspend", WHO_PUBLIC, 0, false, suspend},
	{"GET", "/signed", WHO_KIOSK, 0, false, who},
	{"GET", "/signed-wait", WHO_KIOSK, 0, false, wait_for},
	{"GET", "/control/hello", WHO_CONTROL, 0, true, hello},
	{"POST", "/control/hash", WHO_CONTROL, BIG, true, hash},
	{"POST", "/control/small", WHO_CONTROL, 10, true, hash},
};

static struct server_options options_for(struct place *place)
{
	return (struct server_options){
		.address = "127.0.0.1",
		.routes = ROUTES,
		.route_count = sizeof ROUTES / sizeof ROUTES[0],
		.admit = admit,
		.clock = &clock_now,
		.context = place,
		.connections_most = 100,
		.connections_each = 100,
	};
}

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	const struct server_options options = options_for(place);

	crypto_start();
	assert_non_null(place);
	sem_init(&place->is_in, 0, 0);
	sem_init(&place->may_go, 0, 0);
	assert_int_equal(server_start(&place->server, &options, &arena, &why), ERR_NONE);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	server_stop(place->server);
	free(place);
	return 0;
}

// ---- a client ----

static int dial(const struct place *place)
{
	const struct timeval patience = {60, 0};
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)server_port(place->server))};
	int link = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	setsockopt(link, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	assert_int_equal(connect(link, (struct sockaddr *)&address, sizeof address), 0);
	return link;
}

static void say(int link, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(link, text, length, MSG_NOSIGNAL);
		if (sent <= 0)
			return;
		text += sent;
		length -= (size_t)sent;
	}
}

// Everything until the server closes.
static const char *hear(int link)
{
	static char answer[65536];
	size_t length = 0;
	ssize_t got;

	while (length < sizeof answer - 1 &&
		(got = recv(link, answer + length, sizeof answer - 1 - length, 0)) > 0)
		length += (size_t)got;
	answer[length] = '\0';
	close(link);
	return answer;
}

static int ask(const struct place *place, const char *method, const char *target)
{
	char head[512];
	int link = dial(place);

	snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", method, target);
	say(link, head, strlen(head));
	return link;
}

static const char *get(const struct place *place, const char *target)
{
	return hear(ask(place, "GET", target));
}

static void expect(const char *answer, int status, const char *end)
{
	char line[32];

	snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
	if (strncmp(answer, line, strlen(line)) != 0 || strlen(answer) < strlen(end) ||
		strcmp(answer + strlen(answer) - strlen(end), end) != 0)
		fail_msg("not %d, \"%s\": %s", status, end, answer);
}

static const char *post(const struct place *place, const char *target, const char *body, size_t length)
{
	char head[256];
	int link = dial(place);

	snprintf(head, sizeof head,
		"POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", target,
		length);
	say(link, head, strlen(head));
	say(link, body, length);
	return hear(link);
}

// A body in two pieces; only the control socket takes such.
static const char *post_pieces(int link, const char *target, const char *body, size_t length)
{
	char head[256];

	snprintf(head, sizeof head,
		"POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: "
		"chunked\r\n\r\n1\r\n%c\r\n%zx\r\n",
		target, *body, length - 1);
	say(link, head, strlen(head));
	say(link, body + 1, length - 1);
	say(link, "\r\n0\r\n\r\n", 7);
	return hear(link);
}

// ---- tests ----

static void only_what_is_listed_is_served(void **state)
{
	const char *answer = get(*state, "/hello?a=1&b=%20");

	expect(answer, 200, "hello /hello|a=1&b=%20|");
	assert_non_null(strstr(answer, "X-Test: yes\r\n"));
	assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(answer, "Date: "));
	expect(get(*state, "/below/a/b"), 200, "hello /below/a/b||a/b");
	expect(get(*state, "/Hello"), 404, "}");
	expect(get(*state, "/hello/"), 404, "}");
	expect(get(*state, "/%68ello"), 404, "}");
	expect(get(*state, "/control/hello"), 404, "}");
	expect(hear(ask(*state, "DELETE", "/hello")), 404, "}");
	expect(hear(ask(*state, "HEAD", "/hello")), 200, "\r\n\r\n");
}

static void every_error_has_a_status_and_says_what_time_it_is(void **state)
{
	for (int i = 1; i < ERR_COUNT; i++) {
		char target[64], beginning[64];
		snprintf(target, sizeof target, "/fail?%s", err_name((enum err)i));
		snprintf(beginning, sizeof beginning, "{\"error\":\"%s\",\"now\":1", err_name((enum err)i));
		const char *answer = get(*state, target);
		expect(answer, reply_status((enum err)i), "}");
		assert_non_null(strstr(answer, beginning));
		int status = reply_status((enum err)i);
		assert_int_equal(strstr(answer, "Retry-After: ") != NULL, status == 409 || status == 503);
	}
}

static void a_body_over_its_ceiling_is_refused(void **state)
{
	expect(post(*state, "/small", "0123456789", 10), 200,
		"84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882");
	expect(post(*state, "/small", "0123456789+", 11), 413, "}");
}

static void a_body_comes_whole_in_memory_or_in_a_file(void **state)
{
	const size_t lengths[] = {
		0, 1, 70000, ((size_t)1 << 20) - 1, (size_t)1 << 20, ((size_t)1 << 20) + 1, BIG};
	char *body = malloc(BIG);

	assert_non_null(body);
	for (size_t i = 0; i < BIG; i++)
		body[i] = (char)(i * 7 % 251);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		uint8_t bytes[CRYPTO_HASH];
		char hex[2 * CRYPTO_HASH + 1] = "";
		crypto_hash_make(body, lengths[i], bytes);
		hex_write(bytes, sizeof bytes, hex);
		expect(post(*state, "/hash", body, lengths[i]), 200, hex);
	}
	free(body);
}

// What a proxy before us could have read as another request.
static const struct {
	int status;
	const char *text;
	size_t length; // where the text holds a NUL
} HEADS[] = {
#define POST "POST /hash HTTP/1.1\r\nHost: h\r\n"
#define GET "GET /hello HTTP/1.1\r\nHost: h\r\n"
	{400, POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 0},
	{400, POST "Content-Length: 0\r\nContent-Length: 30\r\n\r\n", 0},
	{400, POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0},
	{400, POST "Transfer-Encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n", 0},
	{400, POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 0},
	{400, POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 0},
	{400, POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 0},
	{411, POST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0},
	{400, "POST /hash HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0},
	{400, POST "Content-Length: +1\r\n\r\na", 0},
	{400, POST "Content-Length: 1, 1\r\n\r\na", 0},
	{400, POST "Content-Length: 0x1\r\n\r\na", 0},
	{400, POST "Content-Length: 1\0000\r\n\r\na", sizeof(POST "Content-Length: 1\0000\r\n\r\na") - 1},
	{400, POST "Content-Length : 1\r\n\r\na", 0},
	{400, POST "Content-Length\t: 1\r\n\r\na", 0},
	{400, POST "Content-Lengt: 1\r\n h\r\n\r\na", 0},
	{400, GET "X: a\r\n b\r\n\r\n", 0},
	{400, GET "X: a\r\n\tb\r\nA:b\r\nC:d\r\nE:f\r\n\r\n", 0},
	{400, GET "X: a\r\n \r\n\r\n", 0},
	{400, "GET /hello HTTP/1.1\r\n X: a\r\nHost: h\r\n\r\n", 0},
	{400, GET "X: a\rY: b\r\n\r\n", 0},
	{400, GET "X: a\nY: b\r\n\r\n", 0},
	{400, GET "X: a\r\n\n", 0},
	{400, "GET /hello HTTP/1.1\nHost: h\r\n\r\n", 0},
	{400, GET "X: a\1\r\n\r\n", 0},
	{400, GET "X\1: a\r\n\r\n", 0},
	{400, GET "X(: a\r\n\r\n", 0},
	{400, GET ": a\r\n\r\n", 0},
	{400, GET "no colon\r\n\r\n", 0},
	{400, "GET /hello HTTP/1.1\r\n\r\n", 0},
	{400, GET "Host: i\r\n\r\n", 0},
	{400, "GET /hello?a b HTTP/1.1\r\nHost: h\r\n\r\n", 0},
	{400, "GET /hello HTTP/1.1 \r\nHost: h\r\n\r\n", 0},
	{400, "GET  /hello HTTP/1.1\r\nHost: h\r\n\r\n", 0},
	{400, "GET /hello  HTTP/1.1\r\nHost: h\r\n\r\n", 0},
	{400, "GET /hell\xc3\xb4 HTTP/1.1\r\nHost: h\r\n\r\n", 0},
	{400, "GET /hello\r\nHost: h\r\n\r\n", 0},
	{505, "GET /hello HTTP/2.0\r\nHost: h\r\n\r\n", 0},
#undef POST
#undef GET
};

static void a_head_that_can_be_read_in_two_ways_ends_the_connection(void **state)
{
	static const char AFTER[] = "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

	for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
		int link = dial(*state);
		char line[32];
		say(link, HEADS[i].text, HEADS[i].length ? HEADS[i].length : strlen(HEADS[i].text));
		say(link, AFTER, sizeof AFTER - 1); // would be answered on a connection that goes on
		const char *answer = hear(link);
		snprintf(line, sizeof line, "HTTP/1.1 %d ", HEADS[i].status);
		if (!text_starts(answer, line) || strstr(answer, "hello /"))
			fail_msg("%zu, not %d: %s\nto: %s", i, HEADS[i].status, answer, HEADS[i].text);
	}
}

static void a_head_too_long_is_refused(void **state)
{
	static const struct {
		int status;
		const char *head, *end;
	} LONGS[] = {{431, "GET /hello HTTP/1.1\r\nHost: h\r\nX: ", "\r\n\r\n"},
		{414, "GET /", " HTTP/1.1\r\nHost: h\r\n\r\n"}};
	char *filling = malloc(20000);

	assert_non_null(filling);
	memset(filling, 'a', 20000);
	for (size_t i = 0; i < sizeof LONGS / sizeof LONGS[0]; i++) {
		char line[32];
		int link = dial(*state);
		say(link, LONGS[i].head, strlen(LONGS[i].head));
		say(link, filling, 20000);
		say(link, LONGS[i].end, strlen(LONGS[i].end));
		snprintf(line, sizeof line, "HTTP/1.1 %d ", LONGS[i].status);
		const char *answer = hear(link);
		assert_true(text_starts(answer, line) || !*answer); // or was cut off while it still spoke
	}
	free(filling);
}

// The library gives these up at several places, never telling of it the way it tells of a request's end.
static void a_head_given_up_leaves_nothing_behind(void **state)
{
	static const struct {
		const char *head, *piece, *end;
		int pieces;
	} HEADS_LOST[] = {
		{"GET /hello?", "a&", " HTTP/1.1\r\nHost: h\r\n\r\n", 250},
		{"GET /hello HTTP/1.1\r\nHost: h\r\nCookie: a=b", "; a=b", "\r\n\r\n", 600},
		{"GET /hello HTTP/1.1\r\nHost: h\r\n", "A: b\r\n", "\r\n", 400},
		{"GET /hello HTTP/1.1\r\nHost: h\r\nX: ", "aaaaa", "\r\n\r\n", 2000},
		{"GET /", "aaaaa", " HTTP/1.1\r\nHost: h\r\n\r\n", 2000},
		{"GET /hello HTTP/1.1\r\nHost: h\r\n", "", "", 0}, // and goes away
		{"GET /hello HTTP/1.1\r\nContent-Length: 1\r\nHost: h\r\n", "", "Content-Length: x\r\n\r\n",
			0},
	};
	const size_t kinds = sizeof HEADS_LOST / sizeof HEADS_LOST[0];
	struct place *place = *state;
	struct buf text;

	buf_init(&text, 0);
	for (size_t i = 0; i < 300 * kinds; i++) {
		int link = dial(place);
		buf_clear(&text);
		buf_text(&text, HEADS_LOST[i % kinds].head);
		for (int piece = 0; piece < HEADS_LOST[i % kinds].pieces; piece++)
			buf_text(&text, HEADS_LOST[i % kinds].piece);
		buf_text(&text, HEADS_LOST[i % kinds].end);
		say(link, text.at, text.length);
		shutdown(link, SHUT_WR);
		assert_null(strstr(hear(link), "hello /"));
	}
	buf_finish(&text);
	expect(get(place, "/hello?still=there"), 200, "hello /hello|still=there|");
}

// As programs and people write it: long, in small pieces, several on one connection.
static void a_plain_head_is_taken_however_it_comes(void **state)
{
	char filling[1000], text[8192];
	int link = dial(*state);

	memset(filling, 'x', sizeof filling - 1);
	filling[sizeof filling - 1] = '\0';
	snprintf(text, sizeof text,
		"\r\nPOST /hash HTTP/1.1\r\nHost:h\r\nContent-Length: 2\r\nEmpty:\r\nBlank:   \r\n"
		"Spaced: \t a, b \t\r\nCookie: a=b; c=d\r\nWord: Vi\xe1\xbb\x87t\r\nA: %s\r\nB: %s\r\nC: "
		"%s\r\n\r\nab"
		"GET /below/a?b=c&d=%%20 HTTP/1.1\r\nHost: h\r\nX: %s\r\n\r\n"
		"GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		filling, filling, filling, filling);
	for (size_t at = 0; at < strlen(text); at += 7)
		say(link, text + at, strlen(text + at) < 7 ? strlen(text + at) : 7);
	const char *answer = hear(link);
	expect(answer, 200, "hello /hello||");
	assert_non_null(strstr(answer, "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603"));
	assert_non_null(strstr(answer, "hello /below/a|b=c&d=%20|a"));
}

// One byte after the other, each in time, the whole never.
static bool is_cut_while_dripping(int link, const char *text)
{
	struct pollfd poll_link = {.fd = link, .events = POLLIN};
	char byte;

	for (size_t i = 0; i < strlen(text); i++) {
		say(link, text + i, 1);
		if (poll(&poll_link, 1, 20) > 0)
			return recv(link, &byte, 1, 0) <= 0;
	}
	return false;
}

static void a_head_that_drips_is_not_waited_for(void **state)
{
	static const char FIRST[] = "GET /wait?wait=1200 HTTP/1.1\r\nHost: h\r\n\r\n";
	static const char AGAIN[] = "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
	struct place *place = *state;
	struct server_options options = options_for(place);
	char text[2048] = "GET /hello HTTP/1.1\r\nHost: h\r\nX: ";

	server_stop(place->server);
	options.head_ms = 300;
	assert_int_equal(server_start(&place->server, &options, &arena, &why), ERR_NONE);
	memset(text + strlen(text), 'x', sizeof text - 1 - strlen(text));
	int link = dial(place);
	assert_true(is_cut_while_dripping(link, text));
	close(link);
	link = dial(place); // before the first line is whole
	memset(text, 'x', sizeof text - 1);
	assert_true(is_cut_while_dripping(link, text));
	close(link);
	// Who only waits for his answer is not cut, nor who comes again on the same connection.
	link = dial(place);
	say(link, FIRST, sizeof FIRST - 1);
	expect(get(place, "/wait?wait=900"), 200, "last");
	say(link, AGAIN, sizeof AGAIN - 1);
	const char *answer = hear(link);
	expect(answer, 200, "hello /hello||");
	assert_non_null(strstr(answer, "last"));
}

static void who_is_not_admitted_does_not_reach_the_handler(void **state)
{
	struct place *place = *state;

	expect(get(place, "/signed"), 200, "hp3-01");
	assert_int_equal(place->admitted, 2); // for the head, and for the whole
	place->admits = ERR_DENIED;
	expect(get(place, "/signed"), 401, "}");
	assert_int_equal(place->admitted, 3);
	place->admits = ERR_EXPIRED;
	assert_non_null(strstr(get(place, "/signed"), "{\"error\":\"clock\",\"now\":1"));
	place->admits = ERR_NOT_FOUND;
	expect(get(place, "/signed"), 403, "}");
	place->admits = ERR_BUSY;
	expect(get(place, "/signed"), 503, "}");
}

static void who_waits_is_called_when_his_topic_is_woken(void **state)
{
	struct place *place = *state;
	int mine = ask(place, "GET", "/wait?topic=03TG"), other = ask(place, "GET", "/wait?topic=03CC");

	sem_wait(&place->is_in);
	sem_wait(&place->is_in);
	server_wake(place->server, "03TG");
	expect(hear(mine), 200, "woken");
	server_wake(place->server, NULL);
	expect(hear(other), 200, "woken");
}

static void a_wait_ends_by_itself(void **state)
{
	expect(get(*state, "/wait?topic=a&wait=30"), 200, "last");
}

static void a_key_revoked_meanwhile_ends_a_wait(void **state)
{
	struct place *place = *state;
	int link = ask(place, "GET", "/signed-wait?topic=a");

	sem_wait(&place->is_in);
	place->admits = ERR_DENIED;
	server_wake(place->server, "a");
	expect(hear(link), 401, "}");
}

static void who_waits_is_answered_when_the_server_stops(void **state)
{
	struct place *place = *state;
	int links[20];

	for (int i = 0; i < 20; i++)
		links[i] = ask(place, "GET", "/wait?topic=a");
	for (int i = 0; i < 20; i++)
		sem_wait(&place->is_in);
	server_stop(place->server);
	place->server = NULL;
	for (int i = 0; i < 20; i++)
		expect(hear(links[i]), 200, "last");
}

static void *stop(void *context)
{
	struct place *place = context;

	server_stop(place->server);
	sem_post(&place->is_in);
	return NULL;
}

// Whoever works for it still has it in his hands.
static void a_stop_outlives_its_patience_for_who_is_suspended(void **state)
{
	const struct timespec while_it_is_impatient = {1, 500000000};
	struct place *place = *state;
	struct server_options options = options_for(place);
	pthread_t thread;

	server_stop(place->server);
	options.drain_ms = 1;
	assert_int_equal(server_start(&place->server, &options, &arena, &why), ERR_NONE);
	int link = ask(place, "GET", "/suspend");
	sem_wait(&place->is_in);
	assert_int_equal(pthread_create(&thread, NULL, stop, place), 0);
	nanosleep(&while_it_is_impatient, NULL);
	assert_int_equal(sem_trywait(&place->is_in), -1);
	place->suspended->state = place;
	request_resume(place->suspended);
	expect(hear(link), 503, "}");
	pthread_join(thread, NULL);
	place->server = NULL;
}

static void slow_work_holds_up_nobody(void **state)
{
	struct place *place = *state;
	int links[3];

	for (int i = 0; i < 3; i++)
		links[i] = ask(place, "GET", "/block");
	for (int i = 0; i < 3; i++)
		sem_wait(&place->is_in);
	for (int i = 0; i < 20; i++)
		expect(get(place, "/hello"), 200, "hello /hello||");
	for (int i = 0; i < 3; i++)
		sem_post(&place->may_go);
	for (int i = 0; i < 3; i++)
		expect(hear(links[i]), 200, "hello /block||");
}

static void work_done_by_another_thread_is_answered(void **state)
{
	for (int i = 0; i < 50; i++)
		expect(get(*state, "/elsewhere"), 200, "hello /elsewhere||");
}

static void a_client_that_goes_away_leaves_nothing_behind(void **state)
{
	struct place *place = *state;

	for (int i = 0; i < 10; i++) {
		close(ask(place, "GET", "/wait?topic=a"));
		sem_wait(&place->is_in);
	}
	int half = dial(place);
	say(half, "POST /hash HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc", 57);
	close(half);
	server_wake(place->server, "a");
	expect(get(place, "/hello"), 200, "hello /hello||");
}

static int dial_path(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int link = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(address.sun_path, path);
	assert_int_equal(connect(link, (struct sockaddr *)&address, sizeof address), 0);
	return link;
}

static void pieces_are_joined(const char *path)
{
	uint8_t bytes[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1] = "", *body = malloc(BIG);

	assert_non_null(body);
	memset(body, 'a', BIG);
	crypto_hash_make(body, BIG, bytes);
	hex_write(bytes, sizeof bytes, hex);
	expect(post_pieces(dial_path(path), "/control/hash", body, BIG), 200, hex);
	expect(post_pieces(dial_path(path), "/control/small", body, 11), 413, "}");
	free(body);
}

static void the_control_socket_is_for_this_user_alone(void **state)
{
	struct place *place = *state;
	struct server_options options = options_for(place);
	static const char HEAD[] = "GET /control/hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
	static const char OTHER[] = "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
	struct server *control;
	struct stat about;
	char folder[] = "/tmp/sao-http-XXXXXX", path[64];

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/control", folder);
	options.unix_socket = path;
	assert_int_equal(server_start(&control, &options, &arena, &why), ERR_NONE);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	int link = dial_path(path);
	say(link, HEAD, sizeof HEAD - 1);
	expect(hear(link), 200, "hello /control/hello||");
	link = dial_path(path);
	say(link, OTHER, sizeof OTHER - 1);
	expect(hear(link), 404, "}");
	pieces_are_joined(path);
	server_stop(control);
	assert_int_not_equal(stat(path, &about), 0);
	rmdir(folder);
}

static void it_does_not_start_where_it_must_not(void **state)
{
	struct place *place = *state;
	struct server_options options = options_for(place);
	struct server *second;

	options.port = server_port(place->server);
	assert_int_equal(server_start(&second, &options, &arena, &why), ERR_CONFIG);
	assert_non_null(strstr(why, "in use by another program"));
	options.port = 0;
	options.address = "0.0.0.0"; // without a certificate
	assert_int_equal(server_start(&second, &options, &arena, &why), ERR_CONFIG);
	options.address = "localhost";
	assert_int_equal(server_start(&second, &options, &arena, &why), ERR_CONFIG);
	options.address = "127.0.0.1";
	options.tls_cert = options.tls_key = "LICENSE";
	assert_int_equal(server_start(&second, &options, &arena, &why), ERR_CONFIG);
	assert_non_null(strstr(why, "LICENSE"));
	options.tls_cert = "there/is/none";
	assert_int_equal(server_start(&second, &options, &arena, &why), ERR_CONFIG);
	assert_non_null(strstr(why, "tls.cert: there/is/none: No such file"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_what_is_listed_is_served),
		TEST(every_error_has_a_status_and_says_what_time_it_is),
		TEST(a_body_over_its_ceiling_is_refused),
		TEST(a_body_comes_whole_in_memory_or_in_a_file),
		TEST(a_head_that_can_be_read_in_two_ways_ends_the_connection),
		TEST(a_head_too_long_is_refused),
		TEST(a_head_given_up_leaves_nothing_behind),
		TEST(a_plain_head_is_taken_however_it_comes),
		TEST(a_head_that_drips_is_not_waited_for),
		TEST(who_is_not_admitted_does_not_reach_the_handler),
		TEST(who_waits_is_called_when_his_topic_is_woken),
		TEST(a_wait_ends_by_itself),
		TEST(a_key_revoked_meanwhile_ends_a_wait),
		TEST(who_waits_is_answered_when_the_server_stops),
		TEST(a_stop_outlives_its_patience_for_who_is_suspended),
		TEST(slow_work_holds_up_nobody),
		TEST(work_done_by_another_thread_is_answered),
		TEST(a_client_that_goes_away_leaves_nothing_behind),
		TEST(the_control_socket_is_for_this_user_alone),
		TEST(it_does_not_start_where_it_must_not),
	};

	int failed = cmocka_run_group_tests_name("server", tests, NULL, NULL);
	arena_finish(&arena);
	return failed;
}
