// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/letters.h"
#include "base/text.h"
#include <string.h>
#include <unigbrk.h>
#include <unilbrk.h>

// What a cached thing is known by: these bytes, then the text's.
struct name {
	char what; // 'w' width, 'b' breaks, 'l' line, 'm' metrics
	uint8_t weight, lang;
	uint16_t size;
	int32_t width; // 'b'
};
struct full_name {
	struct name name;
	char text[TEXT_MOST];
};

struct metrics {
	int height, ascent;
};

struct drawn {
	int32_t w, h, top; // rows above the baseline
	uint8_t at[];
};

static size_t name_write(
	struct full_name *full, char what, struct font_face face, int width, const char *text, size_t length)
{
	memset(&full->name, 0, sizeof full->name); // padding too: it is hashed
	full->name.what = what;
	full->name.weight = (uint8_t)face.weight;
	full->name.lang = (uint8_t)face.lang;
	full->name.size = (uint16_t)face.size;
	full->name.width = width;
	memcpy(full->text, text, length);
	return offsetof(struct full_name, text) + length;
}

static int measure(struct letters *letters, struct font_face face, const char *text, size_t length)
{
	char run[TEXT_MOST + 1];
	int width = 0;

	while (length) {
		enum link link;
		size_t bytes = font_run(letters->fonts, face, text, length, &link);
		memcpy(run, text, bytes);
		run[bytes] = '\0';
		width += font_width(letters->fonts, face, link, run);
		text += bytes;
		length -= bytes;
	}
	return width;
}

int letters_width(struct letters *letters, struct font_face face, const char *text, size_t length)
{
	struct full_name full;
	size_t size = name_write(&full, 'w', face, 0, text, length);
	const int *known = cache_get(letters->cache, &full, size);

	if (known)
		return *known;
	int width = measure(letters, face, text, length);
	int *kept = cache_put(letters->cache, &full, size, sizeof *kept);
	if (kept)
		*kept = width;
	return width;
}

// Kept, so that text already drawn needs no open font.
static struct metrics letters_metrics(struct letters *letters, struct font_face face)
{
	struct full_name full;
	size_t size = name_write(&full, 'm', face, 0, "", 0);
	const struct metrics *known = cache_get(letters->cache, &full, size);

	if (known)
		return *known;
	struct metrics metrics = {
		font_height(letters->fonts, face, LINK_TEXT), font_ascent(letters->fonts, face, LINK_TEXT)};
	struct metrics *kept = cache_put(letters->cache, &full, size, sizeof *kept);
	if (kept)
		*kept = metrics;
	return metrics;
}

int letters_height(struct letters *letters, struct font_face face)
{
	return letters_metrics(letters, face).height;
}

// ---- wrapping ----

static size_t lines_size(uint32_t count)
{
	return offsetof(struct lines, at) + count * sizeof(struct line);
}

struct wrap {
	struct letters *letters;
	struct font_face face;
	const char *text;
	int width;
	struct lines *lines;
};

static size_t without_end_spaces(const char *text, size_t begin, size_t end)
{
	while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\n' || text[end - 1] == '\r'))
		end--;
	return end;
}

static void line_put(struct wrap *wrap, size_t begin, size_t end)
{
	struct lines *lines = wrap->lines;

	if (lines->count == LINES_MOST)
		return;
	size_t length = without_end_spaces(wrap->text, begin, end) - begin;
	int width = letters_width(wrap->letters, wrap->face, wrap->text + begin, length);
	lines->at[lines->count++] = (struct line){(uint32_t)begin, (uint32_t)length, width};
	if (width > lines->width)
		lines->width = width;
}

static bool fits(struct wrap *wrap, size_t begin, size_t end)
{
	size_t length = without_end_spaces(wrap->text, begin, end) - begin;
	return letters_width(wrap->letters, wrap->face, wrap->text + begin, length) <= wrap->width;
}

// A word wider than the line is broken between letters, never inside one.
static size_t break_word(struct wrap *wrap, size_t begin, size_t end)
{
	const uint8_t *text = (const uint8_t *)wrap->text;
	const uint8_t *at = u8_grapheme_next(text + begin, text + end), *next = at;

	while (next && next < text + end) {
		next = u8_grapheme_next(next, text + end);
		if (!next || !fits(wrap, begin, (size_t)(next - text)))
			break;
		at = next;
	}
	return at ? (size_t)(at - text) : end;
}

// The end of the line that begins at `begin` and must end at `end` at the latest (a paragraph's end). Words
// are summed first, which is cheap; the line itself is measured once or twice, for letters may stand closer
// side by side.
static size_t line_end(struct wrap *wrap, const char *breaks, size_t begin, size_t end)
{
	size_t good = begin, word = begin;
	int sum = 0;

	for (size_t at = begin + 1; at <= end; at++) {
		if (at < end && breaks[at] != UC_BREAK_POSSIBLE)
			continue;
		size_t seen = without_end_spaces(wrap->text, word, at);
		sum += measure(wrap->letters, wrap->face, wrap->text + word, seen - word);
		if (sum > wrap->width && !fits(wrap, begin, at))
			break;
		sum += measure(wrap->letters, wrap->face, wrap->text + seen, at - seen);
		good = word = at;
	}
	while (good > begin && !fits(wrap, begin, good)) {
		do
			good--;
		while (good > begin && breaks[good] != UC_BREAK_POSSIBLE);
	}
	if (good > begin)
		return good;
	size_t first = begin + 1;
	while (first < end && breaks[first] != UC_BREAK_POSSIBLE)
		first++;
	return fits(wrap, begin, first) ? first : break_word(wrap, begin, first);
}

static void wrap_text(struct wrap *wrap, size_t length)
{
	char breaks[TEXT_MOST];

	u8_possible_linebreaks((const uint8_t *)wrap->text, length, "UTF-8", breaks);
	size_t begin = 0;
	for (size_t end = 0; end <= length; end++) {
		if (end < length && breaks[end] != UC_BREAK_MANDATORY)
			continue;
		if (begin == end && end < length)
			line_put(wrap, begin, end); // an empty line was meant
		while (begin < end) {
			size_t next = line_end(wrap, breaks, begin, end);
			line_put(wrap, begin, next);
			begin = next;
		}
		begin = end + 1;
	}
}

void letters_wrap(
	struct letters *letters, struct font_face face, const char *text, int width, struct lines *lines)
{
	struct full_name full;
	size_t length = strnlen(text, TEXT_MOST);
	size_t size = name_write(&full, 'b', face, width, text, length);
	const struct lines *known = cache_get(letters->cache, &full, size); // only as long as its count says

	if (known) {
		memcpy(lines, known, lines_size(known->count));
		return;
	}
	lines->count = 0;
	lines->width = 0;
	struct wrap wrap = {letters, face, text, width, lines};
	wrap_text(&wrap, length);
	void *kept = cache_put(letters->cache, &full, size, lines_size(lines->count));
	if (kept)
		memcpy(kept, lines, lines_size(lines->count));
}

// ---- drawing ----

#define RUNS_MOST 64 // of one line; the rest is drawn in the last one's font

struct runs {
	struct font_picture pictures[RUNS_MOST];
	int x[RUNS_MOST];
	size_t count;
	int w, top, under; // of the whole line's ink, around the baseline
};

static bool row_has_ink(const struct font_picture *picture, int row)
{
	const uint8_t *at = picture->at + (long)row * picture->stride;

	for (int x = 0; x < picture->w; x++)
		if (at[x])
			return true;
	return false;
}

// Rows without ink are not kept: a third of a line box is air.
static void runs_reach(struct runs *runs, const struct font_picture *picture)
{
	int first = 0, last = picture->h - 1;

	while (first <= last && !row_has_ink(picture, first))
		first++;
	while (last >= first && !row_has_ink(picture, last))
		last--;
	if (first > last)
		return;
	if (picture->top - first > runs->top)
		runs->top = picture->top - first;
	if (last + 1 - picture->top > runs->under)
		runs->under = last + 1 - picture->top;
}

static void runs_draw(
	struct letters *letters, struct font_face face, const char *text, size_t length, struct runs *runs)
{
	char run[TEXT_MOST + 1];
	int x = 0;

	while (length && runs->count < RUNS_MOST) {
		enum link link;
		size_t bytes = font_run(letters->fonts, face, text, length, &link);
		struct font_picture *picture = &runs->pictures[runs->count];
		memcpy(run, text, bytes);
		run[bytes] = '\0';
		text += bytes;
		length -= bytes;
		if (font_draw(letters->fonts, face, link, run, picture) != ERR_NONE)
			continue; // said there; the rest of the line is worth showing
		runs->x[runs->count++] = x;
		x += length ? font_width(letters->fonts, face, link, run) : picture->w;
		if (x > runs->w)
			runs->w = x;
		runs_reach(runs, picture);
	}
}

static void run_copy(struct drawn *drawn, const struct font_picture *picture, int x)
{
	int above = drawn->top - picture->top; // rows of the picture that are not kept, or empty rows over it

	for (int row = above < 0 ? -above : 0; row < picture->h && above + row < drawn->h; row++) {
		uint8_t *to = drawn->at + (long)(above + row) * drawn->w + x;
		const uint8_t *from = picture->at + (long)row * picture->stride;
		for (int at = 0; at < picture->w && x + at < drawn->w; at++)
			to[at] = to[at] > from[at] ? to[at] : from[at];
	}
}

// NULL: too large to be kept.
static const struct drawn *line_keep(
	struct letters *letters, struct full_name *full, size_t size, const struct runs *runs)
{
	size_t area = (size_t)runs->w * (size_t)(runs->top + runs->under);
	struct drawn *drawn = cache_put(letters->cache, full, size, sizeof *drawn + area);

	if (!drawn)
		return NULL;
	*drawn = (struct drawn){runs->w, runs->top + runs->under, runs->top};
	memset(drawn->at, 0, area);
	for (size_t i = 0; i < runs->count; i++)
		run_copy(drawn, &runs->pictures[i], runs->x[i]);
	return drawn;
}

static void runs_release(struct runs *runs)
{
	for (size_t i = 0; i < runs->count; i++)
		font_release(&runs->pictures[i]);
}

// Where a line begins, on its baseline.
struct place {
	const struct pixels *pixels;
	struct rect clip;
	int x, y;
	uint32_t rgb;
};

static void drawn_put(const struct place *place, const struct drawn *drawn)
{
	struct mask mask = {drawn->at, drawn->w, drawn->h, drawn->w};
	pixels_tint(place->pixels, place->clip, place->x, place->y - drawn->top, mask, place->rgb);
}

static void runs_put(const struct place *place, const struct runs *runs)
{
	for (size_t i = 0; i < runs->count; i++) {
		const struct font_picture *picture = &runs->pictures[i];
		struct mask mask = {picture->at, picture->w, picture->h, picture->stride};
		pixels_tint(place->pixels, place->clip, place->x + runs->x[i], place->y - picture->top, mask,
			place->rgb);
	}
}

void letters_draw(struct letters *letters, const struct pixels *pixels, struct rect clip, int x, int y,
	struct font_face face, uint32_t rgb, const char *text, size_t length)
{
	struct place place = {pixels, clip, x, y + letters_metrics(letters, face).ascent, rgb};
	struct runs runs = {0};
	struct full_name full;
	size_t size = name_write(&full, 'l', face, 0, text, length);
	const struct drawn *drawn = cache_get(letters->cache, &full, size);

	if (drawn) {
		drawn_put(&place, drawn);
		return;
	}
	runs_draw(letters, face, text, length, &runs);
	drawn = line_keep(letters, &full, size, &runs);
	if (drawn)
		drawn_put(&place, drawn);
	else
		runs_put(&place, &runs);
	runs_release(&runs);
}
