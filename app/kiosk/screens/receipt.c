// SPDX-License-Identifier: Apache-2.0
// Thank you: shown only after the entry is on disk. The receipt's digits and QR, what else is unrated; goes
// home by itself unless somebody touches.
#include "base/crypto.h"
#include "kiosk/screens/parts.h"
#include "kiosk/screens/screens.h"
#include "kiosk/screens/visit.h"
#include <string.h>

#define TICK 176
#define TICK_LOW 104
#define CODE 344
#define THANKS ((struct font_style){48, WEIGHT_BOLD})

// "https://host:port/…": the host in plain text beside the code, so that a sticker over it is noticed.
// Numbers are no name anybody could compare, and this machine's own is none elsewhere: then "".
static const char *host_of(struct ui *ui, const char *url)
{
	const char *host = strstr(url, "://");
	size_t length;

	host = host ? host + 3 : url;
	length = strcspn(host, "/");
	if (*host == '[' || strspn(host, "0123456789.") == strcspn(host, ":/") ||
		(strncmp(host, "localhost", 9) == 0 && strcspn(host, ":/") == 9))
		return "";
	return arena_copy(ui_frame(ui), host, length);
}

static void thanks_show(struct ui *ui, struct rect *page, const struct visit *visit)
{
	bool is_low = ui_is_landscape(ui) || ui_text_percent(ui) > 100;
	int side = is_low ? TICK_LOW : TICK;
	struct rect tick;

	if (!is_low)
		cut_top(page, SPACE_48);
	tick = centre(cut_top(page, side), side, side);
	ui_circle(ui, tick, GREEN_TINT, GREEN_TINT);
	ui_icon(ui, inset(tick, side / 5), "check", GREEN);
	cut_top(page, SPACE_24);
	cut_top(page, ui_paragraph(ui, *page, part_capped(ui, THANKS, 125), INK, ALIGN_CENTRE,
			      ui_tr(ui, "rate.thanks")));
	cut_top(page, SPACE_8);
	cut_top(page, ui_paragraph(ui, *page, TEXT_LEAD, INK_2, ALIGN_CENTRE,
			      ui_tr(ui, visit->station->freshness.is_online ? "receipt.stored"
									    : "receipt.stored_offline")));
	cut_top(page, SPACE_32);
}

#define DIGITS ((struct font_style){50, WEIGHT_BOLD})

static struct font_style sentence_style(struct ui *ui)
{
	return part_capped(ui, TEXT_SMALL, ui_is_landscape(ui) ? 105 : 125);
}

static int digits_height(struct ui *ui, int width, const char *host)
{
	return (*host ? 2 : 1) * part_line(ui, TEXT_SMALL) + 2 * part_line(ui, part_capped(ui, DIGITS, 115)) +
	       SPACE_8 + ui_paragraph_height(ui, width, sentence_style(ui), ui_tr(ui, "receipt.keep"));
}

// Two groups a line, and what they are good for.
static void digits_show(struct ui *ui, struct rect box, const struct visit *visit)
{
	const char *host = host_of(ui, visit->station->settings->qr_url);
	struct font_style digits = part_capped(ui, DIGITS, 115);
	int small = part_line(ui, TEXT_SMALL), line = part_line(ui, digits);
	char grouped[RECEIPT_DIGITS + 6];

	receipt_group(visit->receipt.digits, grouped);
	ui_target(ui, box, KEY("digits"), grouped, UI_OFF); // nothing to tap: to be read by who does not see
	grouped[9] = '\0';
	box = centre(box, box.w, digits_height(ui, box.w, host));
	ui_text(ui, cut_top(&box, small), TEXT_SMALL, INK_2, ALIGN_LEFT, ui_tr(ui, "receipt.code"));
	ui_text(ui, cut_top(&box, line), digits, INK, ALIGN_LEFT, arena_text(ui_frame(ui), grouped));
	ui_text(ui, cut_top(&box, line), digits, INK, ALIGN_LEFT, arena_text(ui_frame(ui), grouped + 10));
	cut_top(&box, SPACE_8);
	cut_top(&box, ui_paragraph(ui, box, sentence_style(ui), INK, ALIGN_LEFT, ui_tr(ui, "receipt.keep")));
	if (*host)
		ui_text(ui, box, TEXT_SMALL_STRONG, BLUE, ALIGN_LEFT, host);
	crypto_wipe(grouped, sizeof(grouped));
}

static int card_height(struct ui *ui, int width, const struct visit *visit)
{
	const char *url = visit->station->settings->qr_url;
	int code = *url ? CODE + SPACE_48 : 0;
	int digits = digits_height(ui, width - 2 * SPACE_48 - code, host_of(ui, url));

	return (digits > CODE + SPACE_32 ? digits : CODE + SPACE_32) + 2 * SPACE_32;
}

static void receipt_card(struct ui *ui, struct rect card, const struct visit *visit)
{
	const char *url = visit->station->settings->qr_url;

	ui_card(ui, card, CARD, LINE, RADIUS_CARD);
	card = inset_xy(card, SPACE_48, SPACE_32);
	if (*url) {
		struct rect code = centre(cut_left(&card, CODE), CODE, CODE);

		ui_card(ui, code, CARD, LINE, RADIUS_BUTTON);
		ui_qr(ui, inset(code, 4), arena_format(ui_frame(ui), "%s/t#%s", url, visit->receipt.digits));
		cut_left(&card, SPACE_48);
	}
	digits_show(ui, card, visit);
}

// A panel, or where that is too high the words alone.
static int privacy_height(struct ui *ui, int width, int room)
{
	const char *text = ui_tr(ui, "review.private");
	int note = part_note_height(ui, width, "lock", NULL, text);

	return note <= room ? note : ui_paragraph_height(ui, width, sentence_style(ui), text);
}

static void privacy_show(struct ui *ui, struct rect box)
{
	const char *text = ui_tr(ui, "review.private");

	if (part_note_height(ui, box.w, "lock", NULL, text) <= box.h)
		part_note(ui, &box, TONE_BLUE, "lock", NULL, text);
	else if (privacy_height(ui, box.w, box.h) <= box.h)
		ui_paragraph(ui, box, sentence_style(ui), INK_2, ALIGN_CENTRE, text);
}

static bool unrated_card(struct ui *ui, struct rect card, const struct visit *visit)
{
	const char *count =
		fill_text(ui, "unrated.count", "n", count_text(ui, (int64_t)visit->unrated_count));
	bool is_hit;

	ui_card(ui, card, CARD, LINE, RADIUS_CARD);
	card = inset_xy(card, SPACE_32, SPACE_16);
	is_hit = ui_button(
		ui, cut_right(&card, 200), KEY("unrated"), BUTTON_QUIET, NULL, ui_tr(ui, "rate.view"), UI_ON);
	cut_right(&card, SPACE_16);
	card = centre(card, card.w, part_line(ui, TEXT_STRONG) + part_line(ui, TEXT_SMALL));
	ui_text(ui, cut_top(&card, part_line(ui, TEXT_STRONG)), TEXT_STRONG, INK, ALIGN_LEFT, count);
	ui_text(ui, card, TEXT_SMALL, INK_2, ALIGN_LEFT,
		fill_text(ui, "unrated.whose", "n", count_text(ui, UNRATED_DAYS)));
	return is_hit;
}

// On a lying panel the code stands beside the thanks, and the promise below it.
static void right_show(struct ui *ui, struct rect right, const struct visit *visit)
{
	int card = card_height(ui, right.w, visit), room = right.h - card - SPACE_24,
	    privacy = privacy_height(ui, right.w, room);

	if (privacy > room)
		privacy = 0;
	right = centre(right, right.w, card + (privacy ? SPACE_24 + privacy : 0));
	receipt_card(ui, cut_top(&right, card), visit);
	cut_top(&right, SPACE_24);
	if (privacy)
		privacy_show(ui, right);
}

enum place receipt_show(struct ui *ui, struct rect page, struct visit *visit)
{
	struct rect foot = part_foot(ui, &page), line;
	int64_t left = RECEIPT_MS - (visit->station->boot - visit->placed_at);
	int small = part_line(ui, TEXT_SMALL);
	enum place next = PLACE_RECEIPT;

	line = cut_bottom(&page, small + SPACE_8);
	if (!visit->is_countdown_off)
		ui_text(ui, line, TEXT_SMALL, INK_2, ALIGN_CENTRE,
			fill_text(ui, "receipt.countdown", "n", count_text(ui, (left + 999) / 1000)));
	if (ui_is_landscape(ui)) {
		struct rect right = cut_right(&page, page.w / 2);

		cut_right(&page, SPACE_32);
		right_show(ui, right, visit);
		page = centre(page, page.w, page.h > 660 ? 660 : page.h);
		thanks_show(ui, &page, visit);
	} else {
		thanks_show(ui, &page, visit);
		receipt_card(ui, cut_top(&page, card_height(ui, page.w, visit)), visit);
		cut_top(&page, SPACE_32);
	}
	if (visit->unrated_count > 0 &&
		unrated_card(ui, cut_top(&page, part_line(ui, TEXT_STRONG) + small + 64), visit))
		next = PLACE_UNRATED;
	cut_top(&page, visit->unrated_count > 0 ? SPACE_24 : 0);
	if (!ui_is_landscape(ui))
		privacy_show(ui, page);
	if (ui_button(ui, foot, KEY("done"), BUTTON_PRIMARY, NULL, ui_tr(ui, "app.done"), UI_ON))
		return PLACE_HOME;
	return next;
}
