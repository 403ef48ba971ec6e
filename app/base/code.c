// SPDX-License-Identifier: Apache-2.0
// The encodings of text.h bytes travel in.
#include "base/text.h"
#include <string.h>

void hex_write(const void *bytes, size_t length, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *at = bytes;

	for (size_t i = 0; i < length; i++) {
		*out++ = digits[at[i] >> 4];
		*out++ = digits[at[i] & 15];
	}
	*out = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum err hex_read(const char *text, void *bytes, size_t length)
{
	uint8_t *out = bytes;

	if (strlen(text) != 2 * length)
		return ERR_INVALID;
	for (size_t i = 0; i < length; i++) {
		int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return ERR_INVALID;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return ERR_NONE;
}

static const char *alphabet(bool url)
{
	return url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
		   : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

size_t base64_size(size_t length)
{
	return (length + 2) / 3 * 4 + 1;
}

void base64_write(const void *bytes, size_t length, bool url, char *out)
{
	const char *letters = alphabet(url);
	const uint8_t *at = bytes;

	for (size_t i = 0; i < length; i += 3) {
		size_t have = length - i < 3 ? length - i : 3;
		uint32_t group = (uint32_t)at[i] << 16 | (have > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
				 (have > 2 ? at[i + 2] : 0);
		for (size_t n = 0; n < 4; n++) {
			if (n <= have)
				*out++ = letters[group >> (18 - 6 * n) & 63];
			else if (!url)
				*out++ = '=';
		}
	}
	*out = '\0';
}

static int base64_value(char c, bool url)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (url ? '-' : '+'))
		return 62;
	return c == (url ? '_' : '/') ? 63 : -1;
}

enum err base64_read(const char *text, size_t text_length, bool url, void *bytes, size_t room, size_t *length)
{
	uint8_t *out = bytes;
	size_t count = 0;
	uint32_t bits = 0;
	int have = 0;

	if (!url) {
		if (text_length % 4)
			return ERR_INVALID;
		for (int pad = 0; pad < 2 && text_length && text[text_length - 1] == '='; pad++)
			text_length--;
	}
	if (text_length % 4 == 1)
		return ERR_INVALID;
	for (size_t i = 0; i < text_length; i++) {
		int value = base64_value(text[i], url);
		if (value < 0)
			return ERR_INVALID;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have < 8)
			continue;
		if (count == room)
			return ERR_TOO_BIG;
		have -= 8;
		out[count++] = (uint8_t)(bits >> have);
	}
	// One text for one run of bytes: bits that carry nothing must be zero.
	if (bits & ((1u << have) - 1))
		return ERR_INVALID;
	*length = count;
	return ERR_NONE;
}
