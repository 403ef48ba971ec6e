// SPDX-License-Identifier: Apache-2.0
// Memory that lives and dies together: program, visit, frame, request. Nothing in it is freed alone.
// One thread at a time. Allocation never returns NULL: no memory, or over the ceiling, is err_abort() (inputs
// are bounded before). arena_wipe() overwrites everything with zeros first: leaving a visit and protecting
// privacy are one act.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *newest; // arena owns
	size_t used;		    // bytes handed out since the last wipe
	size_t ceiling;		    // 0: none
};

void arena_init(struct arena *arena, size_t ceiling);
void *arena_alloc(struct arena *arena, size_t size);			// zeroed, aligned for any type
void *arena_alloc_many(struct arena *arena, size_t size, size_t count); // aborts when size * count overflows
char *arena_copy(struct arena *arena, const char *text, size_t length); // NUL-terminated copy
char *arena_text(struct arena *arena, const char *text);		// copy of a C string; NULL gives ""
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(struct arena *arena, const char *format, va_list list)
	__attribute__((format(printf, 2, 0)));
void arena_wipe(struct arena *arena);	// zeros and empties; keeps one block for reuse
void arena_finish(struct arena *arena); // zeros and frees; a zeroed struct may be finished

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_many((arena), sizeof(type), (count)))

#endif
