// SPDX-License-Identifier: Apache-2.0
#include "central/store/secrets.h"
#include "base/log.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096
static_assert(offsetof(struct secrets, seal_secret) == offsetof(struct secrets, seal_public) + CRYPTO_KEY,
	"the halves of the seal key are one file");

// Each file is the raw bytes of one member.
static const struct secret {
	const char *name;
	size_t offset, length;
} SECRETS[] = {
	{"seal", offsetof(struct secrets, seal_public), 2 * CRYPTO_KEY}, // both halves
	{"owner", offsetof(struct secrets, owner_key), CRYPTO_KEY},
	{"proof", offsetof(struct secrets, proof_key), CRYPTO_KEY},
	{"receipt-salt", offsetof(struct secrets, receipt_salt), 16},
};
#define SECRET_COUNT (sizeof SECRETS / sizeof SECRETS[0])

static enum err refused(const char *event, const char *what, const char *name, enum err err)
{
	log_line(LOG_ERROR, event, "err=%s file=%s why=%s", err_name(err), name, what);
	return err;
}

static enum err from_errno(void)
{
	if (errno == ENOENT)
		return ERR_NOT_FOUND;
	if (errno == ENOSPC || errno == EDQUOT)
		return ERR_FULL;
	return errno == EROFS || errno == EACCES ? ERR_READ_ONLY : ERR_IO;
}

static enum err file_read(const char *folder, const struct secret *secret, uint8_t *out)
{
	char path[PATH_ROOM];
	struct stat about;

	snprintf(path, sizeof path, "%s/%s", folder, secret->name);
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return from_errno();
	enum err err = ERR_NONE;
	if (fstat(file, &about) || about.st_size != (off_t)secret->length ||
		read(file, out, secret->length) != (ssize_t)secret->length)
		err = refused("secrets.open", "length", secret->name, ERR_CORRUPT);
	else if (about.st_mode & 077)
		err = refused("secrets.open", "open-to-others", secret->name, ERR_CORRUPT);
	close(file);
	return err;
}

// Written aside, synced, then named: a file is whole or not there.
static enum err file_make(const char *folder, const struct secret *secret, const uint8_t *bytes)
{
	char path[PATH_ROOM], aside[PATH_ROOM + 8];

	snprintf(path, sizeof path, "%s/%s", folder, secret->name);
	snprintf(aside, sizeof aside, "%s.new", path);
	int file = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return refused("secrets.make", strerror(errno), secret->name, from_errno());
	bool is_written = write(file, bytes, secret->length) == (ssize_t)secret->length && fsync(file) == 0;
	enum err err = is_written ? ERR_NONE : from_errno();
	close(file);
	if (!err && rename(aside, path))
		err = from_errno();
	return err ? refused("secrets.make", strerror(errno), secret->name, err) : ERR_NONE;
}

static enum err folder_sync(const char *folder)
{
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (file < 0)
		return from_errno();
	enum err err = fsync(file) ? from_errno() : ERR_NONE;
	close(file);
	return err;
}

enum err secrets_open(struct secrets *secrets, const char *folder)
{
	struct secrets made;
	bool is_made = false;
	enum err err = ERR_NONE;

	if (mkdir(folder, 0700) && errno != EEXIST)
		return refused("secrets.make", strerror(errno), folder, from_errno());
	crypto_random(&made, sizeof made);
	crypto_seal_pair(made.seal_public, made.seal_secret);
	for (size_t i = 0; i < SECRET_COUNT && !err; i++) {
		uint8_t *to = (uint8_t *)secrets + SECRETS[i].offset;
		err = file_read(folder, &SECRETS[i], to);
		if (err == ERR_NOT_FOUND) {
			memcpy(to, (uint8_t *)&made + SECRETS[i].offset, SECRETS[i].length);
			err = file_make(folder, &SECRETS[i], to);
			is_made = true;
		}
	}
	if (!err && is_made)
		err = folder_sync(folder);
	crypto_wipe(&made, sizeof made);
	if (err)
		secrets_close(secrets);
	return err;
}

void secrets_close(struct secrets *secrets)
{
	crypto_wipe(secrets, sizeof *secrets);
}

void secrets_proof_key(const struct secrets *secrets, const char *unit, uint8_t out[CRYPTO_KEY])
{
	crypto_mac(secrets->proof_key, unit, strlen(unit), out);
}
