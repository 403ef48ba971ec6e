// SPDX-License-Identifier: Apache-2.0
#include "base/civil.h"
#include <stdio.h>
#include <string.h>

#define MINUTE_MS ((int64_t)60 * 1000)
#define DAY_MS (24 * 60 * MINUTE_MS)
#define ERA_DAYS 146097 // 400 Gregorian years
#define ERA_YEARS 400
#define EPOCH_SHIFT 719468 // days from 0000-03-01 to 1970-01-01

static int64_t floor_div(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

// Years begin in March here, so the leap day is the last of a year and months have closed-form lengths.
int civil_day_number(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (int)floor_div(y, ERA_YEARS);
	int year_of_era = y - era * ERA_YEARS;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

struct civil civil_from(int64_t wall_ms, int minutes_east)
{
	int64_t local = wall_ms + minutes_east * MINUTE_MS;
	int64_t days = floor_div(local, DAY_MS);
	int seconds = (int)((local - days * DAY_MS) / 1000);
	int64_t shifted = days + EPOCH_SHIFT;
	int64_t era = floor_div(shifted, ERA_DAYS);
	int day_of_era = (int)(shifted - era * ERA_DAYS);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int march_month = (5 * day_of_year + 2) / 153;
	int month = march_month < 10 ? march_month + 3 : march_month - 9;

	return (struct civil){
		.year = (int)(era * ERA_YEARS) + year_of_era + (month <= 2),
		.month = month,
		.day = day_of_year - (153 * march_month + 2) / 5 + 1,
		.hour = seconds / 3600,
		.minute = seconds / 60 % 60,
		.second = seconds % 60,
		.weekday = (int)(days + 3 - floor_div(days + 3, 7) * 7) + 1,
	};
}

int64_t civil_to(const struct civil *civil, int minutes_east)
{
	int64_t days = civil_day_number(civil->year, civil->month, civil->day);
	int64_t seconds = civil->hour * 3600 + civil->minute * 60 + civil->second;

	return days * DAY_MS + seconds * 1000 - minutes_east * MINUTE_MS;
}

bool civil_is_valid(const struct civil *civil)
{
	if (civil->year < 1 || civil->year > 9999 || civil->month < 1 || civil->month > 12 || civil->day < 1)
		return false;
	int next_year = civil->month == 12 ? civil->year + 1 : civil->year;
	int next_month = civil->month == 12 ? 1 : civil->month + 1;
	int length =
		civil_day_number(next_year, next_month, 1) - civil_day_number(civil->year, civil->month, 1);
	return civil->day <= length && civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 &&
	       civil->minute <= 59 && civil->second >= 0 && civil->second <= 59;
}

enum err civil_day_read(const char *text, int *day)
{
	struct civil civil = {0};
	int length = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &civil.year, &civil.month, &civil.day, &length) != 3 ||
		length != 10 || text[length] || !civil_is_valid(&civil))
		return ERR_INVALID;
	*day = civil_day_number(civil.year, civil.month, civil.day);
	return ERR_NONE;
}

// Exactly `digits` decimal digits; moves *at behind them.
static bool read_number(const char **at, int digits, int *out)
{
	int value = 0;

	for (int i = 0; i < digits; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		value = value * 10 + (**at - '0');
	}
	*out = value;
	return true;
}

static bool read_mark(const char **at, char mark)
{
	if (**at != mark)
		return false;
	(*at)++;
	return true;
}

// ".123456": milliseconds of it, the rest cut off.
static bool read_fraction(const char **at, int *ms)
{
	int scale = 100;

	if (**at < '0' || **at > '9')
		return false;
	for (*ms = 0; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
		*ms += (**at - '0') * scale;
	return true;
}

static bool read_offset(const char **at, int *minutes_east)
{
	int hours, minutes;
	bool is_west = **at == '-';

	*minutes_east = 0;
	if (read_mark(at, 'Z'))
		return true;
	if (!is_west && **at != '+')
		return false;
	(*at)++;
	if (!read_number(at, 2, &hours) || !read_mark(at, ':') || !read_number(at, 2, &minutes) ||
		hours > 23 || minutes > 59)
		return false;
	*minutes_east = (hours * 60 + minutes) * (is_west ? -1 : 1);
	return true;
}

enum err civil_read(const char *text, int64_t *wall_ms)
{
	struct civil civil = {0};
	const char *at = text;
	int ms = 0, minutes_east = 0;

	if (!read_number(&at, 4, &civil.year) || !read_mark(&at, '-') || !read_number(&at, 2, &civil.month) ||
		!read_mark(&at, '-') || !read_number(&at, 2, &civil.day) || !read_mark(&at, 'T') ||
		!read_number(&at, 2, &civil.hour) || !read_mark(&at, ':') ||
		!read_number(&at, 2, &civil.minute))
		return ERR_INVALID;
	if (read_mark(&at, ':')) {
		if (!read_number(&at, 2, &civil.second))
			return ERR_INVALID;
		if (read_mark(&at, '.') && !read_fraction(&at, &ms))
			return ERR_INVALID;
	}
	if (!read_offset(&at, &minutes_east) || *at || !civil_is_valid(&civil))
		return ERR_INVALID;
	*wall_ms = civil_to(&civil, minutes_east) + ms;
	return ERR_NONE;
}

void civil_write(int64_t wall_ms, int minutes_east, char out[32])
{
	struct civil civil = civil_from(wall_ms, minutes_east);
	int offset = minutes_east < 0 ? -minutes_east : minutes_east;

	// Masks only tell the compiler what the calendar already promises; a year outside four digits is cut,
	// never overruns.
	snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u", (unsigned)civil.year % 10000u,
		(unsigned)civil.month % 100u, (unsigned)civil.day % 100u, (unsigned)civil.hour % 100u,
		(unsigned)civil.minute % 100u, (unsigned)civil.second % 100u, minutes_east < 0 ? '-' : '+',
		(unsigned)offset / 60u % 100u, (unsigned)offset % 60u);
}
