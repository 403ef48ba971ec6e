// SPDX-License-Identifier: Apache-2.0
#include "central/ready.h"
#include "central/central.h"

#define FOUND_LIFE (5 * INT64_C(1000)) // told again without asking
#define ASKING_MOST                                                                                          \
	(10 * INT64_C(1000)) // told while the writer is asked; a writer that takes longer is not ready

struct ready_call {
	struct piece piece;
	struct request *request;
	enum err err;
};

void ready_init(struct ready *ready)
{
	pthread_mutex_init(&ready->lock, NULL);
}

static enum err write_nothing(struct store *store, void *context)
{
	(void)context;
	return store_prove(store);
}

static void ready_told(struct piece *piece, enum err err)
{
	struct ready_call *call = (struct ready_call *)piece;
	struct central *central = call->request->context;
	struct ready *ready = &central->ready;

	call->err = err;
	pthread_mutex_lock(&ready->lock);
	ready->is_asking = false;
	ready->found_at = clock_boot(&central->clock);
	ready->found = err;
	pthread_mutex_unlock(&ready->lock);
	request_resume(call->request);
}

// Whether the writer is to be asked; else what is known.
static bool must_ask(struct central *central, enum err *known)
{
	struct ready *ready = &central->ready;

	pthread_mutex_lock(&ready->lock);
	int64_t age = clock_boot(&central->clock) - ready->found_at;
	bool is_known = ready->found_at && age < (ready->is_asking ? ASKING_MOST : FOUND_LIFE);
	bool is_asked = !is_known && !ready->is_asking;
	*known = is_known ? ready->found : ERR_BUSY;
	ready->is_asking = ready->is_asking || is_asked;
	pthread_mutex_unlock(&ready->lock);
	return is_asked;
}

enum err ready_handle(struct request *request)
{
	struct central *central = request->context;
	struct ready_call *call = request->state;
	enum err err = call ? call->err : ERR_NONE;

	if (!call && must_ask(central, &err)) {
		request->state = call = arena_new(request->arena, struct ready_call);
		call->piece = (struct piece){.run = write_nothing, .told = ready_told};
		call->request = request;
		request_suspend(request);
		writer_put(central->writer, &call->piece);
		return ERR_NONE;
	}
	if (!err)
		reply_bytes(request, 200, "text/plain; charset=utf-8", "ready\n", 6);
	return err;
}
