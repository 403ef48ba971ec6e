// SPDX-License-Identifier: Apache-2.0
// doctor: reads everything, beside the server or not, and says in one line each what holds and what does not.
// Exit 1 when something does not.
#include "base/text.h"
#include "central/commands.h"
#include "central/ingest/apply.h"
#include "central/store/check.h"
#include "central/store/declaration.h"
#include "central/store/kiosk.h"
#include "central/store/organisation.h"
#include "db/migrate.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <unistd.h>

#define CLOCK_OFF_US 1000000
#define WRONG_SHOWN 100
#define OFFICES_SHOWN 200

struct doctor {
	struct central *central;
	struct store *store;
	bool has_fault;
	int shown;
};

enum finding { FINDING_OK, FINDING_NOTE, FINDING_FAULT };

__attribute__((format(printf, 4, 5))) static void say(
	struct doctor *doctor, enum finding finding, const char *subject, const char *format, ...)
{
	static const char *const WORDS[] = {"ok", "note", "FAULT"};
	va_list list;

	printf("%-6s%-11s", WORDS[finding], subject);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
	doctor->has_fault = doctor->has_fault || finding == FINDING_FAULT;
}

static void wrong_tell(void *context, const char *what)
{
	struct doctor *doctor = context;

	if (doctor->shown++ < WRONG_SHOWN)
		say(doctor, FINDING_FAULT, "journal", "%s", what);
}

static enum err file_look(struct doctor *doctor)
{
	enum err err = db_check(doctor->store->db);

	if (err)
		say(doctor, FINDING_FAULT, "database", "%s", command_sentence(err));
	else
		say(doctor, FINDING_OK, "database", "%s, schema of this program%s",
			db_kind(doctor->store->db),
			text_equal(db_kind(doctor->store->db), "sqlite") ? ", file whole"
									 : ", settings durable");
	return ERR_NONE;
}

static enum err journal_look(struct doctor *doctor)
{
	struct check_report entries = {.tell = wrong_tell, .context = doctor}, chains = entries;
	enum err err = check_journal(doctor->store, &entries);

	if (!err)
		err = check_chains(doctor->store, &chains);
	if (!err && entries.wrong + chains.wrong == 0)
		say(doctor, FINDING_OK, "journal", "%" PRId64 " entries, %" PRId64 " chains", entries.checked,
			chains.checked);
	return err;
}

// Makes ballots and tallies again from the journal, compares, and takes all of it back.
static enum err results_compare(struct doctor *doctor, struct store *store)
{
	uint8_t before[CRYPTO_HASH], after[CRYPTO_HASH];
	enum err err = store_begin(store);

	if (!err)
		err = check_results(store, before);
	if (!err)
		err = apply_again(store);
	if (!err)
		err = check_results(store, after);
	store_rollback(store);
	if (!err && memcmp(before, after, sizeof(before)) != 0)
		say(doctor, FINDING_FAULT, "results", "ballots and counters are not what the journal gives");
	else if (!err)
		say(doctor, FINDING_OK, "results", "ballots and counters are what the journal gives");
	return err;
}

// In a copy of the file; on a database server in its place, where nobody else writes.
static enum err results_look(struct doctor *doctor)
{
	struct central *central = doctor->central;
	struct store copy = {0};
	struct store_options options = central_store_options(central, DB_WRITE);
	bool is_file = text_starts(options.target, "sqlite:");
	const char *file = arena_format(&central->arena, "%s.doctor", options.target + strlen("sqlite:"));

	enum err err = secrets_open(&central->secrets, central->config.secrets);
	if (!err && is_file) {
		options.target = arena_format(&central->arena, "sqlite:%s", file);
		err = db_backup(doctor->store->db, file);
	}
	if (!err)
		err = store_open(&copy, &options);
	if (err == ERR_BUSY)
		say(doctor, FINDING_NOTE, "results", "not made again: the server is writing");
	else if (!err)
		err = results_compare(doctor, &copy);
	store_close(&copy);
	if (is_file) {
		unlink(file);
		unlink(arena_format(&central->arena, "%s-lease", file));
	}
	return err == ERR_BUSY ? ERR_NONE : err;
}

static enum err clock_look(struct doctor *doctor)
{
	struct timex state = {0};
	int answer = adjtimex(&state);

	if (doctor->central->has_test_clock)
		say(doctor, FINDING_NOTE, "clock", "a test clock, %" PRId64 " s from this machine's",
			atomic_load(&doctor->central->clock.wall_offset) / 1000);
	if (answer < 0 || answer == TIME_ERROR)
		say(doctor, FINDING_NOTE, "clock", "not kept by a time server, as far as the system knows");
	else if (state.maxerror > CLOCK_OFF_US)
		say(doctor, FINDING_FAULT, "clock", "may be off by %ld ms", state.maxerror / 1000);
	else
		say(doctor, FINDING_OK, "clock", "right to %ld ms", state.maxerror / 1000);
	return ERR_NONE;
}

static enum err offices_look(struct doctor *doctor)
{
	const char **list;
	size_t count;
	enum err err =
		office_unknown_list(doctor->store, &doctor->central->arena, OFFICES_SHOWN, &list, &count);

	for (size_t i = 0; i < count; i++)
		say(doctor, FINDING_NOTE, "office", "%s is named by exports, but not loaded", list[i]);
	if (!err && count == 0)
		say(doctor, FINDING_OK, "offices", "all known");
	return err;
}

// Of an import or a connector that has stopped the boards say it soon; here it is said for how long.
static enum err news_look(struct doctor *doctor)
{
	const int64_t now = clock_wall(&doctor->central->clock);
	char when[32];
	int64_t at;
	enum err err = declaration_news(doctor->store, &at);

	if (err)
		return err;
	if (at == 0) {
		say(doctor, FINDING_NOTE, "news",
			"no declaration was ever told: neither an import nor a connector");
		return ERR_NONE;
	}
	civil_write(at, CLOCK_VIETNAM, when);
	say(doctor, now - at > CLOCK_DAY ? FINDING_NOTE : FINDING_OK, "news",
		"an import or connector last told something new of a declaration at %s%s", when,
		now - at > CLOCK_DAY ? ", more than a day ago" : "");
	return ERR_NONE;
}

static enum err entries_look(struct doctor *doctor)
{
	struct store_counts counts;
	enum err err = store_count(doctor->store, &counts);

	if (err)
		return err;
	if (counts.apart > 0 || counts.chain_differs > 0)
		say(doctor, FINDING_FAULT, "kiosks",
			"%" PRId64 " entries kept apart, %" PRId64 " kiosks with another chain", counts.apart,
			counts.chain_differs);
	else
		say(doctor, FINDING_OK, "kiosks", "nothing kept apart, %" PRId64 " entries waiting",
			counts.parked);
	return ERR_NONE;
}

static enum err roles_look(struct doctor *doctor)
{
	struct kiosk_row kiosk = {.id = ""};
	char configured[KIOSK_ROLE];
	enum err err;

	while (!(err = kiosk_differs(doctor->store, kiosk.id, &kiosk, configured)))
		say(doctor, FINDING_NOTE, "role",
			"%s joined as %s, which decides what it shows; its configuration says %s", kiosk.id,
			kiosk.role, configured);
	return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

int doctor_command(struct central *central, int argc, char **argv)
{
	static enum err (*const LOOKS[])(struct doctor *) = {file_look, journal_look, results_look,
		entries_look, roles_look, offices_look, news_look, clock_look};
	struct store store;
	struct doctor doctor = {.central = central, .store = &store};

	if (!command_read("doctor", argc, argv, NULL, 0, NULL, 0, 0))
		return EXIT_USAGE;
	enum err opened = central_open_reader(central, &store);
	if (opened) {
		say(&doctor, FINDING_FAULT, "database", "%s", central->why);
		command_detail(opened, stdout);
		return opened == ERR_CONFIG ? EXIT_CONFIG : EXIT_FAILED;
	}
	for (size_t i = 0; i < sizeof(LOOKS) / sizeof(LOOKS[0]); i++) {
		enum err err = LOOKS[i](&doctor);
		if (err)
			say(&doctor, FINDING_FAULT, "doctor", "could not look further: %s",
				command_sentence(err));
	}
	store_close(&store);
	return doctor.has_fault ? EXIT_FAILED : 0;
}
