// SPDX-License-Identifier: Apache-2.0
// The control socket from the server's side: tasks done for a subcommand.
#ifndef CENTRAL_CONTROL_HANDLER_H
#define CENTRAL_CONTROL_HANDLER_H

#include "central/http/request.h"

// POST /control/NAME?ask=JSON, and the answer of it.
MUST_USE enum err control_handle(struct request *request);
#define CONTROL_BODY ((size_t)1 << 31)

#endif
