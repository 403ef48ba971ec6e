// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/font.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/text.h"
#include <SDL_ttf.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unictype.h>
#include <unistd.h>

#define FONTS_OPEN 12	 // sized fonts kept open
#define LATIN_END 0x2100 // Latin, Vietnamese and the marks between words: asked once
#define FAMILY_MOST 128	 // bytes of a family's name
#define FILES_MOST (LINK_COUNT * LANG_COUNT * WEIGHT_COUNT)

struct file {
	const char *path; // NULL: not looked up yet
	int index;	  // face in the file
};

// A file in memory, shared by all sizes: read in place, where a stream would cost two calls a letter.
struct mapped {
	const char *path;
	void *at; // NULL: it cannot be mapped
	size_t length;
};

struct sized {
	TTF_Font *font;
	enum link link;
	struct font_face face;
	uint64_t used; // turn it was asked last
};

struct fonts {
	struct arena *arena;
	const char *families[LINK_COUNT][LANG_COUNT];
	struct file files[LINK_COUNT][LANG_COUNT][WEIGHT_COUNT];
	struct mapped mapped[FILES_MOST];
	size_t mapped_count;
	struct sized open[FONTS_OPEN];
	uint64_t turn;
	uint8_t in_text[LATIN_END / 8]; // code points the text font is known to have
};

static const int FC_WEIGHTS[WEIGHT_COUNT] = {
	[WEIGHT_REGULAR] = FC_WEIGHT_REGULAR,
	[WEIGHT_SEMIBOLD] = FC_WEIGHT_SEMIBOLD,
	[WEIGHT_BOLD] = FC_WEIGHT_BOLD,
};

struct chain {
	const char *text, *symbols;
	const char *wide[LANG_COUNT];
};

static enum err chain_read(struct fonts *fonts, const char *path)
{
	struct conf_key keys[2 + LANG_COUNT] = {
		{.name = "text",
			.kind = CONF_TEXT,
			.offset = offsetof(struct chain, text),
			.highest = FAMILY_MOST},
		{.name = "symbols",
			.kind = CONF_TEXT,
			.offset = offsetof(struct chain, symbols),
			.highest = FAMILY_MOST},
	};
	struct chain chain;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		keys[2 + lang] = (struct conf_key){
			.name = arena_format(fonts->arena, "wide.%s", LANGS[lang].code),
			.kind = CONF_TEXT,
			.offset = offsetof(struct chain, wide) + (size_t)lang * sizeof chain.wide[0],
			.highest = FAMILY_MOST,
		};
	enum err err = conf_read(path, keys, sizeof keys / sizeof *keys, &chain, fonts->arena);
	if (err)
		return err;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		fonts->families[LINK_TEXT][lang] = chain.text;
		fonts->families[LINK_WIDE][lang] = chain.wide[lang];
		fonts->families[LINK_SYMBOLS][lang] = chain.symbols;
	}
	return ERR_NONE;
}

static enum err file_match(struct fonts *fonts, const char *family, enum weight weight, struct file *file)
{
	FcPattern *wanted = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT, FcTypeInteger,
		FC_WEIGHTS[weight], FC_SLANT, FcTypeInteger, FC_SLANT_ROMAN, (char *)NULL);
	FcResult result;
	FcChar8 *path = NULL, *found = NULL;

	if (!wanted)
		err_abort("out of memory");
	FcConfigSubstitute(NULL, wanted, FcMatchPattern);
	FcDefaultSubstitute(wanted);
	FcPattern *match = FcFontMatch(NULL, wanted, &result);
	FcPatternDestroy(wanted);
	if (match) {
		FcPatternGetString(match, FC_FILE, 0, &path);
		FcPatternGetString(match, FC_FAMILY, 0, &found);
		FcPatternGetInteger(match, FC_INDEX, 0, &file->index);
	}
	if (path)
		file->path = arena_text(fonts->arena, (const char *)path);
	if (!found || strcmp((const char *)found, family) != 0)
		log_line(LOG_WARNING, "font.missing", "family=\"%s\" instead=\"%s\"", family,
			found ? (const char *)found : "");
	if (match)
		FcPatternDestroy(match);
	return file->path ? ERR_NONE : ERR_NOT_FOUND;
}

// All weights of one link at once: waking fontconfig costs more than asking it. It sleeps again afterwards.
static enum err files_find(struct fonts *fonts, enum link link, enum lang lang)
{
	enum err err = ERR_NONE;

	if (!FcInit()) {
		log_line(LOG_ERROR, "font.config", NULL);
		return ERR_NOT_FOUND;
	}
	for (int weight = 0; !err && weight < WEIGHT_COUNT; weight++)
		err = file_match(fonts, fonts->families[link][lang], (enum weight)weight,
			&fonts->files[link][lang][weight]);
	FcFini();
	return err;
}

enum err fonts_open(struct fonts **fonts, struct arena *arena, const char *chain)
{
	*fonts = arena_new(arena, struct fonts);
	(*fonts)->arena = arena;
	enum err err = chain_read(*fonts, chain);
	if (!err && TTF_Init() != 0) {
		log_line(LOG_ERROR, "font.start", "why=\"%s\"", TTF_GetError());
		err = ERR_UNSUPPORTED;
	}
	if (!err)
		err = files_find(*fonts, LINK_TEXT, LANG_VI);
	for (int lang = 1; !err && lang < LANG_COUNT; lang++)
		memcpy((*fonts)->files[LINK_TEXT][lang], (*fonts)->files[LINK_TEXT][LANG_VI],
			sizeof(*fonts)->files[LINK_TEXT][lang]);
	return err;
}

void fonts_close(struct fonts *fonts)
{
	if (!fonts)
		return;
	for (size_t i = 0; i < FONTS_OPEN; i++)
		if (fonts->open[i].font)
			TTF_CloseFont(fonts->open[i].font);
	memset(fonts->open, 0, sizeof fonts->open);
	for (size_t i = 0; i < fonts->mapped_count; i++)
		if (fonts->mapped[i].at)
			munmap(fonts->mapped[i].at, fonts->mapped[i].length);
	fonts->mapped_count = 0;
	if (TTF_WasInit())
		TTF_Quit();
}

static struct mapped map(const char *path)
{
	struct mapped mapped = {.path = path};
	struct stat facts;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file >= 0 && fstat(file, &facts) == 0 && facts.st_size > 0 && facts.st_size <= INT32_MAX) {
		void *at = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		if (at != MAP_FAILED) {
			mapped.at = at;
			mapped.length = (size_t)facts.st_size;
		}
	}
	if (file >= 0)
		close(file);
	return mapped;
}

static const struct mapped *map_get(struct fonts *fonts, const char *path)
{
	for (size_t i = 0; i < fonts->mapped_count; i++)
		if (strcmp(fonts->mapped[i].path, path) == 0)
			return &fonts->mapped[i];
	fonts->mapped[fonts->mapped_count] = map(path);
	return &fonts->mapped[fonts->mapped_count++];
}

static TTF_Font *file_open(struct fonts *fonts, const struct file *file, int size)
{
	const struct mapped *mapped = map_get(fonts, file->path);

	return mapped->at ? TTF_OpenFontIndexRW(
				    SDL_RWFromConstMem(mapped->at, (int)mapped->length), 1, size, file->index)
			  : NULL;
}

// A file fontconfig named and that cannot be opened is a broken installation; the text font stands in.
static TTF_Font *font_load(struct fonts *fonts, enum link link, struct font_face face)
{
	struct file *file = &fonts->files[link][face.lang][face.weight];

	if (!file->path && files_find(fonts, link, face.lang) != ERR_NONE)
		*file = fonts->files[LINK_TEXT][face.lang][face.weight];
	TTF_Font *font = file_open(fonts, file, face.size);
	if (!font) {
		log_line(LOG_ERROR, "font.open", "file=%s why=\"%s\"", file->path, TTF_GetError());
		if (link == LINK_TEXT)
			err_abort("the text font cannot be opened");
		*file = fonts->files[LINK_TEXT][face.lang][face.weight];
		return font_load(fonts, LINK_TEXT, face);
	}
	TTF_SetFontHinting(font, TTF_HINTING_NONE); // the others clip stacked accents
	return font;
}

static bool is_same(const struct sized *sized, enum link link, struct font_face face)
{
	return sized->font && sized->link == link && sized->face.size == face.size &&
	       sized->face.weight == face.weight && (link != LINK_WIDE || sized->face.lang == face.lang);
}

static TTF_Font *font_get(struct fonts *fonts, enum link link, struct font_face face)
{
	struct sized *oldest = &fonts->open[0];

	fonts->turn++;
	for (struct sized *sized = fonts->open; sized < fonts->open + FONTS_OPEN; sized++) {
		if (is_same(sized, link, face)) {
			sized->used = fonts->turn;
			return sized->font;
		}
		if (sized->used < oldest->used)
			oldest = sized;
	}
	if (oldest->font)
		TTF_CloseFont(oldest->font);
	*oldest = (struct sized){font_load(fonts, link, face), link, face, fonts->turn};
	return oldest->font;
}

static bool stays(uint32_t point)
{
	return uc_is_general_category_withtable(
		point, UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Z | UC_CATEGORY_MASK_Cf);
}

static enum link link_for(struct fonts *fonts, struct font_face face, uint32_t point)
{
	bool is_latin = point < LATIN_END;

	if (is_latin && fonts->in_text[point / 8] & 1 << point % 8)
		return LINK_TEXT;
	for (int link = 0; link < LINK_COUNT; link++) {
		if (!TTF_GlyphIsProvided32(font_get(fonts, (enum link)link, face), point))
			continue;
		if (is_latin && link == LINK_TEXT)
			fonts->in_text[point / 8] |= (uint8_t)(1 << point % 8);
		return (enum link)link;
	}
	return LINK_TEXT; // the box that says: no such letter
}

size_t font_run(struct fonts *fonts, struct font_face face, const char *text, size_t length, enum link *link)
{
	const char *at = text, *end = text + length;
	bool has_letter = false;

	*link = LINK_TEXT;
	while (at < end) {
		const char *before = at;
		uint32_t point = text_next(&at);
		if (!point || stays(point))
			continue;
		enum link own = link_for(fonts, face, point);
		if (has_letter && own != *link)
			return (size_t)(before - text);
		*link = own;
		has_letter = true;
	}
	return length;
}

int font_ascent(struct fonts *fonts, struct font_face face, enum link link)
{
	return TTF_FontAscent(font_get(fonts, link, face));
}

int font_height(struct fonts *fonts, struct font_face face, enum link link)
{
	return TTF_FontHeight(font_get(fonts, link, face));
}

int font_width(struct fonts *fonts, struct font_face face, enum link link, const char *run)
{
	int width = 0;

	if (TTF_SizeUTF8(font_get(fonts, link, face), run, &width, NULL) != 0)
		log_line(LOG_ERROR, "font.measure", "why=\"%s\"", TTF_GetError());
	return width;
}

enum err font_draw(struct fonts *fonts, struct font_face face, enum link link, const char *run,
	struct font_picture *picture)
{
	TTF_Font *font = font_get(fonts, link, face);
	SDL_Color black = {0, 0, 0, 255}, white = {255, 255, 255, 255};
	// Shaded: one byte a pixel, its value the coverage.
	SDL_Surface *surface = TTF_RenderUTF8_Shaded(font, run, white, black);

	if (!surface) {
		log_line(LOG_ERROR, "font.draw", "why=\"%s\"", TTF_GetError());
		return ERR_UNSUPPORTED;
	}
	*picture = (struct font_picture){
		surface->pixels, surface->w, surface->h, surface->pitch, TTF_FontAscent(font), surface};
	return ERR_NONE;
}

void font_release(struct font_picture *picture)
{
	SDL_FreeSurface(picture->surface);
	*picture = (struct font_picture){0};
}
