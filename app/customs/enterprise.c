// SPDX-License-Identifier: Apache-2.0
// An enterprise on a public screen: the kind of company, one word of its trade, then one letter of its own
// name.
#include "base/text.h"
#include "customs/declaration.h"
#include <string.h>

enum word_kind { WORD_COMPANY, WORD_TRADE, WORD_JOIN };

// What may stand before the distinguishing word, folded, longest first among those with a common beginning.
// Company words are all shown, of the trades the first, joining words never. A word that is not listed is
// taken for the enterprise's own; a trade whose folded form may also be a name (mây, may) must not be listed
// alone.
static const struct {
	const char *folded;
	const char *shown;
	enum word_kind kind;
} WORDS[] = {
	{"lien hiep hop tac xa", "LHHTX", WORD_COMPANY},
	{"hop tac xa", "HTX", WORD_COMPANY},
	{"htx", "HTX", WORD_COMPANY},
	{"doanh nghiep tu nhan", "DNTN", WORD_COMPANY},
	{"dntn", "DNTN", WORD_COMPANY},
	{"doanh nghiep", "DN", WORD_COMPANY},
	{"ho kinh doanh", "HKD", WORD_COMPANY},
	{"tong cong ty", "TCty", WORD_COMPANY},
	{"cong ty", "Cty", WORD_COMPANY},
	{"cty", "Cty", WORD_COMPANY},
	{"tap doan", "TĐ", WORD_COMPANY},
	{"chi nhanh", "CN", WORD_COMPANY},
	{"van phong dai dien", "VPĐD", WORD_COMPANY},
	{"trach nhiem huu han", "TNHH", WORD_COMPANY},
	{"tnhh", "TNHH", WORD_COMPANY},
	{"mot thanh vien", "MTV", WORD_COMPANY},
	{"1 thanh vien", "MTV", WORD_COMPANY},
	{"mtv", "MTV", WORD_COMPANY},
	{"hai thanh vien tro len", "2TV", WORD_COMPANY},
	{"hai thanh vien", "2TV", WORD_COMPANY},
	{"2 thanh vien", "2TV", WORD_COMPANY},
	{"co phan", "CP", WORD_COMPANY},
	{"cp", "CP", WORD_COMPANY},
	{"hop danh", "HD", WORD_COMPANY},
	{"lien doanh", "LD", WORD_COMPANY},
	{"dau tu", "ĐT", WORD_TRADE},
	{"thuong mai", "TM", WORD_TRADE},
	{"tm", "TM", WORD_TRADE},
	{"dich vu", "DV", WORD_TRADE},
	{"dv", "DV", WORD_TRADE},
	{"san xuat", "SX", WORD_TRADE},
	{"sx", "SX", WORD_TRADE},
	{"xuat nhap khau", "XNK", WORD_TRADE},
	{"xnk", "XNK", WORD_TRADE},
	{"van tai", "Vận tải", WORD_TRADE},
	{"giao nhan", "Giao nhận", WORD_TRADE},
	{"xay dung", "Xây dựng", WORD_TRADE},
	{"cong nghiep", "Công nghiệp", WORD_TRADE},
	{"cong nghe", "Công nghệ", WORD_TRADE},
	{"co khi", "Cơ khí", WORD_TRADE},
	{"che tao", "Chế tạo", WORD_TRADE},
	{"dien tu", "Điện tử", WORD_TRADE},
	{"thiet bi", "Thiết bị", WORD_TRADE},
	{"det may", "Dệt may", WORD_TRADE},
	{"may mac", "May mặc", WORD_TRADE},
	{"thep", "Thép", WORD_TRADE},
	{"nhua", "Nhựa", WORD_TRADE},
	{"hoa chat", "Hóa chất", WORD_TRADE},
	{"xang dau", "Xăng dầu", WORD_TRADE},
	{"thuc pham", "Thực phẩm", WORD_TRADE},
	{"thuy san", "Thủy sản", WORD_TRADE},
	{"nong san", "Nông sản", WORD_TRADE},
	{"duoc pham", "Dược phẩm", WORD_TRADE},
	{"do go", "Đồ gỗ", WORD_TRADE},
	{"bao bi", "Bao bì", WORD_TRADE},
	{"va", "", WORD_JOIN},
	{"&", "", WORD_JOIN},
	{"-", "", WORD_JOIN},
};
#define WORDS_COUNT (sizeof(WORDS) / sizeof(WORDS[0]))
#define NAME_WORDS 64 // later words never matter

struct words {
	char *own[NAME_WORDS]; // as written
	char *folded[NAME_WORDS];
	size_t count;
};

static void words_split(struct arena *arena, const char *name, struct words *words)
{
	char *at = arena_text(arena, name), *next = NULL;

	words->count = 0;
	for (char *word = strtok_r(at, " \t,.()\"'", &next); word && words->count < NAME_WORDS;
		word = strtok_r(NULL, " \t,.()\"'", &next)) {
		words->own[words->count] = word;
		words->folded[words->count++] = text_fold(arena, word);
	}
}

// How many words from `first` on are this phrase; 0 when they are not.
static size_t phrase_length(const struct words *words, size_t first, const char *phrase)
{
	size_t count = 0;

	while (*phrase) {
		size_t length = strcspn(phrase, " ");
		if (first + count == words->count)
			return 0;
		const char *word = words->folded[first + count++];
		if (strlen(word) != length || memcmp(word, phrase, length) != 0)
			return 0;
		phrase += length + (phrase[length] == ' ');
	}
	return count;
}

static size_t phrase_find(const struct words *words, size_t first, size_t *length)
{
	for (size_t i = 0; i < WORDS_COUNT; i++) {
		*length = phrase_length(words, first, WORDS[i].folded);
		if (*length > 0)
			return i;
	}
	return WORDS_COUNT;
}

static size_t letter_size(const char *word)
{
	const char *next = word;

	(void)text_next(&next);
	return (size_t)(next - word);
}

char *enterprise_mask(struct arena *arena, const char *name)
{
	struct words words;
	size_t at = 0, length = 0;
	bool has_trade = false;
	char *shown = arena_text(arena, "");

	words_split(arena, name, &words);
	for (size_t i; at < words.count && (i = phrase_find(&words, at, &length)) < WORDS_COUNT;
		at += length) {
		if (WORDS[i].kind == WORD_JOIN || (WORDS[i].kind == WORD_TRADE && has_trade))
			continue;
		has_trade = has_trade || WORDS[i].kind == WORD_TRADE;
		shown = arena_format(arena, "%s%s%s", shown, *shown ? " " : "", WORDS[i].shown);
	}
	if (at == words.count)
		return shown;
	return arena_format(arena, "%s%s%.*s•••", shown, *shown ? " " : "", (int)letter_size(words.own[at]),
		words.own[at]);
}
