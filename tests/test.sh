#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Everything a commit must pass, called by `make test`. One line a step; what a failing step said is shown, the rest is in
# $BUILD/test/log. Ends with one line "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
export BUILD=${BUILD:-build}
top=$BUILD
here=$top/test
log=$here/log
rm -rf "$log"
mkdir -p "$log"
counts=$log/counts
: > "$counts"
jobs=${JOBS:-2}
export MAKEFLAGS= LC_ALL=C.UTF-8

# step NAME COMMAND...: one test, passed when the command ends well.
step() {
	local name=$1 began=$SECONDS
	shift
	if "$@" > "$log/$name.log" 2>&1; then
		echo "1 0 $name" >> "$counts"
		printf 'ok    %-28s %4d s\n' "$name" $((SECONDS - began))
	else
		echo "0 1 $name" >> "$counts"
		printf 'FAIL  %-28s %4d s\n' "$name" $((SECONDS - began))
		tail -n 40 "$log/$name.log"
		return 1
	fi
}

# C tests, two at a time, each with its own ceiling; cmocka counts what is inside.
c_tests() { # NAME PROGRAMS...
	local name=$1 began=$SECONDS
	shift
	[ $# -gt 0 ] || return 0
	printf '%s\n' "$@" | LOG=$log COUNTS=$counts xargs -P "$jobs" -n 1 tests/c_test.sh "$name"
	printf '      %-28s %4d s\n' "$name" $((SECONDS - began))
}

# node --test: its summary has the counts.
node_tests() { # NAME FILES...
	local name=$1 began=$SECONDS passed failed
	shift
	[ $# -gt 0 ] || return 0
	timeout 600 node --test --test-reporter=tap "$@" > "$log/$name.log" 2>&1
	passed=$(awk '/^# pass /{ print $3 }' "$log/$name.log")
	failed=$(awk '/^# (fail|cancelled) /{ n += $3 } END { print n + 0 }' "$log/$name.log")
	[ -n "$passed" ] || { passed=0; failed=1; }
	echo "$passed $failed $name" >> "$counts"
	if [ "$failed" = 0 ]; then
		printf 'ok    %-28s %4d s  (%d)\n' "$name" $((SECONDS - began)) "$passed"
	else
		printf 'FAIL  %-28s %4d s  (%d of %d)\n' "$name" $((SECONDS - began)) "$failed" $((passed + failed))
		grep -A 25 '^ *not ok' "$log/$name.log" | head -n 120
	fi
	sed -n 's/^ *ok [0-9]* - \(.*\) # SKIP/skip  \1:/p' "$log/$name.log"
}

export SAO_TEST_POSTGRES=
finish() {
	tests/postgres.sh stop "$here/postgres" > /dev/null 2>&1
}
trap finish EXIT
trap 'exit 1' INT TERM

export ASAN_OPTIONS=abort_on_error=0:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
[ ! -f tests/lsan.supp ] || export LSAN_OPTIONS=suppressions="'$PWD/tests/lsan.supp'":print_suppressions=0

step rules node tests/rules/rules.mjs
if step build make -s -j"$jobs" BUILD="$here" SANITIZE=address,undefined WERROR=1 CFLAGS="-O1 -g" all c-tests; then
	if SAO_TEST_POSTGRES=$(tests/postgres.sh start "$here/postgres" 2> "$log/postgres.log"); then
		echo "1 0 postgres" >> "$counts"
	else
		echo "FAIL  postgres"
		cat "$log/postgres.log"
		echo "0 1 postgres" >> "$counts"
	fi
	c_tests c $(make -s BUILD="$here" list-c-tests)
	SAO_BUILD=$here node_tests flow tests/flow/*.test.mjs
	[ -z "$(ls tests/faults/*.test.mjs 2> /dev/null)" ] || SAO_BUILD=$here node_tests faults tests/faults/*.test.mjs
fi
step clang make -s -j"$jobs" CC=clang BUILD="$top/clang" WERROR=1 CFLAGS="-O1" all
if step tsan-build make -s -j"$jobs" BUILD="$top/tsan" SANITIZE=thread WERROR= CFLAGS="-O1 -g" tsan-programs; then
	c_tests tsan $(make -s BUILD="$top/tsan" list-tsan)
fi
if step fuzz-build make -s -j"$jobs" CC=clang BUILD="$top/fuzz" SANITIZE=fuzzer-no-link,address,undefined CFLAGS="-O1 -g" fuzz-programs; then
	step fuzz tests/fuzz.sh "$top/fuzz" 5
fi

awk '{ passed += $1; failed += $2 } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' "$counts"
