// SPDX-License-Identifier: Apache-2.0
#include "customs/deadline.h"
#include "base/civil.h"
#include "base/clock.h"

#define SATURDAY 6
#define HALVES 2 // morning and afternoon

const struct calendar CALENDAR_PLAIN = {.opens = {450, 780}, .closes = {690, 1020}};

// A moment as a person in the office sees it.
struct moment {
	int day;    // days since 1970-01-01
	int64_t ms; // of the day
};

static struct moment moment_at(int64_t wall)
{
	int64_t local = wall + CLOCK_VIETNAM * CLOCK_MINUTE;
	int64_t ms = local % CLOCK_DAY;

	if (ms < 0)
		ms += CLOCK_DAY;
	return (struct moment){.day = (int)((local - ms) / CLOCK_DAY), .ms = ms};
}

static int64_t wall_at(int day, int64_t ms)
{
	return day * CLOCK_DAY + ms - CLOCK_VIETNAM * CLOCK_MINUTE;
}

static const struct calendar_day *day_find(const struct calendar *calendar, int day)
{
	size_t low = 0, high = calendar->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (calendar->days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < calendar->count && calendar->days[low].day == day ? &calendar->days[low] : NULL;
}

bool calendar_is_working(const struct calendar *calendar, int day)
{
	const struct calendar_day *exception = day_find(calendar, day);
	int since_monday = (day % 7 + 10) % 7; // 1970-01-01 was a Thursday

	return exception ? exception->is_work : since_monday + 1 < SATURDAY;
}

static int day_next_working(const struct calendar *calendar, int day)
{
	do
		day++;
	while (!calendar_is_working(calendar, day));
	return day;
}

int64_t deadline_days(const struct calendar *calendar, int64_t received, int working_days)
{
	struct moment moment = moment_at(received);
	int64_t close = calendar->closes[HALVES - 1] * CLOCK_MINUTE;
	int day = moment.day;

	if (moment.ms > close || !calendar_is_working(calendar, day))
		day = day_next_working(calendar, day);
	while (working_days-- > 0)
		day = day_next_working(calendar, day);
	return wall_at(day, close);
}

// Working time of one half day between two moments of it, in ms.
static int64_t half_worked(const struct calendar *calendar, int half, int64_t from, int64_t to)
{
	int64_t opens = calendar->opens[half] * CLOCK_MINUTE, closes = calendar->closes[half] * CLOCK_MINUTE;

	if (from < opens)
		from = opens;
	if (to > closes)
		to = closes;
	return to > from ? to - from : 0;
}

int64_t deadline_hours(const struct calendar *calendar, int64_t from, int hours)
{
	struct moment moment = moment_at(from);
	int64_t left = hours * CLOCK_HOUR;

	if (!half_worked(calendar, 0, 0, CLOCK_DAY) && !half_worked(calendar, 1, 0, CLOCK_DAY))
		err_abort("a calendar without working hours");
	for (;; moment = (struct moment){.day = moment.day + 1}) {
		if (!calendar_is_working(calendar, moment.day))
			continue;
		for (int half = 0; half < HALVES; half++) {
			int64_t worked = half_worked(calendar, half, moment.ms, CLOCK_DAY);
			if (worked > 0 && worked >= left)
				return wall_at(
					moment.day, calendar->closes[half] * CLOCK_MINUTE - worked + left);
			left -= worked;
		}
	}
}

int64_t deadline_worked(const struct calendar *calendar, int64_t from, int64_t to)
{
	struct moment moment = moment_at(from), end = moment_at(to);
	int64_t worked = 0;

	for (; moment.day <= end.day; moment = (struct moment){.day = moment.day + 1}) {
		int64_t until = moment.day == end.day ? end.ms : CLOCK_DAY;
		if (!calendar_is_working(calendar, moment.day))
			continue;
		for (int half = 0; half < HALVES; half++)
			worked += half_worked(calendar, half, moment.ms, until);
	}
	return worked;
}
