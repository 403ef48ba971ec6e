// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/understand.h"
#include <string.h>

static void settle(struct understood *understood, enum verdict verdict, const char *code)
{
	understood->verdict = verdict;
	understood->code = code;
}

static enum err body_read(struct understood *understood)
{
	const struct entry *entry = &understood->entry;
	const char *field;

	switch (entry->kind) {
	case ENTRY_BALLOT:
		return entry->revision > 1 ? ERR_UNSUPPORTED
					   : ballot_body_read(entry->body, &understood->body.ballot, &field);
	case ENTRY_SKIP:
		return skip_body_read(entry->body, &understood->body.skip);
	case ENTRY_HEALTH:
		return health_body_read(entry->body, &understood->body.health);
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

void entry_understand(const char *bytes, size_t length, struct understood *understood)
{
	memset(understood, 0, sizeof *understood);
	settle(understood, VERDICT_OK, "");
	if (entry_read(bytes, length, &understood->entry)) {
		settle(understood, VERDICT_REFUSED, "unreadable");
		return;
	}
	enum err err = body_read(understood);
	if (err == ERR_UNSUPPORTED)
		settle(understood, VERDICT_PARKED, "schema");
	else if (err)
		settle(understood, VERDICT_REFUSED, "content");
}

void understood_finish(struct understood *understood)
{
	entry_finish(&understood->entry);
}
