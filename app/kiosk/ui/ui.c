// SPDX-License-Identifier: Apache-2.0
// Life, loop and frame; what a screen draws with is in draw.c, what it asks with in the files named after it.
#define _GNU_SOURCE // RUSAGE_THREAD
#include "base/log.h"
#include "kiosk/ui/state.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

// ---- life ----

static enum err refused(const char *what)
{
	log_line(LOG_ERROR, what, "why=\"%s\"", SDL_GetError());
	return ERR_UNSUPPORTED;
}

// The design fits into the page; what the window has more of, the page has more of.
static void page_fit(struct ui *ui)
{
	int w = ui->pixels.w, h = ui->pixels.h;
	bool wide = w > h;
	double across = (double)w / (wide ? PORTRAIT_HEIGHT : PORTRAIT_WIDTH);
	double down = (double)h / (wide ? PORTRAIT_WIDTH : PORTRAIT_HEIGHT);

	ui->scale = across < down ? across : down;
	ui->page = (struct rect){0, 0, (int)lround(w / ui->scale), (int)lround(h / ui->scale)};
}

// The window's memory itself is drawn into; the display is told which parts.
static enum err surface_get(struct ui *ui)
{
	ui->surface = SDL_GetWindowSurface(ui->window);
	if (!ui->surface || ui->surface->format->BytesPerPixel != 4)
		return refused("ui.surface");
	const SDL_PixelFormat *format = ui->surface->format;
	ui->pixels = (struct pixels){ui->surface->pixels, ui->surface->w, ui->surface->h,
		ui->surface->pitch / 4, format->Rshift, format->Gshift, format->Bshift};
	canvas_resize(&ui->canvas, ui->surface->w, ui->surface->h);
	page_fit(ui);
	ui->must_show_all = ui->is_owed = true;
	return ERR_NONE;
}

static void hints_set(void)
{
	// Else SDL draws its framebuffer by OpenGL, in software.
	SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
	// A tap is one event, not two.
	SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
	SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
	// X's table of dead keys, 600 kB of text read at each start: readers and keypads have none.
	setenv("XCOMPOSEFILE", "/dev/null", 0);
	// Signals are the program's.
	SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
}

static enum err window_open(struct ui *ui, const struct ui_options *options)
{
	SDL_DisplayMode mode;
	Uint32 flags = options->is_fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;

	hints_set();
	if (SDL_Init(SDL_INIT_VIDEO) != 0)
		return refused("ui.start");
	// SDL draws into memory rather than fail; nobody sees that, so somebody must have asked for it.
	if (SDL_strcmp(SDL_GetCurrentVideoDriver(), "offscreen") == 0 && !SDL_GetHint(SDL_HINT_VIDEODRIVER)) {
		log_line(LOG_ERROR, "ui.start", "why=\"no display\"");
		return ERR_UNSUPPORTED;
	}
	// Wayland has no framebuffer of its own in SDL: only a texture is shown there.
	if (SDL_strcmp(SDL_GetCurrentVideoDriver(), "wayland") == 0)
		SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "1");
	if (SDL_GetDesktopDisplayMode(0, &mode) != 0)
		return refused("ui.display");
	ui->window = SDL_CreateWindow("Sao", SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
		options->width ? options->width : mode.w, options->height ? options->height : mode.h, flags);
	if (!ui->window)
		return refused("ui.window");
	SDL_SetWindowMinimumSize(ui->window, WINDOW_LEAST, WINDOW_LEAST);
	ui->has_pointer = !options->is_fullscreen; // a kiosk shows it once a mouse moves
	SDL_ShowCursor(ui->has_pointer ? SDL_ENABLE : SDL_DISABLE);
	ui->wake_event = SDL_RegisterEvents(1);
	return surface_get(ui);
}

// A screen's letters take about as many bytes as half its pixels; three screens are worth keeping.
static size_t cache_room(const struct ui *ui)
{
	size_t room = (size_t)ui->pixels.w * (size_t)ui->pixels.h * 3 / 2;
	return room < CACHE_LEAST ? CACHE_LEAST : room < CACHE_MOST ? room : CACHE_MOST;
}

enum err ui_open(struct ui **out, const struct ui_options *options)
{
	struct arena program;

	arena_init(&program, 0);
	struct ui *ui = arena_new(&program, struct ui);
	ui->program = program;
	arena_init(&ui->frame, FRAME_MOST);
	canvas_init(&ui->canvas, &ui->program);
	ui->icons = (struct icons){arena_text(&ui->program, options->assets), &ui->cache};
	ui->panel_inches = options->panel_inches;
	*out = ui;
	enum err err = window_open(ui, options);
	cache_init(&ui->cache, &ui->program, cache_room(ui));
	if (!err)
		err = fonts_open(&ui->fonts, &ui->program, options->fonts);
	if (err) {
		ui_close(ui);
		*out = NULL;
		return err;
	}
	ui->letters = (struct letters){ui->fonts, &ui->cache};
	ui->canvas.letters = &ui->letters;
	ui->canvas.icons = &ui->icons;
	ui->canvas.cache = &ui->cache;
	return ERR_NONE;
}

void ui_close(struct ui *ui)
{
	if (!ui)
		return;
	fonts_close(ui->fonts);
	if (ui->window)
		SDL_DestroyWindow(ui->window);
	SDL_Quit();
	arena_finish(&ui->frame);
	struct arena program = ui->program; // ui itself lies in it
	arena_finish(&program);
}

// ---- the loop ----

// A fast line is judged when it can no longer grow, a driven event comes when it is due; else only events
// wake us.
static int64_t wait_most(const struct ui *ui, int64_t timeout_ms)
{
	if (ui->is_owed)
		return 0;
	if (scan_is_waiting(&ui->scan) && (timeout_ms < 0 || timeout_ms > SCAN_GAP))
		timeout_ms = SCAN_GAP;
	return hand_wait(ui, timeout_ms);
}

// One thing a person did is answered by a frame before the next is taken, so each finds the screen it was
// meant for.
static bool must_answer(const struct ui *ui)
{
	return ui->release.fired || ui->release.swiped || ui->scanned[0];
}

static bool next_event(struct ui *ui, SDL_Event *event)
{
	if (SDL_PollEvent(event))
		return true;
	hand_play(ui);
	return SDL_PollEvent(event);
}

bool ui_wait(struct ui *ui, int64_t timeout_ms)
{
	SDL_Event event;
	bool did = false;
	int64_t most = wait_most(ui, timeout_ms);
	bool got = most ? SDL_WaitEventTimeout(&event, most < 0 || most > INT32_MAX ? -1 : (int)most)
			: SDL_PollEvent(&event);

	ui->stats.wakeups++;
	if (!got)
		got = next_event(ui, &event);
	while (got) {
		ui->stats.events++;
		did |= event_take(ui, &event);
		got = !must_answer(ui) && next_event(ui, &event);
	}
	if (ui->is_resized && surface_get(ui) != ERR_NONE)
		err_abort("the window has lost its surface");
	ui->is_resized = false;
	scan_settle(&ui->scan, ui_now());
	if (ui->scan.typed_count)
		ui->is_owed = true;
	return did;
}

void ui_wake(struct ui *ui)
{
	SDL_Event event = {.type = ui->wake_event};

	if (!atomic_exchange(&ui->is_woken, true)) // one is enough
		SDL_PushEvent(&event);
}

bool ui_wants_quit(const struct ui *ui)
{
	return ui->wants_quit;
}

bool ui_needs_frame(const struct ui *ui)
{
	return ui->is_owed;
}

void ui_invalidate(struct ui *ui)
{
	ui->is_owed = true;
}

void ui_forget(struct ui *ui)
{
	cache_wipe(&ui->cache);
	arena_wipe(&ui->frame);
	memset(ui->nodes, 0, sizeof ui->nodes);
	memset(ui->scrolls, 0, sizeof ui->scrolls);
	memset(&ui->scan, 0, sizeof ui->scan);
	memset(ui->scanned, 0, sizeof ui->scanned);
	ui->canvas.count = ui->node_count = 0;
	ui->contact = (struct contact){0};
	ui->release = (struct release){0};
	ui->focus = ui->starred = 0;
	ui->is_owed = true;
}

// ---- a frame ----

struct rect ui_begin(struct ui *ui, enum lang lang, int text_percent)
{
	arena_wipe(&ui->frame);
	ui->lang = lang;
	ui->text_percent = text_percent;
	ui->clip = (struct rect){0, 0, ui->pixels.w, ui->pixels.h};
	ui->in_scroll = 0;
	ui->node_count = ui->swipe_count = 0;
	ui->has_fired = false;
	for (size_t i = 0; i < SCROLLS_MOST; i++)
		ui->scrolls[i].is_shown = false;
	canvas_begin(&ui->canvas);
	return ui->page;
}

static int64_t sleeps(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nvcsw : 0;
}

static void show(struct ui *ui)
{
	SDL_Rect rects[DIRTY_MOST];
	struct canvas *canvas = &ui->canvas;

	canvas_end(canvas, &ui->pixels);
	ui->stats.frames++;
	ui->stats.cells_drawn += (int64_t)canvas->cells_drawn;
	ui->stats.cells_total += (int64_t)canvas->columns * canvas->rows;
	for (size_t i = 0; i < canvas->dirty_count; i++)
		rects[i] = (SDL_Rect){
			canvas->dirty[i].x, canvas->dirty[i].y, canvas->dirty[i].w, canvas->dirty[i].h};
	int failed = 0;
	int64_t slept = sleeps();
	if (ui->must_show_all)
		failed = SDL_UpdateWindowSurface(ui->window);
	else if (canvas->dirty_count)
		failed = SDL_UpdateWindowSurfaceRects(ui->window, rects, (int)canvas->dirty_count);
	ui->stats.display_waits += sleeps() - slept;
	if (failed)
		log_line(LOG_WARNING, "ui.show", "why=\"%s\"", SDL_GetError());
	ui->must_show_all = failed != 0;
}

// A frame in which something was answered shows what was before the answer: the next one is shown instead.
void ui_end(struct ui *ui)
{
	for (size_t i = 0; i < SCROLLS_MOST; i++)
		if (!ui->scrolls[i].is_shown)
			ui->scrolls[i] = (struct scroll){0}; // a list that is left forgets where it was
	ui->release = (struct release){0};
	memset(ui->scanned, 0, sizeof ui->scanned);
	if (!ui->has_fired) {
		ui->scan.typed_count = 0; // keys nobody asked for
		focus_draw(ui);
		show(ui);
	}
	ui->is_owed = ui->has_fired;
}

struct arena *ui_frame(struct ui *ui)
{
	return &ui->frame;
}

const char *ui_tr(struct ui *ui, const char *key)
{
	return tr(ui->lang, key);
}

enum lang ui_lang(const struct ui *ui)
{
	return ui->lang;
}

int ui_text_percent(const struct ui *ui)
{
	return ui->text_percent;
}

bool ui_is_landscape(const struct ui *ui)
{
	return ui->pixels.w > ui->pixels.h;
}

int ui_millimetres(const struct ui *ui, int mm)
{
	double diagonal = hypot(ui->pixels.w, ui->pixels.h);

	if (ui->panel_inches <= 0)
		return 0;
	return (int)lround(mm * diagonal / (ui->panel_inches * 25.4) / ui->scale);
}

void ui_stats(const struct ui *ui, struct ui_stats *stats)
{
	*stats = ui->stats;
}
