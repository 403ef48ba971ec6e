// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "base/id.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BOOT_ID_LENGTH 36

static int64_t read_clock(clockid_t which)
{
	struct timespec now;

	if (clock_gettime(which, &now))
		err_abort("no clock");
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall(const struct clock *clock)
{
	return read_clock(CLOCK_REALTIME) + atomic_load(&clock->wall_offset);
}

int64_t clock_boot(const struct clock *clock)
{
	return read_clock(CLOCK_BOOTTIME) + atomic_load(&clock->boot_offset);
}

void clock_move(struct clock *clock, int64_t ms)
{
	if (ms < 0)
		err_abort("the test clock only moves forward");
	atomic_fetch_add(&clock->wall_offset, ms);
	atomic_fetch_add(&clock->boot_offset, ms);
}

void clock_set_wall(struct clock *clock, int64_t wall_ms)
{
	atomic_store(&clock->wall_offset, wall_ms - read_clock(CLOCK_REALTIME));
}

static char boot_id[BOOT_ID_LENGTH + 1];
static pthread_once_t boot_id_once = PTHREAD_ONCE_INIT;

static void read_boot_id(void)
{
	int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t got = file < 0 ? -1 : read(file, boot_id, BOOT_ID_LENGTH);

	if (file >= 0)
		close(file);
	// Without the kernel's word an id of this process alone: two boots must never look like one.
	if (got != BOOT_ID_LENGTH) {
		struct id_maker maker = {0};
		id_make(&maker, read_clock(CLOCK_REALTIME), boot_id);
	}
}

const char *clock_boot_id(void)
{
	pthread_once(&boot_id_once, read_boot_id);
	return boot_id;
}
