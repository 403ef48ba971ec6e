// SPDX-License-Identifier: Apache-2.0
#include "kiosk/config.h"
#include "base/conf.h"
#include "base/share.h"
#include "base/text.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEYS_OF(member) offsetof(struct kiosk_config, member)

static const struct conf_key KEYS[] = {
	{"central.url", CONF_TEXT, KEYS_OF(central_url), NULL, 0, 0},
	{"central.ca", CONF_TEXT, KEYS_OF(central_ca), "", 0, 0},
	{"data.folder", CONF_TEXT, KEYS_OF(data_folder), "/var/lib/sao-kiosk", 0, 0},
	{"role", CONF_TEXT, KEYS_OF(role), "touch", 0, 0},
	{"unit.name", CONF_TEXT, KEYS_OF(unit_name), "", 0, 0},
	{"unit.parent", CONF_TEXT, KEYS_OF(unit_parent), "", 0, 0},
	{"language", CONF_TEXT, KEYS_OF(language), "vi", 0, 0},
	{"staff.pin", CONF_TEXT, KEYS_OF(staff_pin), "", 0, 0},
	{"phone.url", CONF_TEXT, KEYS_OF(phone_url), "", 0, 0},
	{"help.place", CONF_TEXT, KEYS_OF(help_place), "", 0, 0},
	{"help.place_en", CONF_TEXT, KEYS_OF(help_place_en), "", 0, 0},
	{"help.hotline", CONF_TEXT, KEYS_OF(help_hotline), "", 0, 0},
	{"window.size", CONF_TEXT, KEYS_OF(window_size), "", 0, 0},
	{"window.fullscreen", CONF_FLAG, KEYS_OF(is_fullscreen), "true", 0, 0},
	{"panel.diagonal_mm", CONF_INT, KEYS_OF(panel_mm), "0", 0, 5000},
	{"board.page_seconds", CONF_INT, KEYS_OF(page_seconds), "8", 4, 60},
	{"share", CONF_TEXT, KEYS_OF(share), "", 0, 0},
};

#define SIZE_LEAST 480
#define SIZE_MOST 16384

static bool size_read(const char *text, int *width, int *height)
{
	char rest;

	return sscanf(text, "%dx%d%c", width, height, &rest) == 2 && *width >= SIZE_LEAST &&
	       *height >= SIZE_LEAST && *width <= SIZE_MOST && *height <= SIZE_MOST;
}

static bool fault(const char *file, const char *key, const char *reason)
{
	conf_fault(file, key, "%s", reason);
	return false;
}

static bool is_url(const char *url)
{
	return text_starts(url, "https://") || text_starts(url, "http://");
}

static bool url_is_loopback(const char *url)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
	const char *host = strstr(url, "://");

	for (size_t i = 0; host && i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		size_t length = strlen(hosts[i]);

		if (strncmp(host + 3, hosts[i], length) == 0 && strchr(":/", host[3 + length]))
			return true; // strchr finds the end of the text too
	}
	return false;
}

bool kiosk_config_is_loopback(const struct kiosk_config *config)
{
	return url_is_loopback(config->central_url);
}

static bool is_good(struct kiosk_config *config, const char *file)
{
	bool good = true;
	const char *pin = config->staff_pin;

	if (!is_url(config->central_url) ||
		(text_starts(config->central_url, "http://") && !kiosk_config_is_loopback(config)))
		good = fault(file, "central.url", "must be https://host[:port], or http:// on this machine");
	if (!text_equal(config->role, "touch") && !text_equal(config->role, "board"))
		good = fault(file, "role", "must be touch or board");
	if (lang_read(config->language, &config->lang))
		good = fault(file, "language", "must be vi or en");
	if (*pin && !text_starts(pin, "$argon2id$") && !(strlen(pin) == 8 && text_is_digits(pin, 8)))
		good = fault(file, "staff.pin", "must be 8 digits, or an Argon2id string, $argon2id$...");
	if (*config->phone_url && !is_url(config->phone_url))
		good = fault(file, "phone.url", "must begin with https:// or http://");
	if (*config->window_size && !size_read(config->window_size, &config->width, &config->height))
		good = fault(file, "window.size", "must be WIDTHxHEIGHT in pixels, each from 480 to 16384");
	if (*config->central_ca && access(config->central_ca, R_OK) != 0) {
		conf_fault(file, "central.ca", "%s: %s", config->central_ca, strerror(errno));
		good = false;
	}
	return good;
}

// ---- where things lie ----

static bool find_file(
	const struct kiosk_config *config, const char *const *names, const char *what, char out[1024])
{
	if (share_find(config->share, names, out))
		return true;
	fprintf(stderr, "sao-kiosk: %s not found; set share in the configuration\n", what);
	return false;
}

static bool find_files(struct kiosk_config *config)
{
	static const char *const icons[] = {"icons/home.svg", "assets/icons/home.svg", NULL};
	static const char *const fonts[] = {"fonts/chain.conf", NULL};
	static const char *const locale[] = {"locale/vi", NULL};
	static const char *const holidays[] = {"kiosk-config/holidays-vn.tsv", NULL};
	static const char *const deadlines[] = {"kiosk-config/deadlines.tsv", NULL};
	bool good = find_file(config, icons, "icons", config->icons);

	good = find_file(config, fonts, "fonts/chain.conf", config->fonts) && good;
	good = find_file(config, locale, "locale", config->locale) && good;
	good = find_file(config, holidays, "holidays-vn.tsv", config->holidays) && good;
	good = find_file(config, deadlines, "deadlines.tsv", config->deadlines) && good;
	if (!good)
		return false;
	*strstr(config->icons, "/icons/home.svg") = '\0';
	*strrchr(config->locale, '/') = '\0';
	return true;
}

enum err kiosk_config_read(struct kiosk_config *config, const char *file, struct arena *arena)
{
	enum err err;

	*config = (struct kiosk_config){0};
	err = conf_read(file, KEYS, sizeof(KEYS) / sizeof(KEYS[0]), config, arena);
	if (err && (err != ERR_CONFIG || !config->central_url))
		return err; // there is too little to look at
	if (!is_good(config, file) || err)
		return ERR_CONFIG;
	return find_files(config) ? ERR_NONE : ERR_CONFIG;
}

enum err kiosk_config_override(struct kiosk_config *config, const char *role, const char *size)
{
	if (*role && !text_equal(role, "touch") && !text_equal(role, "board"))
		return ERR_CONFIG;
	if (*role)
		config->role = role;
	if (!*size)
		return ERR_NONE;
	config->is_fullscreen = false;
	return size_read(size, &config->width, &config->height) ? ERR_NONE : ERR_CONFIG;
}
