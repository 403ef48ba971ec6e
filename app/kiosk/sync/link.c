// SPDX-License-Identifier: Apache-2.0
#include "kiosk/sync/link.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_BYTES 512
#define CONNECT_S 10
#define SLOW_BYTES 100	   // a second
#define HEADER_BYTES 16384 // of one answer, all lines
#define BODY_KEPT 262144   // a greater buffer is given back

struct exchange {
	CURL *easy; // link owns, kept for its connection
	struct curl_slist *headers;
	struct buf body;
	size_t header_bytes;
	bool is_running, is_done;
	int slow_s;	   // this long to move SLOW_BYTES a second of it
	int64_t marked_at; // when what had moved was last enough
	curl_off_t marked; // bytes moved by then
	CURLcode code;
	struct link_answer answer;
};

struct link {
	CURLM *multi;
	char url[URL_BYTES];
	const char *ca_file;
	bool is_plain;	   // http on loopback
	struct clock real; // a moved test clock ends no transfer
	struct exchange exchanges[LINK_SLOTS];
};

// ---- bytes coming in ----

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;

	buf_put(&exchange->body, bytes, size * count);
	return exchange->body.over ? 0 : size * count; // 0 ends the transfer
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;

	(void)bytes;
	exchange->header_bytes += size * count;
	return exchange->header_bytes > HEADER_BYTES ? 0 : size * count;
}

// ---- opening ----

static bool is_loopback(const char *host)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};

	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
		if (strcmp(host, hosts[i]) == 0)
			return true;
	return false;
}

// Scheme, host and port alone: paths are those of the protocol.
static enum err read_url(struct link *link, const char *url)
{
	char *scheme = NULL, *host = NULL, *path = NULL;
	enum err err = ERR_CONFIG;
	size_t length = strlen(url);

	CURLU *parts = curl_url();
	if (!parts)
		err_abort("out of memory");
	if (!curl_url_set(parts, CURLUPART_URL, url, 0) &&
		!curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) &&
		!curl_url_get(parts, CURLUPART_HOST, &host, 0) &&
		!curl_url_get(parts, CURLUPART_PATH, &path, 0)) {
		link->is_plain = strcmp(scheme, "http") == 0;
		bool is_allowed = link->is_plain ? is_loopback(host) : strcmp(scheme, "https") == 0;
		if (is_allowed && strcmp(path, "/") == 0 && length < sizeof link->url)
			err = ERR_NONE;
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(path);
	curl_url_cleanup(parts);
	if (err) {
		log_line(LOG_ERROR, "link.url", "err=config url=%s", url);
		return err;
	}
	snprintf(link->url, sizeof link->url, "%s", url);
	if (link->url[length - 1] == '/')
		link->url[length - 1] = '\0';
	return ERR_NONE;
}

static void set_exchange(struct link *link, struct exchange *exchange)
{
	CURL *easy = exchange->easy;

	buf_init(&exchange->body, 0);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, link->is_plain ? "http" : "https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (link->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, link->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)LINK_TOTAL_S);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
}

enum err link_open(struct link **out, const char *url, const char *ca_file)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		err_abort("curl does not start");
	struct link *link = calloc(1, sizeof *link);
	if (!link)
		err_abort("out of memory");
	link->ca_file = ca_file;
	enum err err = read_url(link, url);
	if (err) {
		link_close(link);
		return err;
	}
	link->multi = curl_multi_init();
	if (!link->multi)
		err_abort("out of memory");
	curl_multi_setopt(link->multi, CURLMOPT_MAXCONNECTS, (long)LINK_SLOTS);
	for (int slot = 0; slot < LINK_SLOTS; slot++) {
		link->exchanges[slot].easy = curl_easy_init();
		if (!link->exchanges[slot].easy)
			err_abort("out of memory");
		set_exchange(link, &link->exchanges[slot]);
	}
	*out = link;
	return ERR_NONE;
}

void link_close(struct link *link)
{
	if (!link)
		return;
	for (int slot = 0; slot < LINK_SLOTS; slot++) {
		struct exchange *exchange = &link->exchanges[slot];
		if (exchange->is_running)
			curl_multi_remove_handle(link->multi, exchange->easy);
		curl_easy_cleanup(exchange->easy);
		curl_slist_free_all(exchange->headers);
		buf_finish(&exchange->body);
	}
	curl_multi_cleanup(link->multi);
	free(link);
	curl_global_cleanup();
}

// ---- one exchange ----

static void add_header(struct exchange *exchange, const char *line)
{
	struct curl_slist *longer = curl_slist_append(exchange->headers, line);

	if (!longer)
		err_abort("out of memory");
	exchange->headers = longer;
}

void link_start(struct link *link, enum link_slot slot, const struct link_request *request)
{
	struct exchange *exchange = &link->exchanges[slot];
	char url[URL_BYTES + 256];

	if (exchange->is_running)
		err_abort("an exchange is under way");
	if (exchange->body.room > BODY_KEPT)
		buf_finish(&exchange->body);
	buf_clear(&exchange->body);
	exchange->body.ceiling = request->ceiling;
	exchange->header_bytes = 0;
	exchange->is_done = false;
	curl_slist_free_all(exchange->headers);
	exchange->headers = NULL;
	for (size_t i = 0; i < LINK_HEADERS && request->headers[i]; i++)
		add_header(exchange, request->headers[i]);
	add_header(exchange, "Expect:"); // no waiting for 100
	snprintf(url, sizeof url, "%s%s%s%s", link->url, request->path, *request->query ? "?" : "",
		request->query);
	curl_easy_setopt(exchange->easy, CURLOPT_URL, url);
	curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->headers);
	if (request->body) {
		curl_easy_setopt(exchange->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(exchange->easy, CURLOPT_POSTFIELDS, request->body);
		curl_easy_setopt(exchange->easy, CURLOPT_POSTFIELDSIZE, (long)request->body_length);
	} else {
		curl_easy_setopt(exchange->easy, CURLOPT_HTTPGET, 1L);
	}
	if (curl_multi_add_handle(link->multi, exchange->easy))
		err_abort("curl refuses an exchange");
	exchange->slow_s = request->slow_s;
	exchange->marked_at = clock_boot(&link->real);
	exchange->marked = 0;
	exchange->is_running = true;
}

static bool is_connected(const struct exchange *exchange)
{
	curl_off_t ready = 0;

	curl_easy_getinfo(exchange->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	return ready > 0;
}

static enum link_fault judge(const struct exchange *exchange)
{
	switch ((int)exchange->code) {
	case CURLE_OK:
		return LINK_NONE;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return LINK_CERTIFICATE;
	case CURLE_WRITE_ERROR:
		return LINK_TOO_BIG;
	case CURLE_OPERATION_TIMEDOUT:
		return is_connected(exchange) ? LINK_TIMEOUT : LINK_NETWORK;
	default:
		return LINK_NETWORK;
	}
}

static void end_exchange(struct link *link, struct exchange *exchange, CURLcode code)
{
	struct link_answer *answer = &exchange->answer;
	const char *type = NULL;
	long status = 0;
	curl_off_t retry_after = 0;

	exchange->code = code;
	curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(exchange->easy, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after);
	memset(answer, 0, sizeof *answer);
	answer->fault = judge(exchange);
	answer->status = (int)status;
	if (type && strlen(type) < sizeof answer->type)
		snprintf(answer->type, sizeof answer->type, "%s", type);
	answer->retry_after = retry_after > 0 && retry_after < INT32_MAX ? (int64_t)retry_after * 1000 : 0;
	answer->body = exchange->body.at;
	answer->length = exchange->body.length;
	if (answer->fault)
		log_line(LOG_INFO, "link.fault", "curl=%d status=%ld", (int)code, status);
	curl_multi_remove_handle(link->multi, exchange->easy);
	exchange->is_running = false;
	exchange->is_done = true;
}

static void move_bytes(struct link *link)
{
	int running, left;
	CURLMsg *message;

	if (curl_multi_perform(link->multi, &running))
		err_abort("curl refuses to go on");
	while ((message = curl_multi_info_read(link->multi, &left))) {
		struct exchange *exchange = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		end_exchange(link, exchange, code);
	}
}

// ---- too slow: curl's own guards wake every second and once an exchange, and a kiosk's life is waiting ----

static curl_off_t bytes_moved(const struct exchange *exchange)
{
	curl_off_t up = 0, down = 0;

	curl_easy_getinfo(exchange->easy, CURLINFO_SIZE_UPLOAD_T, &up);
	curl_easy_getinfo(exchange->easy, CURLINFO_SIZE_DOWNLOAD_T, &down);
	return up + down + (curl_off_t)exchange->header_bytes;
}

// Ends what moved too little for too long. Ms until the next exchange may be such, at most `most`.
static int slow_ends(struct link *link, int most)
{
	int64_t now = clock_boot(&link->real), next = most;

	for (int slot = 0; slot < LINK_SLOTS; slot++) {
		struct exchange *exchange = &link->exchanges[slot];
		if (!exchange->is_running)
			continue;
		curl_off_t moved = bytes_moved(exchange);
		if (moved - exchange->marked >= (curl_off_t)SLOW_BYTES * exchange->slow_s) {
			exchange->marked = moved;
			exchange->marked_at = now;
		}
		int seconds = is_connected(exchange) ? exchange->slow_s : CONNECT_S;
		int64_t left = exchange->marked_at + (int64_t)seconds * 1000 - now;
		if (left <= 0)
			end_exchange(link, exchange, CURLE_OPERATION_TIMEDOUT);
		else if (left < next)
			next = left;
	}
	return (int)next;
}

static bool is_any_done(const struct link *link)
{
	for (int slot = 0; slot < LINK_SLOTS; slot++)
		if (link->exchanges[slot].is_done)
			return true;
	return false;
}

void link_wait(struct link *link, int timeout_ms)
{
	move_bytes(link);
	int most = slow_ends(link, timeout_ms);
	if (is_any_done(link))
		return;
	// Curl's own timers shorten the sleep; one descriptor that cannot be waited for would not lengthen
	// it.
	curl_multi_poll(link->multi, NULL, 0, most, NULL);
	move_bytes(link);
}

bool link_take(struct link *link, enum link_slot slot, struct link_answer *answer)
{
	struct exchange *exchange = &link->exchanges[slot];

	if (!exchange->is_done)
		return false;
	exchange->is_done = false;
	*answer = exchange->answer;
	return true;
}

void link_wake(struct link *link)
{
	curl_multi_wakeup(link->multi);
}
