// SPDX-License-Identifier: Apache-2.0
// For staff: how this kiosk is, behind a PIN. No ballot is shown here. Five wrong PINs close the door for a
// quarter of an hour; openings are written to the log.
#include "base/log.h"
#include "base/text.h"
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"
#include "wire/signature.h"
#include <string.h>

#define PIN_TRIES 5
#define PIN_PAUSE (15 * CLOCK_MINUTE)
#define LABEL_SHARE 40 // percent of a row
#define ROWS_MOST 125  // percent: twelve rows on a page
#define MEGABYTE ((int64_t)1024 * 1024)
#define DISK_LEAST (512 * MEGABYTE) // under it, something should be done soon

// 70 ms of this thread when the PIN is kept as Argon2id: a member of staff waits for it, nobody else is
// there.
static bool pin_is_right(const struct visit *visit)
{
	const char *stored = visit->station->settings->staff_pin;

	if (text_starts(stored, "$argon2id$"))
		return crypto_password_is(stored, visit->pin);
	return strlen(stored) == PIN_MOST && crypto_equal(stored, visit->pin, PIN_MOST);
}

static enum place pin_try(struct visit *visit)
{
	struct station *station = visit->station;
	bool is_right = pin_is_right(visit);

	crypto_wipe(visit->pin, sizeof(visit->pin));
	visit->pin_count = 0;
	visit->is_pin_wrong = !is_right;
	if (is_right) {
		station->pin_wrong = 0;
		visit->is_staff = true;
		log_line(LOG_INFO, "staff.open", NULL);
		return PLACE_STAFF;
	}
	log_line(LOG_WARNING, "staff.wrong_pin", "try=%d", station->pin_wrong + 1);
	if (++station->pin_wrong >= PIN_TRIES) {
		station->pin_wrong = 0;
		station->pin_until = station->boot + PIN_PAUSE;
	}
	return PLACE_STAFF_PIN;
}

enum place staff_pin_show(struct ui *ui, struct rect page, struct visit *visit)
{
	const struct station *station = visit->station;
	bool is_closed = station->boot < station->pin_until;
	struct rect pad;
	char key;

	pad = ui_is_landscape(ui) ? cut_right(&page, page.w * 45 / 100)
				  : cut_bottom(&page, page.h * 55 / 100);
	cut_bottom(&pad, SPACE_32);
	cut_right(&page, ui_is_landscape(ui) ? SPACE_48 : 0);
	part_heading(ui, &page, NULL, ui_tr(ui, "app.staff"),
		fill_text(ui, "staff.pin", "n", count_text(ui, PIN_MOST)));
	if (!is_closed) {
		part_boxes(ui, cut_top(&page, BOXES_HEIGHT), visit->pin, PIN_MOST, NULL, true);
		cut_top(&page, SPACE_24);
	}
	if (is_closed)
		part_note(ui, &page, TONE_AMBER, "lock", NULL,
			tr_fill(ui_frame(ui), ui_lang(ui), "staff.closed", "n", count_text(ui, PIN_TRIES),
				"t", span_text(ui, station->pin_until - station->boot + CLOCK_MINUTE - 1),
				NULL));
	else if (visit->is_pin_wrong)
		part_note(ui, &page, TONE_RED, "warning", NULL, ui_tr(ui, "staff.wrong"));
	if (is_closed)
		return PLACE_STAFF_PIN;
	key = part_keypad(ui, pad);
	if (key == '\b' && visit->pin_count > 0)
		visit->pin[--visit->pin_count] = '\0';
	else if (key && key != '\b' && key != '\n' && visit->pin_count < PIN_MOST)
		visit->pin[visit->pin_count++] = key;
	if (key)
		visit->is_pin_wrong = false;
	return visit->pin_count == PIN_MOST ? pin_try(visit) : PLACE_STAFF_PIN;
}

// ---- the screen ----

static void row_show(struct ui *ui, struct rect *card, const char *label, const char *value, bool is_bad)
{
	int width = card->w * (100 - LABEL_SHARE) / 100;
	int height = ui_paragraph_height(ui, width, part_capped(ui, TEXT_STRONG, ROWS_MOST), value) + 2 * 14;
	struct rect row = cut_top(card, height), left;

	ui_line(ui, (struct rect){row.x, row.y + row.h - 2, row.w, 2}, LINE);
	row = inset_xy(row, 0, 14);
	left = cut_left(&row, row.w - width);
	ui_label(ui, left, part_capped(ui, TEXT_SMALL, ROWS_MOST), INK_2, ALIGN_LEFT, ui_tr(ui, label));
	ui_paragraph(ui, row, part_capped(ui, TEXT_STRONG, ROWS_MOST), is_bad ? RED : INK, ALIGN_LEFT, value);
}

static void outbox_rows(struct ui *ui, struct rect *card, const struct station *station)
{
	struct outbox_count count = {0};
	uint8_t head[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1] = "";
	int64_t seq = 0;

	if (outbox_count(station->local, &count) != ERR_NONE) {
		row_show(ui, card, "staff.unsent", ui_tr(ui, "cannot.title"), true);
		return;
	}
	row_show(ui, card, "staff.unsent", count_text(ui, count.pending), false);
	row_show(ui, card, "staff.refused",
		arena_format(ui_frame(ui), "%lld / %lld", (long long)count.refused, (long long)count.aside),
		count.refused > 0 || count.aside > 0);
	if (outbox_chain(station->local, &seq, head) == ERR_NONE)
		hex_write(head, 6, hex);
	row_show(
		ui, card, "staff.chain", arena_format(ui_frame(ui), "%lld · %s", (long long)seq, hex), false);
}

static const char *trouble_text(struct ui *ui, const struct freshness_state *fresh)
{
	if (*fresh->trouble)
		return ui_tr(ui, fresh->trouble);
	return ui_tr(ui, fresh->is_online ? "staff.online" : "staff.offline");
}

static const char *fingerprint_text(struct ui *ui, const struct station *station)
{
	char print[42];

	if (!station->has_public_key)
		return "—";
	key_fingerprint(station->public_key, print);
	return arena_text(ui_frame(ui), print);
}

static void machine_rows(struct ui *ui, struct rect *card, const struct visit *visit)
{
	const struct station *station = visit->station;
	struct arena *frame = ui_frame(ui);
	const char *free = station->disk_free < 0 ? "—"
						  : fill_text(ui, "staff.megabytes", "n",
							    count_text(ui, station->disk_free / MEGABYTE));

	row_show(ui, card, "staff.disk", free, station->disk_free >= 0 && station->disk_free < DISK_LEAST);
	row_show(ui, card, "staff.unit",
		arena_format(frame, "%s · %s", station->identity.unit, station->unit_name[visit->lang]),
		false);
	row_show(ui, card, "staff.kiosk",
		arena_format(frame, "%s · %s", station->identity.kiosk, station->identity.place), false);
	row_show(ui, card, "staff.key", fingerprint_text(ui, station), false);
	row_show(ui, card, "staff.central", station->settings->url, false);
	row_show(ui, card, "staff.version", station->settings->version, false);
}

enum place staff_show(struct ui *ui, struct rect page, struct visit *visit)
{
	const struct station *station = visit->station;
	const struct freshness_state *fresh = &station->freshness;
	struct rect foot = part_foot(ui, &page), second;
	const char *synced = fresh->last_sync > 0 ? moment_text(ui, fresh->last_sync, station->now) : "—";
	bool is_lying = ui_is_landscape(ui);

	part_heading(ui, &page, NULL, ui_tr(ui, "app.staff"), NULL);
	ui_card(ui, page, CARD, LINE, RADIUS_CARD);
	page = inset_xy(page, SPACE_32, SPACE_16);
	second = is_lying ? cut_right(&page, page.w / 2) : page;
	cut_right(&page, is_lying ? SPACE_48 : 0);
	row_show(ui, &page, "staff.link", trouble_text(ui, fresh), !fresh->is_online);
	row_show(ui, &page, "staff.synced", synced, false);
	outbox_rows(ui, &page, station);
	row_show(ui, &page, "staff.store",
		ui_tr(ui, station->cannot_store ? "cannot.title" : "staff.store_good"),
		station->cannot_store);
	machine_rows(ui, is_lying ? &second : &page, visit);
	return ui_button(ui, foot, KEY("done"), BUTTON_PRIMARY, NULL, ui_tr(ui, "app.done"), UI_ON)
		       ? PLACE_HOME
		       : PLACE_STAFF;
}
