# SPDX-License-Identifier: Apache-2.0
# make              the programs, in build/; tests/install.sh build installs what they are built with
# make help         this list
# make demo         a customs office's morning: installs what is missing, builds, opens a kiosk; HEADLESS=1, PORT=9443
# make test         everything a commit must pass; ends with "N passed, N failed"
# make flow         the flow tests alone; T=tests/flow/NAME.test.mjs for one
# make rules        the rules of the source tree alone
# make tour         every screen, language, orientation and text size as a picture, in build/tour
# make faults       every kill, cut and power failure of the fault tests: hours
# make mutants      bugs put in on purpose; the tests must see each
# make bench        ours beside a peer; make bench-NAME for one
# make fuzz         hostile input; FUZZ_SECONDS=60 a target
# make install      the files where Debian expects them; DESTDIR=, PREFIX=
# make deb          packages of them, in build/deb
# make clean        removes build/
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, DESTDIR, PREFIX are honoured. BUILD= names the build folder, SANITIZE= the sanitizers, WERROR=1 in CI.

CFLAGS ?= -O2 -g
BUILD ?= build
PREFIX ?= /usr/local
SANITIZE ?=
WERROR ?=
V ?=
Q := $(if $(V),,@)
say = $(if $(V),,@printf '%-6s %s\n' $(1) $(2);)
VERSION := 0.1.0
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wformat=2 -Wswitch-enum -Wcast-qual -Wwrite-strings -Wundef -Wpointer-arith -Wunused-result -Wno-unknown-warning-option -Wno-format-truncation
HARDENING := $(if $(SANITIZE),,-fstack-protector-strong -D_FORTIFY_SOURCE=2) -fPIE
OUR_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Iapp $(WARNINGS) $(if $(WERROR),-Werror) $(HARDENING) \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
OUR_LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(if $(SANITIZE),-fsanitize=$(SANITIZE))

# ---- the house: one static library a folder, and which folders it may use (the linker and tests/rules hold it to that) ----
FOLDERS := base db customs wire kiosk/local kiosk/sync kiosk/ui kiosk/screens central/store central/http central/ingest central/phone room
FOLDERS := $(foreach f,$(FOLDERS),$(if $(wildcard app/$(f)/*.c),$(f)))
USES_base :=
USES_db := base
USES_customs := base
USES_wire := customs base
USES_kiosk/local := db wire customs base
USES_kiosk/sync := kiosk/local wire db customs base
USES_kiosk/ui := base
USES_kiosk/screens := kiosk/ui kiosk/local db wire customs base
USES_central/store := wire db customs base
USES_central/http := base
USES_central/ingest := central/store wire db customs base
USES_central/phone := central/http central/store wire db customs base
USES_room := wire customs base
USES_kiosk := kiosk/screens kiosk/ui kiosk/sync kiosk/local wire db customs base
USES_central := central/phone central/ingest central/http central/store wire db customs base

# Outside libraries, each named once with the one folder that includes it.
PKG_base := jansson libsodium nettle libutf8proc libconfig
PKG_db := sqlite3 libpq
PKG_kiosk/sync := libcurl
PKG_kiosk/ui := sdl2 SDL2_ttf SDL2_image fontconfig libqrencode
LIB_kiosk/ui := -lunistring
PKG_kiosk := sdl2 libsystemd
PKG_central/http := libmicrohttpd gnutls
PKG_central := libsystemd libcurl
LIB_central/ingest := -lcsv
PKG_room := libcurl

pkg = $(if $(PKG_$(1)),$(shell pkg-config $(2) $(PKG_$(1))))
libs_of = $(foreach f,$(1) $(USES_$(1)),$(filter-out -pthread,$(call pkg,$(f),--libs)) $(LIB_$(f))) -lm -pthread
archives_of = $(patsubst %,$(BUILD)/lib/%.a,$(filter $(FOLDERS),$(1) $(USES_$(1))))

objects = $(patsubst app/%.c,$(BUILD)/obj/%.o,$(wildcard app/$(1)/*.c))

# The objects are made anew when the flags change.
FLAGS_STAMP := $(BUILD)/flags
FLAGS_NOW := $(CC) $(CPPFLAGS) $(CFLAGS) $(OUR_CFLAGS) $(LDFLAGS) $(VERSION)
$(shell mkdir -p $(BUILD); printf '%s' '$(FLAGS_NOW)' | cmp -s - $(FLAGS_STAMP) || printf '%s' '$(FLAGS_NOW)' > $(FLAGS_STAMP))

define folder_rules
$(BUILD)/lib/$(1).a: $(call objects,$(1))
	$$(Q)mkdir -p $$(@D); rm -f $$@; ar rcs $$@ $$^
$(BUILD)/obj/$(1)/%.o: app/$(1)/%.c $(FLAGS_STAMP)
	$$(call say,CC,$$<) mkdir -p $$(@D); $$(CC) $$(CPPFLAGS) $$(CFLAGS) $$(OUR_CFLAGS) -DSAO_VERSION='"$(VERSION)"' $$(PKGFLAGS_$(subst /,_,$(1))) -MMD -MP -c -o $$@ $$<
endef
# pkg-config is asked once a folder, when its first object is compiled.
$(foreach f,$(FOLDERS) kiosk central,$(eval PKGFLAGS_$(subst /,_,$(f)) = $$(eval PKGFLAGS_$(subst /,_,$(f)) := $$(call pkg,$(f),--cflags))$$(PKGFLAGS_$(subst /,_,$(f)))))
$(foreach f,$(FOLDERS),$(eval $(call folder_rules,$(f))))
$(foreach f,kiosk central,$(eval $(call folder_rules,$(f))))
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# Files the assembler embeds (base/embed.h).
$(BUILD)/obj/kiosk/local/schema.o: $(wildcard app/kiosk/local/*.sql)
$(BUILD)/obj/central/store/schema.o: $(wildcard app/central/store/schema/*.sql)
$(BUILD)/obj/central/api.o: assets/openapi.yaml
$(BUILD)/obj/central/phone/receipt_page.o: $(wildcard assets/pages/*)
$(BUILD)/obj/central/ingest/columns.o: kiosk-config/import-aliases.tsv

PROGRAMS := $(BUILD)/sao-kiosk $(BUILD)/sao-central $(BUILD)/sao-room
$(BUILD)/sao-kiosk: $(call objects,kiosk) $(call archives_of,kiosk)
	$(call say,LD,$@) $(CC) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $(call objects,kiosk) -Wl,--start-group $(call archives_of,kiosk) -Wl,--end-group $(call libs_of,kiosk)
$(BUILD)/sao-central: $(call objects,central) $(call archives_of,central)
	$(call say,LD,$@) $(CC) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $(call objects,central) -Wl,--start-group $(call archives_of,central) -Wl,--end-group $(call libs_of,central)
$(BUILD)/sao-room: $(call objects,room) $(call archives_of,room)
	$(call say,LD,$@) $(CC) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $(call objects,room) -Wl,--start-group $(filter-out $(BUILD)/lib/room.a,$(call archives_of,room)) -Wl,--end-group $(call libs_of,room)

# Translations: domain sao-LANG, all in one locale directory (base/tr.h says why).
LANGUAGES := $(patsubst assets/po/%.po,%,$(wildcard assets/po/*.po))
CATALOGUES := $(patsubst %,$(BUILD)/locale/vi/LC_MESSAGES/sao-%.mo,$(LANGUAGES))
$(BUILD)/locale/vi/LC_MESSAGES/sao-%.mo: assets/po/%.po
	$(call say,MSGFMT,$<) mkdir -p $(@D); msgfmt --check-format --check-domain -o $@ $<

.PHONY: all programs
all programs: $(PROGRAMS) $(CATALOGUES)

# ---- C tests: tests/FOLDER/NAME_test.c links only what FOLDER may use ----
TEST_SOURCES := $(foreach f,$(FOLDERS),$(wildcard tests/$(f)/*_test.c))
TEST_PROGRAMS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SOURCES))
define test_rules
$(BUILD)/tests/$(1)/%_test: tests/$(1)/%_test.c $(call archives_of,$(1)) $(FLAGS_STAMP)
	$$(call say,TEST,$$<) mkdir -p $$(@D); $$(CC) $$(CPPFLAGS) $$(CFLAGS) $$(OUR_CFLAGS) -Itests $$(PKGFLAGS_$(subst /,_,$(1))) $$(OUR_LDFLAGS) $$(LDFLAGS) -MMD -MP -o $$@ $$< -Wl,--start-group $(call archives_of,$(1)) -Wl,--end-group $$(call libs_of,$(1)) -lcmocka
endef
$(foreach f,$(FOLDERS),$(eval $(call test_rules,$(f))))
-include $(shell find $(BUILD)/tests -name '*.d' 2>/dev/null)
.PHONY: c-tests
c-tests: $(TEST_PROGRAMS)

# ---- the rest lives beside what it drives ----
-include tests/tests.mk

.PHONY: clean help
clean:
	rm -rf $(BUILD)

# What the head of this file says.
help:
	@sed -n '2,/^$$/s/^# \?//p' Makefile
