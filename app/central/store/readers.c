// SPDX-License-Identifier: Apache-2.0
#include "central/store/readers.h"
#include <pthread.h>
#include <stdlib.h>

struct readers {
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct store_options options; // texts borrowed
	size_t count, free_count;
	struct store *stores, **free_stores; // lock::free_stores
};

enum err readers_open(struct readers **out, const struct store_options *options, size_t count)
{
	struct readers *readers = calloc(1, sizeof *readers);
	enum err err = ERR_NONE;

	*out = NULL;
	if (!readers)
		err_abort("out of memory");
	readers->stores = calloc(count, sizeof *readers->stores);
	readers->free_stores = calloc(count, sizeof(struct store *));
	if (!readers->stores || !readers->free_stores)
		err_abort("out of memory");
	pthread_mutex_init(&readers->lock, NULL);
	pthread_cond_init(&readers->given, NULL);
	readers->options = *options;
	readers->options.use = DB_READ;
	for (; readers->count < count && !err; readers->count++) {
		struct store *store = &readers->stores[readers->count];
		err = store_open(store, &readers->options);
		readers->free_stores[readers->free_count++] = store;
	}
	if (err)
		readers_close(readers);
	else
		*out = readers;
	return err;
}

void readers_close(struct readers *readers)
{
	if (!readers)
		return;
	for (size_t i = 0; i < readers->count; i++)
		store_close(&readers->stores[i]);
	pthread_cond_destroy(&readers->given);
	pthread_mutex_destroy(&readers->lock);
	free(readers->free_stores);
	free(readers->stores);
	free(readers);
}

enum err reader_take(struct readers *readers, struct store **out)
{
	pthread_mutex_lock(&readers->lock);
	while (readers->free_count == 0)
		pthread_cond_wait(&readers->given, &readers->lock);
	struct store *store = readers->free_stores[--readers->free_count];
	pthread_mutex_unlock(&readers->lock);
	enum err err = store->db ? ERR_NONE : store_open(store, &readers->options);
	*out = err ? NULL : store;
	if (err)
		reader_give(readers, store, err);
	return err;
}

void reader_give(struct readers *readers, struct store *store, enum err err)
{
	if (err && !store_is_data_error(err))
		store_close(store);
	pthread_mutex_lock(&readers->lock);
	readers->free_stores[readers->free_count++] = store;
	pthread_cond_signal(&readers->given);
	pthread_mutex_unlock(&readers->lock);
}
