// SPDX-License-Identifier: Apache-2.0
// The handlers of the pages for phones: what struct central knows, handed to phone/. HTTP threads.
#ifndef CENTRAL_PAGES_H
#define CENTRAL_PAGES_H

#include "central/http/request.h"

MUST_USE enum err pages_receipt(struct request *request);
MUST_USE enum err pages_receipt_ask(struct request *request);

#endif
