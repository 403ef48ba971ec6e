// SPDX-License-Identifier: Apache-2.0
// Pages of the feed as central would write them: begin, tell one thing after another, take.
#ifndef TESTS_KIOSK_LOCAL_TOLD_H
#define TESTS_KIOSK_LOCAL_TOLD_H

#include "kiosk/local/cache.h"
#include "kiosk/local/machine.h"

struct told {
	struct buf text;
	int64_t n; // of the last change
};

static inline void told_begin(struct told *told, int64_t after)
{
	buf_init(&told->text, 0);
	told->n = after;
	feed_page_begin(&told->text, MACHINE_EPOCH);
}

static inline void told_json(struct told *told, enum feed_kind kind, const char *key, json_t *value)
{
	struct buf text;

	buf_init(&text, 0);
	if (value)
		json_put(&text, value);
	feed_page_change(&told->text, ++told->n, FEED_KIND_KEYS[kind], key, value ? text.at : NULL);
	json_decref(value);
	buf_finish(&text);
}

// In a stage since a time; `owner` 0: a board's view, without the trader.
static inline void told_declaration(struct told *told, const char *identity, enum stage stage, int64_t since,
	uint8_t owner, unsigned rated)
{
	struct feed_declaration value = {.number = "",
		.shown = "199…4417115",
		.enterprise = "Cty CP Thép V•••",
		.type = "A11",
		.office = "03TG",
		.channel = CHANNEL_YELLOW,
		.status = STAGES[stage].is_status ? stage : STAGE_CHANNELLED,
		.stage = stage,
		.counter = "3",
		.rated = rated};
	char number[NUMBER_DIGITS + 1];

	value.times[STAGE_REGISTERED] = since > 5000 ? since - 5000 : 1;
	value.times[stage] = since;
	if (owner) {
		snprintf(number, sizeof number, "%s0", identity);
		value.number = number;
		value.has_proof = true;
		memset(value.owner, owner, sizeof value.owner);
	}
	told_json(told, FEED_DECLARATION, identity, feed_declaration_write(&value));
}

static inline void told_name(struct told *told, enum feed_kind kind, const char *key, const char *vi,
	const char *en, const char *parent, const char *what)
{
	struct feed_name name = {.vi = vi, .en = en, .parent = parent, .kind = what};

	told_json(told, kind, key, feed_name_write(&name));
}

static inline void told_read(struct told *told, struct arena *arena, struct feed_page *page)
{
	feed_page_end(&told->text, told->n, 1795000000000);
	assert_int_equal(feed_page_read(arena, told->text.at, told->text.length, page), ERR_NONE);
	buf_finish(&told->text);
}

static inline enum err told_apply(struct told *told, struct machine *machine)
{
	struct feed_page page;

	told_read(told, &machine->arena, &page);
	enum err err = cache_apply(&machine->local, &page);
	feed_page_finish(&page);
	return err;
}

static inline enum err told_snapshot(struct told *told, struct machine *machine)
{
	struct feed_page page;

	told_read(told, &machine->arena, &page);
	enum err err = cache_snapshot(&machine->local, &page);
	feed_page_finish(&page);
	return err;
}

#endif
