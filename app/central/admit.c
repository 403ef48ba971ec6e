// SPDX-License-Identifier: Apache-2.0
#include "central/admit.h"
#include "central/central.h"
#include "central/ingest/access.h"
#include <stdio.h>
#include <string.h>

// A header in full, or "" when it is longer than any of ours.
static void header_copy(const struct request *request, const char *name, char *out, size_t room)
{
	const char *value = request_header(request, name);

	snprintf(out, room, "%s", strlen(value) < room ? value : "");
}

static bool may(const struct kiosk_row *kiosk, enum who who)
{
	return (strcmp(kiosk->role, "connector") == 0) == (who == WHO_CONNECTOR);
}

enum err admit_request(struct request *request, enum who who, bool is_whole)
{
	struct central *central = request->context;
	struct caller *caller = &request->caller;
	struct access access = {
		.request = {request->method, request->path, request->query, request->body,
			request->body_length},
		.is_whole = is_whole,
	};
	struct signature_headers *headers = &access.headers;
	struct kiosk_row kiosk;
	struct store *store;

	header_copy(request, "Content-Digest", headers->digest, sizeof headers->digest);
	header_copy(request, "Signature-Input", headers->input, sizeof headers->input);
	header_copy(request, "Signature", headers->signature, sizeof headers->signature);
	enum err err = reader_take(central->readers, &store);
	if (err)
		return err;
	err = access_check(store, &access, caller->key, &kiosk);
	if (err == ERR_DENIED)
		knock_log(&central->knocks, store, caller->key);
	reader_give(central->readers, store, err);
	if (err)
		return err;
	snprintf(caller->id, sizeof caller->id, "%s", kiosk.id);
	snprintf(caller->unit, sizeof caller->unit, "%s", kiosk.unit);
	snprintf(caller->role, sizeof caller->role, "%s", kiosk.role);
	return may(&kiosk, who) ? ERR_NONE : ERR_NOT_FOUND;
}
