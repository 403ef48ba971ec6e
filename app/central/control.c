// SPDX-License-Identifier: Apache-2.0
#include "central/control.h"
#include "base/log.h"
#include <curl/curl.h>

#define REPLY_BYTES ((size_t)4 << 20)
#define CONNECT_S 5L

static size_t reply_take(char *bytes, size_t size, size_t count, void *context)
{
	buf_put(context, bytes, size * count);
	return size * count;
}

static size_t body_give(char *piece, size_t size, size_t count, void *context)
{
	size_t got;

	if (size * count < TASK_PIECE || task_body_read(context, piece, &got))
		return CURL_READFUNC_ABORT;
	return got;
}

static void option_check(CURLcode code)
{
	if (code)
		err_abort("curl does not know an option");
}

static enum err ask_run(CURL *curl, const char *socket, const char *url, struct task_call *call)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Transfer-Encoding: chunked");
	struct buf reply;
	long status = 0;

	headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
	headers = curl_slist_append(headers, "Expect:");
	buf_init(&reply, REPLY_BYTES);
	option_check(curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket));
	option_check(curl_easy_setopt(curl, CURLOPT_URL, url));
	option_check(curl_easy_setopt(curl, CURLOPT_POST, 1L));
	option_check(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers));
	option_check(curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, (long)TASK_PIECE * 2));
	option_check(curl_easy_setopt(curl, CURLOPT_READFUNCTION, body_give));
	option_check(curl_easy_setopt(curl, CURLOPT_READDATA, &call->body));
	option_check(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, reply_take));
	option_check(curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply));
	option_check(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S));
	option_check(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L));
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	enum err err = code == CURLE_COULDNT_CONNECT ? ERR_BUSY : ERR_NETWORK;
	if (!code && status == 200)
		err = task_answer_read(&reply, call);
	else if (err != ERR_BUSY)
		log_line(LOG_ERROR, "control", "err=network status=%ld what=\"%s\"", status,
			curl_easy_strerror(code));
	buf_finish(&reply);
	curl_slist_free_all(headers);
	return err;
}

enum err control_ask(const char *socket, const char *task, struct task_call *call)
{
	struct buf ask = {0};
	CURL *curl = curl_easy_init();

	if (!curl)
		err_abort("curl does not start");
	json_put(&ask, call->ask);
	char *escaped = curl_easy_escape(curl, ask.at, (int)ask.length);
	if (!escaped)
		err_abort("out of memory");
	const char *url = arena_format(call->arena, "http://control/control/%s?ask=%s", task, escaped);
	enum err err = ask_run(curl, socket, url, call);
	curl_free(escaped);
	curl_easy_cleanup(curl);
	buf_finish(&ask);
	return err;
}
