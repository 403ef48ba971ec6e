// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "central/http/exchange.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ERROR_TYPE "application/json"
#define RETRY_AFTER "5"

// What each error means to the one who asked.
static const int STATUSES[ERR_COUNT] = {
	[ERR_NONE] = 200,
	[ERR_INVALID] = 400,
	[ERR_TOO_BIG] = 413,
	[ERR_NOT_FOUND] = 404,
	[ERR_CONFLICT] = 409,
	[ERR_DENIED] = 403,
	[ERR_EXPIRED] = 410,
	[ERR_FULL] = 503,
	[ERR_IO] = 503,
	[ERR_READ_ONLY] = 503,
	[ERR_BUSY] = 503,
	[ERR_CORRUPT] = 503,
	[ERR_NETWORK] = 503,
	[ERR_CONFIG] = 500,
	[ERR_UNSUPPORTED] = 422,
};

int reply_status(enum err err)
{
	return err < ERR_COUNT ? STATUSES[err] : 500;
}

void reply_bytes(struct request *request, int status, const char *type, const void *bytes, size_t length)
{
	struct reply *reply = &request->exchange->reply;

	buf_finish(&reply->buf);
	reply->status = status;
	reply->type = type;
	reply->bytes = bytes;
	reply->length = length;
}

void reply_buf(struct request *request, int status, const char *type, struct buf *buf)
{
	struct reply *reply = &request->exchange->reply;

	reply_bytes(request, status, type, NULL, 0);
	reply->buf = *buf;
	memset(buf, 0, sizeof *buf);
	reply->bytes = reply->buf.at;
	reply->length = reply->buf.length;
}

void reply_header(struct request *request, const char *name, const char *value)
{
	struct reply *reply = &request->exchange->reply;

	if (reply->header_count == REPLY_HEADERS)
		err_abort("more headers than a reply has room for");
	reply->headers[reply->header_count].name = name;
	reply->headers[reply->header_count++].value = value;
}

void reply_refuse(struct request *request, int status, const char *code)
{
	struct exchange *exchange = request->exchange;
	char *text = arena_format(request->arena, "{\"error\":\"%s\",\"now\":%" PRId64 "}", code,
		clock_wall(exchange->server->options.clock));

	reply_bytes(request, status, ERROR_TYPE, text, strlen(text));
	if (status == 409 || status == 429 || status == 503)
		reply_header(request, "Retry-After", RETRY_AFTER);
}

void reply_error(struct request *request, enum err err, const char *code)
{
	reply_refuse(request, reply_status(err), code ? code : err_name(err));
}

// RFC 9110 dates by central's clock, so that a test clock is the same everywhere.
static void date_write(int64_t wall_ms, char out[40])
{
	static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const MONTHS[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const struct civil at = civil_from(wall_ms, 0);

	snprintf(out, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT", DAYS[at.weekday - 1], at.day,
		MONTHS[at.month - 1], at.year, at.hour, at.minute, at.second);
}

// What a browser may do with any answer of ours.
static const struct {
	const char *name, *value;
} ALWAYS[] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Cache-Control", "no-store"},
	{"Content-Security-Policy",
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Strict-Transport-Security", "max-age=31536000"},
};

enum MHD_Result reply_send(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	char date[40];
	union { // the library takes a pointer it does not write through
		const void *from;
		void *to;
	} bytes = {.from = reply->bytes};

	struct MHD_Response *response =
		MHD_create_response_from_buffer(reply->length, bytes.to, MHD_RESPMEM_PERSISTENT);
	if (!response)
		err_abort("out of memory");
	date_write(clock_wall(exchange->server->options.clock), date);
	enum MHD_Result ok = MHD_add_response_header(response, "Date", date);
	if (ok && reply->type)
		ok = MHD_add_response_header(response, "Content-Type", reply->type);
	for (size_t i = 0; i < sizeof ALWAYS / sizeof ALWAYS[0] && ok; i++)
		ok = MHD_add_response_header(response, ALWAYS[i].name, ALWAYS[i].value);
	for (size_t i = 0; i < reply->header_count && ok; i++)
		ok = MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
	if (ok)
		ok = MHD_queue_response(exchange->connection, (unsigned)reply->status, response);
	MHD_destroy_response(response);
	return ok;
}
