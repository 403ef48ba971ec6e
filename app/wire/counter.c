// SPDX-License-Identifier: Apache-2.0
#include "wire/counter.h"
#include "customs/organisation.h"
#include "wire/field.h"
#include <string.h>

static const struct field TAIL[] = {
	{.key = "counter",
		FIELD_TEXT,
		FIELD(struct counter_event, counter),
		.highest = COUNTER_NAME - 1,
		.may_be_null = true},
};

static json_t *officers_write(const char *officers)
{
	json_t *array = json_array();

	for (const char *at = officers ? officers : ""; *at; at += strspn(at, "; ")) {
		size_t length = strcspn(at, ";");
		if (json_array_append_new(array, json_stringn(at, length)))
			err_abort("an officer that cannot be written as JSON");
		at += length;
	}
	return array;
}

json_t *counter_event_write(const struct counter_event *event)
{
	json_t *json = json_object();

	field_put(json, "sotk", json_string(event->number));
	field_put(json, "event", json_string(STAGES[event->event].key));
	field_put(json, "at", json_integer(event->at));
	field_put(json, "officers", officers_write(event->officers));
	fields_write(json, TAIL, FIELD_COUNT(TAIL), event);
	return json;
}

static enum err officers_join(struct arena *arena, const json_t *array, const char **joined)
{
	char *text = arena_text(arena, "");

	if ((array && !json_is_array(array)) || json_array_size(array) > OFFICERS_IN_CELL)
		return ERR_INVALID;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *badge = json_string_value(json_array_get(array, i));
		if (!badge || !*badge || strlen(badge) >= PARTY_REF || strchr(badge, ';') ||
			!text_is_clean(badge))
			return ERR_INVALID;
		text = arena_format(arena, "%s%s%s", text, i ? ";" : "", badge);
	}
	*joined = text;
	return ERR_NONE;
}

enum err counter_event_read(
	struct arena *arena, const json_t *json, struct counter_event *event, const char **field)
{
	const char *number, *key;
	struct number read;

	memset(event, 0, sizeof(*event));
	*field = "sotk";
	if (json_get_text(json, "sotk", NUMBER_DIGITS, &number) || number_read(number, &read))
		return ERR_INVALID;
	memcpy(event->number, read.digits, sizeof(event->number));
	*field = "event";
	if (json_get_text(json, "event", 32, &key))
		return ERR_INVALID;
	event->event = stage_find(key);
	if (!STAGES[event->event].is_event)
		return ERR_UNSUPPORTED;
	*field = "at";
	if (json_get_int(json, "at", 0, WIRE_TIME_MOST, &event->at))
		return ERR_INVALID;
	*field = "officers";
	if (officers_join(arena, json_object_get(json, "officers"), &event->officers))
		return ERR_INVALID;
	enum err err = fields_read(json, TAIL, FIELD_COUNT(TAIL), event, field);
	if (!err)
		event->counter = arena_text(arena, event->counter);
	return err;
}
