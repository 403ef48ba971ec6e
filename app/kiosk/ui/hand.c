// SPDX-License-Identifier: Apache-2.0
// A test's hand: what it does is pushed to SDL's queue when it is due and the frame before it is shown, so it
// takes the way of a finger's.
#include "base/log.h"
#include "kiosk/ui/state.h"
#include <string.h>

#define HAND_GAP 60 // ms between keys of a hand
#define MOVE_GAP 16 // ms between points of a finger's way
#define MOVES_MOST 64

static void deed_put(struct ui *ui, const struct deed *deed)
{
	if (ui->deed_count == DEEDS_MOST) {
		log_line(LOG_ERROR, "ui.hand_full", NULL);
		return;
	}
	ui->deeds[ui->deed_count++] = *deed;
	ui->hand_busy_until = deed->due;
}

// What is asked now begins when what was asked before is over.
static int64_t hand_free_at(const struct ui *ui)
{
	int64_t now = ui_now();
	return ui->deed_count && ui->hand_busy_until > now ? ui->hand_busy_until : now;
}

static void event_put(struct ui *ui, int64_t due, SDL_Event event)
{
	event.window.windowID =
		SDL_GetWindowID(ui->window); // every kind of event used here has it in this place
	deed_put(ui, &(struct deed){.kind = DEED_EVENT, .due = due, .event = event});
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
	deed_put(ui, &(struct deed){.kind = DEED_EVENT, .due = due, .event = finger_event(ui, type, x, y)});
}

void ui_touch(struct ui *ui, int x, int y, int x2, int y2, int ms)
{
	int64_t begin = hand_free_at(ui);
	int moves = ms / MOVE_GAP > MOVES_MOST ? MOVES_MOST : ms / MOVE_GAP;

	finger_put(ui, begin, SDL_FINGERDOWN, x, y);
	for (int i = 1; i <= moves; i++)
		finger_put(ui, begin + (int64_t)ms * i / (moves + 1), SDL_FINGERMOTION,
			x + (x2 - x) * i / (moves + 1), y + (y2 - y) * i / (moves + 1));
	finger_put(ui, begin + ms, SDL_FINGERUP, x2, y2);
}

enum err ui_tap(struct ui *ui, const char *id)
{
	struct deed deed = {.kind = DEED_TAP, .due = hand_free_at(ui)};

	for (size_t i = 0; i < ui->node_count; i++) {
		if (strcmp(ui->nodes[i].id, id) != 0)
			continue;
		if (!ui->nodes[i].enabled)
			return ERR_DENIED;
		memcpy(deed.id, ui->nodes[i].id, sizeof deed.id);
		deed_put(ui, &deed);
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

	if (name[0] > ' ' && !name[1]) { // a key that writes
		ui_type(ui, name);
		return;
	}
	if (key == SDLK_UNKNOWN)
		log_line(LOG_WARNING, "ui.key_unknown", NULL);
	else
		key_put(ui, hand_free_at(ui), key);
}

static int64_t characters_put(struct ui *ui, const char *text, int gap)
{
	int64_t due = hand_free_at(ui);

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
void hand_play(struct ui *ui)
{
	struct deed *deed = &ui->deeds[0];

	if (!ui->deed_count || ui->is_owed || deed->due > ui_now())
		return;
	if (deed->kind == DEED_TAP && !tap_play(ui, deed->id))
		return;
	if (deed->kind == DEED_EVENT)
		SDL_PushEvent(&deed->event);
	memmove(deed, deed + 1, --ui->deed_count * sizeof *deed);
}

int64_t hand_wait(const struct ui *ui, int64_t timeout_ms)
{
	if (!ui->deed_count)
		return timeout_ms;
	int64_t rest = ui->deeds[0].due - ui_now();
	rest = rest > 0 ? rest : 0;
	return timeout_ms >= 0 && timeout_ms < rest ? timeout_ms : rest;
}

bool ui_is_settled(const struct ui *ui)
{
	return !ui->deed_count && !ui->is_owed && !scan_is_waiting(&ui->scan) &&
	       !SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
}
