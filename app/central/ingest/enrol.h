// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/enrol without HTTP: a code and the public half of a new key become a kiosk's identity.
// A worker's thread; stored by the writer.
#ifndef CENTRAL_INGEST_ENROL_H
#define CENTRAL_INGEST_ENROL_H

#include "central/ingest/writer.h"
#include "central/store/kiosk.h"
#include "wire/enrolment.h"

struct enrol {
	struct enrolment_ask ask;
	struct kiosk_row kiosk;	    // filled
	struct enrolment enrolment; // filled; texts point into kiosk
};
// DENIED: no such code, used, or tried too often. EXPIRED: too late.
MUST_USE enum err enrol_do(struct writer *writer, struct enrol *enrol);

#endif
