// SPDX-License-Identifier: Apache-2.0
// Who speaks: the signature of a request against the key row of this moment (security.md 4). An HTTP thread.
#ifndef CENTRAL_ACCESS_H
#define CENTRAL_ACCESS_H

#include "central/http/server.h"

// For server_options.admit.
MUST_USE enum err access_admit(struct request *request, enum who who, bool is_whole);

#endif
