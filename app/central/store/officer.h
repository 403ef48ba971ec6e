// SPDX-License-Identifier: Apache-2.0
// Where an officer worked on a day, for what rolls up from his marks. Any store.
#ifndef CENTRAL_STORE_OFFICER_H
#define CENTRAL_STORE_OFFICER_H

#include "central/store/store.h"

struct officer_place {
	char unit[UNIT_ID];
	char team[PARTY_REF]; // "": in none
};
MUST_USE enum err officer_place_get(
	struct store *store, const char *ref, int day, struct officer_place *place); // NOT_FOUND

#endif
