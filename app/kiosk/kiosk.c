// SPDX-License-Identifier: Apache-2.0
#include "kiosk/kiosk.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/remote.h"
#include "kiosk/screens/flow.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#define FRAMES_A_TURN 8	      // a screen that asks for more at once is waiting for something to happen
#define BROKEN_SHOWN_MS 20000 // how long "cannot be recorded" stands before the program starts anew
#define TABLE_BYTES (256 * 1024)
#define UP_LONG_MS (5 * CLOCK_MINUTE) // the machine is up longer: it was not all of them starting at once

// ---- signals: a thread waits for them, so that no handler runs in the middle of something ----

static void *signals_run(void *context)
{
	struct kiosk *kiosk = context;
	sigset_t set;
	int number;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	while (sigwait(&set, &number) != 0)
		;
	kiosk->wants_end = true;
	ui_wake(kiosk->ui);
	return NULL;
}

static void signals_block(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

// ---- opening ----

static void wishes_serve(struct kiosk *kiosk); // of the loop, below
static void draw(struct kiosk *kiosk);

static void settings_make(struct kiosk *kiosk)
{
	const struct kiosk_config *config = kiosk->config;

	kiosk->settings = (struct station_settings){
		.unit_name = config->unit_name,
		.unit_parent = config->unit_parent,
		.phone_url = config->phone_url,
		.qr_url = *config->phone_url ? config->phone_url : config->central_url,
		.hotline = config->help_hotline,
		.help_place = {config->help_place, config->help_place_en},
		.staff_pin = config->staff_pin,
		.url = config->central_url,
		.version = SAO_VERSION,
		.lang = config->lang,
		.is_board = text_equal(config->role, "board"),
		.page_ms = (int)config->page_seconds * 1000,
	};
}

static enum err table_read(struct kiosk *kiosk, const char *file, char **text)
{
	struct buf buf;
	enum err err;

	buf_init(&buf, TABLE_BYTES);
	err = buf_read_file(&buf, file);
	if (!err)
		*text = arena_copy(&kiosk->program, buf.at, buf.length);
	buf_finish(&buf);
	return err;
}

static enum err tables_read(struct kiosk *kiosk)
{
	struct deadline_rule *rules = NULL;
	char *holidays, *deadlines;
	enum err err = table_read(kiosk, kiosk->config->holidays, &holidays);

	if (!err)
		err = table_read(kiosk, kiosk->config->deadlines, &deadlines);
	if (!err)
		err = calendar_read(&kiosk->program, holidays, &kiosk->station.calendar);
	if (!err)
		err = deadline_rules_read(&kiosk->program, deadlines, &rules, &kiosk->station.rule_count);
	kiosk->station.rules = rules;
	return err;
}

static enum err window_open(struct kiosk *kiosk)
{
	const struct kiosk_config *config = kiosk->config;
	struct ui_options options = {
		.width = config->width,
		.height = config->height,
		.is_fullscreen = config->is_fullscreen && config->width == 0,
		.assets = config->icons,
		.fonts = config->fonts,
		.panel_inches = (double)config->panel_mm / 25.4,
	};

	return ui_open(&kiosk->ui, &options);
}

static void news(void *context)
{
	struct kiosk *kiosk = context;

	ui_wake(kiosk->ui);
}

static enum err link_start(struct kiosk *kiosk, const struct kiosk_options *options)
{
	const struct kiosk_config *config = kiosk->config;
	struct sync_options sync = {
		.local = &kiosk->local,
		.clock = &kiosk->clock,
		.url = config->central_url,
		.ca_file = *config->central_ca ? config->central_ca : NULL,
		.enrol_code = options->enrol_code,
		.version = SAO_VERSION,
		.role = config->role,
		.is_after_boot = clock_boot(&kiosk->clock) < UP_LONG_MS,
		.changed = news,
		.context = kiosk,
	};

	return sync_start(&kiosk->sync, &sync);
}

static void watchdog_start(struct kiosk *kiosk)
{
	uint64_t usec = 0;

	if (sd_watchdog_enabled(0, &usec) > 0)
		kiosk->watchdog_ms = (int64_t)(usec / 2000);
}

static const char *folder_sentence(enum err err)
{
	return err == ERR_NOT_FOUND   ? "is not there; make it, for this user to write"
	       : err == ERR_READ_ONLY ? "may not be written by this user, or its disk is read-only"
	       : err == ERR_BUSY      ? "is in use by another sao-kiosk"
	       : err == ERR_FULL      ? "is on a full disk"
				      : "cannot be used";
}

static enum err local_open_at(struct kiosk *kiosk, const char *folder)
{
	enum err err = local_open(&kiosk->local, folder, &kiosk->clock);

	kiosk->why = arena_format(&kiosk->program, "data.folder: %s %s", folder, folder_sentence(err));
	return err;
}

enum err kiosk_open(
	struct kiosk *kiosk, const struct kiosk_config *config, const struct kiosk_options *options)
{
	enum err err;

	kiosk->config = config;
	arena_init(&kiosk->program, 0);
	settings_make(kiosk);
	if (options->test_clock) {
		kiosk->has_test_clock = true;
		clock_set_wall(&kiosk->clock, options->test_clock);
	}
	signals_block();
	crypto_start();
	kiosk->why = "the languages cannot be read";
	err = tr_start(config->locale);
	if (!err)
		err = local_open_at(kiosk, config->data_folder);
	if (err)
		return err;
	station_init(&kiosk->station, &kiosk->settings, &kiosk->local, &kiosk->clock);
	kiosk->why = "the tables of holidays and deadlines cannot be read";
	err = tables_read(kiosk);
	if (err)
		return err;
	kiosk->why = "there is no display to open a window on; SDL_VIDEODRIVER=dummy does without";
	err = window_open(kiosk);
	if (err)
		return err;
	kiosk->has_signals = pthread_create(&kiosk->signals, NULL, signals_run, kiosk) == 0;
	kiosk->station.cannot_store = outbox_can_store(&kiosk->local) != ERR_NONE;
	station_turn(&kiosk->station);
	visit_init(&kiosk->visit, &kiosk->station);
	ui_invalidate(kiosk->ui);
	wishes_serve(kiosk);
	draw(kiosk);
	// Only now: connecting and making spare receipts would take a processor from the first picture.
	kiosk->why = "the link to central cannot be started";
	err = link_start(kiosk, options);
	if (!err)
		kiosk->why = arena_format(&kiosk->program, "%s%s%s cannot be opened", options->script,
			*options->script && *options->test_socket ? " or " : "", options->test_socket);
	if (!err && (*options->test_socket || *options->script))
		err = remote_open(&kiosk->remote, kiosk, options->test_socket, options->script);
	watchdog_start(kiosk);
	return err;
}

void kiosk_close(struct kiosk *kiosk)
{
	remote_close(kiosk->remote);
	if (kiosk->has_signals) {
		pthread_kill(kiosk->signals, SIGTERM);
		pthread_join(kiosk->signals, NULL);
	}
	sync_stop(kiosk->sync);
	visit_finish(&kiosk->visit);
	station_finish(&kiosk->station);
	ui_close(kiosk->ui);
	local_close(&kiosk->local);
	arena_finish(&kiosk->program);
}

// ---- the loop ----

// The key people compare: the one in use, or the one to join with.
static enum err key_find(struct kiosk *kiosk, uint8_t public_half[CRYPTO_KEY])
{
	uint8_t secret[CRYPTO_SIGN_KEY];
	enum err err;

	if (!kiosk->station.identity.is_enrolled)
		return identity_key_make(&kiosk->local, public_half);
	err = identity_key_get(&kiosk->local, secret);
	if (!err)
		memcpy(public_half, secret + CRYPTO_SIGN_KEY - CRYPTO_KEY, CRYPTO_KEY);
	crypto_wipe(secret, sizeof(secret));
	return err;
}

static void wishes_serve(struct kiosk *kiosk)
{
	struct station *station = &kiosk->station;
	struct wishes wishes = station->wishes;

	station->wishes = (struct wishes){.stop_retry = wishes.stop_retry};
	if (wishes.push && kiosk->sync) // it begins by looking itself
		sync_nudge(kiosk->sync);
	if (wishes.forget)
		ui_forget(kiosk->ui);
	if (*wishes.enrol_code)
		sync_enrol(kiosk->sync, wishes.enrol_code);
	if (wishes.measure) {
		station->disk_free = local_disk_free(&kiosk->local);
		ui_invalidate(kiosk->ui);
	}
	if (wishes.measure || !station->identity.is_enrolled)
		station->has_public_key = key_find(kiosk, station->public_key) == ERR_NONE;
	crypto_wipe(&wishes, sizeof(wishes));
}

// The disk refused for good: say so for a while to whoever is there, then start anew.
static void end_when_broken(struct kiosk *kiosk)
{
	const struct station *station = &kiosk->station;

	if (!kiosk->local.is_broken && !station->wishes.stop_retry)
		return;
	if (!kiosk->stop_at)
		kiosk->stop_at = station->boot + BROKEN_SHOWN_MS;
	if (PLACES[kiosk->visit.place].kind == PLACE_OPEN || station->boot >= kiosk->stop_at) {
		log_line(LOG_ERROR, "kiosk.broken", NULL);
		kiosk->exit_status = EXIT_AGAIN;
		kiosk->wants_end = true;
	}
}

// A turn made for something else feeds it too when half the time is over, and spares a turn. True: it was
// due.
static bool watchdog_feed(struct kiosk *kiosk)
{
	int64_t left = kiosk->watchdog_at - kiosk->station.boot;

	if (!kiosk->watchdog_ms || left > kiosk->watchdog_ms / 2)
		return false;
	kiosk->watchdog_at = kiosk->station.boot + kiosk->watchdog_ms;
	sd_notify(0, "WATCHDOG=1");
	return left <= 0;
}

static void turn_count(struct kiosk *kiosk, bool is_watchdog_due)
{
	const struct station *station = &kiosk->station;

	if (station->has_page_turned)
		kiosk->fired[TIMER_PAGE]++;
	else if (station->has_minute_passed)
		kiosk->fired[TIMER_MINUTE]++;
	else if (is_watchdog_due)
		kiosk->fired[TIMER_WATCHDOG]++;
}

static void draw(struct kiosk *kiosk)
{
	for (int i = 0; i < FRAMES_A_TURN && ui_needs_frame(kiosk->ui); i++) {
		struct rect page = ui_begin(kiosk->ui, kiosk->visit.lang, kiosk->visit.text_percent);

		flow_show(kiosk->ui, page, &kiosk->visit);
		ui_end(kiosk->ui);
		wishes_serve(kiosk);
	}
}

static void sooner(int64_t *next, int64_t candidate)
{
	if (candidate >= 0 && (*next < 0 || candidate < *next))
		*next = candidate;
}

// Ms until the nearest declared timer.
static int64_t wait_ms(const struct kiosk *kiosk)
{
	const struct station *station = &kiosk->station;
	int64_t next = station_next(station, PLACES[kiosk->visit.place].kind == PLACE_OPEN);

	sooner(&next, flow_next(&kiosk->visit));
	if (kiosk->watchdog_ms)
		sooner(&next, kiosk->watchdog_at > station->boot ? kiosk->watchdog_at - station->boot : 0);
	if (kiosk->stop_at)
		sooner(&next, kiosk->stop_at > station->boot ? kiosk->stop_at - station->boot : 0);
	sooner(&next, remote_next(kiosk->remote));
	return next;
}

static void turn(struct kiosk *kiosk)
{
	bool did = ui_wait(kiosk->ui, wait_ms(kiosk));
	struct station *station = &kiosk->station;
	bool changed = station_turn(station);

	if (did)
		visit_touch(&kiosk->visit);
	if (station->version != kiosk->seen_version) {
		kiosk->seen_version = station->version;
		visit_refresh(&kiosk->visit);
	}
	changed = flow_turn(&kiosk->visit) || changed;
	if (changed)
		ui_invalidate(kiosk->ui);
	wishes_serve(kiosk);
	draw(kiosk);
	if (remote_serve(kiosk->remote))
		kiosk->wants_end = true;
	end_when_broken(kiosk);
	turn_count(kiosk, watchdog_feed(kiosk));
}

int kiosk_run(struct kiosk *kiosk)
{
	sd_notify(0, "READY=1");
	while (!kiosk->wants_end && !ui_wants_quit(kiosk->ui))
		turn(kiosk);
	sd_notify(0, "STOPPING=1");
	if (!kiosk->exit_status)
		kiosk->exit_status = remote_status(kiosk->remote);
	return kiosk->exit_status;
}
