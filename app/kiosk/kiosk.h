// SPDX-License-Identifier: Apache-2.0
// The kiosk: all its state in one struct, and the loop. Waits for an event or the nearest declared timer,
// lets time and news change what they change, and draws when something did. UI thread; the sync thread only
// wakes it.
#ifndef KIOSK_KIOSK_H
#define KIOSK_KIOSK_H

#include "kiosk/config.h"
#include "kiosk/screens/visit.h"
#include "kiosk/sync/sync.h"
#include <pthread.h>

#define EXIT_AGAIN 75 // the disk refused: start anew (sysexits)

struct remote;

struct kiosk_options {
	const char *enrol_code;	 // "" none
	const char *test_socket; // "" none
	const char *script;	 // "" none
	int64_t test_clock;	 // ms UTC; 0: the real one
};

// Declared timers: what may wake the loop while nobody is there and nothing is new.
enum timer { TIMER_WATCHDOG, TIMER_MINUTE, TIMER_PAGE, TIMER_COUNT };

struct kiosk {
	const struct kiosk_config *config;
	struct arena program;
	const char *why; // program: what could not be opened, a sentence
	struct clock clock;
	bool has_test_clock;
	struct local local;
	struct ui *ui;
	struct sync *sync; // NULL until the first picture stands
	struct station_settings settings;
	struct station station;
	struct visit visit;
	struct remote *remote; // NULL: nobody drives it
	int64_t seen_version;
	int64_t stop_at; // ms since boot; 0: not stopping
	int exit_status;
	_Atomic bool wants_end;
	pthread_t signals;
	bool has_signals;
	int64_t watchdog_ms, watchdog_at; // 0: nobody watches
	int64_t fired[TIMER_COUNT];	  // each turn of the loop is counted once at most
};

// Opens everything and shows the first picture before the network begins; a failure is logged, and kiosk->why
// says it to a person. The kiosk may be closed after any outcome.
MUST_USE enum err kiosk_open(
	struct kiosk *kiosk, const struct kiosk_config *config, const struct kiosk_options *options);
int kiosk_run(struct kiosk *kiosk); // until asked to end; the exit status
void kiosk_close(struct kiosk *kiosk);

#endif
