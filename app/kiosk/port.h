// SPDX-License-Identifier: Apache-2.0
// The test socket's own thread: one client at a time, one line in, one line back. It wakes the UI thread for
// each line and waits for its answer; nothing else is shared.
#ifndef KIOSK_PORT_H
#define KIOSK_PORT_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

#define PORT_LINE 1024
#define PORT_ANSWER ((size_t)1024 * 1024)

struct port;
struct ui;

MUST_USE enum err port_open(struct port **port, struct arena *arena, const char *path, struct ui *ui);
bool port_take(struct port *port, char line[PORT_LINE]);	      // UI thread; false: no line waits
void port_answer(struct port *port, const char *text, size_t length); // UI thread
void port_close(struct port *port);				      // NULL is fine

#endif
