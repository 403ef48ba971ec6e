// SPDX-License-Identifier: Apache-2.0
#include "kiosk/sync/talk.h"
#include "base/json.h"
#include "base/log.h"
#include "kiosk/local/freshness.h"
#include "wire/feed.h"
#include <stdio.h>
#include <string.h>

#define ERROR_CODE_BYTES 64
#define LINE_BYTES 256 // a header, name and value

void talk_load(struct talk *talk)
{
	crypto_wipe(talk->secret, sizeof talk->secret);
	if (identity_get(talk->local, &talk->identity))
		memset(&talk->identity, 0, sizeof talk->identity);
	if (talk->identity.is_enrolled && identity_key_get(talk->local, talk->secret))
		talk->identity.is_enrolled = false;
}

void talk_start(struct talk *talk, enum link_slot slot, struct link_request *request, const char *type)
{
	struct signature_headers signature;
	char lines[4][LINE_BYTES];
	size_t count = 0;
	struct signature_request signed_part = {.method = request->body ? "POST" : "GET",
		.path = request->path,
		.query = request->query,
		.body = request->body,
		.body_length = request->body_length};

	if (type)
		snprintf(lines[count++], LINE_BYTES, "Content-Type: %s", type);
	if (talk->identity.is_enrolled) {
		signature_make(&signed_part, talk->secret, talk->identity.key_id,
			freshness_central_now(talk->local) / 1000, &signature);
		if (*signature.digest)
			snprintf(lines[count++], LINE_BYTES, "Content-Digest: %s", signature.digest);
		snprintf(lines[count++], LINE_BYTES, "Signature-Input: %s", signature.input);
		snprintf(lines[count++], LINE_BYTES, "Signature: %s", signature.signature);
	}
	for (size_t i = 0; i < count; i++)
		request->headers[i] = lines[i];
	request->headers[count] = NULL;
	link_start(talk->link, slot, request);
}

// Errors carry {"error": code, "now": ms}. Only a clock complaint is acted on.
static bool is_clock(const struct link_answer *answer, int64_t *now)
{
	const char *code;
	json_t *json;

	if (strcmp(answer->type, FEED_TYPE) != 0 || json_open(answer->body, answer->length, &json))
		return false;
	bool is_ours = !json_get_text(json, "error", ERROR_CODE_BYTES, &code) && strcmp(code, "clock") == 0 &&
		       !json_get_int(json, "now", 1, INT64_C(253402300799999), now);
	json_decref(json);
	return is_ours;
}

enum outcome outcome_of(const struct link_answer *answer, const char *type, int64_t *now)
{
	if (answer->fault)
		return answer->fault == LINK_TIMEOUT ? OUTCOME_TROUBLED : OUTCOME_NETWORK;
	switch (answer->status) {
	case 200:
		return strcmp(answer->type, type) == 0 ? OUTCOME_GOOD : OUTCOME_NETWORK;
	case 400:
	case 413:
		return OUTCOME_FRAMING;
	case 401:
		return is_clock(answer, now) ? OUTCOME_CLOCK : OUTCOME_DENIED;
	case 403:
		return OUTCOME_DENIED;
	case 410:
		return OUTCOME_GONE;
	case 409:
	case 426:
	case 429:
	case 503:
		return OUTCOME_WAIT;
	default:
		return answer->status >= 500 ? OUTCOME_TROUBLED : OUTCOME_NETWORK;
	}
}

void talk_note(struct talk *talk, const char *trouble)
{
	talk->is_denied = strcmp(trouble, "sync.denied") == 0;
	if (*trouble)
		freshness_note_trouble(talk->local, trouble);
	if (strcmp(trouble, talk->trouble) == 0)
		return;
	log_line(*trouble ? LOG_WARNING : LOG_INFO, "sync.state", "trouble=%s", *trouble ? trouble : "none");
	snprintf(talk->trouble, sizeof talk->trouble, "%s", trouble);
	talk->has_changed = true;
}

const char *trouble_of(const struct link_answer *answer, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_GOOD:
	case OUTCOME_GONE:
		return "";
	case OUTCOME_DENIED:
		return "sync.denied";
	case OUTCOME_CLOCK:
		return "sync.clock";
	case OUTCOME_FRAMING:
		return "sync.framing";
	case OUTCOME_WAIT:
		return answer->status == 426 ? "sync.update" : "sync.busy";
	case OUTCOME_TROUBLED:
	case OUTCOME_NETWORK:
		break;
	}
	return answer->fault == LINK_CERTIFICATE ? "sync.certificate" : "sync.network";
}
