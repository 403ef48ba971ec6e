// SPDX-License-Identifier: Apache-2.0
#include "kiosk/screens/words.h"
#include "base/clock.h"
#include "base/text.h"
#include "kiosk/screens/timeline.h"
#include <string.h>

static const char *key_for(struct ui *ui, const char *prefix, const char *name)
{
	return arena_format(ui_frame(ui), "%s%s", prefix, name);
}

const char *stage_name(struct ui *ui, enum stage stage)
{
	return stage == STAGE_NONE ? "—" : ui_tr(ui, key_for(ui, "status.", STAGES[stage].key));
}

const char *stage_short_name(struct ui *ui, enum stage stage, int64_t since)
{
	const char *key = key_for(ui, "board.", STAGES[stage].key);

	if (stage_is_assigned(stage, since))
		key = key_for(ui, "board.assigned.", STAGES[stage].key);
	return stage != STAGE_NONE && tr_has(LANG_VI, key) ? ui_tr(ui, key) : stage_name(ui, stage);
}

const char *stage_ahead_name(struct ui *ui, enum stage stage)
{
	const char *key = key_for(ui, "ahead.", STAGES[stage].key);

	return tr_has(LANG_VI, key) ? ui_tr(ui, key) : stage_name(ui, stage);
}

const char *channel_word(struct ui *ui, enum channel channel)
{
	return ui_tr(ui, key_for(ui, "colour.", CHANNEL_KEYS[channel]));
}

const char *counter_name(struct ui *ui, const char *counter)
{
	if (!counter || !*counter)
		return "—";
	if (text_is_digits(counter, strlen(counter)))
		return fill_text(ui, "queue.counter_n", "n", counter);
	return counter;
}

const char *time_text(struct ui *ui, int64_t at)
{
	struct civil civil = civil_from(at, CLOCK_VIETNAM);

	return at > 0 ? arena_format(ui_frame(ui), "%02d:%02d", civil.hour, civil.minute) : "—";
}

const char *date_text(struct ui *ui, int64_t at)
{
	struct civil civil = civil_from(at, CLOCK_VIETNAM);

	return at > 0 ? arena_format(ui_frame(ui), "%02d/%02d/%04d", civil.day, civil.month, civil.year)
		      : "—";
}

const char *weekday_text(struct ui *ui, int64_t at)
{
	struct civil civil = civil_from(at, CLOCK_VIETNAM);
	const char *day = ui_tr(ui, arena_format(ui_frame(ui), "weekday.%d", civil.weekday));

	return arena_format(ui_frame(ui), "%s, %s", day, date_text(ui, at));
}

const char *moment_text(struct ui *ui, int64_t at, int64_t now)
{
	const char *date = date_text(ui, at);

	if (at <= 0 || text_equal(date, date_text(ui, now)))
		return time_text(ui, at);
	return arena_format(ui_frame(ui), "%s %s", time_text(ui, at), date);
}

const char *span_text(struct ui *ui, int64_t ms)
{
	int64_t minutes = ms < 0 ? 0 : ms / CLOCK_MINUTE;

	if (minutes < 60)
		return fill_text(ui, "span.minutes", "n", count_text(ui, minutes));
	if (minutes < 24 * 60)
		return tr_fill(ui_frame(ui), ui_lang(ui), "span.hours", "h", count_text(ui, minutes / 60),
			"m", count_text(ui, minutes % 60), NULL);
	return fill_text(ui, "span.days", "n", count_text(ui, minutes / (24 * 60)));
}

const char *count_text(struct ui *ui, int64_t n)
{
	return arena_format(ui_frame(ui), "%lld", (long long)n);
}

const char *level_name(struct ui *ui, int stars)
{
	return ui_tr(ui, arena_format(ui_frame(ui), "level.%d", stars));
}

const char *fill_text(struct ui *ui, const char *key, const char *name, const char *value)
{
	return tr_fill(ui_frame(ui), ui_lang(ui), key, name, value, NULL);
}
