// SPDX-License-Identifier: Apache-2.0
#include "kiosk/sync/sync.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/local/cache.h"
#include "kiosk/local/freshness.h"
#include "kiosk/local/outbox.h"
#include "kiosk/local/spare.h"
#include "kiosk/sync/pull.h"
#include "kiosk/sync/push.h"
#include "wire/body.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEALTH_EVERY CLOCK_HOUR
#define SLEEP_MOST CLOCK_HOUR
#define ENROLMENT_BYTES 16384
#define ENROL_SLOW_S 20
#define TEXT_BYTES 32 // version, role

struct enrol {		       // joining, on the push connection
	char code[ENROL_CODE]; // "": nothing asked for
	struct buf body;
	bool is_running;
	struct backoff backoff;
};

struct sync {
	pthread_t thread;
	pthread_mutex_t lock;
	char code[ENROL_CODE]; // lock: asked for by another thread
	_Atomic bool is_nudged, is_stopping;
	_Atomic int64_t feed_answers;
	// The sync thread's own:
	char given[ENROL_CODE]; // code given at start, for when there is no key that central takes
	char version[TEXT_BYTES], role[TEXT_BYTES];
	void (*changed)(void *context);
	void *context;
	struct talk talk;
	struct push push;
	struct pull pull;
	struct enrol enrol;
	struct id_maker ids;
	int64_t health_at;
	bool is_breakage_told;
};

// ---- health: once at start, then every hour; with it what else is done once an hour ----

static void put_health(struct sync *sync)
{
	struct local *local = sync->talk.local;
	struct health_body body = {.version = sync->version, .role = sync->role};
	struct outbox_count count;
	char id[ID_SIZE];

	body.disk_free_bytes = local_disk_free(local);
	enum err err = outbox_count(local, &count);
	if (!err)
		err = outbox_chain(local, &body.chain_seq, body.chain_head);
	if (err)
		return; // a kiosk that cannot store tells nothing; its silence is seen at central
	body.unsent = count.pending + count.aside;
	json_t *json = health_body_write(&body);
	id_make(&sync->ids, freshness_central_now(local), id);
	err = outbox_put(local, id, ENTRY_HEALTH, json, "", 1);
	json_decref(json);
	if (err)
		log_line(LOG_WARNING, "sync.health", "err=%s", err_name(err));
	sync->push.is_wanted = true;
}

static void do_hourly(struct sync *sync, int64_t now)
{
	sync->health_at = now + HEALTH_EVERY;
	put_health(sync);
	if (outbox_purge(sync->talk.local))
		log_line(LOG_WARNING, "sync.purge", "err=io");
}

// ---- joining ----

static void take_code(struct sync *sync)
{
	pthread_mutex_lock(&sync->lock);
	if (*sync->code && !sync->enrol.is_running) {
		memcpy(sync->enrol.code, sync->code, ENROL_CODE);
		sync->code[0] = '\0';
		backoff_good(&sync->enrol.backoff);
	}
	pthread_mutex_unlock(&sync->lock);
	if (*sync->given && (!sync->talk.identity.is_enrolled || sync->talk.is_denied)) {
		memcpy(sync->enrol.code, sync->given, ENROL_CODE);
		sync->given[0] = '\0';
	}
}

static int64_t enrol_due(const struct sync *sync)
{
	bool is_free = !sync->push.is_running && !sync->enrol.is_running;

	return *sync->enrol.code && is_free ? sync->enrol.backoff.until : INT64_MAX;
}

static void enrol_begin(struct sync *sync)
{
	struct enrol *enrol = &sync->enrol;
	struct enrolment_ask ask;
	struct link_request request = {
		.path = "/api/v1/enrol", .query = "", .ceiling = ENROLMENT_BYTES, .slow_s = ENROL_SLOW_S};

	memcpy(ask.code, enrol->code, ENROL_CODE);
	if (identity_key_make(sync->talk.local, ask.public_half)) {
		backoff_fail(&enrol->backoff, clock_boot(sync->talk.clock), 0);
		talk_note(&sync->talk, "sync.disk");
		return;
	}
	json_t *json = enrolment_ask_write(&ask);
	buf_clear(&enrol->body);
	json_put(&enrol->body, json);
	json_decref(json);
	request.body = enrol->body.at;
	request.body_length = enrol->body.length;
	// Not signed: central does not know the key yet.
	request.headers[0] = "Content-Type: " FEED_TYPE;
	link_start(sync->talk.link, LINK_PUSH, &request);
	enrol->is_running = true;
}

static enum err join(struct sync *sync, const struct link_answer *answer)
{
	struct enrolment enrolment;
	json_t *json;

	if (json_open(answer->body, answer->length, &json))
		return ERR_INVALID;
	enum err err = enrolment_read(json, &enrolment);
	if (!err)
		err = identity_put(sync->talk.local, &enrolment);
	if (!err)
		freshness_anchor(sync->talk.local, enrolment.now);
	json_decref(json);
	return err;
}

static void enrol_take(struct sync *sync, const struct link_answer *answer)
{
	struct talk *talk = &sync->talk;
	int64_t now = clock_boot(talk->clock), central;

	sync->enrol.is_running = false;
	enum outcome outcome = outcome_of(answer, FEED_TYPE, &central);
	enum err joined = outcome == OUTCOME_GOOD ? join(sync, answer) : ERR_NONE;
	if (outcome == OUTCOME_GOOD && !joined) {
		sync->enrol.code[0] = '\0';
		talk_load(talk);
		talk_note(talk, "");
		backoff_good(&sync->pull.backoff);
		backoff_good(&sync->push.backoff);
		sync->push.is_wanted = true;
		sync->health_at = 0;
		talk->has_changed = true;
		return;
	}
	bool is_refused = answer->fault == LINK_NONE && answer->status >= 400 && answer->status < 500 &&
			  outcome != OUTCOME_WAIT;
	if (is_refused || joined == ERR_CONFLICT) { // used up, too old, mistyped, for another place: a person
						    // must give another
		sync->enrol.code[0] = '\0';
		talk_note(talk, is_refused ? "sync.code" : "sync.name");
		talk->has_changed = true;
		return;
	}
	talk_note(talk, trouble_of(answer, outcome == OUTCOME_GOOD ? OUTCOME_NETWORK : outcome));
	backoff_fail(&sync->enrol.backoff, now, answer->retry_after);
}

// ---- the thread ----

static void take_answers(struct sync *sync)
{
	struct talk *talk = &sync->talk;
	struct link_answer answer;
	char told[ID_SIZE], known[ID_SIZE];
	int64_t after;
	bool restored = false;

	if (link_take(talk->link, LINK_PUSH, &answer)) {
		if (sync->enrol.is_running)
			enrol_take(sync, &answer);
		else
			push_take(&sync->push, talk, &answer, &restored);
		if (restored && cache_drop_cursor(talk->local))
			log_line(LOG_WARNING, "sync.restored", "err=cache");
	}
	if (link_take(talk->link, LINK_PULL, &answer)) {
		bool was_snapshot = sync->pull.is_snapshot, was_current = sync->pull.is_current;
		sync->feed_answers += sync->pull.is_waiting;
		pull_take(&sync->pull, talk, &answer);
		// Another life of central: ask at once what its journal still holds.
		if (was_snapshot && !cache_cursor(talk->local, &after, told) &&
			!outbox_epoch(talk->local, known) && *known && *told && strcmp(known, told) != 0)
			sync->health_at = 0;
		if (!was_current && sync->pull.is_current)
			sync->push.backoff.until = 0; // the way is open again
	}
	local_checkpoint(talk->local);
}

static void begin_what_is_due(struct sync *sync, int64_t now)
{
	if (enrol_due(sync) <= now)
		enrol_begin(sync);
	if (!sync->talk.identity.is_enrolled)
		return;
	if (now >= sync->health_at)
		do_hourly(sync, now);
	if (!sync->enrol.is_running && push_due(&sync->push) <= now)
		push_begin(&sync->push, &sync->talk);
	if (pull_due(&sync->pull) <= now)
		pull_begin(&sync->pull, &sync->talk);
}

static int64_t earlier(int64_t one, int64_t two)
{
	return one < two ? one : two;
}

static int sleep_ms(const struct sync *sync, int64_t now)
{
	int64_t due = now + SLEEP_MOST;

	due = earlier(due, enrol_due(sync));
	if (sync->talk.identity.is_enrolled) {
		due = earlier(due, sync->health_at);
		due = earlier(due, pull_due(&sync->pull));
		if (!sync->enrol.is_running)
			due = earlier(due, push_due(&sync->push));
	}
	return due > now ? (int)(due - now) : 0;
}

// 70 ms of work that no person waits for.
static bool make_spare(struct sync *sync)
{
	struct receipt receipt;

	if (!sync->talk.identity.has_keys || sync->talk.identity.is_board || !spare_wanted(sync->talk.local))
		return false;
	receipt_make(sync->talk.identity.receipt_salt, &receipt);
	spare_put(sync->talk.local, &receipt);
	crypto_wipe(&receipt, sizeof receipt);
	return true;
}

static void tell_changes(struct sync *sync)
{
	// The loop ends the program when a disk refused (exit 75); it must hear of it.
	if (sync->talk.local->is_broken && !sync->is_breakage_told)
		sync->is_breakage_told = sync->talk.has_changed = true;
	if (sync->talk.has_changed && sync->changed)
		sync->changed(sync->context);
	sync->talk.has_changed = false;
}

static void *run(void *context)
{
	struct sync *sync = context;

	talk_load(&sync->talk);
	while (!sync->is_stopping) {
		take_code(sync);
		if (atomic_exchange(&sync->is_nudged, false))
			sync->push.is_wanted = true;
		begin_what_is_due(sync, clock_boot(sync->talk.clock));
		tell_changes(sync);
		bool is_busy = make_spare(sync);
		link_wait(sync->talk.link, is_busy ? 0 : sleep_ms(sync, clock_boot(sync->talk.clock)));
		take_answers(sync);
	}
	return NULL;
}

// ---- from other threads ----

enum err sync_start(struct sync **out, const struct sync_options *options)
{
	*out = NULL;
	struct sync *sync = calloc(1, sizeof *sync);
	if (!sync)
		err_abort("out of memory");
	enum err err = link_open(&sync->talk.link, options->url, options->ca_file);
	if (err) {
		free(sync);
		return err;
	}
	sync->talk.local = options->local;
	sync->talk.clock = options->clock;
	sync->changed = options->changed;
	sync->context = options->context;
	snprintf(sync->version, sizeof sync->version, "%s", options->version);
	snprintf(sync->role, sizeof sync->role, "%s", options->role);
	snprintf(sync->given, sizeof sync->given, "%s", options->enrol_code);
	push_init(&sync->push);
	pull_init(&sync->pull);
	buf_init(&sync->enrol.body, ENROLMENT_BYTES);
	if (options->is_after_boot) {
		backoff_boot(&sync->push.backoff, clock_boot(options->clock));
		backoff_boot(&sync->pull.backoff, clock_boot(options->clock));
	}
	pthread_mutex_init(&sync->lock, NULL);
	if (pthread_create(&sync->thread, NULL, run, sync))
		err_abort("no thread for sync");
	*out = sync;
	return ERR_NONE;
}

void sync_nudge(struct sync *sync)
{
	sync->is_nudged = true;
	link_wake(sync->talk.link);
}

void sync_enrol(struct sync *sync, const char *code)
{
	pthread_mutex_lock(&sync->lock);
	snprintf(sync->code, sizeof sync->code, "%s", code);
	pthread_mutex_unlock(&sync->lock);
	link_wake(sync->talk.link);
}

int64_t sync_feed_answers(const struct sync *sync)
{
	return sync->feed_answers;
}

void sync_stop(struct sync *sync)
{
	if (!sync)
		return;
	sync->is_stopping = true;
	link_wake(sync->talk.link);
	pthread_join(sync->thread, NULL);
	link_close(sync->talk.link);
	push_finish(&sync->push);
	pull_finish(&sync->pull);
	buf_finish(&sync->enrol.body);
	crypto_wipe(sync->talk.secret, sizeof sync->talk.secret);
	pthread_mutex_destroy(&sync->lock);
	free(sync);
}
