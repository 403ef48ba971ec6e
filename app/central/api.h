// SPDX-License-Identifier: Apache-2.0
// The handlers of /api/v1 and of the addresses that watch over the process: HTTP on one side, ingest/ and
// store/ on the other.
#ifndef CENTRAL_API_H
#define CENTRAL_API_H

#include "central/http/request.h"

MUST_USE enum err api_enrol(struct request *request);
MUST_USE enum err api_entries(struct request *request);
MUST_USE enum err api_feed(struct request *request);
MUST_USE enum err api_snapshot(struct request *request);

MUST_USE enum err api_declarations(struct request *request);

MUST_USE enum err api_contract(struct request *request);
MUST_USE enum err api_healthz(struct request *request); // the process lives
MUST_USE enum err api_metrics(struct request *request);

#endif
