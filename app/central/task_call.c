// SPDX-License-Identifier: Apache-2.0
#include "central/task_call.h"
#include "base/log.h"
#include "base/text.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

// ---- its body ----

enum err task_body_read(struct task_body *body, char piece[TASK_PIECE], size_t *got)
{
	*got = 0;
	if (body->file < 0) {
		*got = body->length < TASK_PIECE ? body->length : TASK_PIECE;
		if (*got > 0)
			memcpy(piece, body->bytes, *got);
		body->bytes += *got;
		body->length -= *got;
		body->is_begun = body->is_begun || *got > 0;
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
	body->is_begun = body->is_begun || count > 0;
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

// ---- its answer ----

void task_answer_write(struct buf *buf, enum err err, const char *why, const char *answer)
{
	json_t *text = json_string(why);

	if (!text)
		err_abort("a sentence that is not UTF-8");
	buf_format(buf, "{\"error\":\"%s\",\"why\":", err_name(err));
	json_put(buf, text);
	buf_format(buf, ",\"answer\":%s}", answer);
	json_decref(text);
}

enum err task_answer_read(const struct buf *reply, struct task_call *call)
{
	json_t *json;
	const char *name, *why;
	enum err err = ERR_NETWORK;

	if (reply->over || json_open(reply->at, reply->length, &json))
		return ERR_NETWORK;
	if (!json_get_text(json, "error", 32, &name) && !json_get_text(json, "why", 4096, &why)) {
		for (int i = 0; i < ERR_COUNT; i++)
			if (text_equal(name, err_name((enum err)i)))
				err = (enum err)i;
		call->why = arena_text(call->arena, why);
		if (json_is_object(json_object_get(json, "answer")))
			json_put(&call->answer, json_object_get(json, "answer"));
	}
	json_decref(json);
	return err;
}

void task_finish(struct task_call *call)
{
	buf_finish(&call->answer);
}
