// SPDX-License-Identifier: Apache-2.0
// When the last boot of a kiosk began, and its entries that wait to be dated by that of theirs. The writer's
// store, inside the transaction that journals.
#ifndef CENTRAL_STORE_BOOT_H
#define CENTRAL_STORE_BOOT_H

#include "central/store/store.h"
#include "wire/entry.h"

struct boot {
	char kiosk[KIOSK_ID];
	char id[ID_SIZE]; // ""; the time of none is known
	int64_t began;
	int64_t undated; // entries that wait, of any boot
};
MUST_USE enum err boot_get(struct store *store, const char *kiosk, struct boot *boot); // unknown: all 0
MUST_USE enum err boot_put(struct store *store, const struct boot *boot);

struct undated {
	int64_t position, up;
	int64_t earliest; // the moment of the entry before it
};
MUST_USE enum err undated_put(
	struct store *store, const char *kiosk, const char *boot, const struct undated *undated);
// Those of a boot in the order they happened, at most `room`.
MUST_USE enum err undated_list(struct store *store, const char *kiosk, const char *boot, struct undated *list,
	size_t room, size_t *count);
MUST_USE enum err undated_drop(struct store *store, int64_t position);

#endif
