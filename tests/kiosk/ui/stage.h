// SPDX-License-Identifier: Apache-2.0
// A kiosk window for tests, without a display: a page drawn by the test, and turns of the loop until
// everything that was done to it has been answered and shown.
#ifndef TESTS_KIOSK_UI_STAGE_H
#define TESTS_KIOSK_UI_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kiosk/ui/ui.h"
#include <SDL.h>
#include <stdlib.h>
#include <string.h>

struct stage {
	struct ui *ui;
	void (*page)(struct ui *ui, struct rect page);
	int text_percent;
};

static inline struct stage stage_open(int width, int height, void (*page)(struct ui *, struct rect))
{
	struct stage stage = {.page = page, .text_percent = 100};
	struct ui_options options = {
		.width = width, .height = height, .assets = "assets", .fonts = "fonts/chain.conf"};

	setenv("SDL_VIDEODRIVER", "dummy", 1);
	assert_int_equal(ui_open(&stage.ui, &options), ERR_NONE);
	return stage;
}

static inline void stage_frame(struct stage *stage)
{
	do {
		struct rect page = ui_begin(stage->ui, LANG_VI, stage->text_percent);
		stage->page(stage->ui, page);
		ui_end(stage->ui);
	} while (ui_needs_frame(stage->ui));
}

// Until all that was done to it is answered and shown.
static inline void stage_settle(struct stage *stage)
{
	stage_frame(stage);
	while (!ui_is_settled(stage->ui)) {
		ui_wait(stage->ui, -1);
		if (ui_needs_frame(stage->ui))
			stage_frame(stage);
	}
}

static inline const struct ui_node *stage_node(struct stage *stage, const char *id)
{
	const struct ui_node *nodes;
	size_t count = ui_nodes(stage->ui, &nodes);

	for (size_t i = 0; i < count; i++)
		if (strcmp(nodes[i].id, id) == 0)
			return &nodes[i];
	fail_msg("no node %s", id);
	return NULL;
}

#endif
