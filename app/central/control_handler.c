// SPDX-License-Identifier: Apache-2.0
#include "central/control_handler.h"
#include "central/commands.h"
#include <string.h>

static const struct task *const TASKS[] = {&IMPORT_TASK, &LOAD_TASK, &KIOSK_TASK, &USER_TASK};

static const struct task *task_find(const char *name)
{
	for (size_t i = 0; i < sizeof TASKS / sizeof TASKS[0]; i++)
		if (strcmp(TASKS[i]->name, name) == 0)
			return TASKS[i];
	return NULL;
}

enum err control_handle(struct request *request)
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
	call.body = (struct task_body){.file = -1, .bytes = request->body, .length = request->body_length};
	buf_init(&call.answer, TASK_ANSWER);
	err = task->run(&call);
	json_decref(read);
	buf_init(&reply, 2 * TASK_ANSWER);
	task_answer_write(&reply, err, call.why, call.answer.length > 0 ? call.answer.at : "null");
	task_finish(&call);
	reply_buf(request, 200, "application/json", &reply);
	return ERR_NONE;
}
