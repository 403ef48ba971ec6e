# SPDX-License-Identifier: Apache-2.0
# What is made with the programs rather than of them: the demo, the tests, the benchmarks, the installed files.
# Included by the Makefile. Everything that needs packages installs what is missing first and then calls make again.

.PHONY: demo test check rules flow tour faults mutants bench fuzz fuzz-programs tsan-programs list-c-tests list-tsan install deb

INSTALL_FOR = tests/install.sh
export BUILD

demo:
	@$(INSTALL_FOR) build run
	@tests/demo.sh

# BUILD=build/test for the sanitized programs, and folders beside it for the other compilers.
test check:
	@$(INSTALL_FOR) build run test
	@tests/test.sh

rules:
	@node tests/rules/rules.mjs

flow:
	@$(INSTALL_FOR) build run test
	@$(MAKE) all
	@SAO_BUILD=$(BUILD) node --test $(or $(T),$(sort $(wildcard tests/flow/*.test.mjs)))

tour:
	@$(INSTALL_FOR) build run test
	@$(MAKE) all
	@node tests/flow/tour.mjs $(BUILD)

# Every byte, every call: hours of a small machine; `make test` runs a sample of the same.
faults:
	@$(INSTALL_FOR) build run test
	@$(MAKE) all $(BUILD)/tests/faults/powercut
	@BIG=1 SAO_BUILD=$(BUILD) node --test tests/flow/offline.test.mjs $(sort $(wildcard tests/faults/*.test.mjs))

# The power cut of a kiosk's disk: a program beside the harnesses, for node has no hands inside SQLite.
$(BUILD)/tests/faults/powercut: tests/faults/powercut.c tests/faults/disk.c $(wildcard tests/faults/*.h) tests/kiosk/local/machine.h \
		$(call archives_of,kiosk/local) $(FLAGS_STAMP)
	$(call say,TEST,$<) mkdir -p $(@D); $(CC) $(CPPFLAGS) $(CFLAGS) $(OUR_CFLAGS) -Itests $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $(filter %.c,$^) -Wl,--start-group $(call archives_of,kiosk/local) -Wl,--end-group $(call libs_of,kiosk/local) -lcmocka
c-tests: $(BUILD)/tests/faults/powercut

# Each patch must apply, build, and be caught by the test its first line names.
mutants:
	@$(INSTALL_FOR) build run test
	@tests/mutants.sh $(sort $(wildcard tests/mutants/*.patch))

bench:
	@$(INSTALL_FOR) build run test bench
	@$(MAKE) all
	@tests/bench/run.sh
bench-%:
	@$(INSTALL_FOR) build run test bench
	@$(MAKE) all
	@tests/bench/run.sh $*

# ---- fuzzing: tests/fuzz/FOLDER/NAME.c links what FOLDER may use; FUZZ_SECONDS a target ----
FUZZ_SECONDS ?= 60
fuzz:
	@$(INSTALL_FOR) build test
	@$(MAKE) CC=clang CFLAGS="-O1 -g" BUILD=$(BUILD)/fuzz SANITIZE=fuzzer-no-link,address,undefined fuzz-programs
	@tests/fuzz.sh $(BUILD)/fuzz $(FUZZ_SECONDS)

define fuzz_rules
$(BUILD)/fuzz/$(1)/%: tests/fuzz/$(1)/%.c $(call archives_of,$(1)) $(FLAGS_STAMP)
	$$(call say,FUZZ,$$<) mkdir -p $$(@D); $$(CC) $$(CPPFLAGS) $$(CFLAGS) $$(OUR_CFLAGS) $$(PKGFLAGS_$(subst /,_,$(1))) $$(OUR_LDFLAGS) $$(LDFLAGS) -fsanitize=fuzzer -o $$@ $$< -Wl,--start-group $(call archives_of,$(1)) -Wl,--end-group $$(call libs_of,$(1))
endef
$(foreach f,$(FOLDERS),$(eval $(call fuzz_rules,$(f))))
fuzz-programs: $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(foreach f,$(FOLDERS),$(wildcard tests/fuzz/$(f)/*.c)))

# Where threads meet: what the thread sanitizer watches.
TSAN_PROGRAMS := $(filter $(foreach f,kiosk/sync/% central/ingest/writer_test central/http/%,$(BUILD)/tests/$(f)),$(TEST_PROGRAMS))
tsan-programs: $(TSAN_PROGRAMS)

# For tests/test.sh: what there is to run now, whatever an older tree has left in the folder.
list-c-tests:
	@printf '%s\n' $(TEST_PROGRAMS)
list-tsan:
	@printf '%s\n' $(TSAN_PROGRAMS)

# ---- installed files, where Debian expects them; configuration is copied to /etc/sao by hand (sao-guide(7)) ----
SHARE = $(DESTDIR)$(PREFIX)/share
put = install -d $(2) && install -m 644 $(1) $(2)
install: all
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin && install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	$(Q)$(call put,$(CATALOGUES),$(SHARE)/sao/locale/vi/LC_MESSAGES)
	$(Q)$(call put,assets/icons/*.svg,$(SHARE)/sao/icons)
	$(Q)$(call put,fonts/*,$(SHARE)/sao/fonts)
	$(Q)$(call put,kiosk-config/*.tsv,$(SHARE)/sao/kiosk-config)
	$(Q)$(call put,assets/man/*.1,$(SHARE)/man/man1)
	$(Q)$(call put,assets/man/*.5,$(SHARE)/man/man5)
	$(Q)$(call put,assets/man/*.7,$(SHARE)/man/man7)
	$(Q)$(call put,assets/man/*.8,$(SHARE)/man/man8)
	$(Q)$(call put,kiosk-config/*.conf kiosk-config/weston.ini,$(SHARE)/doc/sao/examples)
	$(Q)$(call put,assets/demo/*.tsv,$(SHARE)/doc/sao/examples/lists)
	$(Q)$(call put,assets/demo/procedures/*.md,$(SHARE)/doc/sao/examples/lists/procedures)
	$(Q)$(call put,README.md LICENSE,$(SHARE)/doc/sao)
	$(Q)$(call put,assets/pictures/*.png,$(SHARE)/doc/sao/assets/pictures)
	$(Q)install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/lib/sysusers.d
	$(Q)for unit in kiosk-config/*.service; do \
		sed 's,/usr/bin/sao-,$(PREFIX)/bin/sao-,' "$$unit" > $(BUILD)/unit && \
		install -m 644 $(BUILD)/unit $(DESTDIR)$(PREFIX)/lib/systemd/system/"$${unit##*/}"; done
	$(Q)install -m 644 kiosk-config/sao.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/sao.conf

# Packages of them, in $(BUILD)/deb.
deb:
	@$(INSTALL_FOR) build deb
	@$(MAKE) all
	@tests/deb.sh $(VERSION)

include tests/bench/bench.mk
