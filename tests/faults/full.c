// SPDX-License-Identifier: Apache-2.0
// A full disk, by LD_PRELOAD: while the file named by SAO_FULL exists, nothing under the folder
// SAO_FULL_UNDER grows. Made because a small file system of one's own needs rights a test may not have.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_full(int file)
{
	const char *flag = getenv("SAO_FULL"), *under = getenv("SAO_FULL_UNDER");
	char link[64], path[4096];

	if (!flag || !under || access(flag, F_OK))
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
	ssize_t length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return false;
	path[length] = '\0';
	return !strncmp(path, under, strlen(under));
}

static bool grows(int file, off_t end)
{
	struct stat info;

	return !fstat(file, &info) && S_ISREG(info.st_mode) && end > info.st_size && is_full(file);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t length)
{
	off_t at = lseek(file, 0, SEEK_CUR);

	if (at >= 0 && grows(file, at + (off_t)length)) {
		errno = ENOSPC;
		return -1;
	}
	return REAL(write)(file, bytes, length);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at)
{
	if (grows(file, at + (off_t)length)) {
		errno = ENOSPC;
		return -1;
	}
	return REAL(pwrite)(file, bytes, length, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at)
{
	if (grows(file, at + (off_t)length)) {
		errno = ENOSPC;
		return -1;
	}
	return REAL(pwrite64)(file, bytes, length, at);
}

int posix_fallocate(int file, off_t at, off_t length)
{
	return grows(file, at + length) ? ENOSPC : REAL(posix_fallocate)(file, at, length);
}
