// SPDX-License-Identifier: Apache-2.0
#include "central/ingest/twice.h"
#include "base/crypto.h"
#include <stdlib.h>
#include <string.h>

struct twice_row {
	uint64_t key, content; // of their hashes; two different keys are not one by chance
	int64_t line;
};

void twice_init(struct twice *twice)
{
	buf_init(&twice->rows, TWICE_ROWS * sizeof(struct twice_row));
}

void twice_finish(struct twice *twice)
{
	buf_finish(&twice->rows);
}

static uint64_t hash_of(const char *const *cells, size_t count)
{
	struct crypto_hash_state state;
	uint8_t hash[CRYPTO_HASH];
	uint64_t part;

	crypto_hash_begin(&state);
	for (size_t i = 0; i < count; i++)
		crypto_hash_add(&state, cells[i], strlen(cells[i]) + 1);
	crypto_hash_end(&state, hash);
	memcpy(&part, hash, sizeof(part));
	return part;
}

enum err twice_add(struct twice *twice, int64_t line, const char *const *cells, size_t count)
{
	const struct twice_row row = {hash_of(cells, 1), hash_of(cells, count), line};

	buf_put(&twice->rows, &row, sizeof(row));
	return twice->rows.over ? ERR_TOO_BIG : ERR_NONE;
}

static int row_compare(const void *one, const void *other)
{
	const struct twice_row *a = one, *b = other;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

bool twice_find(struct twice *twice, int64_t *line, int64_t *earlier)
{
	struct twice_row *rows = (struct twice_row *)(void *)twice->rows.at;
	size_t count = twice->rows.length / sizeof(*rows);
	bool is_found = false;

	if (count > 0)
		qsort(rows, count, sizeof(*rows), row_compare);
	for (size_t i = 1; i < count; i++) {
		const struct twice_row *before = &rows[i - 1], *row = &rows[i];
		if (row->key != before->key || row->content == before->content ||
			(is_found && row->line >= *line))
			continue;
		*line = row->line;
		*earlier = before->line;
		is_found = true;
	}
	return is_found;
}
