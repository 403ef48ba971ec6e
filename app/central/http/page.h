// SPDX-License-Identifier: Apache-2.0
// HTML pages: a template with slots, filled in by a writer that always escapes, so that no value can become
// markup. Slots of a template: {{name}} a value, {{=key}} a text of the catalogue, {{?name}}...{{/}} a piece
// that is there when the value is not "" (not nested). Pure but for replies; any thread.
#ifndef CENTRAL_HTTP_PAGE_H
#define CENTRAL_HTTP_PAGE_H

#include "base/buf.h"
#include "base/tr.h"
#include "central/http/request.h"

#define PAGE_BYTES ((size_t)20 << 10)

struct page_slot {
	const char *name, *value; // the last has no name
};

// A slot the template names and nobody fills is a broken invariant.
void page_write(struct buf *out, const char *template, enum lang lang, const struct page_slot *slots);
// ?lang=, else the first of ours in Accept-Language, else Vietnamese.
enum lang page_lang(const struct request *request);
// The page in that language; the template lives as long as the program.
void page_reply(struct request *request, int status, const char *template, enum lang lang,
	const struct page_slot *slots);

#endif
