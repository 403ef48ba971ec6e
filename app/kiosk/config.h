// SPDX-License-Identifier: Apache-2.0
// What a kiosk is told: its configuration file against one table of keys, and the folders of what it shows.
// Start-up only; texts live in the arena given.
#ifndef KIOSK_CONFIG_H
#define KIOSK_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tr.h"
#include <stdbool.h>
#include <stdint.h>

struct kiosk_config {
	const char *central_url, *central_ca; // ca "": the system's
	const char *data_folder;
	const char *role; // "touch" or "board"
	const char *unit_name, *unit_parent;
	const char *language;
	const char *staff_pin;
	const char *phone_url; // of the pages behind the QR codes; "": central's
	const char *help_place, *help_place_en, *help_hotline;
	const char *window_size; // "1080x1920"; "": the whole display
	bool is_fullscreen;
	int64_t panel_mm; // diagonal; 0 unknown
	int64_t page_seconds;
	const char *share; // "": found beside the program

	// found from the above
	enum lang lang;
	int width, height;
	char icons[1024], fonts[1024], locale[1024], holidays[1024], deadlines[1024];
};

// Reads and checks; every fault goes to stderr with file and line. NOT_FOUND, CONFIG.
MUST_USE enum err kiosk_config_read(struct kiosk_config *config, const char *file, struct arena *arena);
// What the command line says over the file; "" leaves it. CONFIG.
MUST_USE enum err kiosk_config_override(struct kiosk_config *config, const char *role, const char *size);
bool kiosk_config_is_loopback(const struct kiosk_config *config); // central is on this machine

#endif
