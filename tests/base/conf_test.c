// SPDX-License-Identifier: Apache-2.0
// Whoever writes a configuration is told every fault at once, with file and line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/conf.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct room {
	const char *url;
	const char *name;
	int64_t seats;
	int64_t limit;
	bool has_board;
};

static const struct conf_key KEYS[] = {
	{.name = "central.url", .kind = CONF_TEXT, .offset = offsetof(struct room, url)},
	{.name = "central.limit",
		.kind = CONF_INT,
		.offset = offsetof(struct room, limit),
		.standard = "5000000000",
		.lowest = 0,
		.highest = INT64_MAX},
	{.name = "name", .kind = CONF_TEXT, .offset = offsetof(struct room, name), .standard = "Phòng chờ"},
	{.name = "seats",
		.kind = CONF_INT,
		.offset = offsetof(struct room, seats),
		.standard = "40",
		.lowest = 1,
		.highest = 500},
	{.name = "board", .kind = CONF_FLAG, .offset = offsetof(struct room, has_board), .standard = "true"},
};
#define KEY_COUNT (sizeof KEYS / sizeof KEYS[0])

static struct arena arena;
static char file[] = "/tmp/sao-conf.XXXXXX";
static char said[4096]; // on stderr

static int start(void **state)
{
	(void)state;
	int made = mkstemp(file);
	if (made < 0)
		return 1;
	close(made);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_finish(&arena);
	return unlink(file);
}

static enum err read_text(const char *text, struct room *room)
{
	FILE *out = fopen(file, "w"), *ears = tmpfile();

	assert_non_null(out);
	assert_non_null(ears);
	fputs(text, out);
	fclose(out);
	fflush(stderr);
	int kept = dup(STDERR_FILENO);
	dup2(fileno(ears), STDERR_FILENO);
	*room = (struct room){0};
	enum err err = conf_read(file, KEYS, KEY_COUNT, room, &arena);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(ears);
	said[fread(said, 1, sizeof said - 1, ears)] = '\0';
	fclose(ears);
	return err;
}

static void assert_said(int line, const char *rest)
{
	char wanted[256];

	snprintf(wanted, sizeof wanted, "%s:%d: %s", file, line, rest);
	if (!strstr(said, wanted))
		fail_msg("not said: %s\nbut: %s", wanted, said);
}

static void what_is_written_is_taken(void **state)
{
	struct room room;

	(void)state;
	assert_int_equal(read_text("# a comment\ncentral: {\n  url = \"https://sao.example:8443\";\n  limit "
				   "= 9000000000L;\n};\n"
				   "name = \"Chi cục Hà Nội\"; seats = 12.0; board = false;\n",
				 &room),
		ERR_NONE);
	assert_string_equal(said, "");
	assert_string_equal(room.url, "https://sao.example:8443");
	assert_string_equal(room.name, "Chi cục Hà Nội");
	assert_true(room.limit == 9000000000 && room.seats == 12 && !room.has_board);
}

static void what_is_not_written_has_its_default(void **state)
{
	struct room room;

	(void)state;
	assert_int_equal(read_text("central = { url = \"x\" }\n", &room), ERR_NONE);
	assert_string_equal(room.name, "Phòng chờ");
	assert_true(room.limit == 5000000000 && room.seats == 40 && room.has_board);
}

static void all_faults_are_told_each_with_its_line(void **state)
{
	struct room room;

	(void)state;
	assert_int_equal(read_text("name = 7;\n"
				   "seats = 501;\n"
				   "bord = true;\n"
				   "board = 1;\n"
				   "central: {\n"
				   "  limit = \"much\";\n"
				   "  deeper: { still = 1; };\n"
				   "};\n"
				   "list = (1, 2);\n",
				 &room),
		ERR_CONFIG);
	assert_said(1, "name: must be a text in double quotes\n");
	assert_said(2, "seats: must be from 1 to 500\n");
	assert_said(3, "bord: unknown key\n");
	assert_said(4, "board: must be true or false\n");
	assert_said(6, "central.limit: must be a whole number\n");
	assert_said(7, "central.deeper: unknown key\n");
	assert_said(9, "list: unknown key\n");
	assert_said(1, "central.url: is required\n");
}

static void forms_nobody_can_mean(void **state)
{
	static const struct {
		const char *text, *wanted;
		int line;
	} faults[] = {
		{"central = { url = \"x\" }\nseats = 1.5;", "seats: must be a whole number\n", 2},
		{"central = { url = \"x\" }\nseats = -1;", "seats: must be from 1 to 500\n", 2},
		{"central = { url = \"x\" }\nseats = 1e300;", "seats: must be a whole number\n", 2},
		{"central = { url = \"x\" }\nseats = [1];", "seats: must be a whole number\n", 2},
		{"central = { url = \"x\" }\n\nname = \"\xff\";", "name: is not UTF-8\n", 3},
		{"central = \"x\";\n", "central: must be a group: central { ... }\n", 1},
		{"central = { url = \"x\" }\nseats = 4;\nseats = 5;\n", "syntax: duplicate setting name\n",
			3},
		{"central = { url = \"x\" }\nseats = ;\n", "syntax: syntax error\n", 2},
		{"central = { url = \"x\"\n", "syntax: syntax error\n", 2},
	};
	struct room room;

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		assert_int_equal(read_text(faults[i].text, &room), ERR_CONFIG);
		assert_said(faults[i].line, faults[i].wanted);
	}
}

static void a_file_that_is_not_there_is_not_found(void **state)
{
	struct room room;

	(void)state;
	assert_int_equal(
		conf_read("/tmp/sao-there-is-no-such.conf", KEYS, KEY_COUNT, &room, &arena), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_taken),
		cmocka_unit_test(what_is_not_written_has_its_default),
		cmocka_unit_test(all_faults_are_told_each_with_its_line),
		cmocka_unit_test(forms_nobody_can_mean),
		cmocka_unit_test(a_file_that_is_not_there_is_not_found),
	};

	return cmocka_run_group_tests_name("conf", tests, start, stop);
}
