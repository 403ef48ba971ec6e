// SPDX-License-Identifier: Apache-2.0
// A disk of its own for a test: small, full, read-only. Mounts of this process alone, by root's right or by a
// user name space; where the system allows neither, the test says so and is skipped. Before any thread is
// started; its includer defines _GNU_SOURCE.
#ifndef TESTS_DB_MOUNTS_H
#define TESTS_DB_MOUNTS_H

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static void mounts_map(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);

	if (file < 0 || write(file, text, strlen(text)) < 0)
		perror(path);
	if (file >= 0)
		close(file);
}

// false: nobody may here, errno says why.
static bool mounts_part(void)
{
	char user[32], group[32];

	snprintf(user, sizeof user, "0 %u 1", geteuid());
	snprintf(group, sizeof group, "0 %u 1", getegid());
	if (unshare(CLONE_NEWNS)) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
			return false;
		mounts_map("/proc/self/setgroups", "deny");
		mounts_map("/proc/self/uid_map", user);
		mounts_map("/proc/self/gid_map", group);
	}
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

#endif
