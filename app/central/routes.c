// SPDX-License-Identifier: Apache-2.0
#include "central/routes.h"
#include "central/api.h"
#include "central/control_handler.h"
#include "central/pages.h"
#include "central/phone/receipt_page.h"
#include "central/ready.h"
#include "wire/entry.h"

#define SMALL_BODY ((size_t)4 << 10)
#define NO_BODY ((size_t)0)
#define DECLARATIONS_BODY ((size_t)256 << 20)
#define ASIDE true
#define AT_ONCE false

// Every address there is: method, path (a trailing "/": whatever begins so), who may, most bytes of a body,
// whether the handler may take long (ASIDE: on a thread of its own), handler.
const struct route ROUTES[] = {
	{"POST", "/api/v1/enrol", WHO_PUBLIC, SMALL_BODY, ASIDE, api_enrol},
	{"POST", "/api/v1/entries", WHO_KIOSK, ENTRIES_BYTES, AT_ONCE, api_entries},
	{"GET", "/api/v1/feed", WHO_KIOSK, NO_BODY, AT_ONCE, api_feed},
	{"GET", "/api/v1/snapshot", WHO_KIOSK, NO_BODY, ASIDE, api_snapshot},

	{"GET", "/api/v1/openapi.yaml", WHO_PUBLIC, NO_BODY, AT_ONCE, api_contract},

	{"POST", "/api/v1/declarations", WHO_CONNECTOR, DECLARATIONS_BODY, ASIDE, api_declarations},

	// Pages for phones.
	{"GET", "/t", WHO_PUBLIC, NO_BODY, AT_ONCE, pages_receipt},
	{"POST", "/t", WHO_PUBLIC, RECEIPT_FORM, ASIDE, pages_receipt_ask},
	{"GET", "/t.js", WHO_PUBLIC, NO_BODY, AT_ONCE, receipt_page_script},
	{"GET", "/phone.css", WHO_PUBLIC, NO_BODY, AT_ONCE, receipt_page_style},

	{"POST", "/control/", WHO_CONTROL, CONTROL_BODY, ASIDE, control_handle},

	{"GET", "/healthz", WHO_PUBLIC, NO_BODY, AT_ONCE, api_healthz},
	{"GET", "/readyz", WHO_PUBLIC, NO_BODY, AT_ONCE, ready_handle},
	{"GET", "/metrics", WHO_CONTROL, NO_BODY, ASIDE, api_metrics},
};
const size_t ROUTE_COUNT = sizeof ROUTES / sizeof ROUTES[0];
