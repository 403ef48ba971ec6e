// SPDX-License-Identifier: Apache-2.0
// Every address of sao-central: what is not listed does not exist.
#ifndef CENTRAL_ROUTES_H
#define CENTRAL_ROUTES_H

#include "central/http/server.h"

extern const struct route ROUTES[];
extern const size_t ROUTE_COUNT;

#endif
