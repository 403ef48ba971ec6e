// SPDX-License-Identifier: Apache-2.0
// Deadlines in working days and working hours over a dated calendar. Facts
// come from deadlines.tsv and holidays-vn.tsv; nothing here knows a date. Pure; any thread; the calendar
// belongs to the caller.
#ifndef CUSTOMS_DEADLINE_H
#define CUSTOMS_DEADLINE_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct calendar_day {
	int day;      // days since 1970-01-01
	bool is_work; // a Saturday worked in exchange; false: a day off
};

struct calendar {
	size_t count;
	const struct calendar_day *days; // rising
	int opens[2], closes[2]; // working hours in minutes of the day: 07:30-11:30, 13:00-17:00 by default
};

extern const struct calendar CALENDAR_PLAIN; // Monday to Friday, default hours
MUST_USE enum err calendar_read(struct arena *arena, const char *tsv,
	struct calendar *calendar); // holidays-vn.tsv; INVALID (logged with its line)
bool calendar_is_working(const struct calendar *calendar, int day);
// Day 0 is the day of receipt (after 17:00 or on a day off: the next working day); due at 17:00 of working
// day n.
int64_t deadline_days(const struct calendar *calendar, int64_t received, int working_days);
// The moment `hours` working hours after `from`.
int64_t deadline_hours(const struct calendar *calendar, int64_t from, int hours);
int64_t deadline_worked(
	const struct calendar *calendar, int64_t from, int64_t to); // ms of working time between two moments

struct deadline_rule {
	const char *lane;				// "report.answer", "declaration.documents"
	int from_day;					// in force from
	int working_days, calendar_days, working_hours; // -1: not in this measure
};
MUST_USE enum err deadline_rules_read(
	struct arena *arena, const char *tsv, struct deadline_rule **rules, size_t *count);
// The rule in force on that day, or NULL.
const struct deadline_rule *deadline_rule_find(
	const struct deadline_rule *rules, size_t count, const char *lane, int day);

#endif
