// SPDX-License-Identifier: Apache-2.0
// Keys as the ids of nodes.
#include "kiosk/ui/state.h"
#include <stdio.h>

uint64_t key_write(char id[64], struct key key, int part)
{
	char tail[16] = "";

	if (part >= 0)
		snprintf(tail, sizeof tail, ":%d", part);
	int length = key.index < 0 ? snprintf(id, 64, "%s%s", key.name, tail)
				   : snprintf(id, 64, "%s:%lld%s", key.name, (long long)key.index, tail);
	if (length >= 64)
		err_abort("a node's id is too long");
	return hash_bytes(0, id, (size_t)length) | 1; // never 0
}
