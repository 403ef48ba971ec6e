#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Seeded bugs: mutants.sh PATCH... Each is put into a copy of the tree and built; the harness its first line names must fail. That line is
#   harness: FILE [PATTERN]     a test of node, or only those whose names match; or a C test, tests/FOLDER/NAME_test.c
# Every harness must first pass on the tree as it is. A patch that no longer applies is an error. Ends with "N caught, N missed".
set -uo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "usage: mutants.sh PATCH..." >&2; exit 2; }
build=${BUILD:-build}
mkdir -p "$build/mutants/log"
here=$(cd "$build/mutants" && pwd)
log=$here/log
tree=$here/tree
jobs=${JOBS:-2}
export MAKEFLAGS= LC_ALL=C.UTF-8
caught=0 missed=0

# The objects of the last time stay, and with them what a patch left in them: sources are newer than any of them.
copy_tree() {
	mkdir -p "$tree"
	find "$tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
	git ls-files -z | tar --null -T - -cf - | tar -xmf - -C "$tree"
}

harness() { # FILE [PATTERN]
	local file=$1
	shift
	case $file in
	*_test.c)
		make -s -j"$jobs" BUILD=build "build/${file%.c}" && timeout 300 "build/${file%.c}"
		;;
	*)
		make -s -j"$jobs" BUILD=build all build/tests/faults/powercut || return 99
		SAO_BUILD=build timeout 1200 node --test ${1:+--test-name-pattern="$*"} "$file"
		;;
	esac
}

line_of() { sed -n '1s/^harness: //p' "$1"; }

copy_tree
while read -r line; do
	if ! (cd "$tree" && harness $line) > "$log/good.log" 2>&1; then
		echo "ERROR  $line fails without any mutant"
		tail -n 40 "$log/good.log"
		exit 1
	fi
done < <(for patch in "$@"; do line_of "$patch"; done | sort -u)

for patch in "$@"; do
	name=$(basename "$patch" .patch)
	began=$SECONDS
	line=$(line_of "$patch")
	[ -n "$line" ] || { echo "ERROR  $name: the first line names no harness"; exit 1; }
	# The copy's clock is make's: a file taken back is newer than the object made of its mutant.
	if ! patch -d "$tree" -p1 -F0 -s < "$patch" > "$log/$name.log" 2>&1; then
		echo "ERROR  $name no longer applies"
		cat "$log/$name.log"
		exit 1
	fi
	if ! (cd "$tree" && make -s -j"$jobs" BUILD=build all build/tests/faults/powercut) >> "$log/$name.log" 2>&1; then
		echo "ERROR  $name does not build"
		tail -n 20 "$log/$name.log"
		exit 1
	fi
	if (cd "$tree" && harness $line) >> "$log/$name.log" 2>&1; then
		missed=$((missed + 1))
		printf 'MISSED %-28s %4d s  %s\n' "$name" $((SECONDS - began)) "$line"
	else
		caught=$((caught + 1))
		printf 'caught %-28s %4d s  %s\n' "$name" $((SECONDS - began)) "$line"
	fi
	patch -R -d "$tree" -p1 -F0 -s < "$patch" || exit 1
done
echo "$caught caught, $missed missed"
[ "$missed" = 0 ]
