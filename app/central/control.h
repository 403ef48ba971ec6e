// SPDX-License-Identifier: Apache-2.0
// The control socket of a running server, from the side of a subcommand: the only file including curl here.
// HTTP over a Unix socket that only this machine's administrator can open.
#ifndef CENTRAL_CONTROL_H
#define CENTRAL_CONTROL_H

#include "central/task_call.h"

// Asks the server at `socket` to do the task: BUSY when nobody listens there; else what the task returned,
// with its answer and why. NETWORK: the connection ended without an answer; what was stored until then stays.
MUST_USE enum err control_ask(const char *socket, const char *task, struct task_call *call);

#endif
