// SPDX-License-Identifier: Apache-2.0
// Receipts made ahead, in memory only: deriving one costs 70 ms, so the sync thread keeps a few ready and the
// UI thread takes one. Both threads; behind its own lock. Digits taken are wiped here.
#ifndef KIOSK_LOCAL_SPARE_H
#define KIOSK_LOCAL_SPARE_H

#include "customs/receipt.h"
#include "kiosk/local/local.h"

#define SPARE_RECEIPTS 4
bool spare_wanted(struct local *local); // is there room for one more?
void spare_put(struct local *local, const struct receipt *receipt);
MUST_USE enum err spare_take(
	struct local *local, int wait_ms, struct receipt *receipt); // BUSY: none came in time

#endif
