// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// A line is cut here: what matters stands at its beginning.
#define LINE_CEILING 1024
#define ESCAPE_SIZE 4 // \xNN

static _Atomic int most_level = LOG_INFO;
static _Atomic bool is_holding;
static pthread_mutex_t held_lock = PTHREAD_MUTEX_INITIALIZER;
static char held[LINE_CEILING]; // held_lock

static const char *const LEVELS[] = {
	[LOG_ERROR] = "error", [LOG_WARNING] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

void log_set_level(enum log_level most)
{
	atomic_store_explicit(&most_level, (int)most, memory_order_relaxed);
}

void log_hold(bool is_held)
{
	atomic_store(&is_holding, is_held);
}

void log_held(char *line, size_t room)
{
	pthread_mutex_lock(&held_lock);
	snprintf(line, room, "%s", held);
	pthread_mutex_unlock(&held_lock);
}

// C0, DEL, and the C1 controls in their UTF-8 form: what a terminal would obey instead of show.
static size_t control_length(const unsigned char *at)
{
	if (*at < 0x20 || *at == 0x7f)
		return 1;
	return at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0 ? 2 : 0;
}

static size_t escape(char *out, size_t room, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = (const unsigned char *)text;
	size_t length = 0;

	while (*at && length + 2 * ESCAPE_SIZE <= room) {
		size_t controls = control_length(at);
		if (!controls) {
			out[length++] = (char)*at++;
			continue;
		}
		for (; controls; controls--, at++) {
			out[length++] = '\\';
			out[length++] = 'x';
			out[length++] = digits[*at >> 4];
			out[length++] = digits[*at & 15];
		}
	}
	return length;
}

static size_t stamp(enum log_level level, char line[LINE_CEILING])
{
	struct timespec now;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	size_t length = strftime(line, LINE_CEILING, "%Y-%m-%dT%H:%M:%S", &utc);
	return length + (size_t)snprintf(line + length, LINE_CEILING - length, ".%03ldZ %s ",
				now.tv_nsec / 1000000, LEVELS[level]);
}

static void line_hold(const char *line, size_t length)
{
	pthread_mutex_lock(&held_lock);
	memcpy(held, line, length);
	held[length] = '\0';
	pthread_mutex_unlock(&held_lock);
}

void log_line(enum log_level level, const char *event, const char *fields, ...)
{
	char line[LINE_CEILING], text[LINE_CEILING];
	bool is_kept = atomic_load(&is_holding);

	if ((int)level > (is_kept ? LOG_ERROR : atomic_load_explicit(&most_level, memory_order_relaxed)))
		return;
	int saved = errno;
	size_t length = is_kept ? 0 : stamp(level, line);
	length += escape(line + length, sizeof line - length - 2, event);
	if (fields) {
		va_list list;
		va_start(list, fields);
		vsnprintf(text, sizeof text, fields, list);
		va_end(list);
		line[length++] = ' ';
		length += escape(line + length, sizeof line - length - 1, text);
	}
	if (is_kept) {
		line_hold(line, length);
	} else {
		line[length++] = '\n';
		// There is nobody to tell when stderr itself is gone.
		ssize_t written = write(STDERR_FILENO, line, length);
		(void)written;
	}
	errno = saved;
}
