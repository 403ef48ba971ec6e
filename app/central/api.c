// SPDX-License-Identifier: Apache-2.0
#include "central/api.h"
#include "base/embed.h"
#include "base/text.h"
#include "central/central.h"
#include "central/commands.h"
#include "central/ingest/access.h"
#include "central/ingest/enrol.h"
#include "central/ingest/entries.h"
#include "central/ingest/events.h"
#include "central/ingest/feed.h"
#include "central/store/change.h"
#include <inttypes.h>
#include <string.h>

#define JSON_TYPE "application/json"
#define TEXT_TYPE "text/plain; charset=utf-8"
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define SMALL_REPLY ((size_t)64 << 10)
#define SUMMARY_REPLY ((size_t)1 << 20)

// ---- joining ----

enum err api_enrol(struct request *request)
{
	struct central *central = request->context;
	struct enrol *enrol = arena_new(request->arena, struct enrol);
	json_t *json;
	struct buf buf;

	enum err err = json_open(request->body, request->body_length, &json);
	if (err)
		return err;
	err = enrolment_ask_read(json, &enrol->ask);
	json_decref(json);
	if (!err)
		err = enrol_do(central->writer, enrol);
	if (err)
		return err;
	json = enrolment_write(&enrol->enrolment);
	buf_init(&buf, SMALL_REPLY);
	json_put(&buf, json);
	json_decref(json);
	reply_buf(request, 200, JSON_TYPE, &buf);
	return ERR_NONE;
}

// ---- entries: read here, stored by the writer while the connection is suspended, answered here ----

struct entries_call {
	struct entries entries;
	bool is_stored;
	enum err err;
};

static void entries_stored(void *context, enum err err)
{
	struct request *request = context;
	struct entries_call *call = request->state;

	call->err = err;
	call->is_stored = true;
	request_resume(request);
}

static enum err entries_reply(struct request *request, const struct entries_call *call)
{
	struct buf buf;

	if (call->err)
		return call->err;
	buf_init(&buf, SMALL_REPLY);
	enum err err = entries_answer(&call->entries, request->arena, &buf);
	if (err)
		buf_finish(&buf);
	else
		reply_buf(request, 200, VERDICTS_TYPE, &buf);
	return err;
}

enum err api_entries(struct request *request)
{
	struct central *central = request->context;
	struct entries_call *call = request->state;

	if (call)
		return entries_reply(request, call);
	if (strcmp(request_header(request, "Content-Type"), ENTRIES_TYPE) != 0)
		return ERR_INVALID;
	call = arena_new(request->arena, struct entries_call);
	request->state = call;
	enum err err = entries_read(request->arena, request->caller.id, request->caller.unit, request->body,
		request->body_length, &call->entries);
	if (err)
		return err;
	call->entries.key = request->caller.key;
	request_suspend(request);
	entries_put(&call->entries, central->writer, &central->clock, entries_stored, request);
	return ERR_NONE;
}

// ---- feed ----

static bool is_board(const struct request *request)
{
	return strcmp(request->caller.role, "board") == 0;
}

struct feed_request {
	struct feed_ask ask;
	int64_t wait_ms, until; // boot clock
};

static enum err feed_request_read(struct request *request, struct feed_request *call)
{
	const struct central *central = request->context;
	int64_t wait_s;

	call->ask.unit = request->caller.unit;
	call->ask.is_board = is_board(request);
	call->ask.epoch = request_argument(request, "epoch");
	enum err err = request_number(request, "after", 0, INT64_MAX, 0, &call->ask.after);
	if (!err)
		err = request_number(request, "limit", 1, FEED_LIMIT, FEED_LIMIT, &call->ask.limit);
	if (!err)
		err = request_number(request, "wait", 0, FEED_WAIT_S, 0, &wait_s);
	if (!err)
		call->until = clock_boot(&central->clock) + wait_s * 1000;
	return err;
}

enum err api_feed(struct request *request)
{
	struct central *central = request->context;
	struct feed_request *call = request->state;
	uint64_t seen = server_tick(central->server);
	struct store *store;
	struct buf page;
	int64_t count = 0;
	enum err err = ERR_NONE;

	if (!call) {
		request->state = call = arena_new(request->arena, struct feed_request);
		err = feed_request_read(request, call);
	}
	if (!err)
		err = reader_take(central->readers, &store);
	if (err)
		return err;
	buf_init(&page, FEED_PAGE_BYTES);
	err = feed_write(store, &call->ask, &page, &count);
	reader_give(central->readers, store, err);
	int64_t left = call->until - clock_boot(&central->clock);
	if (!err && count == 0 && left > 0 && !request->is_last) {
		buf_finish(&page);
		request_wait(request, call->ask.unit, left, seen);
	} else if (!err) {
		reply_buf(request, 200, JSON_TYPE, &page);
	} else {
		buf_finish(&page);
	}
	return err;
}

// If-None-Match: "*", or a list of tags, compared weakly (RFC 9110, 13.1.2).
static bool is_listed(const char *list, const char *tag)
{
	size_t length = strlen(tag);

	for (const char *at = list + strspn(list, " \t,"); *at; at += strspn(at, " \t,")) {
		if (*at == '*')
			return true;
		at += text_starts(at, "W/") ? 2 : 0;
		if (text_starts(at, tag) && strchr(" \t,", at[length]))
			return true;
		at += strcspn(at, " \t,");
	}
	return false;
}

enum err api_snapshot(struct request *request)
{
	struct central *central = request->context;
	char *tag = arena_alloc(request->arena, FEED_TAG);
	struct store *store;
	struct buf page;

	enum err err = reader_take(central->readers, &store);
	if (err)
		return err;
	buf_init(&page, SNAPSHOT_BYTES);
	err = snapshot_tag(store, request->caller.unit, is_board(request), tag);
	bool is_known = !err && is_listed(request_header(request, "If-None-Match"), tag);
	if (!err && !is_known)
		err = snapshot_write(store, request->caller.unit, is_board(request), &page);
	reader_give(central->readers, store, err);
	if (err) {
		buf_finish(&page);
		return err;
	}
	if (is_known)
		reply_bytes(request, 304, NULL, "", 0);
	else
		reply_buf(request, 200, JSON_TYPE, &page);
	reply_header(request, "ETag", tag);
	return ERR_NONE;
}

// ---- declarations in ----

static enum err export_take(struct request *request, struct buf *summary, const char **why)
{
	struct task_call call = {
		.central = request->context,
		.arena = request->arena,
		.body = {.file = -1, .bytes = request->body, .length = request->body_length},
		.why = "",
	};

	buf_init(&call.answer, SUMMARY_REPLY);
	enum err err = import_for_office(&call, request->caller.key, request->caller.unit);
	*why = call.why;
	buf_put(summary, call.answer.at, call.answer.length);
	task_finish(&call);
	return err;
}

static enum err events_told(struct request *request, struct buf *summary, const char **why)
{
	struct central *central = request->context;

	enum err err = events_take(central->writer, request->caller.key, request->caller.unit, request->body,
		request->body_length, summary);
	*why = err == ERR_DENIED ? ACCESS_ENDED : "";
	return err;
}

// An export as text/csv, counter events as application/jsonl. What is refused as a whole is told in a
// sentence for whoever set the connector up, with what was taken.
enum err api_declarations(struct request *request)
{
	const char *type = request_header(request, "Content-Type"), *why = "";
	struct buf summary, answer;
	enum err err = ERR_INVALID;

	buf_init(&summary, SUMMARY_REPLY);
	buf_init(&answer, SUMMARY_REPLY + SMALL_REPLY);
	if (text_starts(type, "text/csv"))
		err = export_take(request, &summary, &why);
	else if (text_starts(type, "application/jsonl"))
		err = events_told(request, &summary, &why);
	bool is_told = (err == ERR_INVALID || err == ERR_DENIED) && *why;
	if (is_told)
		task_answer_write(&answer, err, why, summary.at);
	if (is_told || !err)
		reply_buf(request, reply_status(err), JSON_TYPE, is_told ? &answer : &summary);
	buf_finish(&summary);
	buf_finish(&answer);
	return is_told ? ERR_NONE : err;
}

// ---- for those who write to it, and those who watch over it ----

EMBED(contract, "assets/openapi.yaml");

enum err api_contract(struct request *request)
{
	reply_bytes(request, 200, "application/yaml", contract, strlen(contract));
	return ERR_NONE;
}

enum err api_healthz(struct request *request)
{
	reply_bytes(request, 200, TEXT_TYPE, "ok\n", 3);
	return ERR_NONE;
}

enum err api_metrics(struct request *request)
{
	struct central *central = request->context;
	struct store *store;
	struct store_counts counts;

	enum err err = reader_take(central->readers, &store);
	if (err)
		return err;
	err = store_count(store, &counts);
	reader_give(central->readers, store, err);
	if (err)
		return err;
	char *text = arena_format(request->arena,
		"# TYPE sao_journal_entries_total counter\nsao_journal_entries_total %" PRId64 "\n"
		"# TYPE sao_changes_total counter\nsao_changes_total %" PRId64 "\n"
		"# TYPE sao_entries_parked gauge\nsao_entries_parked %" PRId64 "\n"
		"# TYPE sao_entries_apart gauge\nsao_entries_apart %" PRId64 "\n"
		"# TYPE sao_kiosks_chain_differs gauge\nsao_kiosks_chain_differs %" PRId64 "\n",
		counts.position, counts.feed, counts.parked, counts.apart, counts.chain_differs);
	reply_bytes(request, 200, METRICS_TYPE, text, strlen(text));
	return ERR_NONE;
}
