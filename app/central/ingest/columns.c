// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/columns.h"
#include "base/embed.h"
#include "base/text.h"
#include "central/store/told.h"
#include <string.h>

EMBED(import_aliases, "kiosk-config/import-aliases.tsv");

static const struct column COLUMNS[] = {
	{"sotk", COLUMN_NUMBER, 0, true},
	{"ngay_dk", COLUMN_TIME, TIME_REGISTERED, true},
	{"ma_dv", COLUMN_TEXT, TOLD_TAX_CODE, true},
	{"ten_dv", COLUMN_TEXT, TOLD_ENTERPRISE, false},
	{"ma_lh", COLUMN_TEXT, TOLD_TYPE, true},
	{"mahq", COLUMN_TEXT, TOLD_OFFICE, true},
	{"luong", COLUMN_TEXT, TOLD_CHANNEL, false},
	{"ngay_hoanthanh_kt", COLUMN_TIME, TIME_CHECK_DONE, false},
	{"ngay_gph", COLUMN_TIME, TIME_RELEASED, false},
	{"ngay_gph_v5", COLUMN_TIME, TIME_RELEASED_V5, false},
	{"ngay_hangve_baoquan", COLUMN_TIME, TIME_STORAGE, false},
	{"ngay_thongquan", COLUMN_TIME, TIME_CLEARED, false},
	{"ngay_qua_kvgs", COLUMN_TIME, TIME_PASSED, false},
	{"canbo_kiemtra", COLUMN_TEXT, TOLD_DOC_OFFICERS, false},
	{"canbo_kiemhoa", COLUMN_TEXT, TOLD_GOODS_OFFICERS, false},
	{"ma_trangthai_tk", COLUMN_TEXT, TOLD_STATE_CODE, false},
	{"nhom_xl_hs", COLUMN_TEXT, TOLD_SECTION, false},
	{"stt_hang", COLUMN_GOODS, 0, false},
	{"ma_hs", COLUMN_GOODS, 0, false},
	{"ten_hang", COLUMN_GOODS, 0, false},
	{"so_luong", COLUMN_GOODS, 0, false},
	{"dvt", COLUMN_GOODS, 0, false},
};
#define COLUMNS_COUNT (sizeof(COLUMNS) / sizeof(COLUMNS[0]))
#define ALIASES_MOST 1024

static const struct column *column_named(const char *name)
{
	for (size_t i = 0; i < COLUMNS_COUNT; i++)
		if (text_equal(COLUMNS[i].name, name))
			return &COLUMNS[i];
	return NULL;
}

static const struct column *column_of(const struct aliases *aliases, const char *key)
{
	for (size_t i = 0; i < aliases->count; i++)
		if (text_equal(aliases->list[i].key, key))
			return aliases->list[i].column;
	return NULL;
}

// ---- aliases: lines of column TAB alias, below one header line ----

struct alias_reading {
	struct arena *arena;
	struct aliases *aliases;
};

static enum err alias_take(void *context, const struct sheet_row *row)
{
	struct alias_reading *reading = context;
	struct aliases *aliases = reading->aliases;

	if (row->line == 1)
		return ERR_NONE;
	const struct column *column = row->count == 2 ? column_named(row->cells[0].at) : NULL;
	char *key = column ? text_key(reading->arena, row->cells[1].at) : NULL;
	if (!column || !*key || aliases->count == aliases->room) {
		aliases->bad_line = row->line;
		return ERR_INVALID;
	}
	aliases->list[aliases->count++] = (struct alias){key, column};
	return ERR_NONE;
}

static enum err aliases_add(struct arena *arena, const char *tsv, struct aliases *aliases)
{
	struct alias_reading reading = {arena, aliases};
	struct sheet *sheet = sheet_open(arena, '\t', alias_take, &reading);

	enum err err = sheet_put(sheet, tsv, strlen(tsv));
	if (!err)
		err = sheet_end(sheet);
	sheet_close(sheet);
	return err;
}

enum err aliases_open(struct arena *arena, const char *more, struct aliases *aliases)
{
	*aliases = (struct aliases){
		.room = ALIASES_MOST, .list = arena_array(arena, struct alias, ALIASES_MOST)};
	if (aliases_add(arena, import_aliases, aliases))
		err_abort("the aliases built in cannot be read");
	return more ? aliases_add(arena, more, aliases) : ERR_NONE;
}

// ---- the header ----

struct header_reading {
	struct arena *arena;
	const struct aliases *aliases;
	struct header *header;
	size_t known;
	bool is_done, is_too_wide;
};

static enum err header_take(void *context, const struct sheet_row *row)
{
	struct header_reading *reading = context;

	if (reading->is_done)
		return ERR_NONE;
	reading->is_done = true;
	reading->is_too_wide = row->count > SHEET_COLUMNS;
	if (row->fault != SHEET_WHOLE || reading->is_too_wide)
		return ERR_NONE;
	reading->header->count = row->count;
	for (size_t i = 0; i < row->count; i++) {
		const struct column *column =
			column_of(reading->aliases, text_key(reading->arena, row->cells[i].at));
		reading->header->columns[i] = column;
		reading->known += column != NULL;
	}
	return ERR_NONE;
}

static const char *missing_sentence(struct arena *arena, const struct header *header)
{
	const char *missing = "";

	for (size_t i = 0; i < COLUMNS_COUNT; i++) {
		bool is_there = !COLUMNS[i].is_required;
		for (size_t k = 0; k < header->count && !is_there; k++)
			is_there = header->columns[k] == &COLUMNS[i];
		if (!is_there)
			missing =
				arena_format(arena, "%s%s%s", missing, *missing ? ", " : "", COLUMNS[i].name);
	}
	return *missing ? arena_format(arena, "the header (line 1) has no column for: %s", missing) : NULL;
}

// Files that are no delimited text at all, by their first bytes.
static const char *kind_sentence(const char *beginning, size_t length)
{
	static const struct {
		const char *magic;
		size_t length;
		const char *sentence;
	} KINDS[] = {
		{"PK\x03\x04", 4, "this is an Excel workbook (XLSX); save it as CSV UTF-8 and import that"},
		{"\xd0\xcf\x11\xe0", 4,
			"this is an old Excel workbook (XLS); save it as CSV UTF-8 and import that"},
		{"\xff\xfe", 2, "this text is UTF-16; save it as CSV UTF-8 and import that"},
		{"\xfe\xff", 2, "this text is UTF-16; save it as CSV UTF-8 and import that"},
	};

	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
		if (length >= KINDS[i].length && memcmp(beginning, KINDS[i].magic, KINDS[i].length) == 0)
			return KINDS[i].sentence;
	return length == 0 ? "the file is empty" : NULL;
}

enum err header_read(struct arena *arena, const struct aliases *aliases, const char *beginning, size_t length,
	struct header *header, const char **why)
{
	static const char DELIMITERS[] = {',', ';', '\t'};
	size_t most = 0;
	bool is_too_wide = false;

	memset(header, 0, sizeof(*header));
	*why = kind_sentence(beginning, length);
	if (*why)
		return ERR_INVALID;
	for (size_t i = 0; i < sizeof(DELIMITERS); i++) {
		struct header *tried = arena_new(arena, struct header);
		struct header_reading reading = {.arena = arena, .aliases = aliases, .header = tried};
		struct sheet *sheet = sheet_open(arena, DELIMITERS[i], header_take, &reading);
		if (sheet_put(sheet, beginning, length) || sheet_end(sheet))
			err_abort("a header's reader refuses");
		sheet_close(sheet);
		is_too_wide = is_too_wide || reading.is_too_wide;
		if (reading.known > most) {
			most = reading.known;
			*header = *tried;
			header->delimiter = DELIMITERS[i];
		}
	}
	*why = most == 0 && is_too_wide ? "the header (line 1) has too many columns"
					: missing_sentence(arena, header);
	return *why ? ERR_INVALID : ERR_NONE;
}
