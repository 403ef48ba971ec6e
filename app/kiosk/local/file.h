// SPDX-License-Identifier: Apache-2.0
// Files in a kiosk's folder: paths, and renames that a power cut cannot undo. Only kiosk/local includes it.
#ifndef KIOSK_LOCAL_FILE_H
#define KIOSK_LOCAL_FILE_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILE_PATH 1280 // folder, name and what a driver puts in front, with NUL

void file_path(char out[FILE_PATH], const char *folder, const char *name);
int64_t file_size(const char *path); // -1: there is none
void file_remove(const char *path);  // none there is fine
MUST_USE enum err file_rename(const char *from, const char *to);
// A new file of 0600 with exactly these bytes, whole or not at all after a power cut. FULL, READ_ONLY, IO.
MUST_USE enum err file_write(const char *folder, const char *name, const void *bytes, size_t length);
MUST_USE enum err file_sync_folder(const char *folder);
// What the last system call refused, as one of ours; logged.
enum err file_fault(const char *event);

#endif
