// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"
#include "base/log.h"
#include <stdlib.h>

static const char *const NAMES[ERR_COUNT] = {
	[ERR_NONE] = "none",
	[ERR_INVALID] = "invalid",
	[ERR_TOO_BIG] = "too-big",
	[ERR_NOT_FOUND] = "not-found",
	[ERR_CONFLICT] = "conflict",
	[ERR_DENIED] = "denied",
	[ERR_EXPIRED] = "expired",
	[ERR_FULL] = "full",
	[ERR_IO] = "io",
	[ERR_READ_ONLY] = "read-only",
	[ERR_BUSY] = "busy",
	[ERR_CORRUPT] = "corrupt",
	[ERR_NETWORK] = "network",
	[ERR_CONFIG] = "config",
	[ERR_UNSUPPORTED] = "unsupported",
};

const char *err_name(enum err err)
{
	return (unsigned)err < ERR_COUNT ? NAMES[err] : "unknown";
}

_Noreturn void err_abort_at(const char *file, int line, const char *what)
{
	log_hold(false);
	log_line(LOG_ERROR, "abort", "at=%s:%d what=\"%s\"", file, line, what);
	abort();
}
