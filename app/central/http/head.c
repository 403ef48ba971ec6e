// SPDX-License-Identifier: Apache-2.0
// The head of a request, taken only when nobody on the way can have read it differently: one length, one
// host, each line a token, a colon and a value, ended by CR LF, none folded into the next (RFC
// 9112, 2.2, 5.1, 5.2, 6.3). The library is lenient with all of these. The bytes still lie as they came, from
// the method on, with NULs where it cut them apart; walking over them shows what it passed over or moved.
#include "central/http/exchange.h"
#include <string.h>
#include <strings.h>

struct head {
	const char *next; // where the next line must begin
	bool is_bent;	  // a line that is not of the form it must have
	int lengths, codings, hosts;
	bool is_chunked;
};

static bool is_token(const char *text, size_t length)
{
	static const char SIGNS[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return length > 0 && strspn(text, SIGNS) == length;
}

static bool has_control(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
			return true;
	return false;
}

static void line_count(struct head *head, const char *name, const char *value)
{
	head->lengths += strcasecmp(name, "Content-Length") == 0;
	head->hosts += strcasecmp(name, "Host") == 0;
	if (strcasecmp(name, "Transfer-Encoding") == 0) {
		head->codings++;
		head->is_chunked = strcasecmp(value, "chunked") == 0;
	}
}

static enum MHD_Result line_look(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length,
	const char *value, size_t value_length)
{
	struct head *head = context;

	(void)kind;
	line_count(head, name, value ? value : "");
	if (head->is_bent || !value || name != head->next || !is_token(name, name_length) ||
		has_control(value, value_length) ||
		value != name + name_length + 1 + strspn(name + name_length + 1, " \t") ||
		value[value_length + 1] != '\0')
		head->is_bent = true;
	else
		head->next = value + value_length + 2;
	return MHD_YES;
}

static bool is_plain(const char *text)
{
	while (*text > ' ' && *text <= '~')
		text++;
	return !*text;
}

// Method, target and version, one space between each.
static bool is_line(const struct exchange *exchange, const char *method, const char *version)
{
	const struct link *link = exchange->link;

	return link->target == method + strlen(method) + 1 && version == link->target + link->line.length + 1;
}

const char *head_fault(const struct exchange *exchange, const char *method, const char *version, int *status)
{
	const bool is_new = strcmp(version, "HTTP/1.0") != 0;
	struct head head = {.next = version + strlen(version) + 2};

	*status = 400;
	MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, line_look, &head);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	if (!LIBRARY_IS_STRICT && (!is_line(exchange, method, version) || head.is_bent || !info ||
					  head.next + 2 != method + info->header_size))
		return "header";
	if (!is_plain(exchange->request.path) || !is_plain(exchange->request.query))
		return "target";
	if (head.hosts > 1 || (is_new && head.hosts == 0))
		return "host";
	if (head.lengths + head.codings > 1 || (head.codings && (!head.is_chunked || !is_new)))
		return "length";
	// A body in pieces has its length in many places; only our own commands send one.
	if (head.codings && !exchange->server->options.unix_socket) {
		*status = 411;
		return "length-required";
	}
	return NULL;
}
