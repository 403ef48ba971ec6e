// SPDX-License-Identifier: Apache-2.0
// Entries as they come over the wire: whatever is read can be written again and read as the same entry, and
// its body's reader answers.
#include "wire/entry.h"
#include "base/text.h"
#include "wire/ballot.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void body_take(const struct entry *entry)
{
	struct ballot_body ballot;
	struct skip_body skip;
	struct health_body health;
	const char *field;
	enum err err = ERR_NONE;

	if (entry->kind == ENTRY_BALLOT)
		err = ballot_body_read(entry->body, &ballot, &field);
	if (entry->kind == ENTRY_SKIP)
		err = skip_body_read(entry->body, &skip);
	if (entry->kind == ENTRY_HEALTH)
		err = health_body_read(entry->body, &health);
	if (err && err != ERR_INVALID && err != ERR_TOO_BIG && err != ERR_UNSUPPORTED)
		err_abort("a body is good, bad, too big or too new");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct entry entry, again;
	struct buf buf;

	if (entry_read((const char *)bytes, length, &entry))
		return 0;
	body_take(&entry);
	buf_init(&buf, 0);
	// What is read may be one byte over what would be written; what is written is read.
	if (!entry_write(&buf, &entry)) {
		if (entry_read(buf.at, buf.length, &again))
			err_abort("what was written is not read");
		if (entry.seq != again.seq || !text_equal(entry.id, again.id) ||
			!json_equal(entry.body, again.body))
			err_abort("it is another entry");
		entry_finish(&again);
	}
	buf_finish(&buf);
	entry_finish(&entry);
	return 0;
}
