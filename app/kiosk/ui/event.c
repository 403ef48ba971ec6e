// SPDX-License-Identifier: Apache-2.0
// SDL's events as what a person did: one contact against the frame that is shown, keys against the focus and
// the scan.
#include "kiosk/ui/state.h"
#include <stdlib.h>
#include <string.h>

#define MOUSE_FINGER (-1)
#define WHEEL_STEP 96 // design units
#define BOUNCE 48     // design units: as far apart a nervous finger's two taps may be
#define BOUNCE_MS 400

// The clock an event was stamped with has 32 bits.
static int64_t time_of(const SDL_Event *event)
{
	int64_t now = ui_now();
	return now - (uint32_t)((uint32_t)now - event->common.timestamp);
}

static struct landing landing_at(const struct ui *ui, int x, int y)
{
	struct landing landing = {0};

	for (size_t i = 0; i < ui->node_count; i++) // the last named lies on top
		if (rect_has(rect_meet(ui->nodes[i].rect, ui->places[i].clip), x, y))
			landing.node = ui->nodes[i].enabled ? ui->places[i].hash : 0;
	for (size_t i = 0; i < SCROLLS_MOST; i++)
		if (ui->scrolls[i].hash && rect_has(ui->scrolls[i].view, x, y))
			landing.scroll = ui->scrolls[i].hash;
	for (size_t i = 0; i < ui->swipe_count; i++)
		if (rect_has(ui->swipes[i].area, x, y))
			landing.swipe = ui->swipes[i].hash;
	return landing;
}

// Where the pressed node is now; nowhere when it is gone.
static struct rect pressed_rect(const struct ui *ui)
{
	const struct ui_node *node;
	const struct node_place *place = node_find(ui, ui->contact.node, &node);

	return place && node->enabled ? rect_meet(node->rect, place->clip)
				      : (struct rect){-1000, -1000, 0, 0};
}

// The second tap of a nervous finger, on what the first one brought there: it was meant for what is gone.
static bool is_bounce(const struct ui *ui, uint64_t node, int x, int y)
{
	int near = length_to_pixels(ui, BOUNCE);

	return ui->tapped.node && node != ui->tapped.node && ui_now() - ui->tapped.at < BOUNCE_MS &&
	       abs(x - ui->tapped.x) < near && abs(y - ui->tapped.y) < near;
}

static void finger_down(struct ui *ui, int64_t finger, int x, int y)
{
	struct landing landing = landing_at(ui, x, y);

	if (ui->contact.is_down)
		return; // a second finger
	if (is_bounce(ui, landing.node, x, y))
		landing.node = 0;
	contact_press(&ui->contact, finger, x, y, landing);
	ui->is_owed |= ui->contact.is_inside || ui->focus;
	ui->focus = 0;
}

static void finger_move(struct ui *ui, int64_t finger, int x, int y)
{
	struct contact *contact = &ui->contact;

	if (!contact->is_down || contact->finger != finger)
		return;
	bool was_inside = contact->is_inside;
	int by = contact_move(contact, x, y, pressed_rect(ui), length_to_pixels(ui, SLIP));
	if (by)
		scroll_move(ui, contact->scroll, by);
	ui->is_owed |= contact->is_inside != was_inside;
}

static void finger_up(struct ui *ui, int64_t finger, int x, int y)
{
	if (!ui->contact.is_down || ui->contact.finger != finger)
		return;
	finger_move(ui, finger, x, y);
	ui->is_owed |= ui->contact.is_inside;
	ui->release = contact_release(&ui->contact, x, y, pressed_rect(ui), length_to_pixels(ui, SLIP));
	ui->is_owed |= ui->release.fired || ui->release.swiped;
	ui->tapped.node = ui->release.fired;
	ui->tapped.x = x;
	ui->tapped.y = y;
	ui->tapped.at = ui_now();
}

static void pointer_show(struct ui *ui, bool shown)
{
	if (ui->has_pointer != shown)
		SDL_ShowCursor(shown ? SDL_ENABLE : SDL_DISABLE);
	ui->has_pointer = shown;
}

static bool touch_take(struct ui *ui, const SDL_Event *event)
{
	int x = (int)(event->tfinger.x * (float)ui->pixels.w),
	    y = (int)(event->tfinger.y * (float)ui->pixels.h);

	pointer_show(ui, false);
	if (event->type == SDL_FINGERDOWN)
		finger_down(ui, event->tfinger.fingerId, x, y);
	else if (event->type == SDL_FINGERMOTION)
		finger_move(ui, event->tfinger.fingerId, x, y);
	else
		finger_up(ui, event->tfinger.fingerId, x, y);
	return event->type != SDL_FINGERMOTION || ui->contact.is_down;
}

static bool mouse_take(struct ui *ui, const SDL_Event *event)
{
	if (event->type == SDL_MOUSEWHEEL) {
		int x, y;
		SDL_GetMouseState(&x, &y);
		scroll_move(
			ui, landing_at(ui, x, y).scroll, -event->wheel.y * length_to_pixels(ui, WHEEL_STEP));
		return true;
	}
	if (event->type == SDL_MOUSEMOTION) {
		pointer_show(ui, true);
		finger_move(ui, MOUSE_FINGER, event->motion.x, event->motion.y);
		return ui->contact.is_down;
	}
	if (event->button.button != SDL_BUTTON_LEFT)
		return false;
	if (event->type == SDL_MOUSEBUTTONDOWN)
		finger_down(ui, MOUSE_FINGER, event->button.x, event->button.y);
	else
		finger_up(ui, MOUSE_FINGER, event->button.x, event->button.y);
	return true;
}

// ---- keys ----

static const struct {
	SDL_Keycode key;
	char character;
} CONTROLS[] = {
	{SDLK_RETURN, '\n'},
	{SDLK_KP_ENTER, '\n'},
	{SDLK_RETURN2, '\n'},
	{SDLK_BACKSPACE, '\b'},
	{SDLK_ESCAPE, '\033'},
};

static void character_put(struct ui *ui, char character, int64_t at)
{
	scan_put(&ui->scan, character, at);
	if (ui->scan.done[0]) {
		memcpy(ui->scanned, ui->scan.done, sizeof ui->scanned);
		memset(ui->scan.done, 0, sizeof ui->scan.done);
		ui->is_owed = true;
	}
}

static bool key_take(struct ui *ui, const SDL_Event *event)
{
	if (focus_key(ui, event->key.keysym))
		return true;
	for (size_t i = 0; i < sizeof CONTROLS / sizeof *CONTROLS; i++)
		if (CONTROLS[i].key == event->key.keysym.sym)
			character_put(ui, CONTROLS[i].character, time_of(event));
	return true;
}

static bool text_take(struct ui *ui, const SDL_Event *event)
{
	for (const char *at = event->text.text; *at; at++)
		character_put(
			ui, (unsigned char)*at < 0x80 ? *at : '?', time_of(event)); // '?' is on no label
	return true;
}

// ---- the window ----

static void window_take(struct ui *ui, const SDL_Event *event)
{
	if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
		ui->is_resized = ui->is_owed = true;
	else if (event->window.event == SDL_WINDOWEVENT_EXPOSED)
		ui->must_show_all = ui->is_owed = true;
	else if (event->window.event == SDL_WINDOWEVENT_LEAVE && ui->contact.finger == MOUSE_FINGER)
		finger_up(ui, MOUSE_FINGER, -1000, -1000);
}

static bool is_used(struct ui *ui, const SDL_Event *event)
{
	switch (event->type) {
	case SDL_FINGERDOWN:
	case SDL_FINGERMOTION:
	case SDL_FINGERUP:
		return touch_take(ui, event);
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
	case SDL_MOUSEMOTION:
	case SDL_MOUSEWHEEL:
		return mouse_take(ui, event);
	case SDL_KEYDOWN:
		return key_take(ui, event);
	case SDL_TEXTINPUT:
		return text_take(ui, event);
	case SDL_WINDOWEVENT:
		window_take(ui, event);
		return false;
	case SDL_QUIT:
		ui->wants_quit = true;
		return false;
	default:
		if (event->type == ui->wake_event)
			atomic_store(&ui->is_woken, false);
		return false;
	}
}

bool event_take(struct ui *ui, const SDL_Event *event)
{
	return is_used(ui, event);
}
