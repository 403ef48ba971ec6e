// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "base/err.h"
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)4 << 10)
#define USUAL_BLOCK                                                                                          \
	((size_t)64 << 10) // blocks double up to this; only one piece larger than it makes a larger one
#define ALIGNMENT alignof(max_align_t)

struct arena_block {
	struct arena_block *older;
	size_t room, used;
	alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t ceiling)
{
	*arena = (struct arena){.ceiling = ceiling};
}

// Every byte of a block that was not handed out is zero, so handing out needs no clearing.
static struct arena_block *block_open(struct arena *arena, size_t size)
{
	size_t room = arena->newest ? arena->newest->room * 2 : FIRST_BLOCK;

	if (room > USUAL_BLOCK)
		room = USUAL_BLOCK;
	if (room < size)
		room = size;
	struct arena_block *block = calloc(1, sizeof *block + room);
	if (!block)
		err_abort("out of memory");
	block->room = room;
	block->older = arena->newest;
	arena->newest = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		err_abort("arena: impossible size");
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (!size)
		size = ALIGNMENT;
	if (arena->ceiling && (size > arena->ceiling || arena->used > arena->ceiling - size))
		err_abort("arena over its ceiling");

	struct arena_block *block = arena->newest;
	if (!block || block->room - block->used < size)
		block = block_open(arena, size);
	void *at = block->bytes + block->used;
	block->used += size;
	arena->used += size;
	return at;
}

void *arena_alloc_many(struct arena *arena, size_t size, size_t count)
{
	if (size && count > SIZE_MAX / size)
		err_abort("arena: impossible size");
	return arena_alloc(arena, size * count);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	if (length)
		memcpy(copy, text, length);
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, text ? strlen(text) : 0);
}

char *arena_format_list(struct arena *arena, const char *format, va_list list)
{
	va_list again;

	va_copy(again, list);
	int length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		err_abort("impossible format");
	char *text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, list);
	return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	char *text = arena_format_list(arena, format, list);
	va_end(list);
	return text;
}

void arena_wipe(struct arena *arena)
{
	struct arena_block *kept = NULL, *older;

	for (struct arena_block *block = arena->newest; block; block = older) {
		older = block->older;
		explicit_bzero(block->bytes, block->used);
		block->used = 0;
		// The newest of usual size is the largest of them: next time one block is enough.
		if (!kept && block->room <= USUAL_BLOCK) {
			kept = block;
			kept->older = NULL;
		} else {
			free(block);
		}
	}
	arena->newest = kept;
	arena->used = 0;
}

void arena_finish(struct arena *arena)
{
	arena_wipe(arena);
	free(arena->newest);
	arena->newest = NULL;
}
