// SPDX-License-Identifier: Apache-2.0
#include "base/share.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool find_in(const char *base, const char *const *names, char out[SHARE_PATH])
{
	for (; *names; names++)
		if (snprintf(out, SHARE_PATH, "%s/%s", base, *names) < SHARE_PATH && access(out, R_OK) == 0)
			return true;
	return false;
}

static bool program_folder(char out[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);
	char *slash;

	if (length <= 0)
		return false;
	out[length] = '\0';
	slash = strrchr(out, '/');
	if (slash)
		*slash = '\0';
	return slash != NULL;
}

bool share_find(const char *share, const char *const *names, char out[SHARE_PATH])
{
	static const char *const above[] = {"", "/..", "/../..", "/../share/sao"};
	char program[PATH_MAX], base[PATH_MAX + 32];

	if (*share)
		return find_in(share, names, out);
	if (!program_folder(program))
		return false;
	for (size_t i = 0; i < sizeof above / sizeof above[0]; i++) {
		snprintf(base, sizeof base, "%s%s", program, above[i]);
		if (find_in(base, names, out))
			return true;
	}
	return false;
}
