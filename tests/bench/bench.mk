# SPDX-License-Identifier: Apache-2.0
# The benches of the performance page: one table, ours beside a peer measured in the same run. They need an optimised build without sanitizers.
# make bench | make bench-kiosk | make bench-ingest      BIG=1: longer runs
BENCH_TOOLS := $(BUILD)/bench/xprobe $(BUILD)/bench/ingest_load $(BUILD)/bench/bare_sqlite

$(BUILD)/bench/xprobe: tests/bench/xprobe.c
	$(call say,CC,$<) mkdir -p $(@D); $(CC) $(CFLAGS) -std=c17 -D_DEFAULT_SOURCE -Wall -Wextra -o $@ $< -lX11 -lXtst -lXdamage -lXext
$(BUILD)/bench/bare_sqlite: tests/bench/bare_sqlite.c
	$(call say,CC,$<) mkdir -p $(@D); $(CC) $(CFLAGS) -std=c17 -D_DEFAULT_SOURCE -Wall -Wextra -o $@ $< -lsqlite3
$(BUILD)/bench/ingest_load: tests/bench/ingest_load.c $(call archives_of,wire)
	$(call say,CC,$<) mkdir -p $(@D); $(CC) $(CPPFLAGS) $(CFLAGS) $(OUR_CFLAGS) $(OUR_LDFLAGS) -o $@ $< -Wl,--start-group $(call archives_of,wire) -Wl,--end-group $(call libs_of,wire) $$(pkg-config --libs libcurl)

.PHONY: bench-programs
bench-programs: all $(BENCH_TOOLS)
