// SPDX-License-Identifier: Apache-2.0
#include "base/conf.h"
#include "base/text.h"
#include <errno.h>
#include <libconfig.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_CEILING 128

struct reading {
	const char *path;
	const struct conf_key *keys;
	size_t count;
	unsigned char *out;
	struct arena *arena;
	bool is_faulty;
};

__attribute__((format(printf, 4, 5))) static void fault(
	struct reading *reading, unsigned line, const char *key, const char *reason, ...)
{
	va_list list;

	va_start(list, reason);
	fprintf(stderr, "%s:%u: %s: %s\n", reading->path, line, key,
		arena_format_list(reading->arena, reason, list));
	va_end(list);
	reading->is_faulty = true;
}

static void put_text(struct reading *reading, const struct conf_key *key, const char *text)
{
	*(const char **)(void *)(reading->out + key->offset) = arena_text(reading->arena, text);
}

static void put_int(struct reading *reading, const struct conf_key *key, int64_t value)
{
	*(int64_t *)(void *)(reading->out + key->offset) = value;
}

static void put_flag(struct reading *reading, const struct conf_key *key, bool value)
{
	*(bool *)(void *)(reading->out + key->offset) = value;
}

static void put_standard(struct reading *reading, const struct conf_key *key)
{
	int64_t value;

	switch (key->kind) {
	case CONF_TEXT:
		put_text(reading, key, key->standard);
		return;
	case CONF_INT:
		if (text_to_int(key->standard, key->lowest, key->highest, &value))
			err_abort("a default out of its own range");
		put_int(reading, key, value);
		return;
	case CONF_FLAG:
		put_flag(reading, key, text_equal(key->standard, "true"));
		return;
	}
}

// A whole number however it is written: 3, 3L, 0x3 and 3.0 are the same.
static bool whole_number(const config_setting_t *setting, int64_t *value)
{
	double real;

	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		*value = config_setting_get_int64(setting);
		return true;
	case CONFIG_TYPE_FLOAT:
		real = config_setting_get_float(setting);
		if (!(fabs(real) < 1e15) || real != floor(real))
			return false;
		*value = (int64_t)real;
		return true;
	default:
		return false;
	}
}

static void take_value(struct reading *reading, const struct conf_key *key, const config_setting_t *setting)
{
	unsigned line = config_setting_source_line(setting);
	const char *text;
	int64_t value;

	switch (key->kind) {
	case CONF_TEXT:
		text = config_setting_get_string(setting);
		if (!text)
			fault(reading, line, key->name, "must be a text in double quotes");
		else if (!text_is_utf8(text, strlen(text)))
			fault(reading, line, key->name, "is not UTF-8");
		else
			put_text(reading, key, text);
		return;
	case CONF_INT:
		if (!whole_number(setting, &value))
			fault(reading, line, key->name, "must be a whole number");
		else if (value < key->lowest || value > key->highest)
			fault(reading, line, key->name, "must be from %lld to %lld", (long long)key->lowest,
				(long long)key->highest);
		else
			put_int(reading, key, value);
		return;
	case CONF_FLAG:
		if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
			fault(reading, line, key->name, "must be true or false");
		else
			put_flag(reading, key, config_setting_get_bool(setting));
		return;
	}
}

static bool is_group_of_keys(const struct reading *reading, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < reading->count; i++)
		if (text_starts(reading->keys[i].name, name) && reading->keys[i].name[length] == '.')
			return true;
	return false;
}

static bool is_key(const struct reading *reading, const char *name)
{
	for (size_t i = 0; i < reading->count; i++)
		if (text_equal(reading->keys[i].name, name))
			return true;
	return false;
}

// Everything in the file must be known to the table. Groups deeper than the table are unknown, so the walk is
// as deep as the table.
static void refuse_unknown(struct reading *reading, const config_setting_t *group, const char *prefix)
{
	char name[PATH_CEILING];

	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "." : "",
			config_setting_name(setting));
		if (is_key(reading, name))
			continue;
		if (!is_group_of_keys(reading, name))
			fault(reading, config_setting_source_line(setting), name, "unknown key");
		else if (!config_setting_is_group(setting))
			fault(reading, config_setting_source_line(setting), name,
				"must be a group: %s { ... }", name);
		else
			refuse_unknown(reading, setting, name);
	}
}

static void take_keys(struct reading *reading, const config_t *config)
{
	for (size_t i = 0; i < reading->count; i++) {
		const struct conf_key *key = &reading->keys[i];
		const config_setting_t *setting = config_lookup(config, key->name);
		if (setting)
			take_value(reading, key, setting);
		else if (key->standard)
			put_standard(reading, key);
		else
			fault(reading, 1, key->name, "is required");
	}
}

// libconfig ends the program on a folder, and calls every failure to open the same.
static enum err file_open(const char *path, FILE **file)
{
	struct stat about;

	*file = fopen(path, "re");
	bool is_there = *file && !fstat(fileno(*file), &about);
	if (is_there && !S_ISDIR(about.st_mode))
		return ERR_NONE;
	int number = is_there ? EISDIR : errno;
	fprintf(stderr, "%s: cannot be read: %s\n", path, strerror(number));
	if (*file)
		fclose(*file);
	return number == ENOENT || number == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
}

enum err conf_read(
	const char *path, const struct conf_key *keys, size_t count, void *out, struct arena *arena)
{
	struct reading reading = {.path = path, .keys = keys, .count = count, .out = out, .arena = arena};
	config_t config;

	FILE *file;
	enum err err = file_open(path, &file);
	if (err)
		return err;
	config_init(&config);
	if (config_read(&config, file) != CONFIG_TRUE) {
		fault(&reading, (unsigned)config_error_line(&config), "syntax", "%s",
			config_error_text(&config));
	} else {
		refuse_unknown(&reading, config_root_setting(&config), "");
		take_keys(&reading, &config);
	}
	config_destroy(&config);
	fclose(file);
	return reading.is_faulty ? ERR_CONFIG : ERR_NONE;
}

// The line was of no use while the value seemed good, so it is looked up now.
static unsigned key_line(const char *path, const char *key)
{
	unsigned line = 0;
	config_t config;
	FILE *file = fopen(path, "re");

	if (!file)
		return 0;
	config_init(&config);
	if (config_read(&config, file) == CONFIG_TRUE) {
		const config_setting_t *setting = config_lookup(&config, key);
		line = setting ? config_setting_source_line(setting) : 0;
	}
	config_destroy(&config);
	fclose(file);
	return line;
}

void conf_fault(const char *path, const char *key, const char *reason, ...)
{
	unsigned line = key_line(path, key);
	va_list list;

	fprintf(stderr, "%s:%u: %s: ", path, line ? line : 1, key);
	va_start(list, reason);
	vfprintf(stderr, reason, list);
	va_end(list);
	fputc('\n', stderr);
}
