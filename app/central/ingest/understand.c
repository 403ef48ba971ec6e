// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/understand.h"
#include "central/store/journal.h"
#include <string.h>

static void settle(struct understood *understood, enum verdict verdict, const char *code)
{
	understood->verdict = verdict;
	understood->code = code;
}

static enum err ballot_read(struct arena *arena, const json_t *json, struct ballot_body **out)
{
	struct ballot_body *body = arena_new(arena, struct ballot_body);
	const char *field;

	enum err err = ballot_body_read(json, body, &field);
	if (err)
		return err;
	body->tax4 = arena_text(arena, body->tax4);
	body->comment = arena_text(arena, body->comment);
	body->contact_name = arena_text(arena, body->contact_name);
	body->contact_phone = arena_text(arena, body->contact_phone);
	body->consent_key = arena_text(arena, body->consent_key);
	body->lang = arena_text(arena, body->lang);
	*out = body;
	return ERR_NONE;
}

static enum err health_read(struct arena *arena, const json_t *json, struct health_body **out)
{
	struct health_body *body = arena_new(arena, struct health_body);

	enum err err = health_body_read(json, body);
	if (err)
		return err;
	body->version = arena_text(arena, body->version);
	body->role = arena_text(arena, body->role);
	*out = body;
	return ERR_NONE;
}

static enum err body_read(struct arena *arena, struct understood *understood)
{
	const struct entry *entry = &understood->entry;

	switch (entry->kind) {
	case ENTRY_BALLOT:
		return entry->revision > 1 ? ERR_UNSUPPORTED
					   : ballot_read(arena, entry->body, &understood->body.ballot);
	case ENTRY_SKIP:
		understood->body.skip = arena_new(arena, struct skip_body);
		return skip_body_read(entry->body, understood->body.skip);
	case ENTRY_HEALTH:
		return health_read(arena, entry->body, &understood->body.health);
	case ENTRY_FEEDBACK:
	case ENTRY_REPLY:
	case ENTRY_WITHDRAWAL:
	case ENTRY_POSTED:
	case ENTRY_UNKNOWN:
	case ENTRY_KINDS:
	default:
		return ERR_UNSUPPORTED;
	}
}

void entry_understand(struct arena *arena, const char *bytes, size_t length, struct understood *understood)
{
	memset(understood, 0, sizeof *understood);
	settle(understood, VERDICT_OK, "");
	if (entry_read(bytes, length, &understood->entry)) {
		settle(understood, VERDICT_REFUSED, REFUSED_UNREADABLE);
		return;
	}
	enum err err = body_read(arena, understood);
	if (err == ERR_UNSUPPORTED)
		settle(understood, VERDICT_PARKED, PARKED_SCHEMA);
	else if (err)
		settle(understood, VERDICT_REFUSED, REFUSED_CONTENT);
	entry_finish(&understood->entry);
}

const char *understood_tag(const struct understood *understood)
{
	bool has_receipt = understood->entry.kind == ENTRY_BALLOT && understood->body.ballot;

	return has_receipt ? understood->body.ballot->receipt_tag : "";
}
