// SPDX-License-Identifier: Apache-2.0
// What a screen draws with: shapes, text, icons. Everything becomes a paint of the frame, in window pixels.
#include "base/text.h"
#include "kiosk/ui/state.h"
#include <math.h>
#include <string.h>

#define LINE_WIDTH 2 // design units

static int edge(const struct ui *ui, int at, int page, int window)
{
	return at >= page ? window + (int)lround((at - page) * ui->scale) : (int)lround(at * ui->scale);
}

struct rect to_pixels(const struct ui *ui, struct rect rect)
{
	int left = edge(ui, rect.x, ui->page.w, ui->pixels.w),
	    top = edge(ui, rect.y, ui->page.h, ui->pixels.h);
	int right = edge(ui, rect.x + rect.w, ui->page.w, ui->pixels.w);
	int bottom = edge(ui, rect.y + rect.h, ui->page.h, ui->pixels.h);
	return (struct rect){left, top, right - left, bottom - top};
}

int length_to_pixels(const struct ui *ui, int length)
{
	int pixels = (int)lround(length * ui->scale);
	return pixels > 1 ? pixels : 1;
}

static int to_units(const struct ui *ui, int pixels)
{
	return (int)ceil(pixels / ui->scale - 1e-6);
}

struct font_face face_of(const struct ui *ui, int size, enum weight weight)
{
	int pixels = (int)lround(size * ui->scale * ui->text_percent / 100);
	return (struct font_face){pixels > 6 ? pixels : 6, weight, ui->lang};
}

// ---- shapes ----

static void put(struct ui *ui, struct paint paint)
{
	paint.clip = ui->clip;
	canvas_put(&ui->canvas, &paint);
}

void ui_fill(struct ui *ui, struct rect rect, uint32_t rgb)
{
	put(ui, (struct paint){.kind = PAINT_FILL, .rgb = rgb, .at = to_pixels(ui, rect)});
}

// The fill ends in the middle of the line, so the anti-aliased outside shows the line's colour only.
static void put_round(struct ui *ui, struct rect at, uint32_t fill, uint32_t line, int radius, int width)
{
	int half = line == fill ? 0 : width / 2;

	put(ui, (struct paint){.kind = PAINT_ROUND,
			.rgb = fill,
			.at = inset(at, half),
			.radius = radius - half,
			.width = width});
	if (line != fill)
		put(ui, (struct paint){
				.kind = PAINT_RING, .rgb = line, .at = at, .radius = radius, .width = width});
}

void ui_card(struct ui *ui, struct rect rect, uint32_t fill, uint32_t line, int radius)
{
	put_round(ui, to_pixels(ui, rect), fill, line, length_to_pixels(ui, radius),
		length_to_pixels(ui, LINE_WIDTH));
}

void ui_ring(struct ui *ui, struct rect rect, uint32_t rgb, int radius, int width)
{
	put(ui, (struct paint){.kind = PAINT_RING,
			.rgb = rgb,
			.at = to_pixels(ui, rect),
			.radius = length_to_pixels(ui, radius),
			.width = length_to_pixels(ui, width)});
}

void ui_line(struct ui *ui, struct rect rect, uint32_t rgb)
{
	struct rect at = to_pixels(ui, rect);

	at.w = at.w > 0 ? at.w : 1;
	at.h = at.h > 0 ? at.h : 1;
	put(ui, (struct paint){.kind = PAINT_FILL, .rgb = rgb, .at = at});
}

void ui_circle(struct ui *ui, struct rect rect, uint32_t fill, uint32_t line)
{
	struct rect at = to_pixels(ui, rect);
	int side = at.w < at.h ? at.w : at.h;

	put_round(ui, centre(at, side, side), fill, line, (side + 1) / 2, length_to_pixels(ui, LINE_WIDTH));
}

void ui_icon(struct ui *ui, struct rect rect, const char *name, uint32_t rgb)
{
	struct rect at = to_pixels(ui, rect);
	int side = at.w < at.h ? at.w : at.h;

	put(ui, (struct paint){.kind = PAINT_ICON,
			.rgb = rgb,
			.at = centre(at, side, side),
			.text = arena_text(&ui->frame, name),
			.length = strlen(name)});
}

void ui_qr(struct ui *ui, struct rect rect, const char *text)
{
	put(ui, (struct paint){.kind = PAINT_QR,
			.at = to_pixels(ui, rect),
			.text = arena_text(&ui->frame, text),
			.length = strlen(text)});
}

// ---- text ----

static const char *clean(struct ui *ui, const char *text)
{
	size_t length = text ? strlen(text) : 0;

	if (length >= TEXT_MOST || !text_is_utf8(text, length))
		return length ? "\xEF\xBF\xBD" : "";
	return arena_copy(&ui->frame, text, length);
}

static int aligned_x(struct rect at, int width, enum ui_align align)
{
	return align == ALIGN_LEFT     ? at.x
	       : align == ALIGN_CENTRE ? at.x + (at.w - width) / 2
				       : at.x + at.w - width;
}

static void put_line(
	struct ui *ui, struct rect at, struct font_face face, uint32_t rgb, const char *text, size_t length)
{
	put(ui, (struct paint){.kind = PAINT_TEXT,
			.rgb = rgb,
			.at = at,
			.face = face,
			.text = text,
			.length = length});
}

// Draws the paragraph from the top of `at`; returns its height.
static int put_lines(struct ui *ui, struct rect at, struct font_face face, uint32_t rgb, enum ui_align align,
	const char *text)
{
	struct lines lines;
	int height = letters_height(&ui->letters, face), y = at.y;

	letters_wrap(&ui->letters, face, text, at.w, &lines);
	for (uint32_t i = 0; i < lines.count; i++, y += height) {
		const struct line *line = &lines.at[i];
		put_line(ui, (struct rect){aligned_x(at, line->width, align), y, line->width, height}, face,
			rgb, text + line->begin, line->length);
	}
	return y - at.y;
}

static int lines_height(struct ui *ui, struct font_face face, const char *text, int width)
{
	struct lines lines;

	letters_wrap(&ui->letters, face, text, width, &lines);
	return (int)lines.count * letters_height(&ui->letters, face);
}

static int least_size(const struct ui *ui, struct font_face face)
{
	int least = (int)lround(TEXT_LEAST * ui->scale);
	return least < face.size ? least : face.size;
}

// The largest size down to the least at which the line fits.
static struct font_face face_for_line(struct ui *ui, struct font_face face, const char *text, int width)
{
	int least = least_size(ui, face);
	size_t length = strlen(text);

	for (;;) {
		int needed = letters_width(&ui->letters, face, text, length);
		if (needed <= width || face.size <= least)
			return face;
		int guess = (int)((int64_t)face.size * width / needed);
		face.size = guess < face.size ? guess : face.size - 1;
		if (face.size < least)
			face.size = least;
	}
}

static struct font_face face_for_lines(struct ui *ui, struct font_face face, const char *text, struct rect at)
{
	int least = least_size(ui, face);

	while (at.h > 0 && face.size > least && lines_height(ui, face, text, at.w) > at.h) {
		face.size -= 1 + face.size / 16; // every size tried costs a font
		face.size = face.size > least ? face.size : least;
	}
	return face;
}

int ui_text(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb, enum ui_align align,
	const char *text)
{
	struct rect at = to_pixels(ui, rect);
	const char *own = clean(ui, text);
	size_t length = strlen(own);
	struct font_face face = face_for_line(ui, face_of(ui, style.size, style.weight), own, at.w);
	int width = letters_width(&ui->letters, face, own, length),
	    height = letters_height(&ui->letters, face);

	if (width <= at.w && !strchr(own, '\n')) {
		put_line(ui,
			(struct rect){aligned_x(at, width, align), at.y + (at.h - height) / 2, width, height},
			face, rgb, own, length);
		return to_units(ui, width);
	}
	at.y += (at.h - lines_height(ui, face, own, at.w)) / 2; // never cut: lines instead
	put_lines(ui, at, face, rgb, align, own);
	return rect.w;
}

int ui_paragraph(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb, enum ui_align align,
	const char *text)
{
	struct rect at = to_pixels(ui, rect);
	const char *own = clean(ui, text);
	struct font_face face = face_for_lines(ui, face_of(ui, style.size, style.weight), own, at);

	return to_units(ui, put_lines(ui, at, face, rgb, align, own));
}

void ui_label(struct ui *ui, struct rect rect, struct font_style style, uint32_t rgb, enum ui_align align,
	const char *text)
{
	struct rect at = to_pixels(ui, rect);
	const char *own = clean(ui, text);
	struct font_face whole = face_of(ui, style.size, style.weight);
	struct font_face face = face_for_line(ui, whole, own, at.w);

	// A little smaller in one line reads better than two lines; much smaller does not.
	if (face.size * 5 < whole.size * 4 || letters_width(&ui->letters, face, own, strlen(own)) > at.w)
		face = face_for_lines(ui, whole, own, at);
	at.y += (at.h - lines_height(ui, face, own, at.w)) / 2;
	put_lines(ui, at, face, rgb, align, own);
}

int ui_text_width(struct ui *ui, struct font_style style, const char *text)
{
	const char *own = clean(ui, text);
	return to_units(
		ui, letters_width(&ui->letters, face_of(ui, style.size, style.weight), own, strlen(own)));
}

int ui_text_height(struct ui *ui, struct font_style style)
{
	return to_units(ui, letters_height(&ui->letters, face_of(ui, style.size, style.weight)));
}

int ui_paragraph_height(struct ui *ui, int width, struct font_style style, const char *text)
{
	struct rect at = to_pixels(ui, (struct rect){0, 0, width, 0});
	return to_units(ui, lines_height(ui, face_of(ui, style.size, style.weight), clean(ui, text), at.w));
}
