// SPDX-License-Identifier: Apache-2.0
// The rows of a ballot: who and what of this declaration can be rated. An officer with
// the step he did; a step nobody is assigned to, with its team; the unit. Without proof no names: steps and
// unit. UI thread; names come from the cache.
#ifndef KIOSK_SCREENS_ROWS_H
#define KIOSK_SCREENS_ROWS_H

#include "kiosk/screens/visit.h"

struct ui;

void rows_make(struct visit *visit);	   // for visit->declaration, into visit->ballot and visit->lines
void rows_make_place(struct visit *visit); // the features of the waiting room
void rows_name(struct visit *visit);	   // names anew: the language changed
// One more party, chosen from the list. CONFLICT: it is there; TOO_BIG.
MUST_USE enum err rows_add(struct visit *visit, enum party party, const char *ref);
const char *const *rows_steps(size_t *count); // ids of every step that can be rated
// What the ballot is about, and in which phase; the number whole only after proof.
const char *row_subject(const struct visit *visit, struct ui *ui);
// What a row is headed with, and the line below ("" none).
const char *row_title(const struct visit *visit, struct ui *ui, size_t i);
const char *row_subtitle(const struct visit *visit, struct ui *ui, size_t i);
const char *row_subtitle_given(const struct visit *visit, struct ui *ui, size_t i); // it has its stars

#endif
