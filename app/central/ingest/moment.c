// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/moment.h"
#include "central/store/organisation.h"
#include <string.h>

#define AT_ONCE 256

static int64_t between(int64_t moment, int64_t earliest, int64_t received)
{
	if (moment > received)
		return received;
	return moment < earliest ? earliest : moment;
}

static bool is_of(const struct boot *boot, const struct entry *entry)
{
	return strcmp(boot->id, entry->boot) == 0;
}

int64_t moment_of(const struct entry *entry, const struct stream *stream, const struct boot *boot,
	int64_t now, bool *is_known)
{
	*is_known = entry->clock != CLOCK_UNKNOWN || is_of(boot, entry);
	if (!*is_known)
		return now;
	int64_t at = entry->clock == CLOCK_UNKNOWN ? boot->began + entry->up : entry->at;
	return between(at, stream->dated, now);
}

// ---- those that waited ----

static enum err ballot_move(struct apply *apply, int64_t position, int64_t moment)
{
	struct ballot_row row;
	struct ballot ballot;

	enum err err = ballots_get(apply->store, position, &row, &ballot);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_NONE : err;
	bool is_moved = row.counts && day_of(row.dated) != day_of(moment);
	if (is_moved)
		err = reach_count(&apply->reach, &row, -1);
	row.dated = moment;
	if (!err)
		err = ballots_set_dated(apply->store, position, moment);
	return !err && is_moved ? reach_count(&apply->reach, &row, 1) : err;
}

static enum err skip_move(struct apply *apply, const struct journalled *journalled, int64_t moment)
{
	const char *unit = journalled->kiosk.unit;
	enum phase phase = journalled->understood.body.skip->phase;

	enum err err = skip_add(apply->store, unit, day_of(journalled->row.dated), phase, -1);
	return err ? err : skip_add(apply->store, unit, day_of(moment), phase, 1);
}

static enum err date(struct apply *apply, const struct undated *undated, int64_t began, int64_t *before)
{
	struct journalled journalled;

	enum err err = journalled_read(apply, undated->position, &journalled);
	if (!err) {
		int64_t earliest = undated->earliest > *before ? undated->earliest : *before;
		int64_t moment = between(began + undated->up, earliest, journalled.row.received);
		const struct understood *understood = &journalled.understood;
		*before = moment;
		err = journal_set_dated(apply->store, undated->position, moment);
		if (!err)
			err = ballot_move(apply, undated->position, moment);
		if (!err && understood->entry.kind == ENTRY_SKIP && understood->verdict == VERDICT_OK)
			err = skip_move(apply, &journalled, moment);
	}
	journalled_finish(&journalled);
	return err ? err : undated_drop(apply->store, undated->position);
}

static enum err waiting_date(struct apply *apply, struct boot *boot)
{
	struct undated list[AT_ONCE];
	int64_t before = 0;
	size_t count = AT_ONCE;
	enum err err = ERR_NONE;

	while (!err && count == AT_ONCE) {
		err = undated_list(apply->store, boot->kiosk, boot->id, list, AT_ONCE, &count);
		for (size_t i = 0; !err && i < count; i++, boot->undated--)
			err = date(apply, &list[i], boot->began, &before);
	}
	return err;
}

enum err moment_note(struct apply *apply, struct boot *boot, const struct entry *entry,
	const struct undated *undated, int64_t now)
{
	enum err err = ERR_NONE;

	if (entry->clock == CLOCK_AGREED || is_of(boot, entry))
		return ERR_NONE;
	if (entry->clock == CLOCK_UNKNOWN) {
		boot->undated++;
		err = undated_put(apply->store, boot->kiosk, entry->boot, undated);
	} else {
		memcpy(boot->id, entry->boot, sizeof boot->id);
		boot->began = (entry->at > now ? now : entry->at) - entry->up;
		if (boot->undated > 0)
			err = waiting_date(apply, boot);
	}
	return err ? err : boot_put(apply->store, boot);
}
