// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "central/http/exchange.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define ADDRESS_ROOM 64

const char *request_header(const struct request *request, const char *name)
{
	const char *value = MHD_lookup_connection_value(request->exchange->connection, MHD_HEADER_KIND, name);

	return value ? value : "";
}

const char *request_address(const struct request *request)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char *out = arena_alloc(request->arena, ADDRESS_ROOM);

	if (!info || !info->client_addr)
		return "";
	const struct sockaddr *address = info->client_addr;
	const void *bytes =
		address->sa_family == AF_INET
			? (const void *)&((const struct sockaddr_in *)info->client_addr)->sin_addr
			: (const void *)&((const struct sockaddr_in6 *)info->client_addr)->sin6_addr;
	if (address->sa_family != AF_INET && address->sa_family != AF_INET6)
		return "";
	return inet_ntop(address->sa_family, bytes, out, ADDRESS_ROOM) ? out : "";
}

// Percent-decodes `length` characters; NULL when they are not well-formed.
static char *decode(struct arena *arena, const char *text, size_t length)
{
	char *out = arena_alloc(arena, length + 1), *to = out;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '+') {
			*to++ = ' ';
		} else if (text[i] != '%') {
			*to++ = text[i];
		} else {
			const char pair[3] = {text[i + 1], i + 2 < length ? text[i + 2] : '\0', '\0'};
			unsigned char byte;
			if (i + 2 >= length || hex_read(pair, &byte, 1) || !byte)
				return NULL;
			*to++ = (char)byte;
			i += 2;
		}
	}
	return text_is_utf8(out, (size_t)(to - out)) ? out : NULL;
}

// One of "name=value&name=value": whether it is there; *value is NULL when it is not well-formed.
static bool pair_find(struct arena *arena, const char *pairs, const char *name, const char **value)
{
	size_t name_length = strlen(name);

	*value = NULL;
	for (const char *at = pairs; *at;) {
		size_t length = strcspn(at, "&");
		if (length > name_length && strncmp(at, name, name_length) == 0 && at[name_length] == '=') {
			*value = decode(arena, at + name_length + 1, length - name_length - 1);
			return true;
		}
		at += length;
		at += *at == '&';
	}
	return false;
}

const char *request_argument(const struct request *request, const char *name)
{
	const char *value;

	return pair_find(request->arena, request->query, name, &value) && value ? value : "";
}

const char *request_field(const struct request *request, const char *name)
{
	const char *value;

	if (!text_starts(request_header(request, "Content-Type"), "application/x-www-form-urlencoded"))
		return "";
	const char *body = arena_copy(request->arena, request->body, request->body_length);
	return pair_find(request->arena, body, name, &value) && value ? value : "";
}

bool request_is_same_origin(const struct request *request)
{
	const char *site = request_header(request, "Sec-Fetch-Site");
	const char *origin = strstr(request_header(request, "Origin"), "://");

	if (*site)
		return strcmp(site, "same-origin") == 0;
	return origin && strcmp(origin + 3, request_header(request, "Host")) == 0;
}

// The address a proxy on this machine names last, where there is one: plain HTTP comes from nowhere else.
static const char *client_address(const struct request *request)
{
	const char *cert = request->exchange->server->options.tls_cert;
	const char *told = request_header(request, "X-Forwarded-For"), *last = strrchr(told, ',');

	if ((cert && *cert) || !*told)
		return request_address(request);
	return text_trim(arena_text(request->arena, last ? last + 1 : told));
}

const char *request_network(const struct request *request)
{
	const char *address = client_address(request);
	struct in6_addr v6;
	char *out = arena_alloc(request->arena, ADDRESS_ROOM);

	if (text_starts(address, "::ffff:"))
		return address + strlen("::ffff:");
	if (inet_pton(AF_INET6, address, &v6) != 1)
		return address;
	memset(v6.s6_addr + 6, 0, sizeof v6.s6_addr - 6);
	return inet_ntop(AF_INET6, &v6, out, ADDRESS_ROOM);
}

enum err request_number(const struct request *request, const char *name, int64_t lowest, int64_t highest,
	int64_t standard, int64_t *out)
{
	const char *text;

	*out = standard;
	if (!pair_find(request->arena, request->query, name, &text))
		return ERR_NONE;
	return text ? text_to_int(text, lowest, highest, out) : ERR_INVALID;
}
