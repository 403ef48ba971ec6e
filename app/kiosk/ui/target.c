// SPDX-License-Identifier: Apache-2.0
// Nodes: what fingers, keys, tests and speech find on a frame, and which of them was just used.
#include "base/log.h"
#include "kiosk/ui/state.h"
#include <string.h>

#define FOCUS_WIDTH 6 // design units

static uint64_t key_hash(struct key key)
{
	char id[64];
	return key_write(id, key, -1);
}

bool target_put(
	struct ui *ui, struct rect rect, struct key key, int part, const char *label, enum ui_state state)
{
	if (ui->node_count == NODES_MOST) {
		log_line(LOG_ERROR, "ui.nodes_full", "nodes=%d", NODES_MOST);
		return false;
	}
	struct ui_node *node = &ui->nodes[ui->node_count];
	struct node_place *place = &ui->places[ui->node_count++];
	place->hash = key_write(node->id, key, part);
	place->clip = ui->clip;
	place->scroll = ui->in_scroll;
	node->label = arena_text(&ui->frame, label ? label : "");
	node->rect = to_pixels(ui, rect);
	node->enabled = state != UI_OFF;
	node->focused = place->hash == ui->focus;
	if (!node->enabled || ui->release.fired != place->hash)
		return false;
	ui->release.fired = 0;
	ui->has_fired = true;
	return true;
}

bool ui_target(struct ui *ui, struct rect rect, struct key key, const char *label, enum ui_state state)
{
	return target_put(ui, rect, key, -1, label, state);
}

bool ui_is_pressed(const struct ui *ui, struct key key)
{
	return ui->contact.is_inside && ui->contact.node == key_hash(key);
}

size_t ui_nodes(const struct ui *ui, const struct ui_node **nodes)
{
	*nodes = ui->nodes;
	return ui->node_count;
}

const struct node_place *node_find(const struct ui *ui, uint64_t hash, const struct ui_node **node)
{
	for (size_t i = 0; hash && i < ui->node_count; i++) {
		if (ui->places[i].hash != hash)
			continue;
		*node = &ui->nodes[i];
		return &ui->places[i];
	}
	return NULL;
}

int ui_swipe(struct ui *ui, struct rect area, struct key key)
{
	uint64_t hash = key_hash(key);

	if (ui->swipe_count < SWIPES_MOST)
		ui->swipes[ui->swipe_count++] =
			(struct swipe){hash, rect_meet(to_pixels(ui, area), ui->clip)};
	if (ui->release.swiped != hash)
		return 0;
	ui->release.swiped = 0;
	ui->has_fired = true;
	return ui->release.direction;
}

const char *ui_scanned(struct ui *ui)
{
	if (!ui->scanned[0])
		return NULL;
	char *taken = arena_text(&ui->frame, ui->scanned);
	memset(ui->scanned, 0, sizeof ui->scanned);
	ui->has_fired = true;
	return taken;
}

int ui_typed(struct ui *ui)
{
	int key = scan_take_typed(&ui->scan);

	ui->has_fired |= key != 0;
	return key;
}

// ---- focus, for a keypad or a switch: order is the order nodes were named in, which is reading order ----

static void focus_move(struct ui *ui, int step)
{
	int count = (int)ui->node_count, at = step > 0 ? -1 : count;

	for (int i = 0; i < count; i++)
		if (ui->places[i].hash == ui->focus)
			at = i;
	for (int tried = 0; tried < count; tried++) {
		at = (at + step + count) % count;
		if (!ui->nodes[at].enabled)
			continue;
		ui->focus = ui->places[at].hash;
		node_reveal(ui, &ui->places[at]);
		break;
	}
	ui->is_owed = true;
}

static const struct {
	SDL_Keycode key;
	int step;
} FOCUS_KEYS[] = {
	{SDLK_TAB, 1},
	{SDLK_DOWN, 1},
	{SDLK_RIGHT, 1},
	{SDLK_UP, -1},
	{SDLK_LEFT, -1},
};

bool focus_key(struct ui *ui, SDL_Keysym key)
{
	for (size_t i = 0; i < sizeof FOCUS_KEYS / sizeof *FOCUS_KEYS; i++) {
		if (FOCUS_KEYS[i].key != key.sym)
			continue;
		focus_move(ui, key.mod & KMOD_SHIFT ? -FOCUS_KEYS[i].step : FOCUS_KEYS[i].step);
		return true;
	}
	bool enters = key.sym == SDLK_RETURN || key.sym == SDLK_KP_ENTER || key.sym == SDLK_SPACE;
	if (!enters || !ui->focus || scan_is_waiting(&ui->scan))
		return false;
	ui->release.fired = ui->focus;
	ui->is_owed = true;
	return true;
}

void focus_draw(struct ui *ui)
{
	const struct ui_node *node;
	const struct node_place *place = node_find(ui, ui->focus, &node);

	if (!place) {
		ui->focus = 0;
		return;
	}
	int width = length_to_pixels(ui, FOCUS_WIDTH);
	struct paint ring = {
		.kind = PAINT_RING,
		.rgb = FOCUS,
		.at = inset(node->rect, -width),
		.clip = place->clip,
		.radius = length_to_pixels(ui, RADIUS_BUTTON) + width,
		.width = width,
	};
	canvas_put(&ui->canvas, &ring);
}
