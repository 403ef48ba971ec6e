// SPDX-License-Identifier: Apache-2.0
// Fuzzer of what kiosks send: an entry, its body, central's verdicts, counter events. `make fuzz` links it
// with clang, libFuzzer and what wire/ may use, and starts from tests/fuzz/wire/entry/. Whatever is taken
// must be written and read again as the same.
#include "wire/entry.h"
#include "base/buf.h"
#include "wire/body.h"
#include "wire/counter.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds)
		err_abort(what);
}

// Takes the new document.
static void body_again(json_t *written, const json_t *read)
{
	struct ballot_body ballot;
	struct skip_body skip;
	struct health_body health;
	const char *field;

	if (json_object_get(read, "marks"))
		must(!ballot_body_read(written, &ballot, &field), "a ballot written cannot be read");
	else if (json_object_get(read, "chain"))
		must(!health_body_read(written, &health), "a health written cannot be read");
	else
		must(!skip_body_read(written, &skip), "a skip written cannot be read");
	json_decref(written);
}

static void try_body(const json_t *body)
{
	static struct ballot_body ballot;
	struct skip_body skip;
	struct health_body health;
	const char *field;

	if (!ballot_body_read(body, &ballot, &field))
		body_again(ballot_body_write(&ballot), body);
	else
		must(field != NULL, "a refusal without a name");
	if (!skip_body_read(body, &skip) && !json_object_get(body, "marks") &&
		!json_object_get(body, "chain"))
		body_again(skip_body_write(&skip), body);
	if (!health_body_read(body, &health) && !json_object_get(body, "marks"))
		body_again(health_body_write(&health), body);
}

static void try_entry(const char *text, size_t size)
{
	struct entry entry, again;
	struct buf buf;

	if (entry_read(text, size, &entry))
		return;
	try_body(entry.body);
	buf_init(&buf, 0);
	if (!entry_write(&buf, &entry)) {
		must(!entry_read(buf.at, buf.length, &again), "an entry written cannot be read");
		must(again.seq == entry.seq && again.kind == entry.kind && json_equal(again.body, entry.body),
			"an entry read is another");
		entry_finish(&again);
	}
	buf_finish(&buf);
	entry_finish(&entry);
}

static void try_verdicts(const char *text, size_t size)
{
	static struct verdicts verdicts, again;
	struct buf buf;

	if (verdicts_read(text, size, &verdicts))
		return;
	buf_init(&buf, 0);
	if (!verdicts_write(&buf, &verdicts))
		must(!verdicts_read(buf.at, buf.length, &again) &&
				memcmp(&again, &verdicts, sizeof(again)) == 0,
			"verdicts read are others");
	buf_finish(&buf);
}

static void try_event(const char *text, size_t size)
{
	struct counter_event event, again;
	struct arena arena;
	const char *field;
	json_t *json, *written;

	if (json_open(text, size, &json))
		return;
	arena_init(&arena, 0);
	if (!counter_event_read(&arena, json, &event, &field)) {
		written = counter_event_write(&event);
		must(!counter_event_read(&arena, written, &again, &field) &&
				strcmp(again.officers, event.officers) == 0,
			"an event read is another");
		json_decref(written);
	}
	arena_finish(&arena);
	json_decref(json);
}

// Line by line, as a body of POST /api/v1/entries; so the golden lines are the seeds.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((feed ? feed : end) - at);
		try_entry(at, length);
		try_verdicts(at, length);
		try_event(at, length);
		at += length + 1;
	}
	return 0;
}
