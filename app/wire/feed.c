// SPDX-License-Identifier: Apache-2.0
#include "wire/feed.h"
#include "base/text.h"
#include "wire/field.h"
#include <inttypes.h>
#include <string.h>

const char *const FEED_KIND_KEYS[FEED_KINDS] = {"declaration", "call", "procedure", "unit", "officer", "step",
	"notice", "answer", "figures", "setting"};

#define KIND_BYTES 32
#define KEY_BYTES 128

enum feed_kind feed_kind_find(const char *key)
{
	int kind = 0;

	while (kind < FEED_KINDS && !text_equal(key, FEED_KIND_KEYS[kind]))
		kind++;
	return (enum feed_kind)kind;
}

// ---- written: row by row, values as they are stored ----
static void put_text(struct buf *buf, const char *text)
{
	json_t *value = json_string(text);

	if (!value)
		err_abort("a feed key that is not UTF-8");
	json_put(buf, value);
	json_decref(value);
}

void feed_page_begin(struct buf *buf, const char *epoch)
{
	buf_text(buf, "{\"epoch\":");
	put_text(buf, epoch);
	buf_text(buf, ",\"changes\":[");
}

void feed_page_change(struct buf *buf, int64_t n, const char *kind, const char *key, const char *value_json)
{
	bool is_first = buf->length > 0 && buf->at[buf->length - 1] == '[';

	buf_format(buf, "%s{\"n\":%" PRId64 ",\"kind\":", is_first ? "" : ",", n);
	put_text(buf, kind);
	buf_text(buf, ",\"key\":");
	put_text(buf, key);
	buf_text(buf, ",\"value\":");
	buf_text(buf, value_json ? value_json : "null");
	buf_text(buf, "}");
}

void feed_page_end(struct buf *buf, int64_t next, int64_t now)
{
	buf_format(buf, "],\"next\":%" PRId64 ",\"now\":%" PRId64 "}", next, now);
}

// ---- read ----
static const struct field PAGE[] = {
	{.key = "epoch", FIELD_WORD, FIELD(struct feed_page, epoch), .lowest = 36, .signs = SIGNS_ID},
	{.key = "next", FIELD_INT, FIELD(struct feed_page, next), .highest = WIRE_INT_MOST},
	{.key = "now", FIELD_INT, FIELD(struct feed_page, now), .highest = WIRE_TIME_MOST},
};
static const struct field CHANGE[] = {
	{.key = "n", FIELD_INT, FIELD(struct feed_change, n), .highest = WIRE_INT_MOST},
	{.key = "key", FIELD_TEXT, FIELD(struct feed_change, key), .lowest = 1, .highest = KEY_BYTES},
};

static enum err change_read(const json_t *object, struct feed_change *change)
{
	const char *kind, *field;

	if (fields_read(object, CHANGE, FIELD_COUNT(CHANGE), change, &field) ||
		json_get_text(object, "kind", KIND_BYTES, &kind))
		return ERR_INVALID;
	change->kind = feed_kind_find(kind);
	change->value = json_object_get(object, "value");
	if (!json_is_null(change->value))
		return json_is_object(change->value) ? ERR_NONE : ERR_INVALID;
	change->value = NULL;
	return ERR_NONE;
}

static enum err page_take(struct arena *arena, struct feed_page *page)
{
	const json_t *changes = json_object_get(page->document, "changes");
	const char *field;

	if (fields_read(page->document, PAGE, FIELD_COUNT(PAGE), page, &field) || !json_is_array(changes))
		return ERR_INVALID;
	page->changes = arena_array(arena, struct feed_change, json_array_size(changes));
	for (; page->count < json_array_size(changes); page->count++)
		if (change_read(json_array_get(changes, page->count), &page->changes[page->count]))
			return ERR_INVALID;
	return ERR_NONE;
}

enum err feed_page_read(struct arena *arena, const char *text, size_t length, struct feed_page *page)
{
	memset(page, 0, sizeof(*page));
	if (length > SNAPSHOT_BYTES || json_open(text, length, &page->document))
		return ERR_INVALID;
	enum err err = page_take(arena, page);
	if (err)
		feed_page_finish(page);
	return err;
}

void feed_page_finish(struct feed_page *page)
{
	json_decref(page->document);
	memset(page, 0, sizeof(*page));
}
