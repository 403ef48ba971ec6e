// SPDX-License-Identifier: Apache-2.0
// The page behind the QR code of a thank-you: whether central holds the ballot a receipt was given for. The
// digits come in a form's body only, never in an address, and are in no log. HTTP threads.
#ifndef CENTRAL_PHONE_RECEIPT_PAGE_H
#define CENTRAL_PHONE_RECEIPT_PAGE_H

#include "central/http/request.h"
#include "central/phone/limit.h"
#include "central/store/readers.h"

#define RECEIPT_FORM ((size_t)1 << 10) // body ceiling

struct phone {
	const struct clock *clock;
	const struct secrets *secrets;
	struct readers *readers;
	bool has_texts;
	struct limit limit;
	pthread_mutex_t lock;
	pthread_cond_t given;
	int working, waiting; // lock: derivations, 64 MiB each
};

// clock, secrets and readers are the caller's. NOT_FOUND: the catalogues are not where they should be; the
// pages are then not found either.
MUST_USE enum err phone_start(struct phone *phone);
void phone_finish(struct phone *phone); // a zeroed struct may be finished

MUST_USE enum err receipt_page_get(struct phone *phone, struct request *request);
MUST_USE enum err receipt_page_post(struct phone *phone, struct request *request); // aside: 70 ms and more
MUST_USE enum err receipt_page_script(struct request *request);
MUST_USE enum err receipt_page_style(struct request *request);

#endif
