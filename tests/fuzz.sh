#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What a target itself says to people (log lines, faults of a file) is not wanted a million times: close_fd_mask.
# Runs every fuzzer in a build folder for some seconds each: fuzz.sh BUILD SECONDS. What broke one stays in BUILD/found.
set -euo pipefail
build=$1
seconds=$2
mkdir -p "$build/found"
export LSAN_OPTIONS=suppressions="'$PWD/tests/lsan.supp'":print_suppressions=0
status=0
for program in $(find "$build/fuzz" -type f -perm -u+x | sort); do
	name=${program#"$build/fuzz/"}
	corpus=$build/corpus/$name
	seeds=tests/fuzz/$name
	mkdir -p "$corpus"
	[ -d "$seeds" ] || seeds=
	if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -close_fd_mask=2 -artifact_prefix="$build/found/${name//\//-}-" \
		-print_final_stats=1 "$corpus" $seeds > "$build/${name//\//-}.log" 2>&1; then
		echo "ok    $name $(awk '/number_of_executed_units/ { print $2 }' "$build/${name//\//-}.log") runs"
	else
		echo "FAIL  $name"
		tail -n 30 "$build/${name//\//-}.log"
		status=1
	fi
done
exit $status
