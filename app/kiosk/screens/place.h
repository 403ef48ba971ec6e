// SPDX-License-Identifier: Apache-2.0
// Where a visit can be: one place a screen. Plain names, below everything here: what stands at a place, and
// which follows which, says flow.h.
#ifndef KIOSK_SCREENS_PLACE_H
#define KIOSK_SCREENS_PLACE_H

enum place {
	PLACE_HOME,
	PLACE_BOARD, // the wall board's only place
	PLACE_FIND,
	PLACE_PROOF,
	PLACE_DECLARATION,
	PLACE_TROUBLE,
	PLACE_PHASE,
	PLACE_BALLOT,
	PLACE_PARTIES,
	PLACE_REVIEW,
	PLACE_SKIP,
	PLACE_UNRATED,
	PLACE_RECEIPT,
	PLACE_CANNOT_STORE,
	PLACE_LEAVE,
	PLACE_AWAY,
	PLACE_LANGUAGE,
	PLACE_ACCESSIBILITY,
	PLACE_HELP,
	PLACE_STAFF_PIN,
	PLACE_STAFF,
	PLACE_ENROL,
	PLACE_COUNT
};

#endif
