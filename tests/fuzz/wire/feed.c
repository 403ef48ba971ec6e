// SPDX-License-Identifier: Apache-2.0
// Fuzzer of what central sends: a feed page and the values kiosks understand, and the answer to an enrolment.
// `make fuzz` links it with clang, libFuzzer and what wire/ may use, and starts from tests/fuzz/wire/feed/.
// Whatever is taken must be written and read again as the same.
#include "wire/feed.h"
#include "wire/enrolment.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds)
		err_abort(what);
}

static void try_declaration(const json_t *value)
{
	static struct feed_declaration declaration, again;

	if (feed_declaration_read(value, &declaration))
		return;
	json_t *json = feed_declaration_write(&declaration);
	must(!feed_declaration_read(json, &again) && again.party_count == declaration.party_count &&
			again.status == declaration.status && again.rated == declaration.rated &&
			memcmp(again.times, declaration.times, sizeof(again.times)) == 0,
		"a declaration read is another");
	json_decref(json);
}

static void try_flat(const json_t *value)
{
	struct feed_call call;
	struct feed_name name;
	struct feed_figures figures, again;

	if (!feed_call_read(value, &call)) {
		json_t *json = feed_call_write(&call);
		must(!feed_call_read(json, &call), "a call written cannot be read");
		json_decref(json);
	}
	if (!feed_name_read(value, &name)) {
		json_t *json = feed_name_write(&name);
		must(!feed_name_read(json, &name), "a name written cannot be read");
		json_decref(json);
	}
	if (!feed_figures_read(value, &figures)) {
		json_t *json = feed_figures_write(&figures);
		must(!feed_figures_read(json, &again) && memcmp(&figures, &again, sizeof(again)) == 0,
			"figures read are others");
		json_decref(json);
	}
}

static void try_page(const char *text, size_t size)
{
	struct feed_page page;
	struct arena arena;

	arena_init(&arena, 0);
	if (!feed_page_read(&arena, text, size, &page)) {
		for (size_t i = 0; i < page.count; i++) {
			must(page.changes[i].key != NULL, "a change without a key");
			try_declaration(page.changes[i].value);
			try_flat(page.changes[i].value);
		}
		feed_page_finish(&page);
	}
	arena_finish(&arena);
}

static void try_enrolment(const char *text, size_t size)
{
	struct enrolment enrolment;
	struct enrolment_ask ask;
	json_t *json;

	if (json_open(text, size, &json))
		return;
	if (!enrolment_read(json, &enrolment))
		json_decref(enrolment_write(&enrolment));
	if (!enrolment_ask_read(json, &ask))
		json_decref(enrolment_ask_write(&ask));
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_page((const char *)data, size);
	try_enrolment((const char *)data, size);
	return 0;
}
