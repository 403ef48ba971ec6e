// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/events.h"
#include "central/ingest/access.h"
#include "central/ingest/declarations.h"
#include <inttypes.h>
#include <string.h>

#define EVENT_BYTES 4096 // ceiling of a line

struct line {
	int64_t number;
	struct counter_event event;
	const char *fault; // static text; NULL: taken
	bool is_new;
};

struct events {
	const char *key, *unit;
	struct arena arena; // of one batch
	size_t count;
	struct line lines[EVENTS_BATCH];

	int64_t number, rejected, fresh;
	struct buf rejects;
};

static void line_read(struct events *events, struct line *line, const char *text, size_t length)
{
	const char *field;
	json_t *json = NULL;

	line->fault = "json";
	if (length > EVENT_BYTES || json_open(text, length, &json))
		return;
	enum err err = counter_event_read(&events->arena, json, &line->event, &field);
	line->fault = !err ? NULL : err == ERR_UNSUPPORTED ? "event" : "content";
	json_decref(json);
}

static enum err events_run(struct store *store, void *context)
{
	struct events *events = context;
	enum err err = access_still(store, events->key);

	for (size_t i = 0; i < events->count && !err; i++) {
		struct line *line = &events->lines[i];
		line->is_new = false;
		if (line->fault)
			continue;
		err = counter_apply(store, &events->arena, &line->event, events->unit, &line->is_new);
		if (err == ERR_DENIED) { // told before anything was written
			line->fault = "office";
			err = ERR_NONE;
		}
	}
	return err;
}

static void batch_sum(struct events *events)
{
	for (size_t i = 0; i < events->count; i++) {
		const struct line *line = &events->lines[i];
		events->fresh += line->is_new;
		if (!line->fault)
			continue;
		if (events->rejected++ < EVENTS_REJECTS)
			buf_format(&events->rejects, "%s{\"line\":%" PRId64 ",\"reason\":\"%s\"}",
				events->rejects.length ? "," : "", line->number, line->fault);
	}
}

static enum err batch_store(struct events *events, struct writer *writer)
{
	enum err err = events->count ? writer_do(writer, events_run, events) : ERR_NONE;

	if (!err)
		batch_sum(events);
	else
		events->number -= (int64_t)events->count; // told is what was stored
	events->count = 0;
	arena_wipe(&events->arena);
	return err;
}

enum err events_take(struct writer *writer, const char *key, const char *unit, const char *body,
	size_t length, struct buf *summary)
{
	struct arena arena;
	enum err err = ERR_NONE;

	arena_init(&arena, 0);
	struct events *events = arena_new(&arena, struct events);
	events->key = key;
	events->unit = unit;
	arena_init(&events->arena, 0);
	buf_init(&events->rejects, 0);
	for (const char *end = body + length; body < end && !err;) {
		const char *line_end = memchr(body, '\n', (size_t)(end - body));
		size_t line_length = (size_t)((line_end ? line_end : end) - body);
		struct line *line = &events->lines[events->count];
		*line = (struct line){.number = ++events->number};
		line_read(events, line, body, line_length);
		body += line_length + 1;
		if (++events->count == EVENTS_BATCH)
			err = batch_store(events, writer);
	}
	if (!err)
		err = batch_store(events, writer);
	buf_format(summary,
		"{\"events\":%" PRId64 ",\"rejected\":%" PRId64 ",\"new\":%" PRId64 ",\"rejects\":[",
		events->number, events->rejected, events->fresh);
	buf_text(summary, events->rejects.length ? events->rejects.at : "");
	buf_text(summary, "]}");
	buf_finish(&events->rejects);
	arena_finish(&events->arena);
	arena_finish(&arena);
	return err;
}
