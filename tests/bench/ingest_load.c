// SPDX-License-Identifier: Apache-2.0
// Load for the ingest benches: enrols as kiosks, makes ballots of four marks with their signatures ahead of
// time, then sends them over kept TLS connections and prints "entries seconds". Only sending is timed. Every
// verdict must be "ok", else exit 1.
//
//   ingest_load URL CA_FILE NUMBERS_FILE ENTRIES BATCH CODE [CODE...]      one connection and one thread a
//   code
//
// NUMBERS_FILE holds one 12-digit declaration number a line, in rising order of registration; entry i rates
// number i.
#define _GNU_SOURCE // memmem
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "wire/body.h"
#include "wire/enrolment.h"
#include "wire/entry.h"
#include "wire/feed.h"
#include "wire/signature.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECTIONS_MOST 16
#define WARM_UP 1 // batches sent before the clock starts

struct batch {
	char *bytes;
	size_t length;
	struct signature_headers headers;
};

struct sender {
	pthread_t thread;
	CURL *curl;
	struct curl_slist *plain;
	char url[256], kiosk[KIOSK_ID];
	uint8_t public_half[CRYPTO_KEY], secret[CRYPTO_SIGN_KEY];
	char key_id[KEY_ID], incarnation[INCARNATION];
	uint8_t seal_key[CRYPTO_KEY];
	struct batch *batches;
	size_t batch_count;
	struct buf answer;
	pthread_barrier_t *gate;
	size_t accepted;
};

static void fail(const char *what)
{
	fprintf(stderr, "ingest_load: %s\n", what);
	exit(1);
}

static int64_t wall_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_REALTIME, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
	buf_put(context, bytes, size * count);
	return size * count;
}

static long send_body(struct sender *sender, const char *path, const char *type, const char *body,
	size_t length, const struct signature_headers *signature)
{
	char url[512], line[256];
	snprintf(url, sizeof url, "%s%s", sender->url, path);
	struct curl_slist *list = NULL;
	snprintf(line, sizeof line, "Content-Type: %s", type);
	list = curl_slist_append(list, line);
	list = curl_slist_append(list, "Expect:");
	if (signature) {
		snprintf(line, sizeof line, "Content-Digest: %s", signature->digest);
		list = curl_slist_append(list, line);
		char input[300];
		snprintf(input, sizeof input, "Signature-Input: %s", signature->input);
		list = curl_slist_append(list, input);
		snprintf(line, sizeof line, "Signature: %s", signature->signature);
		list = curl_slist_append(list, line);
	}
	buf_clear(&sender->answer);
	curl_easy_setopt(sender->curl, CURLOPT_URL, url);
	curl_easy_setopt(sender->curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
	CURLcode code = curl_easy_perform(sender->curl);
	curl_slist_free_all(list);
	long status = 0;
	if (code != CURLE_OK)
		fail(curl_easy_strerror(code));
	curl_easy_getinfo(sender->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static void sender_enrol(struct sender *sender, const char *url, const char *ca, const char *code)
{
	snprintf(sender->url, sizeof sender->url, "%s", url);
	buf_init(&sender->answer, SNAPSHOT_BYTES);
	sender->curl = curl_easy_init();
	curl_easy_setopt(sender->curl, CURLOPT_CAINFO, ca);
	curl_easy_setopt(sender->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(sender->curl, CURLOPT_WRITEDATA, &sender->answer);
	curl_easy_setopt(sender->curl, CURLOPT_UPLOAD_BUFFERSIZE, 512L * 1024);
	crypto_sign_pair(sender->public_half, sender->secret);
	key_id_of(sender->public_half, sender->key_id);
	struct enrolment_ask ask = {0};
	snprintf(ask.code, sizeof ask.code, "%s", code);
	memcpy(ask.public_half, sender->public_half, CRYPTO_KEY);
	json_t *json = enrolment_ask_write(&ask);
	struct buf body = {0};
	json_put(&body, json);
	json_decref(json);
	if (send_body(sender, "/api/v1/enrol", "application/json", body.at, body.length, NULL) != 200)
		fail("enrolment refused");
	buf_finish(&body);
	struct enrolment enrolment;
	if (json_open(sender->answer.at, sender->answer.length, &json) || enrolment_read(json, &enrolment))
		fail("enrolment answer not understood");
	snprintf(sender->kiosk, sizeof sender->kiosk, "%s", enrolment.kiosk);
	memcpy(sender->seal_key, enrolment.seal_key, CRYPTO_KEY);
	json_decref(json);
	uint8_t random[16];
	crypto_random(random, sizeof random);
	hex_write(random, sizeof random, sender->incarnation);
}

static void ballot_of(struct ballot_body *body, const char *number, unsigned draw)
{
	*body = (struct ballot_body){.consent_key = "rate.consent",
		.consent_version = 1,
		.consent_at = wall_ms(),
		.lang = "vi",
		.took_ms = 41200};
	struct ballot *ballot = &body->ballot;
	ballot->subject = SUBJECT_DECLARATION;
	snprintf(ballot->ref, sizeof ballot->ref, "%s", number);
	ballot->phase = PHASE_AFTER;
	ballot->proof = PROOF_TAX4;
	static const struct mark PARTS[] = {
		{.party = PARTY_OFFICER, .ref = "HQ-03TG-0003", .name = "Ngô Văn Nghĩa", .step = "HOSO"},
		{.party = PARTY_OFFICER, .ref = "HQ-03TG-0014", .name = "Phan Bảo Giang", .step = "KIEMHOA"},
		{.party = PARTY_TEAM, .ref = "03TG-00", .name = "Bộ phận tiếp nhận tờ khai XNK"},
		{.party = PARTY_UNIT, .ref = "03TG", .name = "Hải quan cửa khẩu cảng Hải Phòng khu vực 3"},
	};
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
		struct mark mark = PARTS[i];
		mark.stars = 1 + (int)((draw >> (3 * i)) % STARS_MOST);
		mark.reasons = mark.stars <= 2 ? 1u << REASON_TIME : 0;
		if (ballot_add(ballot, &mark))
			fail("ballot");
	}
	uint8_t tag[16];
	crypto_random(tag, sizeof tag);
	hex_write(tag, sizeof tag, body->receipt_tag);
	crypto_random(body->receipt_key, sizeof body->receipt_key);
}

static void entry_add(
	struct sender *sender, struct buf *lines, struct id_maker *maker, int64_t seq, const char *number)
{
	struct ballot_body body;
	ballot_of(&body, number, (unsigned)seq * 2654435761u);
	struct entry entry = {.seq = seq,
		.kind = ENTRY_BALLOT,
		.at = wall_ms(),
		.up = 1000 + seq,
		.clock = CLOCK_ANCHORED,
		.revision = 1};
	id_make(maker, entry.at, entry.id);
	snprintf(entry.kiosk, sizeof entry.kiosk, "%s", sender->kiosk);
	snprintf(entry.incarnation, sizeof entry.incarnation, "%s", sender->incarnation);
	snprintf(entry.boot, sizeof entry.boot, "%s", clock_boot_id());
	entry.body = ballot_body_write(&body);
	if (entry_write(lines, &entry))
		fail("entry");
	buf_text(lines, "\n");
	json_decref(entry.body);
}

static void batch_sign(struct sender *sender, struct batch *batch)
{
	struct signature_request request = {.method = "POST",
		.path = "/api/v1/entries",
		.query = "",
		.body = batch->bytes,
		.body_length = batch->length};
	signature_make(&request, sender->secret, sender->key_id, wall_ms() / 1000, &batch->headers);
}

// Counted, not parsed: the client shares the processors with the server it measures.
static size_t accepted_count(const struct buf *answer)
{
	static const char ok[] = "\"verdict\":\"ok\"";
	const char *at = answer->at, *end = answer->at + answer->length;
	size_t count = 0;

	while (at && (at = memmem(at, (size_t)(end - at), ok, sizeof ok - 1))) {
		at += sizeof ok - 1;
		count++;
	}
	return count;
}

static void *sender_run(void *context)
{
	struct sender *sender = context;
	pthread_barrier_wait(sender->gate);
	for (size_t i = 0; i < sender->batch_count; i++) {
		struct batch *batch = &sender->batches[i];
		long status = send_body(sender, "/api/v1/entries", ENTRIES_TYPE, batch->bytes, batch->length,
			&batch->headers);
		if (status != 200)
			fail("no verdicts");
		sender->accepted += accepted_count(&sender->answer);
		if (i + 1 == WARM_UP)
			pthread_barrier_wait(sender->gate);
	}
	return NULL;
}

static void sender_fill(struct sender *sender, FILE *numbers, size_t entries, size_t batch_size)
{
	sender->batch_count = WARM_UP + entries / batch_size;
	sender->batches = calloc(sender->batch_count, sizeof *sender->batches);
	struct id_maker maker = {0};
	int64_t seq = 0;
	for (size_t i = 0; i < sender->batch_count; i++) {
		struct buf lines = {0};
		for (size_t k = 0; k < batch_size; k++) {
			char number[32];
			if (!fgets(number, sizeof number, numbers))
				fail("too few numbers");
			number[strcspn(number, "\r\n")] = 0;
			entry_add(sender, &lines, &maker, ++seq, number);
		}
		sender->batches[i] = (struct batch){.bytes = lines.at, .length = lines.length};
		batch_sign(sender, &sender->batches[i]);
	}
}

int main(int count, char **words)
{
	if (count < 7 || count - 6 > CONNECTIONS_MOST) {
		fprintf(stderr, "usage: ingest_load URL CA NUMBERS ENTRIES BATCH CODE [CODE...]\n");
		return 2;
	}
	crypto_start();
	curl_global_init(CURL_GLOBAL_DEFAULT);
	FILE *numbers = fopen(words[3], "r");
	size_t entries = strtoull(words[4], NULL, 10), batch_size = strtoull(words[5], NULL, 10),
	       connections = (size_t)(count - 6);
	if (!numbers || !batch_size || batch_size > ENTRIES_COUNT)
		fail("numbers or batch");
	static struct sender senders[CONNECTIONS_MOST];
	pthread_barrier_t gate;
	pthread_barrier_init(&gate, NULL, (unsigned)connections + 1);
	for (size_t i = 0; i < connections; i++) {
		sender_enrol(&senders[i], words[1], words[2], words[6 + i]);
		sender_fill(&senders[i], numbers, entries / connections, batch_size);
		senders[i].gate = &gate;
		pthread_create(&senders[i].thread, NULL, sender_run, &senders[i]);
	}
	pthread_barrier_wait(&gate);
	pthread_barrier_wait(&gate); // every connection is warm
	struct timespec from, to;
	clock_gettime(CLOCK_MONOTONIC, &from);
	size_t accepted = 0, expected = 0;
	for (size_t i = 0; i < connections; i++) {
		pthread_join(senders[i].thread, NULL);
		accepted += senders[i].accepted;
		expected += senders[i].batch_count * batch_size;
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	if (accepted != expected)
		fail("not every entry was accepted");
	double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	printf("%zu %.6f\n", expected - WARM_UP * batch_size * connections, seconds);
	return 0;
}
