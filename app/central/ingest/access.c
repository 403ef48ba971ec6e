// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/access.h"

// The cheap checks first: template, key, time; then digest and signature.
enum err access_check(
	struct store *store, const struct access *access, char key_id[KEY_ID], struct kiosk_row *kiosk)
{
	struct key_row key;
	int64_t created;

	enum err err = signature_read(access->headers.input, *access->headers.digest, &created, key_id);
	if (!err)
		err = key_get(store, key_id, &key);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_DENIED : err;
	int64_t off = clock_wall(store->clock) / 1000 - created;
	if (off > SIGNATURE_WINDOW_S || off < -SIGNATURE_WINDOW_S)
		return ERR_EXPIRED;
	*kiosk = key.kiosk;
	return access->is_whole ? signature_check(&access->request, &access->headers, key.public_half)
				: ERR_NONE;
}

enum err access_still(struct store *store, const char *key_id)
{
	struct key_row key;
	enum err err = key_id ? key_get(store, key_id, &key) : ERR_NONE;

	return err == ERR_NOT_FOUND ? ERR_DENIED : err;
}
