// SPDX-License-Identifier: Apache-2.0
// What the sync thread decides, and that it starts, is nudged and stops cleanly when nobody answers. Against
// the real central it is tested in tests/flow. For the threads:
//   make BUILD=build/tsan SANITIZE=thread build/tsan/tests/kiosk/sync/sync_test
//   setarch -R build/tsan/tests/kiosk/sync/sync_test
#include "kiosk/local/machine.h"

#include "kiosk/local/spare.h"
#include "kiosk/sync/backoff.h"
#include "kiosk/sync/push.h"
#include "kiosk/sync/sync.h"
#include "wire/feed.h"
#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

// ---- when to try again ----

static void test_backoff_is_even_between_nothing_and_its_ceiling(void **state)
{
	static const int64_t ceilings[] = {
		1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 300000};

	(void)state;
	for (int failures = 1; failures < 20; failures++) {
		int quarters[4] = {0};
		int64_t most = ceilings[failures < 9 ? failures : 9];
		assert_int_equal(backoff_ceiling(failures), most);
		for (int i = 0; i < 4000; i++) {
			struct backoff backoff = {.failures = failures - 1};
			backoff_fail(&backoff, 1000000, 0);
			int64_t wait = backoff.until - 1000000;
			assert_in_range(wait, 0, most);
			quarters[wait * 4 / (most + 1)]++;
		}
		for (int quarter = 0; quarter < 4; quarter++) // 1,000 expected; 6 sigma
			assert_in_range(quarters[quarter], 830, 1170);
	}
}

static void test_backoff_hears_central_and_forgets_when_it_answers(void **state)
{
	struct backoff backoff = {0};

	(void)state;
	backoff_fail(&backoff, 0, 7000);
	assert_in_range(backoff.until, 7000, 7000);
	backoff_fail(&backoff, 0, INT64_C(1) << 40); // nobody is sent away for years
	assert_in_range(backoff.until, 0, BACKOFF_ASKED_MOST);
	backoff_good(&backoff);
	assert_int_equal(backoff.until, 0);
	assert_int_equal(backoff.failures, 0);
	backoff_boot(&backoff, 500);
	assert_in_range(backoff.until, 500, 500 + BACKOFF_AFTER_BOOT);
}

// ---- what an answer means ----

static void test_only_exactly_an_answer_of_ours_is_one(void **state)
{
	static const struct {
		struct link_answer answer;
		enum outcome outcome;
	} rows[] = {
		{{LINK_NONE, 200, VERDICTS_TYPE, "", 0, 0}, OUTCOME_GOOD},
		{{LINK_NONE, 200, "text/html", "", 0, 0}, OUTCOME_NETWORK}, // a captive portal
		{{LINK_NONE, 200, VERDICTS_TYPE "; charset=utf-8", "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_NONE, 200, "", "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_NONE, 201, VERDICTS_TYPE, "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_NONE, 204, VERDICTS_TYPE, "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_NONE, 302, VERDICTS_TYPE, "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_NONE, 404, FEED_TYPE, "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_NONE, 400, FEED_TYPE, "", 0, 0}, OUTCOME_FRAMING},
		{{LINK_NONE, 413, FEED_TYPE, "", 0, 0}, OUTCOME_FRAMING},
		{{LINK_NONE, 401, FEED_TYPE, "{\"error\":\"denied\",\"now\":5}", 26, 0}, OUTCOME_DENIED},
		{{LINK_NONE, 401, FEED_TYPE, "{\"error\":\"clock\",\"now\":5}", 25, 0}, OUTCOME_CLOCK},
		{{LINK_NONE, 401, "text/html", "{\"error\":\"clock\",\"now\":5}", 25, 0}, OUTCOME_DENIED},
		{{LINK_NONE, 401, FEED_TYPE, "{\"error\":\"clock\",\"now\":-5}", 26, 0}, OUTCOME_DENIED},
		{{LINK_NONE, 401, FEED_TYPE, "{\"error\":\"clock\"", 16, 0}, OUTCOME_DENIED},
		{{LINK_NONE, 403, FEED_TYPE, "", 0, 0}, OUTCOME_DENIED},
		{{LINK_NONE, 409, FEED_TYPE, "", 0, 0}, OUTCOME_WAIT},
		{{LINK_NONE, 410, FEED_TYPE, "", 0, 0}, OUTCOME_GONE},
		{{LINK_NONE, 429, FEED_TYPE, "", 0, 0}, OUTCOME_WAIT},
		{{LINK_NONE, 500, FEED_TYPE, "", 0, 0}, OUTCOME_TROUBLED},
		{{LINK_NONE, 502, "text/html", "", 0, 0}, OUTCOME_TROUBLED},
		{{LINK_NONE, 503, FEED_TYPE, "", 0, 0}, OUTCOME_WAIT},
		{{LINK_TIMEOUT, 0, "", "", 0, 0}, OUTCOME_TROUBLED},
		{{LINK_NETWORK, 0, "", "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_CERTIFICATE, 0, "", "", 0, 0}, OUTCOME_NETWORK},
		{{LINK_TOO_BIG, 200, VERDICTS_TYPE, "", 0, 0}, OUTCOME_NETWORK}, // cut, so not all of it
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t now = 0;
		assert_int_equal(outcome_of(&rows[i].answer, VERDICTS_TYPE, &now), rows[i].outcome);
		assert_int_equal(now, rows[i].outcome == OUTCOME_CLOCK ? 5 : 0);
	}
}

static void test_staff_read_that_a_certificate_is_wrong(void **state)
{
	struct link_answer answer = {.fault = LINK_CERTIFICATE};

	(void)state;
	assert_string_equal(trouble_of(&answer, OUTCOME_NETWORK), "sync.certificate");
	answer.fault = LINK_NETWORK;
	assert_string_equal(trouble_of(&answer, OUTCOME_NETWORK), "sync.network");
}

// ---- which batch ----

static void test_a_hundred_is_halved_down_to_the_one(void **state)
{
	size_t count = ENTRIES_COUNT;
	int steps = 0;

	(void)state;
	for (; count > 1; steps++)
		count = push_halve(count);
	assert_int_equal(count, 1);
	assert_in_range(steps, 1, 7);
	assert_int_equal(push_halve(1), 0);
}

static void test_entries_travel_as_lines_of_their_own_bytes(void **state)
{
	struct machine machine;
	struct outbox_entry *entries;
	struct buf body;
	char id[ID_SIZE];

	(void)state;
	machine_begin(&machine);
	for (int i = 0; i < 3; i++)
		machine_put_new(&machine, id);
	size_t count = machine_list(&machine, &entries);
	buf_init(&body, ENTRIES_BYTES);
	push_join(&body, entries, count);
	const char *at = body.at;
	for (size_t i = 0; i < count; i++) {
		assert_memory_equal(at, entries[i].bytes, entries[i].length);
		at += entries[i].length;
		assert_int_equal(*at++, '\n');
	}
	assert_int_equal(at - body.at, body.length);
	buf_finish(&body);
	machine_end(&machine);
}

// What push holds while a batch is under way, without a link.
static void begin_batch(struct machine *machine, struct push *push, size_t most)
{
	arena_wipe(&push->arena);
	push->most = most;
	push->is_running = true;
	assert_int_equal(outbox_list(&machine->local, &push->arena, push->after, push->most, false,
				 &push->entries, &push->count),
		ERR_NONE);
}

static void test_one_bad_entry_is_found_and_the_others_pass(void **state)
{
	struct link_answer refused = {.status = 400, .type = FEED_TYPE, .body = ""};
	struct machine machine;
	struct talk talk = {0};
	struct push push;
	char ids[8][ID_SIZE];
	bool restored;

	(void)state;
	machine_begin(&machine);
	talk.local = &machine.local;
	talk.clock = &machine.clock;
	push_init(&push);
	for (int i = 0; i < 8; i++)
		machine_put_new(&machine, ids[i]);
	for (size_t expected = 4; expected >= 1; expected /= 2) {
		begin_batch(&machine, &push, push.most);
		push_take(&push, &talk, &refused, &restored);
		assert_int_equal(push.most, expected);
		assert_true(push_due(&push) <= clock_boot(&machine.clock)); // no waiting in between
		assert_int_equal(machine_count(&machine).aside, 0);
	}
	begin_batch(&machine, &push, push.most);
	assert_int_equal(push.count, 1);
	push_take(&push, &talk, &refused, &restored);
	assert_int_equal(machine_count(&machine).aside, 1);
	assert_int_equal(machine_count(&machine).pending, 7);
	begin_batch(&machine, &push, push.most);
	assert_string_equal(push.entries[0].id, ids[1]);
	push_finish(&push);
	machine_end(&machine);
}

static void test_silence_tires_only_after_three_times_and_an_outage_never(void **state)
{
	struct link_answer silence = {.fault = LINK_TIMEOUT}, outage = {.fault = LINK_NETWORK};
	struct machine machine;
	struct talk talk = {0};
	struct push push;
	char id[ID_SIZE];
	bool restored;

	(void)state;
	machine_begin(&machine);
	talk.local = &machine.local;
	talk.clock = &machine.clock;
	push_init(&push);
	for (int i = 0; i < 4; i++)
		machine_put_new(&machine, id);
	for (int i = 0; i < 50; i++) {
		begin_batch(&machine, &push, ENTRIES_COUNT);
		push_take(&push, &talk, &outage, &restored);
		assert_int_equal(push.most, ENTRIES_COUNT);
	}
	for (int i = 0; i < 3; i++) {
		begin_batch(&machine, &push, ENTRIES_COUNT);
		push_take(&push, &talk, &silence, &restored);
		assert_int_equal(push.most, i < 2 ? ENTRIES_COUNT : 2);
	}
	assert_int_equal(machine_count(&machine).pending, 4);
	push_finish(&push);
	machine_end(&machine);
}

static void test_a_portal_that_says_200_settles_nothing(void **state)
{
	struct machine machine;
	struct talk talk = {0};
	struct push push;
	struct buf body;
	struct verdicts answer;
	struct link_answer portal = {.status = 200, .type = "text/html"};
	char id[ID_SIZE];
	bool restored;

	(void)state;
	machine_begin(&machine);
	talk.local = &machine.local;
	talk.clock = &machine.clock;
	push_init(&push);
	machine_put_new(&machine, id);
	machine_answer(&machine, VERDICT_OK, &answer);
	buf_init(&body, 65536);
	assert_int_equal(verdicts_write(&body, &answer), ERR_NONE);
	portal.body = body.at;
	portal.length = body.length;
	begin_batch(&machine, &push, ENTRIES_COUNT);
	push_take(&push, &talk, &portal, &restored);
	assert_int_equal(machine_count(&machine).pending, 1);
	// The same words cut short, then whole, as the type says they are.
	snprintf(portal.type, sizeof portal.type, "%s", VERDICTS_TYPE);
	for (portal.length = 0; portal.length < body.length; portal.length += 7) {
		begin_batch(&machine, &push, ENTRIES_COUNT);
		push_take(&push, &talk, &portal, &restored);
		assert_int_equal(machine_count(&machine).pending, 1);
	}
	portal.length = body.length;
	begin_batch(&machine, &push, ENTRIES_COUNT);
	push_take(&push, &talk, &portal, &restored);
	assert_int_equal(machine_count(&machine).pending, 0);
	assert_int_equal(push.backoff.failures, 0);
	buf_finish(&body);
	push_finish(&push);
	machine_end(&machine);
}

// ---- addresses ----

static void test_only_https_or_loopback(void **state)
{
	static const struct {
		const char *url;
		enum err err;
	} rows[] = {
		{"https://central.example:8443", ERR_NONE},
		{"https://127.0.0.1:8443/", ERR_NONE},
		{"http://127.0.0.1:8080", ERR_NONE},
		{"http://localhost:8080", ERR_NONE},
		{"http://[::1]:8080", ERR_NONE},
		{"http://central.example", ERR_CONFIG},
		{"http://127.0.0.1.example", ERR_CONFIG},
		{"ftp://127.0.0.1", ERR_CONFIG},
		{"file:///etc/passwd", ERR_CONFIG},
		{"https://central.example/path", ERR_CONFIG},
		{"central", ERR_CONFIG},
		{"", ERR_CONFIG},
	};

	(void)state;
	log_set_level(LOG_ERROR);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct link *link = NULL;
		assert_int_equal(link_open(&link, rows[i].url, NULL), rows[i].err);
		link_close(link);
	}
}

// ---- somebody who takes the connection and is slow ----

struct slow_peer {
	int listener, client; // client: -1 not yet
	struct link *link;
};

static void slow_peer_begin(struct slow_peer *peer, int slow_s)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct link_request request = {.path = "/", .query = "", .ceiling = 100000, .slow_s = slow_s};
	socklen_t length = sizeof at;
	char url[64];

	log_set_level(LOG_ERROR);
	peer->client = -1;
	peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(peer->listener, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(peer->listener, 1), 0);
	assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&at, &length), 0);
	snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(at.sin_port));
	assert_int_equal(link_open(&peer->link, url, NULL), ERR_NONE);
	link_start(peer->link, LINK_PULL, &request);
}

static void slow_peer_end(struct slow_peer *peer)
{
	link_close(peer->link);
	if (peer->client >= 0)
		close(peer->client);
	close(peer->listener);
}

static void slow_peer_say(struct slow_peer *peer, const char *words)
{
	if (peer->client < 0)
		peer->client = accept(peer->listener, NULL, NULL);
	assert_true(peer->client >= 0);
	assert_int_equal(send(peer->client, words, strlen(words), MSG_NOSIGNAL), strlen(words));
}

static int64_t wait_took(struct link *link, int ms)
{
	struct clock real = {0};
	int64_t before = clock_boot(&real);

	link_wait(link, ms);
	return clock_boot(&real) - before;
}

static void test_silence_is_ended_and_costs_no_wakeup_meanwhile(void **state)
{
	struct slow_peer peer;
	struct link_answer answer;
	int turns = 0;

	(void)state;
	slow_peer_begin(&peer, 3);
	while (wait_took(peer.link, 400) < 390) // until it has connected and asked
		;
	assert_true(wait_took(peer.link, 2000) >= 1900); // then nothing wakes it
	while (!link_take(peer.link, LINK_PULL, &answer)) {
		link_wait(peer.link, 60000);
		turns++;
	}
	assert_in_range(turns, 1, 3);
	assert_int_equal(answer.fault, LINK_TIMEOUT);
	slow_peer_end(&peer);
}

static void test_an_answer_that_trickles_is_ended(void **state)
{
	struct slow_peer peer;
	struct link_answer answer;

	(void)state;
	slow_peer_begin(&peer, 2);
	link_wait(peer.link, 50);
	slow_peer_say(&peer, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
	while (!link_take(peer.link, LINK_PULL, &answer)) {
		slow_peer_say(&peer, "x");
		link_wait(peer.link, 1);
		usleep(50000);
	}
	assert_int_equal(answer.fault, LINK_TIMEOUT);
	slow_peer_end(&peer);
}

// ---- threads ----

struct heard {
	pthread_mutex_t lock;
	pthread_cond_t news;
	int count; // lock
};

static void note_news(void *context)
{
	struct heard *heard = context;

	pthread_mutex_lock(&heard->lock);
	heard->count++;
	pthread_cond_signal(&heard->news);
	pthread_mutex_unlock(&heard->lock);
}

// Two threads live on one local for a while, and nobody answers. Port 9 of loopback is nobody's.
static void test_nobody_answers_and_nothing_is_lost(void **state)
{
	struct heard heard = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
	struct machine machine;
	struct freshness_state freshness;
	struct receipt receipt;
	struct sync *sync;
	char id[ID_SIZE];

	(void)state;
	machine_begin(&machine);
	struct sync_options options = {.local = &machine.local,
		.clock = &machine.clock,
		.url = "http://127.0.0.1:9",
		.enrol_code = "",
		.version = "0",
		.role = "touch",
		.changed = note_news,
		.context = &heard};
	assert_int_equal(sync_start(&sync, &options), ERR_NONE);
	for (int i = 0; i < 50; i++) {
		machine_put_new(&machine, id);
		sync_nudge(sync);
		freshness_get(&machine.local, &freshness);
		machine_count(&machine);
	}
	assert_int_equal(spare_take(&machine.local, 60000, &receipt), ERR_NONE); // made ahead by the thread
	assert_int_equal(strlen(receipt.digits), RECEIPT_DIGITS);
	pthread_mutex_lock(&heard.lock);
	while (heard.count == 0)
		pthread_cond_wait(&heard.news, &heard.lock);
	pthread_mutex_unlock(&heard.lock);
	freshness_get(&machine.local, &freshness);
	assert_false(freshness.is_online);
	assert_string_equal(freshness.trouble, "sync.network");
	sync_enrol(sync, "ABCDEFGH");
	sync_stop(sync);
	assert_int_equal(machine_count(&machine).pending, 51); // and the health entry
	machine_end(&machine);
}

static void test_started_and_stopped_at_once(void **state)
{
	struct machine machine;
	struct sync *sync;

	(void)state;
	machine_begin(&machine);
	for (int i = 0; i < 20; i++) {
		struct sync_options options = {.local = &machine.local,
			.clock = &machine.clock,
			.url = "http://127.0.0.1:9",
			.enrol_code = "",
			.version = "0",
			.role = "touch",
			.is_after_boot = i % 2};
		assert_int_equal(sync_start(&sync, &options), ERR_NONE);
		sync_stop(sync);
	}
	sync_stop(NULL);
	machine_end(&machine);
}

static int start_crypto(void **state)
{
	(void)state;
	crypto_start();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_backoff_is_even_between_nothing_and_its_ceiling),
		cmocka_unit_test(test_backoff_hears_central_and_forgets_when_it_answers),
		cmocka_unit_test(test_only_exactly_an_answer_of_ours_is_one),
		cmocka_unit_test(test_staff_read_that_a_certificate_is_wrong),
		cmocka_unit_test(test_a_hundred_is_halved_down_to_the_one),
		cmocka_unit_test(test_entries_travel_as_lines_of_their_own_bytes),
		cmocka_unit_test(test_one_bad_entry_is_found_and_the_others_pass),
		cmocka_unit_test(test_silence_tires_only_after_three_times_and_an_outage_never),
		cmocka_unit_test(test_a_portal_that_says_200_settles_nothing),
		cmocka_unit_test(test_only_https_or_loopback),
		cmocka_unit_test(test_silence_is_ended_and_costs_no_wakeup_meanwhile),
		cmocka_unit_test(test_an_answer_that_trickles_is_ended),
		cmocka_unit_test(test_nobody_answers_and_nothing_is_lost),
		cmocka_unit_test(test_started_and_stopped_at_once),
	};

	return cmocka_run_group_tests(tests, start_crypto, NULL);
}
