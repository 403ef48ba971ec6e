// SPDX-License-Identifier: Apache-2.0
#include "central/phone/receipt_page.h"
#include "base/embed.h"
#include "base/share.h"
#include "base/tr.h"
#include "central/http/page.h"
#include "central/store/ballots.h"
#include "customs/receipt.h"
#include <stdio.h>
#include <string.h>

#define WORKING_MOST 2
#define WAITING_MOST 1 // more would keep imports and snapshots from their threads
#define RETRY_SOON "5"
#define RETRY_LATER "3600"

EMBED(RECEIPT_HTML, "assets/pages/receipt.html");
EMBED(RECEIPT_JS, "assets/pages/receipt.js");
EMBED(PHONE_CSS, "assets/pages/phone.css");

enum answer {
	ANSWER_HELD, // and behind it the others of enum held_as, in their order
	ANSWER_NONE = HELD_COUNT,
	ANSWER_UNKNOWN,
	ANSWER_TYPO,
	ANSWER_FOREIGN,
	ANSWER_OFTEN,
	ANSWER_BUSY,
	ANSWER_FAILED,
	ANSWER_COUNT
};

static const struct {
	int status;
	const char *tone; // class of the card
	const char *title, *text;
	const char *retry;
} ANSWERS[ANSWER_COUNT] = {
	[HELD_COUNTED] = {200, "good", "phone.counted", "phone.counted.text", NULL},
	[HELD_APART] = {200, "good", "phone.apart", "phone.apart.text", NULL},
	[HELD_REPLACED] = {200, "wait", "phone.replaced", "phone.replaced.text", NULL},
	[HELD_WAITING] = {200, "wait", "phone.waiting", "phone.waiting.text", NULL},
	[HELD_PARKED] = {200, "wait", "phone.parked", "phone.parked.text", NULL},
	[ANSWER_NONE] = {200, "", "", "", NULL},
	[ANSWER_UNKNOWN] = {200, "wait", "phone.unknown", "phone.unknown.text", NULL},
	[ANSWER_TYPO] = {400, "bad", "phone.typo", "phone.typo.text", NULL},
	[ANSWER_FOREIGN] = {403, "bad", "phone.foreign", "phone.foreign.text", NULL},
	[ANSWER_OFTEN] = {429, "bad", "phone.often", "phone.often.text", RETRY_LATER},
	[ANSWER_BUSY] = {503, "bad", "phone.busy", "phone.busy.text", RETRY_SOON},
	[ANSWER_FAILED] = {503, "bad", "phone.failed", "phone.failed.text", RETRY_SOON},
};

enum err phone_start(struct phone *phone)
{
	static const char *const names[] = {"locale/vi", NULL};
	char locale[SHARE_PATH];

	limit_init(&phone->limit);
	pthread_mutex_init(&phone->lock, NULL);
	pthread_cond_init(&phone->given, NULL);
	if (!share_find("", names, locale))
		return ERR_NOT_FOUND;
	*strrchr(locale, '/') = '\0';
	enum err err = tr_start(locale);
	phone->has_texts = !err;
	return err;
}

void phone_finish(struct phone *phone)
{
	if (!phone->clock)
		return;
	pthread_cond_destroy(&phone->given);
	pthread_mutex_destroy(&phone->lock);
	limit_finish(&phone->limit);
}

// ---- the page ----

// "4821 0937 ..."; what cannot be a receipt stays as it was typed, to be mended.
static const char *digits_shown(struct request *request, const char *typed)
{
	char digits[RECEIPT_DIGITS + 1], grouped[RECEIPT_DIGITS + 6];

	if (receipt_read(typed, digits))
		return typed;
	receipt_group(digits, grouped);
	return arena_text(request->arena, grouped);
}

static enum err show(struct request *request, enum answer answer, const char *typed, int64_t received)
{
	enum lang lang = page_lang(request);
	enum lang other = lang == LANG_VI ? LANG_EN : LANG_VI;
	const char *length = arena_format(request->arena, "%d", RECEIPT_DIGITS), *since = "";

	if (received) {
		const struct civil day = civil_from(received, CLOCK_VIETNAM);
		since = tr_fill(request->arena, lang, "phone.since", "day",
			arena_format(request->arena, "%02d/%02d/%04d", day.day, day.month, day.year), NULL);
	}
	const struct page_slot slots[] = {
		{"lang", LANGS[lang].code},
		{"other", LANGS[other].code},
		{"other-name", LANGS[other].endonym},
		{"digits", digits_shown(request, typed)},
		{"tone", ANSWERS[answer].tone},
		{"title", tr(lang, ANSWERS[answer].title)},
		{"text", tr_fill(request->arena, lang, ANSWERS[answer].text, "n", length, NULL)},
		{"hint", tr_fill(request->arena, lang, "phone.hint", "n", length, NULL)},
		{"since", since},
		{NULL, NULL},
	};
	page_reply(request, ANSWERS[answer].status, RECEIPT_HTML, lang, slots);
	if (ANSWERS[answer].retry)
		reply_header(request, "Retry-After", ANSWERS[answer].retry);
	return ERR_NONE;
}

enum err receipt_page_get(struct phone *phone, struct request *request)
{
	return phone->has_texts ? show(request, ANSWER_NONE, "", 0) : ERR_NOT_FOUND;
}

enum err receipt_page_script(struct request *request)
{
	reply_bytes(request, 200, "text/javascript; charset=utf-8", RECEIPT_JS, strlen(RECEIPT_JS));
	return ERR_NONE;
}

enum err receipt_page_style(struct request *request)
{
	reply_bytes(request, 200, "text/css; charset=utf-8", PHONE_CSS, strlen(PHONE_CSS));
	return ERR_NONE;
}

// ---- looking up ----

static bool work_take(struct phone *phone)
{
	pthread_mutex_lock(&phone->lock);
	bool may = phone->working < WORKING_MOST || phone->waiting < WAITING_MOST;
	if (may) {
		phone->waiting++;
		while (phone->working == WORKING_MOST)
			pthread_cond_wait(&phone->given, &phone->lock);
		phone->waiting--;
		phone->working++;
	}
	pthread_mutex_unlock(&phone->lock);
	return may;
}

static void work_give(struct phone *phone)
{
	pthread_mutex_lock(&phone->lock);
	phone->working--;
	pthread_cond_signal(&phone->given);
	pthread_mutex_unlock(&phone->lock);
}

static enum answer look_up(struct phone *phone, const char *digits, int64_t *received)
{
	struct receipt receipt;
	struct ballot_held held;
	struct store *store;

	receipt_derive(phone->secrets->receipt_salt, digits, &receipt);
	enum err err = reader_take(phone->readers, &store);
	if (!err) {
		err = ballots_find_held(store, receipt.tag, &held);
		reader_give(phone->readers, store, err);
	}
	crypto_wipe(&receipt, sizeof receipt);
	if (err)
		return err == ERR_NOT_FOUND ? ANSWER_UNKNOWN : ANSWER_FAILED;
	*received = held.received;
	return (enum answer)held.as;
}

// What costs nothing is refused first; a typing error is not counted as a look-up.
enum err receipt_page_post(struct phone *phone, struct request *request)
{
	const char *typed = request_field(request, "digits");
	char digits[RECEIPT_DIGITS + 1];
	enum answer answer = ANSWER_OFTEN;
	int64_t received = 0;

	if (!phone->has_texts)
		return ERR_NOT_FOUND;
	if (!request_is_same_origin(request))
		return show(request, ANSWER_FOREIGN, "", 0);
	if (receipt_read(typed, digits))
		return show(request, ANSWER_TYPO, typed, 0);
	if (!work_take(phone))
		return show(request, ANSWER_BUSY, typed, 0);
	if (limit_take(&phone->limit, request_network(request), clock_boot(phone->clock)))
		answer = look_up(phone, digits, &received);
	work_give(phone);
	crypto_wipe(digits, sizeof digits);
	return show(request, answer, typed, received);
}
