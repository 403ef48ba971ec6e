// SPDX-License-Identifier: Apache-2.0
#include "central/task.h"
#include "base/log.h"
#include "base/text.h"
#include "central/control.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_BYTES ((size_t)1 << 20)
#define WAIT_MS 100 // for the store, or for the server that has it
#define WAITS_MOST 100

const struct task TASKS[] = {
	{"import", import_task},
	{"load", load_task},
	{"kiosk", kiosk_task},
	{"user", user_task},
	{NULL, NULL},
};

static const struct task *task_find(const char *name)
{
	const struct task *task = TASKS;

	while (task->name && strcmp(task->name, name) != 0)
		task++;
	return task->name ? task : NULL;
}

enum err task_body_read(struct task_body *body, char piece[TASK_PIECE], size_t *got)
{
	*got = 0;
	if (body->file < 0) {
		*got = body->length < TASK_PIECE ? body->length : TASK_PIECE;
		if (*got > 0)
			memcpy(piece, body->bytes, *got);
		body->bytes += *got;
		body->length -= *got;
		return ERR_NONE;
	}
	ssize_t count;
	while ((count = read(body->file, piece, TASK_PIECE)) < 0 && errno == EINTR)
		continue;
	if (count < 0) {
		log_line(LOG_ERROR, "task.read", "err=io errno=%d", errno);
		return ERR_IO;
	}
	*got = (size_t)count;
	return ERR_NONE;
}

enum err task_body_read_all(struct task_body *body, size_t most, struct buf *buf)
{
	static _Thread_local char piece[TASK_PIECE];
	size_t got;
	enum err err;

	while (!(err = task_body_read(body, piece, &got)) && got > 0) {
		if (buf->length + got > most)
			return ERR_TOO_BIG;
		buf_put(buf, piece, got);
	}
	return err;
}

void task_finish(struct task_call *call)
{
	buf_finish(&call->answer);
}

// ---- done here ----

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

enum err task_do(struct central *central, const char *name, struct task_call *call)
{
	const struct timespec wait = {.tv_nsec = WAIT_MS * 1000000L};
	enum err err = ERR_BUSY;

	call->why = "";
	buf_init(&call->answer, ANSWER_BYTES);
	for (int i = 0; err == ERR_BUSY && i < WAITS_MOST; i++) {
		if (i > 0)
			nanosleep(&wait, NULL);
		err = central_open_store(central);
		if (!err)
			return task_run_here(central, task_find(name), call);
		call->why = central->why;
		if (err != ERR_BUSY)
			return err;
		call->why = "";
		err = control_ask(central->config.control, name, call);
	}
	if (err == ERR_BUSY)
		call->why = arena_format(call->arena, "%s, and does not answer on its control socket, %s",
			central->why, central->config.control);
	else if (err == ERR_NETWORK && !*call->why)
		call->why = "the server ended the connection without an answer; its log says why";
	return err;
}

// ---- done for a subcommand, by the server ----

enum err task_handle(struct request *request)
{
	struct central *central = request->context;
	const struct task *task = task_find(request->tail);
	const char *ask = request_argument(request, "ask");
	struct task_call call = {.central = central, .arena = request->arena, .why = ""};
	json_t *read = NULL;
	struct buf reply;

	if (!task)
		return ERR_NOT_FOUND;
	enum err err = json_open(ask, strlen(ask), &read);
	if (err)
		return err;
	call.ask = read;
	call.body = (struct task_body){-1, request->body, request->body_length};
	buf_init(&call.answer, ANSWER_BYTES);
	err = task->run(&call);
	json_decref(read);
	buf_init(&reply, 2 * ANSWER_BYTES);
	control_answer_write(&reply, err, call.why, call.answer.length > 0 ? call.answer.at : "null");
	task_finish(&call);
	reply_buf(request, 200, "application/json", &reply);
	return ERR_NONE;
}
