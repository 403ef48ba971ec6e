// SPDX-License-Identifier: Apache-2.0
#include "room/connector.h"
#include "base/clock.h"
#include "base/text.h"
#include "wire/enrolment.h"
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_BYTES (1024 * 1024)
#define TRIES 30
#define TRY_AFTER_MS 1000
#define CONNECT_S 10L
#define TOTAL_S 120L

static const struct clock REAL;

static size_t answer_take(char *bytes, size_t size, size_t count, void *context)
{
	struct buf *answer = context;

	buf_put(answer, bytes, size * count);
	return answer->over ? 0 : size * count;
}

static bool url_is_safe(const char *url)
{
	return text_starts(url, "https://") || text_starts(url, "http://127.0.0.1:") ||
	       text_starts(url, "http://localhost:");
}

static enum err link_open(struct connector *connector, const struct connector_options *options)
{
	if (!options->url || !url_is_safe(options->url)) {
		fprintf(stderr, "sao-room: --central wants an https:// address\n");
		return ERR_INVALID;
	}
	connector->url = options->url;
	connector->link = curl_easy_init();
	if (!connector->link)
		err_abort("no link");
	curl_easy_setopt(connector->link, CURLOPT_PROTOCOLS_STR, "https,http");
	curl_easy_setopt(connector->link, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(connector->link, CURLOPT_TIMEOUT, TOTAL_S);
	curl_easy_setopt(connector->link, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(connector->link, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(connector->link, CURLOPT_WRITEFUNCTION, answer_take);
	curl_easy_setopt(connector->link, CURLOPT_WRITEDATA, &connector->answer);
	if (options->ca_file)
		curl_easy_setopt(connector->link, CURLOPT_CAINFO, options->ca_file);
	return ERR_NONE;
}

static struct curl_slist *header_add(struct curl_slist *list, const char *name, const char *value)
{
	char line[512];

	snprintf(line, sizeof(line), "%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(list, line);
	if (!longer)
		err_abort("no memory");
	return longer;
}

static struct curl_slist *headers_make(
	const struct connector *connector, const char *path, const char *type, const struct buf *body)
{
	struct curl_slist *list = header_add(NULL, "Content-Type", type);

	list = header_add(list, "Expect", "");
	if (!*connector->key_id)
		return list;
	struct signature_headers signature;
	signature_make(&(struct signature_request){.method = "POST",
			       .path = path,
			       .query = "",
			       .body = body->at,
			       .body_length = body->length},
		connector->secret, connector->key_id, (clock_wall(&REAL) + connector->ahead) / 1000,
		&signature);
	list = header_add(list, "Content-Digest", signature.digest);
	list = header_add(list, "Signature-Input", signature.input);
	return header_add(list, "Signature", signature.signature);
}

// One exchange. status 0: no answer.
static long exchange(struct connector *connector, const char *path, const char *type, const struct buf *body)
{
	char url[512], why[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = headers_make(connector, path, type, body);
	long status = 0;

	snprintf(url, sizeof(url), "%s%s", connector->url, path);
	buf_clear(&connector->answer);
	curl_easy_setopt(connector->link, CURLOPT_URL, url);
	curl_easy_setopt(connector->link, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(connector->link, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->length);
	curl_easy_setopt(connector->link, CURLOPT_POSTFIELDS, body->at);
	curl_easy_setopt(connector->link, CURLOPT_ERRORBUFFER, why);
	if (curl_easy_perform(connector->link) == CURLE_OK)
		curl_easy_getinfo(connector->link, CURLINFO_RESPONSE_CODE, &status);
	else
		fprintf(stderr, "sao-room: %s: %s\n", connector->url, why);
	curl_easy_setopt(connector->link, CURLOPT_ERRORBUFFER, NULL);
	curl_slist_free_all(headers);
	return status;
}

// Every answer of central says what time it is there.
static void anchor(struct connector *connector)
{
	json_t *json;
	int64_t now;

	if (json_open(connector->answer.at, connector->answer.length, &json))
		return;
	if (!json_get_int(json, "now", 0, INT64_MAX, &now))
		connector->ahead = now - clock_wall(&REAL);
	json_decref(json);
}

enum err connector_post(
	struct connector *connector, const char *path, const char *type, const struct buf *body)
{
	bool is_anchored = false;

	for (int tries = 0; tries < TRIES; tries++) {
		long status = exchange(connector, path, type, body);
		if (status == 200)
			return ERR_NONE;
		if (status == 401 && !is_anchored) {
			anchor(connector);
			is_anchored = true;
			continue;
		}
		if (status)
			fprintf(stderr, "sao-room: %s: %ld %.*s\n", path, status,
				(int)connector->answer.length,
				connector->answer.at ? connector->answer.at : "");
		if (status == 401 || status == 403)
			return ERR_DENIED;
		if (status >= 400 && status < 500 && status != 429)
			return ERR_INVALID;
		nanosleep(&(struct timespec){TRY_AFTER_MS / 1000, TRY_AFTER_MS % 1000 * 1000000L}, NULL);
	}
	return ERR_NETWORK;
}

static enum err key_read(struct connector *connector, const char *path)
{
	struct buf buf;

	buf_init(&buf, 1024);
	enum err err = buf_read_file(&buf, path);
	if (!err)
		err = hex_read(text_trim(buf.at), connector->secret, sizeof(connector->secret));
	if (err)
		fprintf(stderr, "sao-room: %s: no key there; give --enrol CODE once\n", path);
	buf_finish(&buf);
	return err;
}

static enum err key_write(const struct connector *connector, const char *path)
{
	char hex[2 * CRYPTO_SIGN_KEY + 2];
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	hex_write(connector->secret, sizeof(connector->secret), hex);
	strcat(hex, "\n");
	bool is_written = file >= 0 && write(file, hex, strlen(hex)) == (ssize_t)strlen(hex) && !fsync(file);
	if (!is_written)
		fprintf(stderr, "sao-room: %s: %s\n", path, strerror(errno));
	if (file >= 0)
		close(file);
	crypto_wipe(hex, sizeof(hex));
	return is_written ? ERR_NONE : ERR_IO;
}

static enum err enrol(struct connector *connector, const struct connector_options *options)
{
	struct enrolment_ask ask = {.code = ""};
	struct buf body;

	snprintf(ask.code, sizeof(ask.code), "%s", options->code);
	crypto_sign_pair(ask.public_half, connector->secret);
	enum err err = key_write(connector, options->key_file);
	if (err)
		return err;
	json_t *json = enrolment_ask_write(&ask);
	buf_init(&body, 4096);
	json_put(&body, json);
	json_decref(json);
	err = connector_post(connector, "/api/v1/enrol", "application/json", &body);
	if (!err)
		anchor(connector);
	buf_finish(&body);
	return err;
}

enum err connector_open(struct connector *connector, const struct connector_options *options)
{
	memset(connector, 0, sizeof(*connector));
	buf_init(&connector->answer, ANSWER_BYTES);
	if (!options->key_file) {
		fprintf(stderr, "sao-room: --key FILE is missing\n");
		return ERR_INVALID;
	}
	enum err err = link_open(connector, options);
	if (!err)
		err = options->code ? enrol(connector, options) : key_read(connector, options->key_file);
	if (err)
		return err;
	// The secret half of Ed25519 ends with the public one.
	key_id_of(connector->secret + CRYPTO_SIGN_KEY - CRYPTO_KEY, connector->key_id);
	return ERR_NONE;
}

void connector_close(struct connector *connector)
{
	curl_easy_cleanup(connector->link);
	buf_finish(&connector->answer);
	crypto_wipe(connector, sizeof(*connector));
}
