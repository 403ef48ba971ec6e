// SPDX-License-Identifier: Apache-2.0
// What a visit leaves in memory is nothing, and what a stranger sends never grows past its ceiling.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include <fcntl.h>
#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// The process ends by abort() and says why on stderr.
static bool aborts(void (*act)(void), char said[512])
{
	int ears[2], status;

	assert_int_equal(pipe(ears), 0);
	pid_t child = fork();
	if (!child) {
		signal(SIGABRT, SIG_DFL);
		dup2(ears[1], STDERR_FILENO);
		act();
		_exit(0);
	}
	close(ears[1]);
	ssize_t length = read(ears[0], said, 511);
	said[length > 0 ? length : 0] = '\0';
	close(ears[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void pieces_are_zeroed_apart_and_aligned(void **state)
{
	struct arena arena;
	unsigned char *pieces[300];

	(void)state;
	arena_init(&arena, 0);
	for (size_t i = 0; i < 300; i++) {
		pieces[i] = arena_alloc(&arena, i * 7);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t n = 0; n < i * 7; n++)
			assert_int_equal(pieces[i][n], 0);
		memset(pieces[i], (int)(i & 0xff), i * 7);
	}
	for (size_t i = 1; i < 300; i++)
		assert_true(pieces[i][0] == (i & 0xff) && pieces[i][i * 7 - 1] == (i & 0xff));
	arena_finish(&arena);
	arena_finish(&arena);
}

static void a_wiped_arena_holds_nothing_of_the_visit(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 1 << 20);
	for (int visit = 0; visit < 50; visit++) {
		char *first = arena_text(&arena, "Nguyễn Thị Lan, 0912345678");
		size_t length = strlen(first);
		for (int i = 0; i < visit * 100; i++)
			arena_format(&arena, "%d: %s", i, "complaint");
		arena_copy(&arena, "x", 1);
		arena_wipe(&arena);
		assert_int_equal(arena.used, 0);
		assert_non_null(arena.newest);
		// What is handed out next is the same memory, and empty.
		char *again = arena_alloc(&arena, 4000);
		for (size_t i = 0; i < 4000; i++)
			assert_int_equal(again[i], 0);
		assert_true(length > 0);
		arena_wipe(&arena);
	}
	arena_finish(&arena);
}

static void texts_are_copies_with_an_end(void **state)
{
	struct arena arena = {0};
	char source[] = "abcdef";

	(void)state;
	char *copy = arena_copy(&arena, source, 3), *text = arena_text(&arena, source);
	source[0] = 'X';
	assert_string_equal(copy, "abc");
	assert_string_equal(text, "abcdef");
	assert_string_equal(arena_text(&arena, NULL), "");
	assert_string_equal(arena_format(&arena, "%s-%05d", copy, 42), "abc-00042");
	int *numbers = arena_array(&arena, int, 1000);
	numbers[999] = 1;
	arena_finish(&arena);
}

static void over_the_ceiling(void)
{
	struct arena arena;

	arena_init(&arena, 1000);
	arena_alloc(&arena, 600);
	arena_alloc(&arena, 600);
}

static void an_impossible_array(void)
{
	struct arena arena = {0};

	arena_array(&arena, int64_t, SIZE_MAX / 4);
}

static void past_its_ceiling_an_arena_ends_the_process(void **state)
{
	char said[512];

	(void)state;
	assert_true(aborts(over_the_ceiling, said));
	assert_non_null(strstr(said, "arena over its ceiling"));
	assert_true(aborts(an_impossible_array, said));
}

static void a_buffer_takes_all_or_says_so(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 10);
	assert_string_equal(buf.at, "");
	buf_text(&buf, "12345");
	buf_format(&buf, "%d", 67890);
	assert_false(buf.over);
	assert_string_equal(buf.at, "1234567890");
	buf_text(&buf, "");
	assert_false(buf.over);
	buf_text(&buf, "x");
	assert_true(buf.over);
	assert_string_equal(buf.at, "1234567890");
	buf_drop(&buf, 5);
	buf_text(&buf, "y"); // would fit, but something before it is missing
	assert_string_equal(buf.at, "67890");
	buf_clear(&buf);
	assert_false(buf.over);
	buf_format(&buf, "%s", "12345678901");
	assert_true(buf.over);
	assert_string_equal(buf.at, "");
	buf_finish(&buf);
	buf_finish(&buf);
}

static void a_buffer_grows_and_keeps_every_byte(void **state)
{
	struct buf buf = {0};

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_put(&buf, &(char){(char)(i % 251)}, 1);
	assert_int_equal(buf.length, 20000);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(buf.at[i], (char)(i % 251));
	assert_int_equal(buf.at[buf.length], 0);
	buf_drop(&buf, 19999);
	assert_int_equal(buf.length, 1);
	assert_int_equal(buf.at[0], (char)(19999 % 251));
	buf_drop(&buf, 100);
	assert_int_equal(buf.length, 0);
	buf_finish(&buf);
}

static void a_file_is_read_whole_or_not_at_all(void **state)
{
	char path[] = "/tmp/sao-buf.XXXXXX";
	struct buf buf;

	(void)state;
	int file = mkstemp(path);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(write(file, "0123456789", 10), 10);
	close(file);
	buf_init(&buf, 50002);
	buf_text(&buf, "ab");
	assert_int_equal(buf_read_file(&buf, path), ERR_NONE);
	assert_int_equal(buf.length, 50002);
	assert_memory_equal(buf.at, "ab0123456789", 12);
	buf_finish(&buf);

	buf_init(&buf, 40000);
	buf_text(&buf, "ab");
	assert_int_equal(buf_read_file(&buf, path), ERR_TOO_BIG);
	assert_string_equal(buf.at, "ab");
	buf_finish(&buf);
	unlink(path);

	buf_init(&buf, 0);
	assert_int_equal(buf_read_file(&buf, path), ERR_NOT_FOUND);
	assert_int_equal(buf_read_file(&buf, "/tmp"), ERR_IO);
	buf_finish(&buf);
}

static void say_hostile_things(void)
{
	log_line(LOG_INFO, "import.row", "reason=%s", "two\nlines \x1b[31mred\x7f \xc2\x9b bell");
	log_line(LOG_DEBUG, "not.said", NULL);
	abort();
}

static void say_much(void)
{
	char much[4000];

	memset(much, '\n', sizeof much - 1);
	much[sizeof much - 1] = '\0';
	log_line(LOG_WARNING, "much", "what=%s", much);
	abort();
}

static void a_log_line_is_one_line(void **state)
{
	char said[512];

	(void)state;
	assert_true(aborts(say_hostile_things, said));
	assert_non_null(
		strstr(said, "Z info import.row reason=two\\x0alines \\x1b[31mred\\x7f \\xc2\\x9b bell\n"));
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
	assert_true(aborts(say_much, said));
	assert_null(strchr(said, '\n')); // the first 511 bytes of one long line
}

static void every_error_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int one = 0; one < ERR_COUNT; one++)
		for (int two = 0; two < one; two++)
			assert_string_not_equal(err_name((enum err)one), err_name((enum err)two));
	assert_string_equal(err_name(ERR_NOT_FOUND), "not-found");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_apart_and_aligned),
		cmocka_unit_test(a_wiped_arena_holds_nothing_of_the_visit),
		cmocka_unit_test(texts_are_copies_with_an_end),
		cmocka_unit_test(past_its_ceiling_an_arena_ends_the_process),
		cmocka_unit_test(a_buffer_takes_all_or_says_so),
		cmocka_unit_test(a_buffer_grows_and_keeps_every_byte),
		cmocka_unit_test(a_file_is_read_whole_or_not_at_all),
		cmocka_unit_test(a_log_line_is_one_line),
		cmocka_unit_test(every_error_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
