// SPDX-License-Identifier: Apache-2.0
#include "central/http/page.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

#define NAME_MOST 64

static void escape(struct buf *out, const char *text)
{
	static const char *const entities[] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

	while (*text) {
		size_t plain = strcspn(text, "&<>\"'");
		buf_put(out, text, plain);
		text += plain;
		if (*text)
			buf_text(out, entities[(unsigned char)*text++]);
	}
}

static const char *slot_value(const struct page_slot *slots, const char *name)
{
	for (; slots->name; slots++)
		if (strcmp(slots->name, name) == 0)
			return slots->value;
	err_abort("a page with a slot nobody fills");
}

void page_write(struct buf *out, const char *template, enum lang lang, const struct page_slot *slots)
{
	char name[NAME_MOST];
	const char *open;

	for (; (open = strstr(template, "{{")); template = strstr(open, "}}") + 2) {
		size_t length = strcspn(open + 2, "}");
		if (length == 0 || length >= sizeof name)
			err_abort("a page with a slot without a name");
		buf_put(out, template, (size_t)(open - template));
		memcpy(name, open + 2, length);
		name[length] = '\0';
		if (*name == '=')
			escape(out, tr(lang, name + 1));
		else if (*name == '?' && !*slot_value(slots, name + 1))
			open = strstr(open, "{{/}}");
		else if (*name != '?' && *name != '/')
			escape(out, slot_value(slots, name));
		if (!open)
			err_abort("a page with a piece that does not end");
	}
	buf_text(out, template);
}

// "en-GB,en;q=0.9,vi;q=0.8": the greatest q of ours; of equal ones the first.
static enum lang lang_accepted(const char *header)
{
	enum lang best = LANG_VI, lang;
	double most = 0;

	while (*header) {
		size_t length = strcspn(header, ",");
		const char *quality = memchr(header, ';', length);
		char code[3] = {0};
		memcpy(code, header, length < 2 ? length : 2);
		quality = quality ? strstr(quality, "q=") : NULL;
		double weight = quality && quality < header + length ? strtod(quality + 2, NULL) : 1;
		if (weight > most && !lang_read(code, &lang)) {
			most = weight;
			best = lang;
		}
		header += length;
		header += strspn(header, ", ");
	}
	return best;
}

enum lang page_lang(const struct request *request)
{
	enum lang lang;

	return lang_read(request_argument(request, "lang"), &lang)
		       ? lang_accepted(request_header(request, "Accept-Language"))
		       : lang;
}

void page_reply(struct request *request, int status, const char *template, enum lang lang,
	const struct page_slot *slots)
{
	struct buf buf;

	buf_init(&buf, PAGE_BYTES);
	page_write(&buf, template, lang, slots);
	if (buf.over)
		err_abort("a page over its ceiling");
	reply_buf(request, status, "text/html; charset=utf-8", &buf);
	reply_header(request, "Content-Language", LANGS[lang].code);
}
