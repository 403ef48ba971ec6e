#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs one cmocka program for tests/test.sh: c_test.sh GROUP PROGRAM. Adds a line "PASSED FAILED NAME" to $COUNTS.
set -uo pipefail
group=$1
program=$2
name=$group-$(sed 's|.*/tests/||; s|/|-|g' <<< "$program")
out=$LOG/$name.log
launch=
# The thread sanitizer wants addresses where it expects them.
[ "$group" != tsan ] || launch="setarch -R"
CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 $launch "$program" > "$out" 2>&1
status=$?
passed=$(grep -c '^ok ' "$out")
failed=$(grep '^not ok ' "$out" | grep -vc ' # SKIP ')
skipped=$(grep -c '^not ok .* # SKIP ' "$out")
# It fell before it could say so: a sanitizer, a crash, the ceiling.
[ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
[ "$passed$failed$skipped" != 000 ] || failed=1
echo "$passed $failed $name" >> "$COUNTS"
if [ "$failed" = 0 ]; then
	printf 'ok    %s (%d)\n' "$name" "$passed"
else
	printf 'FAIL  %s (%d of %d, exit %d)\n' "$name" "$failed" $((passed + failed)) "$status"
	grep -vE '^(ok|[0-9]|TAP)' "$out" | tail -n 40
fi
# What this machine does not allow is not hidden.
[ "$skipped" = 0 ] || printf 'skip  %s (%d): %s\n' "$name" "$skipped" "$(sed -n 's/^skipped: //p' "$out" | head -n 1)"
exit 0
