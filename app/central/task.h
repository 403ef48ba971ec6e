// SPDX-License-Identifier: Apache-2.0
// Writing subcommands: what they ask for is done by this process when it can have the store, else, because
// `serve` has it, by the server, asked over its control socket. The same function runs in both cases. Nothing
// ever writes beside the server.
#ifndef CENTRAL_TASK_H
#define CENTRAL_TASK_H

#include "central/central.h"
#include "central/task_call.h"

struct task {
	const char *name;
	enum err (*run)(struct task_call *call);
};

// The rest of the call is filled in by the caller: ask, and a body or file -1 with length 0. Store errors are
// told on stderr.
MUST_USE enum err task_do(struct central *central, const struct task *task, struct task_call *call);

#endif
