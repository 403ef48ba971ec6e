// SPDX-License-Identifier: Apache-2.0
// How stages, channels, counters, times and numbers are written, in the frame's language and memory. UI
// thread only.
#ifndef KIOSK_SCREENS_WORDS_H
#define KIOSK_SCREENS_WORDS_H

#include "customs/declaration.h"
#include "kiosk/ui/ui.h"

const char *stage_name(struct ui *ui, enum stage stage);       // "Đang kiểm tra hồ sơ"
const char *stage_ahead_name(struct ui *ui, enum stage stage); // of a step still to come: "Kiểm tra hồ sơ"
const char *stage_short_name(struct ui *ui, enum stage stage, int64_t since); // as on boards
const char *channel_word(struct ui *ui, enum channel channel);		      // "Vàng"
const char *counter_name(struct ui *ui, const char *counter); // "3": "Quầy 3"; "Bãi K2" as it is; "": "—"
const char *time_text(struct ui *ui, int64_t at);	      // "09:42"; 0: "—"
const char *date_text(struct ui *ui, int64_t at);	      // "23/11/2026"
const char *weekday_text(struct ui *ui, int64_t at);	      // "Thứ Hai, 23/11/2026"
const char *moment_text(struct ui *ui, int64_t at, int64_t now); // time today, else date and time
const char *span_text(struct ui *ui, int64_t ms);		 // "31 phút", "2 giờ 5 phút"
const char *count_text(struct ui *ui, int64_t n);
const char *level_name(struct ui *ui, int stars);
const char *fill_text(
	struct ui *ui, const char *key, const char *name, const char *value); // one place to fill

#endif
