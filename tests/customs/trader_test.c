// SPDX-License-Identifier: Apache-2.0
// Tax codes and masked names, also over the demo enterprises. Run at the top of the tree.
#include "base/buf.h"
#include "base/text.h"
#include "customs/declaration.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void tax_codes_have_three_forms(void **state)
{
	static const char *const good[] = {"9956066192", "9956066192-001", "9956066192001", "001099012345"};
	static const char *const bad[] = {"", "995606619", "99560661922", "9956066192-01", "9956066192-0011",
		"995606619-2001", "99560661920012", "995606619A", "9956066192 001"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(tax_code_is_well_formed(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char proof[TAX_PROOF + 1];
		assert_false(tax_code_is_well_formed(bad[i]));
		assert_false(tax_code_has_valid_check(bad[i]));
		assert_int_equal(tax_code_proof(bad[i], proof), ERR_INVALID);
		assert_string_equal(proof, "");
	}
}

static void proof_is_what_the_trader_knows(void **state)
{
	char proof[TAX_PROOF + 1];

	(void)state;
	assert_int_equal(tax_code_proof("9956066192", proof), ERR_NONE);
	assert_string_equal(proof, "6192");
	assert_int_equal(tax_code_proof("9956066192-001", proof), ERR_NONE);
	assert_string_equal(proof, "6192");
	assert_int_equal(tax_code_proof("9956066192001", proof), ERR_NONE);
	assert_string_equal(proof, "6192");
	assert_int_equal(tax_code_proof("001099012345", proof), ERR_NONE);
	assert_string_equal(proof, "2345");
}

static void check_digit_finds_a_wrong_digit(void **state)
{
	char code[] = "9956066192";

	(void)state;
	assert_true(tax_code_has_valid_check(code));
	for (size_t i = 0; i < 10; i++) {
		for (char digit = '0'; digit <= '9'; digit++) {
			char kept = code[i];
			code[i] = digit;
			assert_int_equal(tax_code_has_valid_check(code), digit == kept);
			code[i] = kept;
		}
	}
	assert_true(tax_code_has_valid_check("001099012345")); // no check is known: no warning
}

static const struct {
	const char *kind, *shown;
} KINDS[] = {
	{"CÔNG TY TNHH MTV ", "Cty TNHH MTV "},
	{"CÔNG TY TNHH ", "Cty TNHH "},
	{"CÔNG TY CỔ PHẦN ", "Cty CP "},
	{"DOANH NGHIỆP TƯ NHÂN ", "DNTN "},
	{"HỢP TÁC XÃ ", "HTX "},
};

static void demo_name_is_masked(struct arena *arena, const char *name)
{
	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
		if (!text_starts(name, KINDS[i].kind))
			continue;
		assert_string_equal(enterprise_mask(arena, name),
			arena_format(arena, "%s%c•••", KINDS[i].shown, name[strlen(KINDS[i].kind)]));
		return;
	}
	fail_msg("a demo enterprise of an unknown kind: %s", name);
}

static void demo_enterprises_are_valid_and_masked(void **state)
{
	struct buf buf;
	struct arena arena;
	size_t count = 0;

	(void)state;
	buf_init(&buf, 0);
	arena_init(&arena, 0);
	assert_int_equal(buf_read_file(&buf, "assets/demo/enterprises-demo.tsv"), ERR_NONE);
	char *line = strtok(buf.at, "\n"); // the header
	while ((line = strtok(NULL, "\n"))) {
		char *name = strchr(line, '\t');
		assert_non_null(name);
		*name++ = '\0';
		name[strcspn(name, "\t")] = '\0';
		assert_true(tax_code_is_well_formed(line));
		assert_true(tax_code_has_valid_check(line));
		demo_name_is_masked(&arena, name);
		count++;
	}
	assert_int_equal(count, 188);
	arena_finish(&arena);
	buf_finish(&buf);
}

static void mask_never_shows_the_distinguishing_word(void **state)
{
	static const char *const names[][2] = {
		{"CÔNG TY CỔ PHẦN THÉP VALUKO", "Cty CP Thép V•••"},
		{"CÔNG TY TNHH MTV RIVAKU TEXTILE", "Cty TNHH MTV R•••"},
		{"Công ty trách nhiệm hữu hạn một thành viên Ðorami", "Cty TNHH MTV Ð•••"},
		{"CÔNG TY TNHH ĐORAMI", "Cty TNHH Đ•••"},
		{"CÔNG TY TNHH SẢN XUẤT, THƯƠNG MẠI VÀ DỊCH VỤ KISUNO", "Cty TNHH SX K•••"},
		{"CONG TY CO PHAN XNK TAMIVO", "Cty CP XNK T•••"},
		{"CHI NHÁNH CÔNG TY TNHH \"PELORA\"", "CN Cty TNHH P•••"},
		{"CÔNG TY THƯƠNG MẠI TNHH DỊCH VỤ HALUVI", "Cty TM TNHH H•••"},
		{"CÔNG TY TNHH MÂY", "Cty TNHH M•••"},
		{"VALUKO", "V•••"},
		{"Công ty", "Cty"},
		{"CÔNG TY CỔ PHẦN THÉP", "Cty CP Thép"},
		{"", ""},
		{"   ", ""},
	};
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(enterprise_mask(&arena, names[i][0]), names[i][1]);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tax_codes_have_three_forms),
		cmocka_unit_test(proof_is_what_the_trader_knows),
		cmocka_unit_test(check_digit_finds_a_wrong_digit),
		cmocka_unit_test(demo_enterprises_are_valid_and_masked),
		cmocka_unit_test(mask_never_shows_the_distinguishing_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
