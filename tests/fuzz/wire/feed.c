// SPDX-License-Identifier: Apache-2.0
// What central answers, as a kiosk reads it: pages of the feed with every kind of value, and verdicts.
#include "wire/feed.h"
#include "wire/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void value_take(const struct feed_change *change)
{
	struct feed_declaration declaration;
	struct feed_call call;
	struct feed_name name;
	struct feed_figures figures;
	enum err err = ERR_NONE;

	if (!change->value)
		return;
	if (change->kind == FEED_DECLARATION)
		err = feed_declaration_read(change->value, &declaration);
	if (change->kind == FEED_CALL)
		err = feed_call_read(change->value, &call);
	if (change->kind == FEED_UNIT || change->kind == FEED_OFFICER || change->kind == FEED_STEP)
		err = feed_name_read(change->value, &name);
	if (change->kind == FEED_FIGURES)
		err = feed_figures_read(change->value, &figures);
	if (err && err != ERR_INVALID && err != ERR_TOO_BIG && err != ERR_UNSUPPORTED)
		err_abort("a value is good, bad, too big or too new");
	if (!err && change->kind == FEED_DECLARATION && declaration.party_count > PARTIES_MOST)
		err_abort("more parties than fit");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct verdicts verdicts;
	struct feed_page page;
	struct arena arena;

	arena_init(&arena, 0);
	if (!feed_page_read(&arena, (const char *)bytes, length, &page)) {
		for (size_t i = 0; i < page.count; i++)
			value_take(&page.changes[i]);
		feed_page_finish(&page);
	}
	arena_finish(&arena);
	if (!verdicts_read((const char *)bytes, length, &verdicts) && verdicts.count > ENTRIES_COUNT)
		err_abort("more verdicts than fit");
	return 0;
}
