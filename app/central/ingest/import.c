// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/import.h"
#include "base/json.h"
#include "base/text.h"
#include "central/ingest/access.h"
#include "central/ingest/declarations.h"
#include "central/ingest/export.h"
#include "central/store/scratch.h"
#include <stdlib.h>
#include <string.h>

struct note {
	int64_t line, last; // last: of lines lost with a quote that never closed
	enum export_fault fault;
	struct export_cell cell; // where the fault is of one cell
};
struct notes {
	int64_t count; // also those not kept
	struct note list[IMPORT_NOTES];
};
struct office_count {
	const char *code; // import::offices
	int64_t count;
	bool is_unknown;
};

struct import {
	struct arena arena; // this struct and what lives as long
	struct import_options options;
	struct aliases aliases;
	struct buf beginning; // until the header has been read
	struct header header;
	bool has_header, is_header_passed;
	struct sheet *sheet;
	struct scratch *scratch;
	struct arena row_arena, batch_arena, apply_arena;
	const char *why;

	int64_t rows, declarations, outcomes[OUTCOME_COUNT], by_channel[CHANNEL_COUNT],
		by_status[STAGE_COUNT];
	int64_t foreign; // declarations of another office than the connector's
	struct notes rejects, warnings;
	size_t office_count;
	struct office_count offices[IMPORT_OFFICES];
};

enum err import_open(struct import **out, const struct import_options *options)
{
	struct arena arena;

	arena_init(&arena, 0);
	struct import *import = arena_new(&arena, struct import);
	import->arena = arena;
	import->options = *options;
	import->why = "";
	buf_init(&import->beginning, HEADER_BYTES);
	arena_init(&import->row_arena, 0);
	arena_init(&import->batch_arena, 0);
	arena_init(&import->apply_arena, 0);
	*out = NULL;
	enum err err = aliases_open(&import->arena, options->aliases, &import->aliases);
	if (!err)
		err = scratch_open(&import->scratch, options->folder);
	if (err)
		import_close(import);
	else
		*out = import;
	return err;
}

void import_close(struct import *import)
{
	if (!import)
		return;
	sheet_close(import->sheet);
	scratch_close(import->scratch);
	buf_finish(&import->beginning);
	arena_finish(&import->row_arena);
	arena_finish(&import->batch_arena);
	arena_finish(&import->apply_arena);
	struct arena arena = import->arena;
	arena_finish(&arena);
}

const char *import_why(const struct import *import)
{
	return import->why;
}

// ---- reading: rows to the scratch file ----

static void note_add(struct notes *notes, const struct sheet_row *row, enum export_fault fault,
	const struct export_cell *cell)
{
	if (notes->count < IMPORT_NOTES)
		notes->list[notes->count] =
			(struct note){row->line, row->fault ? row->last : row->line, fault, *cell};
	notes->count++;
}

static enum err row_take(void *context, const struct sheet_row *row)
{
	struct import *import = context;
	struct export_row export;

	if (!import->is_header_passed) {
		import->is_header_passed = true;
		return ERR_NONE;
	}
	import->rows++;
	int64_t now = import->options.now, latest = now ? now + EXPORT_MISTYPED : INT64_MAX;
	enum export_fault fault = export_row_read(&import->row_arena, &import->header, row, latest, &export);
	enum err err = ERR_NONE;
	if (fault)
		note_add(&import->rejects, row, fault, &export.bad);
	else
		err = scratch_add(import->scratch, &export.told);
	if (now)
		export.warnings[EXPORT_TIME_AHEAD] = export_is_ahead(&export, now);
	for (int i = 0; i < EXPORT_FAULTS && !fault; i++)
		if (export.warnings[i])
			note_add(&import->warnings, row, (enum export_fault)i,
				&(struct export_cell){.column = ""});
	arena_wipe(&import->row_arena);
	return err;
}

// The header is known: what was kept for it goes the way of all bytes.
static enum err header_take(struct import *import)
{
	enum err err = header_read(&import->arena, &import->aliases, import->beginning.at,
		import->beginning.length, &import->header, &import->why);
	if (err)
		return err;
	import->has_header = true;
	import->sheet = sheet_open(&import->arena, import->header.delimiter, row_take, import);
	err = sheet_put(import->sheet, import->beginning.at, import->beginning.length);
	buf_finish(&import->beginning);
	return err;
}

enum err import_put(struct import *import, const char *bytes, size_t length)
{
	if (!import->has_header) {
		size_t room = HEADER_BYTES - import->beginning.length, part = length < room ? length : room;
		buf_put(&import->beginning, bytes, part);
		bytes += part;
		length -= part;
		if (import->beginning.length < HEADER_BYTES)
			return ERR_NONE;
		enum err err = header_take(import);
		if (err)
			return err;
	}
	return sheet_put(import->sheet, bytes, length);
}

// ---- storing: the scratch file to the tables, a batch a transaction ----

struct batch {
	struct import *import;
	struct told *list;
	size_t count;
	struct applied_declaration applied[IMPORT_BATCH];
};

static enum err trial_apply(
	struct import *import, const struct told *told, struct applied_declaration *applied)
{
	struct declaration declaration;

	if (import->options.reader)
		return declaration_apply(
			import->options.reader, &import->apply_arena, told, import->options.office, applied);
	told_declaration(told, &declaration);
	*applied = (struct applied_declaration){OUTCOME_NEW, declaration_status(&declaration),
		declaration.channel, declaration.office, false};
	return ERR_NONE;
}

static enum err batch_run(struct store *store, void *context)
{
	struct batch *batch = context;
	struct import *import = batch->import;
	enum err err = store ? access_still(store, import->options.key) : ERR_NONE;

	for (size_t i = 0; i < batch->count && !err; i++) {
		struct applied_declaration *applied = &batch->applied[i];
		err = store ? declaration_apply(store, &import->apply_arena, &batch->list[i],
				      import->options.office, applied)
			    : trial_apply(import, &batch->list[i], applied);
		if (!err)
			applied->office = arena_text(&import->batch_arena, applied->office);
		arena_wipe(&import->apply_arena);
	}
	return err;
}

static void office_add(struct import *import, const char *code, bool is_unknown)
{
	size_t i = 0;

	while (i < import->office_count && !text_equal(import->offices[i].code, code))
		i++;
	if (i == IMPORT_OFFICES)
		i--; // beyond any country's offices: counted with the last
	if (i == import->office_count) {
		import->offices[i].code = arena_text(&import->arena, code);
		import->office_count++;
	}
	import->offices[i].count++;
	import->offices[i].is_unknown = is_unknown;
}

static void batch_count(struct import *import, const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct applied_declaration *applied = &batch->applied[i];
		if (applied->outcome == OUTCOME_FOREIGN) {
			import->foreign++;
			continue;
		}
		import->declarations++;
		import->outcomes[applied->outcome]++;
		import->by_channel[applied->channel]++;
		import->by_status[applied->status]++;
		office_add(import, applied->office, applied->is_office_unknown);
	}
}

static enum err batches_run(struct import *import)
{
	struct batch *batch = arena_new(&import->arena, struct batch);
	char after[NUMBER_IDENTITY + 1] = "";
	size_t listed = IMPORT_BATCH;
	enum err err = ERR_NONE;

	batch->import = import;
	while (!err && listed == IMPORT_BATCH) {
		arena_wipe(&import->batch_arena);
		err = scratch_list(
			import->scratch, &import->batch_arena, after, IMPORT_BATCH, &batch->list, &listed);
		if (err || listed == 0)
			return err;
		memcpy(after, batch->list[listed - 1].identity, sizeof(after));
		batch->count = listed;
		err = import->options.writer ? writer_do(import->options.writer, batch_run, batch)
					     : batch_run(NULL, batch);
		if (!err)
			batch_count(import, batch);
		if (err == ERR_DENIED)
			import->why = ACCESS_ENDED;
	}
	return err;
}

enum err import_end(struct import *import)
{
	enum err err = import->has_header ? ERR_NONE : header_take(import);

	if (!err)
		err = sheet_end(import->sheet);
	if (!err)
		err = scratch_end(import->scratch);
	return err ? err : batches_run(import);
}

// ---- the summary ----

static void notes_write(struct buf *buf, const struct notes *notes)
{
	for (int64_t i = 0; i < notes->count && i < IMPORT_NOTES; i++) {
		const struct note *note = &notes->list[i];
		buf_format(buf, "%s{\"line\":%lld,\"reason\":\"%s\"", i ? "," : "", (long long)note->line,
			EXPORT_FAULT_KEYS[note->fault]);
		if (note->last > note->line)
			buf_format(buf, ",\"last\":%lld", (long long)note->last);
		if (*note->cell.column)
			buf_format(buf, ",\"column\":\"%s\",\"value\":\"%s\"", note->cell.column,
				note->cell.text);
		buf_text(buf, "}");
	}
}

static void text_write(struct buf *buf, const char *text)
{
	json_t *value = json_string(text);

	if (!value)
		err_abort("a text that cannot be written as JSON");
	json_put(buf, value);
	json_decref(value);
}

static int office_compare(const void *one, const void *other)
{
	return strcmp(((const struct office_count *)one)->code, ((const struct office_count *)other)->code);
}

static void offices_write(const struct import *import, struct buf *buf)
{
	struct arena arena = {0};
	struct office_count *sorted = arena_array(&arena, struct office_count, import->office_count + 1);
	bool is_first = true;

	memcpy(sorted, import->offices, import->office_count * sizeof(*sorted));
	qsort(sorted, import->office_count, sizeof(*sorted), office_compare);
	buf_text(buf, "},\"by_office\":{");
	for (size_t i = 0; i < import->office_count; i++) {
		buf_text(buf, i ? "," : "");
		text_write(buf, sorted[i].code);
		buf_format(buf, ":%lld", (long long)sorted[i].count);
	}
	buf_text(buf, "},\"rejects\":[");
	notes_write(buf, &import->rejects);
	buf_text(buf, "],\"warnings\":[");
	notes_write(buf, &import->warnings);
	buf_text(buf, "],\"offices_unknown\":[");
	for (size_t i = 0; i < import->office_count; i++) {
		if (!sorted[i].is_unknown)
			continue;
		buf_text(buf, is_first ? "" : ",");
		text_write(buf, sorted[i].code);
		is_first = false;
	}
	arena_finish(&arena);
}

void import_summary_write(const struct import *import, struct buf *buf)
{
	static const enum channel ORDER[] = {CHANNEL_GREEN, CHANNEL_YELLOW, CHANNEL_RED, CHANNEL_NONE};
	const char *comma = "";

	buf_format(buf,
		"{\"rows\":%lld,\"rejected\":%lld,\"declarations\":%lld,\"new\":%lld,\"changed\":%lld,"
		"\"unchanged\":%lld,\"by_channel\":{",
		(long long)import->rows, (long long)import->rejects.count, (long long)import->declarations,
		(long long)import->outcomes[OUTCOME_NEW], (long long)import->outcomes[OUTCOME_CHANGED],
		(long long)import->outcomes[OUTCOME_UNCHANGED]);
	for (size_t i = 0; i < sizeof(ORDER) / sizeof(ORDER[0]); i++)
		buf_format(buf, "%s\"%s\":%lld", i ? "," : "", CHANNEL_KEYS[ORDER[i]],
			(long long)import->by_channel[ORDER[i]]);
	buf_text(buf, "},\"by_status\":{");
	for (int i = 0; i < STAGE_COUNT; i++) {
		if (!STAGES[i].is_status)
			continue;
		buf_format(buf, "%s\"%s\":%lld", comma, STAGES[i].key, (long long)import->by_status[i]);
		comma = ",";
	}
	offices_write(import, buf);
	buf_text(buf, "]");
	if (import->foreign)
		buf_format(buf, ",\"foreign\":%lld", (long long)import->foreign);
	buf_text(buf, "}");
}
