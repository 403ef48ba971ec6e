// SPDX-License-Identifier: Apache-2.0
// One line an event on stderr: time, level, event, then key=value fields. Any thread; a line is one write(2).
// Never bodies, names, phones, tax codes, receipts, tokens, keys, queries. Control characters are escaped.
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level most); // default LOG_INFO; a global, as what follows is
// For a program that a person waits for: true writes nothing more and keeps the last error's line, so that it
// can stand behind a sentence.
void log_hold(bool is_held);
void log_held(char *line, size_t room); // "" when there was none
// log_line(LOG_ERROR, "outbox.commit", "err=%s seq=%lld", ...); fields may be NULL.
void log_line(enum log_level level, const char *event, const char *fields, ...)
	__attribute__((format(printf, 3, 4)));

#endif
