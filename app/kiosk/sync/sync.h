// SPDX-License-Identifier: Apache-2.0
// The one thread that talks to central: one push and one feed wait at a time, on two kept connections. It
// reads the outbox, settles verdicts, applies feed pages, keeps anchors and spare receipts. Nothing waits for
// it; it shares nothing but the database (kiosk/local).
#ifndef KIOSK_SYNC_SYNC_H
#define KIOSK_SYNC_SYNC_H

#include "base/clock.h"
#include "base/err.h"
#include "kiosk/local/local.h"

struct sync; // owns its thread

struct sync_options {
	struct local *local; // outlives sync
	struct clock *clock;
	const char *url;	// "https://host:port", or http:// on loopback
	const char *ca_file;	// PEM; NULL: the system's
	const char *enrol_code; // "": none given; used when this kiosk has no key that central takes
	const char *version, *role;
	bool is_after_boot; // the machine has just started, and so have others: first contact within 30 s, at
			    // random
	void (*changed)(
		void *context); // from the sync thread: something new to show (the UI pushes itself an event)
	void *context;
};
MUST_USE enum err sync_start(struct sync **sync, const struct sync_options *options);
void sync_nudge(
	struct sync *sync); // an entry was stored, a spare receipt taken, the test clock moved (any thread)
void sync_enrol(struct sync *sync,
	const char *code); // try to join with this code (any thread); result shows in identity and trouble
// How many waiting requests of the feed were answered: what the sync thread wakes for while nothing happens
// (any thread).
int64_t sync_feed_answers(const struct sync *sync);
void sync_stop(struct sync *sync); // ends transfers, joins the thread; NULL is fine

#endif
