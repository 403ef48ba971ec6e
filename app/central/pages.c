// SPDX-License-Identifier: Apache-2.0
#include "central/pages.h"
#include "central/central.h"

enum err pages_receipt(struct request *request)
{
	struct central *central = request->context;

	return receipt_page_get(&central->phone, request);
}

enum err pages_receipt_ask(struct request *request)
{
	struct central *central = request->context;

	return receipt_page_post(&central->phone, request);
}
