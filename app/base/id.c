// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"
#include "base/crypto.h"
#include "base/text.h"
#include <string.h>

#define COUNT_MOST 0xfffu
#define COUNT_SEED 0x7ffu // a new millisecond begins in the lower half, so there is room to count
#define TIME_MOST (((int64_t)1 << 48) - 1)

static void advance(struct id_maker *maker, int64_t wall_ms)
{
	if (wall_ms > TIME_MOST)
		wall_ms = TIME_MOST;
	// A clock that stood still or went back: count on in the last millisecond, past its end borrow the
	// next.
	if (wall_ms <= maker->last_ms && maker->count < COUNT_MOST) {
		maker->count++;
		return;
	}
	maker->last_ms = wall_ms > maker->last_ms ? wall_ms : maker->last_ms + 1;
	uint16_t seed;
	crypto_random(&seed, sizeof seed);
	maker->count = (uint16_t)(seed & COUNT_SEED);
}

void id_make(struct id_maker *maker, int64_t wall_ms, char out[ID_SIZE])
{
	static const int groups[] = {4, 2, 2, 2, 6};
	uint8_t bytes[16];

	advance(maker, wall_ms);
	for (int i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(maker->last_ms >> (40 - 8 * i));
	bytes[6] = (uint8_t)(0x70 | maker->count >> 8);
	bytes[7] = (uint8_t)maker->count;
	crypto_random(bytes + 8, 8);
	bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));

	const uint8_t *from = bytes;
	for (int i = 0; i < 5; i++) {
		hex_write(from, (size_t)groups[i], out);
		from += groups[i];
		out += 2 * groups[i];
		*out++ = i < 4 ? '-' : '\0';
	}
}

bool id_is_valid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";

	if (!text || strlen(text) != ID_SIZE - 1)
		return false;
	for (int i = 0; i < ID_SIZE - 1; i++) {
		const char *allowed = form[i] == 'x'   ? "0123456789abcdef"
				      : form[i] == 'v' ? "89ab"
				      : form[i] == '7' ? "7"
						       : "-";
		if (!strchr(allowed, text[i]))
			return false;
	}
	return true;
}
