// SPDX-License-Identifier: Apache-2.0
// Lets a signed request in, or not: the HTTP side of ingest/access.h. An HTTP thread.
#ifndef CENTRAL_ADMIT_H
#define CENTRAL_ADMIT_H

#include "central/http/server.h"

// For server_options.admit.
MUST_USE enum err admit_request(struct request *request, enum who who, bool is_whole);

#endif
