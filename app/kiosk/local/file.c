// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/file.h"
#include "base/log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_path(char out[FILE_PATH], const char *folder, const char *name)
{
	if (snprintf(out, FILE_PATH, "%s/%s", folder, name) >= FILE_PATH)
		err_abort("a path over its ceiling");
}

int64_t file_size(const char *path)
{
	struct stat file;

	return stat(path, &file) ? -1 : (int64_t)file.st_size;
}

void file_remove(const char *path)
{
	if (unlink(path) && errno != ENOENT)
		file_fault("file.remove");
}

enum err file_rename(const char *from, const char *to)
{
	return rename(from, to) ? file_fault("file.rename") : ERR_NONE;
}

enum err file_fault(const char *event)
{
	int number = errno;
	enum err err = number == ENOSPC || number == EDQUOT			? ERR_FULL
		       : number == EROFS || number == EACCES || number == EPERM ? ERR_READ_ONLY
		       : number == ENOENT || number == ENOTDIR			? ERR_NOT_FOUND
										: ERR_IO;

	log_line(LOG_ERROR, event, "err=%s errno=%d", err_name(err), number);
	return err;
}

static enum err write_all(int file, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t done = write(file, at, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return file_fault("file.write");
		at += done;
		length -= (size_t)done;
	}
	return fsync(file) ? file_fault("file.sync") : ERR_NONE;
}

enum err file_write(const char *folder, const char *name, const void *bytes, size_t length)
{
	char path[FILE_PATH], part[FILE_PATH];

	file_path(path, folder, name);
	if (snprintf(part, sizeof part, "%s.part", path) >= FILE_PATH)
		err_abort("a path over its ceiling");
	int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		return file_fault("file.open");
	enum err err = write_all(file, bytes, length);
	close(file);
	if (!err)
		err = file_rename(part, path);
	if (!err)
		err = file_sync_folder(folder);
	if (err)
		unlink(part);
	return err;
}

enum err file_sync_folder(const char *folder)
{
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (file < 0)
		return file_fault("file.folder");
	enum err err = fsync(file) ? file_fault("file.folder") : ERR_NONE;
	close(file);
	return err;
}
