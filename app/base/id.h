// SPDX-License-Identifier: Apache-2.0
// UUID version 7 (RFC 9562, 5.7): time-ordered 128-bit names, as 36 lower-case characters. Identity only,
// never order across machines. Ids made by one maker rise even within one millisecond (12-bit counter, method
// 1). One thread a maker.
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#define ID_SIZE 37 // with NUL

struct id_maker {
	int64_t last_ms;
	uint16_t count;
};

void id_make(struct id_maker *maker, int64_t wall_ms, char out[ID_SIZE]);
bool id_is_valid(const char *text); // any UUIDv7 in canonical form

#endif
