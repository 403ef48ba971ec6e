// SPDX-License-Identifier: Apache-2.0
// Driving the real thing from a test: events are pushed to SDL's queue when they are due and the frame before
// them is shown, so they take the way of a finger's.
#include "base/log.h"
#include "kiosk/ui/state.h"
#include <SDL_image.h>
#include <string.h>

#define HAND_GAP 60 // ms between keys of a hand
#define MOVE_GAP 16 // ms between points of a finger's way
#define MOVES_MOST 64

static void drive_put(struct ui *ui, const struct drive *drive)
{
	if (ui->drive_count == DRIVES_MOST) {
		log_line(LOG_ERROR, "ui.drive_full", NULL);
		return;
	}
	ui->drives[ui->drive_count++] = *drive;
	ui->drive_free_at = drive->due;
}

// What is asked now begins when what was asked before is over.
static int64_t drive_begin(const struct ui *ui)
{
	int64_t now = ui_now();
	return ui->drive_count && ui->drive_free_at > now ? ui->drive_free_at : now;
}

static void event_put(struct ui *ui, int64_t due, SDL_Event event)
{
	event.window.windowID =
		SDL_GetWindowID(ui->window); // every kind of event used here has it in this place
	drive_put(ui, &(struct drive){.kind = DRIVE_EVENT, .due = due, .event = event});
}

static SDL_Event finger_event(const struct ui *ui, uint32_t type, int x, int y)
{
	return (SDL_Event){.tfinger = {
				   .type = type,
				   .touchId = 1,
				   .fingerId = 1,
				   .x = ((float)x + 0.5f) / (float)ui->pixels.w,
				   .y = ((float)y + 0.5f) / (float)ui->pixels.h,
				   .pressure = 1,
			   }};
}

static void finger_put(struct ui *ui, int64_t due, uint32_t type, int x, int y)
{
	drive_put(
		ui, &(struct drive){.kind = DRIVE_EVENT, .due = due, .event = finger_event(ui, type, x, y)});
}

void ui_touch(struct ui *ui, int x, int y, int x2, int y2, int ms)
{
	int64_t begin = drive_begin(ui);
	int moves = ms / MOVE_GAP > MOVES_MOST ? MOVES_MOST : ms / MOVE_GAP;

	finger_put(ui, begin, SDL_FINGERDOWN, x, y);
	for (int i = 1; i <= moves; i++)
		finger_put(ui, begin + (int64_t)ms * i / (moves + 1), SDL_FINGERMOTION,
			x + (x2 - x) * i / (moves + 1), y + (y2 - y) * i / (moves + 1));
	finger_put(ui, begin + ms, SDL_FINGERUP, x2, y2);
}

enum err ui_tap(struct ui *ui, const char *id)
{
	struct drive drive = {.kind = DRIVE_TAP, .due = drive_begin(ui)};

	for (size_t i = 0; i < ui->node_count; i++) {
		if (strcmp(ui->nodes[i].id, id) != 0)
			continue;
		if (!ui->nodes[i].enabled)
			return ERR_DENIED;
		memcpy(drive.id, ui->nodes[i].id, sizeof drive.id);
		drive_put(ui, &drive);
		return ERR_NONE;
	}
	return ERR_NOT_FOUND;
}

static void key_put(struct ui *ui, int64_t due, SDL_Keycode key)
{
	SDL_Keysym keysym = {.sym = key, .scancode = SDL_GetScancodeFromKey(key)};

	event_put(ui, due, (SDL_Event){.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = keysym}});
	event_put(ui, due, (SDL_Event){.key = {.type = SDL_KEYUP, .state = SDL_RELEASED, .keysym = keysym}});
}

void ui_key(struct ui *ui, const char *name)
{
	SDL_Keycode key = SDL_GetKeyFromName(name);

	if (key == SDLK_UNKNOWN)
		log_line(LOG_WARNING, "ui.key_unknown", NULL);
	else
		key_put(ui, drive_begin(ui), key);
}

static int64_t characters_put(struct ui *ui, const char *text, int gap)
{
	int64_t due = drive_begin(ui);

	for (; *text; due += gap) {
		SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
		size_t length = 1; // of one code point
		while (((unsigned char)text[length] & 0xC0) == 0x80 && length < 4)
			length++;
		memcpy(event.text.text, text, length);
		text += length;
		event_put(ui, due, event);
	}
	return due;
}

void ui_type(struct ui *ui, const char *text)
{
	characters_put(ui, text, HAND_GAP);
}

void ui_scan(struct ui *ui, const char *text)
{
	key_put(ui, characters_put(ui, text, 0), SDLK_RETURN);
}

// ---- playing ----

// False: the frame that brings it into sight must be shown first.
static bool tap_play(struct ui *ui, const char *id)
{
	for (size_t i = 0; i < ui->node_count; i++) {
		if (strcmp(ui->nodes[i].id, id) != 0)
			continue;
		if (node_reveal(ui, &ui->places[i]))
			return false;
		struct rect seen = rect_meet(ui->nodes[i].rect, ui->places[i].clip);
		int x = seen.x + seen.w / 2, y = seen.y + seen.h / 2;
		ui->tapped.node = 0; // named by its id, it is meant however soon
		SDL_Event down = finger_event(ui, SDL_FINGERDOWN, x, y),
			  up = finger_event(ui, SDL_FINGERUP, x, y);
		SDL_PushEvent(&down);
		SDL_PushEvent(&up);
		return true;
	}
	log_line(LOG_WARNING, "ui.tap_gone", "id=%s", id);
	return true;
}

// One at a time: what it does to the screen is shown before the next.
void drive_play(struct ui *ui)
{
	struct drive *drive = &ui->drives[0];

	if (!ui->drive_count || ui->is_owed || drive->due > ui_now())
		return;
	if (drive->kind == DRIVE_TAP && !tap_play(ui, drive->id))
		return;
	if (drive->kind == DRIVE_EVENT)
		SDL_PushEvent(&drive->event);
	memmove(drive, drive + 1, --ui->drive_count * sizeof *drive);
}

int64_t drive_wait(const struct ui *ui, int64_t timeout_ms)
{
	if (!ui->drive_count)
		return timeout_ms;
	int64_t rest = ui->drives[0].due - ui_now();
	rest = rest > 0 ? rest : 0;
	return timeout_ms >= 0 && timeout_ms < rest ? timeout_ms : rest;
}

bool ui_is_settled(const struct ui *ui)
{
	return !ui->drive_count && !ui->is_owed && !scan_is_waiting(&ui->scan) &&
	       !SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
}

// ---- what the window shows ----

enum err ui_shot(struct ui *ui, const char *png)
{
	if (IMG_SavePNG(ui->surface, png) == 0)
		return ERR_NONE;
	log_line(LOG_ERROR, "ui.shot", "why=\"%s\"", SDL_GetError());
	return ERR_IO;
}

// Draws the last frame anew beside the window's pixels. A frame still owed is not exact by definition.
bool ui_is_exact(struct ui *ui)
{
	const SDL_Surface *shown = ui->surface;
	SDL_Surface *fresh = ui->is_owed ? NULL
					 : SDL_CreateRGBSurfaceWithFormat(
						   0, shown->w, shown->h, 32, shown->format->format);
	if (!fresh)
		return false;
	struct pixels pixels = ui->pixels;
	pixels.at = fresh->pixels;
	pixels.stride = fresh->pitch / 4;
	canvas_draw(&ui->canvas, &pixels, (struct rect){0, 0, shown->w, shown->h});
	bool same = true;
	for (int y = 0; same && y < shown->h; y++)
		same = memcmp(pixels.at + (long)y * pixels.stride,
			       ui->pixels.at + (long)y * ui->pixels.stride, (size_t)shown->w * 4) == 0;
	SDL_FreeSurface(fresh);
	return same;
}
