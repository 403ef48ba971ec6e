// SPDX-License-Identifier: Apache-2.0
// Configuration: any bytes are either read or refused with their faults told.
#define _GNU_SOURCE // memfd_create
#include "base/conf.h"
#include "base/err.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct settings {
	const char *text;
	int64_t number;
	bool flag;
};
static const struct conf_key KEYS[] = {
	{"central.url", CONF_TEXT, offsetof(struct settings, text), NULL, 0, 0},
	{"size", CONF_INT, offsetof(struct settings, number), "3", 1, 100},
	{"loud", CONF_FLAG, offsetof(struct settings, flag), "false", 0, 0},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct settings settings = {.number = 0};
	struct arena arena;
	char path[64];
	int file = memfd_create("conf", MFD_CLOEXEC);

	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		err_abort("memory");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	arena_init(&arena, 0);
	enum err err = conf_read(path, KEYS, sizeof(KEYS) / sizeof(*KEYS), &settings, &arena);
	if (!err && (!settings.text || settings.number < 1 || settings.number > 100))
		err_abort("a value outside its range was taken");
	arena_finish(&arena);
	close(file);
	return 0;
}
