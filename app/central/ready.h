// SPDX-License-Identifier: Apache-2.0
// Can the writer really commit? Asked by /readyz, answered by a transaction that changes nothing and yet is
// written to the disk. Whoever asks often is told what was found last: nobody can keep the disk busy from
// outside.
#ifndef CENTRAL_READY_H
#define CENTRAL_READY_H

#include "central/http/request.h"
#include <pthread.h>

struct ready {
	pthread_mutex_t lock;
	bool is_asking;	  // lock: the writer is at it
	int64_t found_at; // lock: boot clock; 0: never
	enum err found;	  // lock
};

void ready_init(struct ready *ready);
MUST_USE enum err ready_handle(struct request *request); // an HTTP thread

#endif
