// SPDX-License-Identifier: Apache-2.0
#include "central/task.h"
#include "central/control.h"
#include <time.h>
#include <unistd.h>

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

// A server that was busy may have read some of the body. False: from a pipe, it is gone.
static bool body_begin_again(struct task_call *call, const struct task_body *body, off_t begin)
{
	bool is_whole = !call->body.is_begun || body->file < 0 || lseek(body->file, begin, SEEK_SET) >= 0;

	call->body = *body;
	return is_whole;
}

enum err task_do(struct central *central, const struct task *task, struct task_call *call)
{
	const struct timespec wait = {.tv_nsec = WAIT_MS * 1000000L};
	const struct task_body body = call->body;
	const off_t begin = lseek(body.file, 0, SEEK_CUR);
	enum err err = ERR_BUSY;

	call->why = "";
	buf_init(&call->answer, TASK_ANSWER);
	for (int i = 0; err == ERR_BUSY && i < WAITS_MOST; i++) {
		if (i > 0 && !body_begin_again(call, &body, begin))
			return err;
		if (i > 0)
			nanosleep(&wait, NULL);
		err = central_open_store(central);
		if (!err)
			return task_run_here(central, task, call);
		call->why = central->why;
		if (err != ERR_BUSY)
			return err;
		call->why = "";
		buf_clear(&call->answer);
		err = control_ask(central->config.control, task->name, call);
	}
	if (err == ERR_BUSY)
		call->why = arena_format(call->arena, "%s, and does not answer on its control socket, %s",
			central->why, central->config.control);
	else if (err == ERR_NETWORK && !*call->why)
		call->why = "the server ended the connection without an answer; its log says why";
	return err;
}
