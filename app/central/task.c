// SPDX-License-Identifier: Apache-2.0
#include "central/task.h"
#include "central/control.h"
#include <time.h>

#define WAIT_MS 100 // for the store, or for the server that has it
#define WAITS_MOST 100

static enum err task_run_here(struct central *central, const struct task *task, struct task_call *call)
{
	const struct writer_options options = {.store = &central->store};

	enum err err = writer_start(&central->writer, &options);
	call->central = central;
	if (!err)
		err = task->run(call);
	writer_stop(central->writer);
	central->writer = NULL;
	store_close(&central->store);
	return err;
}

enum err task_do(struct central *central, const struct task *task, struct task_call *call)
{
	const struct timespec wait = {.tv_nsec = WAIT_MS * 1000000L};
	enum err err = ERR_BUSY;

	call->why = "";
	buf_init(&call->answer, TASK_ANSWER);
	for (int i = 0; err == ERR_BUSY && i < WAITS_MOST; i++) {
		if (i > 0)
			nanosleep(&wait, NULL);
		err = central_open_store(central);
		if (!err)
			return task_run_here(central, task, call);
		call->why = central->why;
		if (err != ERR_BUSY)
			return err;
		call->why = "";
		err = control_ask(central->config.control, task->name, call);
	}
	if (err == ERR_BUSY)
		call->why = arena_format(call->arena, "%s, and does not answer on its control socket, %s",
			central->why, central->config.control);
	else if (err == ERR_NETWORK && !*call->why)
		call->why = "the server ended the connection without an answer; its log says why";
	return err;
}
