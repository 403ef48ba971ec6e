// SPDX-License-Identifier: Apache-2.0
#include "central/access.h"
#include "base/log.h"
#include "central/central.h"
#include "central/store/kiosk.h"
#include "wire/signature.h"
#include <stdio.h>
#include <string.h>

// A header in full, or "" when it is longer than any of ours.
static void header_copy(const struct request *request, const char *name, char *out, size_t room)
{
	const char *value = request_header(request, name);

	snprintf(out, room, "%s", strlen(value) < room ? value : "");
}

static enum err key_find(struct central *central, const char *key_id, struct key_row *key)
{
	struct store *store;

	enum err err = reader_take(central->readers, &store);
	if (err)
		return err;
	err = key_get(store, key_id, key);
	reader_give(central->readers, store, err);
	return err == ERR_NOT_FOUND ? ERR_DENIED : err;
}

static bool may(const struct kiosk_row *kiosk, enum who who)
{
	return (strcmp(kiosk->role, "connector") == 0) == (who == WHO_CONNECTOR);
}

// The cheap checks first: template, key, time; then digest and signature.
enum err access_admit(struct request *request, enum who who, bool is_whole)
{
	struct central *central = request->context;
	struct signature_headers headers;
	struct key_row key;
	char key_id[KEY_ID];
	int64_t created;

	header_copy(request, "Content-Digest", headers.digest, sizeof headers.digest);
	header_copy(request, "Signature-Input", headers.input, sizeof headers.input);
	header_copy(request, "Signature", headers.signature, sizeof headers.signature);
	enum err err = signature_read(headers.input, *headers.digest, &created, key_id);
	if (!err)
		err = key_find(central, key_id, &key);
	if (err)
		return err;
	int64_t off = clock_wall(&central->clock) / 1000 - created;
	if (off > SIGNATURE_WINDOW_S || off < -SIGNATURE_WINDOW_S)
		return ERR_EXPIRED;
	const struct signature_request whole = {
		request->method, request->path, request->query, request->body, request->body_length};
	if (is_whole && (!*headers.digest != !request->body_length ||
				signature_check(&whole, &headers, key.public_half)))
		return ERR_DENIED;
	if (!may(&key.kiosk, who))
		return ERR_NOT_FOUND;
	snprintf(request->caller.key, sizeof request->caller.key, "%s", key_id);
	snprintf(request->caller.id, sizeof request->caller.id, "%s", key.kiosk.id);
	snprintf(request->caller.unit, sizeof request->caller.unit, "%s", key.kiosk.unit);
	snprintf(request->caller.role, sizeof request->caller.role, "%s", key.kiosk.role);
	return ERR_NONE;
}
