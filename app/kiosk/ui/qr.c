// SPDX-License-Identifier: Apache-2.0
#include "kiosk/ui/qr.h"
#include "base/log.h"
#include <qrencode.h>
#include <string.h>

const struct qr *qr_get(struct cache *cache, const char *text)
{
	char key[1 + QR_MOST] = "q";
	size_t length = strnlen(text, QR_MOST);

	memcpy(key + 1, text, length);
	const struct qr *known = cache_get(cache, key, 1 + length);
	if (known)
		return known;
	QRcode *code = QRcode_encodeData((int)length, (const unsigned char *)text, 0, QR_ECLEVEL_M);
	if (!code) {
		log_line(LOG_ERROR, "qr.encode", "bytes=%zu", length);
		return NULL;
	}
	size_t area = (size_t)code->width * (size_t)code->width;
	struct qr *qr = cache_put(cache, key, 1 + length, sizeof *qr + area);
	if (qr) {
		qr->side = code->width;
		for (size_t i = 0; i < area; i++)
			qr->dark[i] = code->data[i] & 1;
	}
	QRcode_free(code);
	return qr;
}
